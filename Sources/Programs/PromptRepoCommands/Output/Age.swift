internal import PromptRepo

extension Timestamp {
  /// How long ago it was, in the largest unit that has passed: `3d`, `5h`, `12m`, `now`.
  func age(at now: Timestamp) -> String {
    let minutes = (now.milliseconds - milliseconds) / 60_000
    return switch minutes {
    case ..<1: "now"
    case ..<60: "\(minutes)m"
    case ..<1_440: "\(minutes / 60)h"
    default: "\(minutes / 1_440)d"
    }
  }
}
