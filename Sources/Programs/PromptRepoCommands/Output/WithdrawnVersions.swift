internal import CanonicalJSON
internal import PromptFiles
internal import PromptLint
internal import PromptRepo
internal import VisibleText

extension WithdrawnVersions {
  /// What goes on from a version, as the end of a sentence: `goes on from v2, which was withdrawn`.
  ///
  /// - Parameter base: The number of the version that it goes on from.
  func clause(from base: Int?) -> String {
    guard let base, base > live.version, let newest = versions.first else {
      return "has a text that was withdrawn"
    }
    if versions.contains(base) { return "goes on from v\(base), which was withdrawn" }
    let named = versions.first { $0 < base } ?? newest
    return "goes on from v\(base), and v\(named) was withdrawn"
  }

  /// The command that makes a version live that is held back.
  static func activation(of version: Int, _ name: PromptName) -> String {
    "promptrepo activate \(name)@v\(version)"
  }

  /// What is said of a version that is held back: why, and what makes it live.
  ///
  /// - Parameter base: The number of the version that it goes on from; the one before it when absent.
  func explanation(of version: Int, _ name: PromptName, from base: Int? = nil) -> [String] {
    ["It \(clause(from: base ?? version - 1))."] + lines.map { "\($0)." } + [
      "v\(live.version) stays live; `\(Self.activation(of: version, name))` makes "
        + "v\(version) live."
    ]
  }

  /// One line for each rollback, the last one first: who did it, and why.
  var lines: [String] {
    rollbacks.map { move in
      "\(move.author.name) went back "
        + (move.previousVersion.map { "from v\($0) " } ?? "") + "to v\(move.version)"
        + (move.reason.map { ": \($0)" } ?? ", without a reason")
    }.map(\.visibleLine)
  }

  /// The rollbacks in one line: `Customers were confused`.
  fileprivate var summary: String {
    let reasons = rollbacks.compactMap(\.reason)
    return reasons.isEmpty
      ? "no reason is given" : reasons.joined(separator: "; ").visibleLine
  }

  /// What is said of a withdrawn version, or one that was made after it, in one line.
  func note(on version: Int?) -> String {
    let named = version.flatMap { versions.contains($0) ? $0 : nil } ?? versions.first ?? 0
    return "v\(named) was withdrawn (\(summary)); v\(live.version) is live"
  }

  /// How a file that goes on from a version stands, in one line.
  func note(from base: Int?) -> String {
    "\(clause(from: base)) (\(summary)); v\(live.version) is live"
  }

  /// What was withdrawn, as machine-readable output shows it.
  ///
  /// - Parameter next: The command that makes live what is held back.
  func json(of name: PromptName, _ pointer: Pointer = .active, next: String? = nil) -> JSONObject {
    var object: JSONObject = [
      "live_version": .integer(live.version),
      "withdrawn_versions": .array(versions.map { .integer($0) }),
      "reason": reason.map { .string($0) } ?? .null,
      "rollbacks": .array(rollbacks.map { .object($0.json(of: name, pointer)) }),
    ]
    if let next { object["next"] = .string(next) }
    return object
  }
}

extension PromptStatus {
  /// What a file that goes on from a withdrawn version is told; nil for any other.
  var withdrawalNote: String? {
    guard let withdrawal else { return nil }
    let note = "\(path) \(withdrawal.note(from: base))"
    return hasUncommittedEdits
      ? "\(note), also after `promptrepo commit`"
      : "\(note), and `promptrepo checkout \(name)` writes it"
  }
}
