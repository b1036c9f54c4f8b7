internal import PromptRepo

/// What git says about the references of a push, read from `git push --porcelain`.
///
/// One line for each: a flag, a tab, the two sides, a tab, and a summary with a reason in
/// parentheses. A rejected one has the flag `!`. (git-push(1), "OUTPUT".)
struct PushOutput: Sendable {
  /// A reference that was not pushed, and why.
  struct Rejection: Sendable, Hashable {
    let reason: String
    /// Whether it was the remote that rejected it, and not git, which saw that it had moved.
    let isByRemote: Bool
    /// Whether it was only rejected since another one was.
    let isCollateral: Bool

    /// Whether the remote says so because of a rule of its own.
    var isPolicy: Bool {
      isByRemote
        && ["declined", "prohibited", "deny", "denied", "not allowed", "funny refname"]
          .contains { reason.contains($0) }
    }

    /// Whether a hook of the remote declined the whole push, whatever reference it was about.
    var isOfWhole: Bool { isByRemote && reason.contains("pre-receive hook declined") }
  }

  private(set) var rejections: [String: Rejection] = [:]
  /// Whether git came as far as talking about references.
  private(set) var isAnswered = false

  /// Adds what was said about other references.
  mutating func merge(_ other: PushOutput) {
    rejections.merge(other.rejections) { $1 }
    isAnswered = isAnswered || other.isAnswered
  }

  init(_ output: [UInt8]) {
    for line in output.split(separator: 10) {
      let fields = line.split(separator: 9, omittingEmptySubsequences: false)
      guard fields.count >= 3, fields[0].count == 1,
        let colon = fields[1].firstIndex(of: UInt8(ascii: ":"))
      else { continue }
      isAnswered = true
      guard fields[0].first == UInt8(ascii: "!") else { continue }
      let name = String(decoding: fields[1][(colon + 1)...], as: UTF8.self)
      let summary = String(decoding: fields[2], as: UTF8.self)
      let reason =
        summary.utf8.firstIndex(of: UInt8(ascii: "(")).map {
          String(summary[summary.utf8.index(after: $0)...].dropLast())
        } ?? summary
      rejections[name] = Rejection(
        reason: reason, isByRemote: summary.utf8.starts(with: "[remote".utf8),
        isCollateral: reason.utf8.starts(with: "atomic push fail".utf8))
    }
  }
}
