public import CanonicalJSON

/// Which level findings of a rule have, where it is not the rule's own.
public struct RuleLevels: Sendable, Hashable {
  /// The levels that were set; nil for off.
  private var levels: [String: FindingLevel?]

  /// The rules' own levels.
  public static let standard = RuleLevels()

  /// Levels of the rules' own.
  public init() {
    levels = [:]
  }

  /// The levels that the object of a file says: `{"rules": {"trailing-space": "warning"}}`.
  ///
  /// The levels are `off`, `note`, `warning` and `error`. Nothing else may be in it.
  ///
  /// - Throws: ``RuleLevelsError`` with the key at fault.
  public init(parsing object: JSONObject) throws(RuleLevelsError) {
    levels = [:]
    for member in object {
      guard member.key == "rules" else {
        throw RuleLevelsError(
          "there is a key '\(member.key)', and only 'rules' may be here", key: member.key)
      }
      if member.value.isNull { continue }
      guard let rules = member.value.object else {
        throw RuleLevelsError("'rules' is no mapping of rules to levels", key: member.key)
      }
      for rule in rules {
        // YAML of some kinds reads `off` as false.
        let word = rule.value.bool == false ? "off" : rule.value.string ?? rule.value.text()
        try set(rule.key, to: word)
      }
    }
  }

  /// Sets the level of a rule by its words: `off`, `note`, `warning` or `error`.
  ///
  /// - Throws: ``RuleLevelsError`` for a rule or a level that there is not.
  public mutating func set(_ rule: String, to level: String) throws(RuleLevelsError) {
    guard Rule.named(rule) != nil else { throw .unknownRule(rule) }
    guard level == "off" || FindingLevel(rawValue: level) != nil else {
      throw RuleLevelsError(
        "'\(level)' is no level of '\(rule)': use off, note, warning or error", key: rule)
    }
    levels[rule] = .some(FindingLevel(rawValue: level))
  }

  /// Sets the level of a rule, or switches it off with nil.
  public mutating func set(_ rule: Rule, to level: FindingLevel?) {
    levels[rule.id] = .some(level)
  }

  /// The level of findings of a rule; nil if it is off.
  public func level(of rule: Rule) -> FindingLevel? {
    levels[rule.id] ?? rule.level
  }

  /// The level that was set for a rule; nil if none was, and in it nil for off.
  func setLevel(of rule: Rule) -> FindingLevel?? {
    levels[rule.id]
  }

  /// A finding that was made without these levels, with the level that was set for its rule; nil if
  /// the rule is off.
  ///
  /// - Parameter isError: Whether an error stays one, as somebody asked for it.
  package func applied(to finding: Finding, keepingErrors isError: Bool) -> Finding? {
    guard let set = levels[finding.rule], !(isError && finding.level == .error) else {
      return finding
    }
    return set.map { level in
      Finding(
        finding.rule, level, at: finding.place, finding.message, matched: finding.matched,
        fix: finding.fix, allowedBecause: finding.allowedBecause)
    }
  }
}

/// Why levels of rules cannot be read.
public struct RuleLevelsError: Error, Sendable, Hashable {
  /// One sentence that says what is wrong and what may be there, without a full stop.
  public let message: String

  /// The key that is at fault.
  public let key: String

  /// Makes an error from its parts.
  public init(_ message: String, key: String) {
    self.message = message
    self.key = key
  }

  /// There is no rule of a name; the message names the nearest there is.
  public static func unknownRule(_ id: String) -> RuleLevelsError {
    let near = Rule.all.map(\.id).first { Spelling.isNear(id, $0) }
    return RuleLevelsError(
      "there is no rule '\(id)'" + (near.map { "; there is '\($0)'" } ?? ""), key: id)
  }
}

extension RuleLevelsError: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}
