public import CanonicalJSON

/// Looks for what the rules name in files.
///
/// ```swift
/// let linter = Linter(levels)
/// for finding in linter.findings(in: LintSource(text: text, path: "a.txt")) {
///   print(finding.place.line, finding.rule, finding.message)
/// }
/// ```
public struct Linter: Sendable {
  /// The levels of findings.
  public let levels: RuleLevels

  /// The most code points of a template that a hosted API takes; nil for no limit.
  public let longestTemplate: Int?

  /// The rules that are looked for; nil for all.
  public let only: Set<String>?

  /// The most code points of a template that the Prompts API takes.
  public static let hostedTemplateLength = 100_000

  /// A linter.
  ///
  /// - Parameters:
  ///   - levels: The levels of findings; a rule that is off is not looked for.
  ///   - only: The rules to look for; nil for all.
  ///   - longestTemplate: The most code points of a template; nil for no limit.
  public init(
    _ levels: RuleLevels = .standard, only: Set<String>? = nil,
    longestTemplate: Int? = Linter.hostedTemplateLength
  ) {
    var levels = levels
    for rule in Rule.all where only?.contains(rule.id) == false { levels.set(rule, to: nil) }
    self.levels = levels
    self.only = only
    self.longestTemplate = longestTemplate
    active = RuleFamily.all.compactMap { family in
      let ids = Set(family.rules.lazy.filter { levels.level(of: $0) != nil }.map(\.id))
      return ids.isEmpty ? nil : Active(family: family, ids: ids)
    }
  }

  /// The families of which a rule is on, with those rules.
  private let active: [Active]

  private struct Active: Sendable {
    let family: RuleFamily
    let ids: Set<String>
  }

  /// What is to be said of one file, in the order of its places; what suppressions cover too, with
  /// their reasons.
  ///
  /// Takes time in proportion to the size of the file. Bytes that are not text get one finding that
  /// says so.
  public func findings(in source: LintSource) -> [Finding] {
    let problems = source.problems.compactMap { FileProblems.finding($0, of: source, levels) }
    guard source.isText else { return problems }
    let isReadable = !source.problems.contains { $0.kind == .unreadable }
    let text = LintText(source, longestTemplate: longestTemplate)
    var drafts: [Draft] = []
    var ran: Set<String> = []
    for active in active where isReadable || !active.family.needsHeader {
      drafts += active.family.find(text).filter { active.ids.contains($0.rule.id) }
      ran.formUnion(active.ids)
    }
    let suppressions = source.suppressions
    var allowed: [String: String] = [:]
    for suppression in suppressions where Rule.named(suppression.rule)?.canBeAllowed == true {
      if allowed[suppression.rule] == nil { allowed[suppression.rule] = suppression.reason }
    }
    if isReadable, !suppressions.isEmpty {
      let used = Set(drafts.map(\.rule.id)).intersection(allowed.keys)
      drafts += SuppressionRules.drafts(suppressions, used: used, ran: ran)
        .filter { levels.level(of: $0.rule) != nil }
    }
    drafts.sort { left, right in
      let (first, second) = (left.range?.lowerBound ?? 0, right.range?.lowerBound ?? 0)
      return first != second ? first < second : left.rule.id < right.rule.id
    }
    let found = DraftPlacing(source).findings(drafts, allowed) { draft in
      levels.setLevel(of: draft.rule) ?? draft.level ?? draft.rule.level
    }
    return problems + found
  }

  /// What several files have in common that they should not, in the order of the files.
  ///
  /// Each finding is about the later of two files and names the first one.
  ///
  /// - Parameter hashes: The hash of the content of each prompt's file by the prompt's name, as pins
  ///   of partials write it: `sha256:` and 64 digits.
  public func findings(
    among sources: [LintSource], hashes: [UTF8Key: String] = [:]
  ) -> [Finding] {
    FilesRules.findings(among: sources, levels)
      + PinRules.behind(sources, hashes: hashes, levels)
  }
}

/// Gives drafts their places in lines and columns.
private struct DraftPlacing {
  private let source: LintSource

  init(_ source: LintSource) {
    self.source = source
  }

  /// The findings of drafts; of a draft without a level there is none.
  func findings(
    _ drafts: [Draft], _ allowed: [String: String], level: (Draft) -> FindingLevel?
  ) -> [Finding] {
    let ranges = drafts.compactMap(\.range) + drafts.compactMap { $0.fix?.range }
    let positions = TextPositions(
      of: ranges.flatMap { [$0.lowerBound, $0.upperBound] }, in: source.bytes)
    func place(_ range: Range<Int>) -> FindingPlace {
      let (start, end) = (positions[range.lowerBound], positions[range.upperBound])
      return FindingPlace(
        source.path, prompt: source.prompt, line: start.line, column: start.column,
        endLine: end.line, endColumn: end.column)
    }
    return drafts.compactMap { draft in
      guard let level = level(draft) else { return nil }
      return Finding(
        draft.rule.id, level,
        at: draft.range.map(place) ?? FindingPlace(source.path, prompt: source.prompt),
        draft.message, matched: draft.matched,
        fix: draft.fix.map { fix in
          FindingFix(
            at: place(fix.range), fix.range, fix.text, description: fix.description,
            isSeen: draft.rule.fix == .seen)
        }, allowedBecause: draft.rule.canBeAllowed ? allowed[draft.rule.id] : nil)
    }
  }
}
