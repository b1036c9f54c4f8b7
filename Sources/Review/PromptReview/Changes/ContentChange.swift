internal import CanonicalJSON
internal import PromptLint
public import PromptRepo
internal import PromptTemplate
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

  /// The size of the templates in bytes of UTF-8; 0 where there is none.
  public let bytes: (from: Int, to: Int)

  /// The size of the templates in tokens, estimated without any vocabulary.
  public let tokens: (from: Int, to: Int)

  /// How much of the templates' beginnings stays the same from call to call.
  public let prefix: StablePrefix

  /// The contents, taken apart.
  let old: ReadContent?
  let new: ReadContent?

  /// Compares two contents, in time near linear in their size.
  public init(from: VersionContent?, to: VersionContent?) {
    self.from = from
    self.to = to
    old = from.map { ReadContent($0) }
    new = to.map { ReadContent($0) }
    words = WordDiff(old: from?.template ?? "", new: to?.template ?? "")
    variables = VariableChange(from: old, to: new, words)
    settings = SettingChange.between(from?.config, to?.config)
    reordered = SettingOrder.changed(from?.config, to?.config)
    bytes = (from?.template.utf8.count ?? 0, to?.template.utf8.count ?? 0)
    tokens = (
      old.map { TokenEstimate.count(of: $0.template) } ?? 0,
      new.map { TokenEstimate.count(of: $0.template) } ?? 0
    )
    prefix = StablePrefix(from: old, to: new)
  }

  /// Whether there is any difference.
  public var isAny: Bool { from?.hash != to?.hash }

  /// Whether the templates differ.
  public var templateDiffers: Bool { !words.isEmpty }
}
