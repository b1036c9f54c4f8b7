public import CanonicalJSON
public import PromptRepo
internal import PromptTemplate
public import TextDiff

/// What is different between two contents of a prompt: words, variables, configuration, size.
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

  /// The size of the templates in bytes of UTF-8; 0 where there is none.
  public let bytes: (from: Int, to: Int)

  /// The size of the templates in tokens, estimated without any vocabulary.
  public let tokens: (from: Int, to: Int)

  /// How much of the templates' beginnings stays the same from call to call.
  public let prefix: StablePrefix

  /// Compares two contents.
  public init(from: VersionContent?, to: VersionContent?) {
    self.from = from
    self.to = to
    let (old, new) = (from?.template ?? "", to?.template ?? "")
    words = WordDiff(old: old, new: new)
    variables = VariableChange(from: from, to: to)
    settings = SettingChange.between(from?.config, to?.config)
    bytes = (old.utf8.count, new.utf8.count)
    tokens = ((old.utf8.count + 3) / 4, (new.utf8.count + 3) / 4)
    prefix = StablePrefix(from: from, to: to)
  }

  /// Whether there is any difference.
  public var isAny: Bool { from?.hash != to?.hash }

  /// Whether the templates differ.
  public var templateDiffers: Bool { !words.isEmpty }
}

/// The difference between the variables of two templates.
public struct VariableChange: Sendable, Hashable {
  /// Variables that only the newer template has, in the order of their occurrence.
  public let added: [String]

  /// Variables that only the older template has.
  public let removed: [String]

  /// Those of both that are the same variable under another name: the new one stands where the old
  /// one stood. They are in ``added`` and ``removed`` too.
  public let renamed: [Renaming]

  /// A variable under another name.
  public struct Renaming: Sendable, Hashable {
    /// The name before.
    public let from: String
    /// The name after.
    public let to: String
  }

  init(from: VersionContent?, to: VersionContent?) {
    func names(_ content: VersionContent?) -> [String] {
      content.map { Template($0.template, dialect: $0.dialect).variables.map(\.name) } ?? []
    }
    let (before, after) = (names(from), names(to))
    added = after.filter { !before.contains($0) }
    removed = before.filter { !after.contains($0) }
    renamed = []
  }
}

/// One value of a configuration or record that is not the same.
public struct SettingChange: Sendable, Hashable {
  /// The keys from the top: `["config", "temperature"]`. Lists are compared as a whole.
  public let path: [String]

  /// The value before; nil where there was none.
  public let from: JSONValue?

  /// The value after; nil where there is none.
  public let to: JSONValue?

  /// The path as reports show it: `config.temperature`.
  public var name: String { path.joined(separator: ".") }

  package static func between(_ from: JSONObject?, _ to: JSONObject?) -> [SettingChange] { [] }
}

/// How many bytes at a template's beginning are the same in every call, since they come before the
/// first variable. Providers' caches of prompts are paid by it.
public struct StablePrefix: Sendable, Hashable {
  /// The bytes before the first variable of the older template; all of it if there is none.
  public let from: Int

  /// The same of the newer template.
  public let to: Int

  /// How many bytes at the beginning of both templates are equal; nil unless both are there and
  /// differ.
  public let equal: Int?

  init(from: VersionContent?, to: VersionContent?) {
    self.from = 0
    self.to = 0
    equal = nil
  }
}
