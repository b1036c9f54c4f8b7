internal import CanonicalJSON
internal import PromptLint
public import PromptRepo
public import PromptTemplate
public import TextDiff

/// The difference between two contents of a prompt: words, variables, configuration, size.
///
/// `diff`, `review` and the dry runs of deployments all show this one comparison.
public struct ContentChange: Sendable {
  /// The content before; nil for a prompt that is new.
  public let from: VersionContent?

  /// The content after; nil for a prompt that goes.
  public let to: VersionContent?

  /// The difference of the templates, word by word; an absent one is as an empty one.
  public let words: WordDiff

  /// The difference of what callers have to give values for.
  public let variables: VariableChange

  /// The differences of the configuration, by path, in the order of the newer one.
  public let settings: [SettingChange]

  /// The paths of objects in the configuration whose keys stand in another order; an empty path is
  /// the configuration itself. The order is content: with the values equal, a version is made still.
  public let reordered: [[String]]

  /// The partials of which the two pin different versions.
  public let partials: [PartialChange]

  /// The size of the templates in bytes of UTF-8; 0 where there is none.
  public let bytes: (from: Int, to: Int)

  /// The size of the templates in tokens, estimated without any vocabulary.
  public let tokens: (from: Int, to: Int)

  /// The beginnings of the templates that are the same from call to call.
  public let prefix: StablePrefix

  /// The contents, taken apart.
  let old: ReadContent?
  let new: ReadContent?

  /// Compares two contents, in time near linear in their size.
  ///
  /// - Parameters:
  ///   - included: What the two include. Without it, and where it is not known of one of them, variables
  ///     of partials do not count; without it, pins have no numbers.
  ///   - limit: Beyond how many bytes of both templates their lines are compared and not their words,
  ///     for somebody who waits.
  public init(
    from: VersionContent?, to: VersionContent?, included: IncludedSides = (nil, nil),
    wordsUpTo limit: Int = .max
  ) {
    self.from = from
    self.to = to
    // What one side includes is not compared with what is not known of the other.
    let isKnown = included.from?.failure == nil && included.to?.failure == nil
    old = from.map { ReadContent($0, isKnown ? included.from : nil) }
    new = to.map { ReadContent($0, isKnown ? included.to : nil) }
    partials = PartialChange.between(from, to, included)
    let (before, after) = (from?.template ?? "", to?.template ?? "")
    words =
      before.utf8.count + after.utf8.count > limit
      ? WordDiff(linesOf: before, after) : WordDiff(old: before, new: after)
    variables = VariableChange(from: old, to: new, words)
    let pins = partials
    settings = SettingChange.between(from?.config, to?.config).map { $0.withVersions(of: pins) }
    reordered = SettingOrder.changed(from?.config, to?.config)
    bytes = (from?.template.utf8.count ?? 0, to?.template.utf8.count ?? 0)
    tokens = (
      old.map { TokenEstimate.count(of: $0.template) } ?? 0,
      new.map { TokenEstimate.count(of: $0.template) } ?? 0
    )
    prefix = StablePrefix(from: old, to: new)
  }

  /// True if there is any difference.
  public var isAny: Bool { from?.hash != to?.hash }

  /// What the change gives before and after, where it is a text here and messages there; nil if both
  /// give the same.
  public var kinds: (from: TemplateAnalysis.Kind, to: TemplateAnalysis.Kind)? {
    guard let old, let new, old.analysis.kind != new.analysis.kind else { return nil }
    return (old.analysis.kind, new.analysis.kind)
  }

  /// The dialects before and after; nil if they are the same.
  public var dialects: (from: Dialect, to: Dialect)? {
    guard let old, let new, old.content.dialect != new.content.dialect else { return nil }
    return (old.content.dialect, new.content.dialect)
  }

  /// The roles of the messages before and after; nil if they are the same, and where neither side has
  /// a dialect with messages.
  public var roles: (from: [String], to: [String])? {
    guard let old, let new else { return nil }
    let withMessages: Set<Dialect> = [.chat, .handlebars]
    guard withMessages.contains(old.content.dialect) || withMessages.contains(new.content.dialect)
    else { return nil }
    let (before, after) = (RoleSequence(old).names, RoleSequence(new).names)
    return before == after ? nil : (before, after)
  }

  /// True if the templates differ.
  public var templateDiffers: Bool { !words.isEmpty }
}
