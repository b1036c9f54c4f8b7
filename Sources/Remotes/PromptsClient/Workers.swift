internal import Dispatch

/// Threads that do the same.
public enum Workers {
  /// Runs something on so many threads, and waits for all.
  public static func run(_ count: Int, _ body: @Sendable @escaping () -> Void) {
    guard count > 1 else { return body() }
    let group = DispatchGroup()
    for number in 1...count {
      // One queue each: those of a common queue begin one by one where they wait for answers.
      DispatchQueue(label: "promptrepo.worker.\(number)").async(group: group, execute: body)
    }
    group.wait()
  }
}
