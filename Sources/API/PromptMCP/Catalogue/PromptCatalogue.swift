public import CanonicalJSON

/// The prompts that a server of the Model Context Protocol has.
///
/// Names are compared by their UTF-8 bytes.
public protocol PromptCatalogue: Sendable {
  /// What can be listed, in the order of the names, each name once.
  ///
  /// - Parameter afresh: Whether everything is looked at, whoever changed it; if not, what was listed
  ///   last may be told again, as for the further pages of a list.
  func entries(afresh: Bool) throws(CatalogueError) -> [CatalogueEntry]

  /// A prompt with values filled in.
  ///
  /// - Parameter values: Texts by the names of arguments; those of no argument are passed over.
  func prompt(
    _ name: String, _ values: [CatalogueValue]
  ) throws(CatalogueError) -> CataloguePrompt

  /// The values that an argument of a prompt can have and that begin with a text.
  func completions(
    of argument: String, in name: String, beginning: String
  ) throws(CatalogueError) -> [String]
}

/// A prompt as a list shows it.
public struct CatalogueEntry: Hashable, Sendable {
  /// The name that it is asked for by.
  public let name: String
  /// The title; `nil` for none.
  public let title: String?
  /// What it is for; `nil` if nothing is said.
  public let description: String?
  /// The arguments in the order in which clients show them.
  public let arguments: [CatalogueArgument]

  /// Makes an entry from its parts.
  public init(
    name: String, title: String? = nil, description: String? = nil,
    arguments: [CatalogueArgument] = []
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.arguments = arguments
  }

  /// Whether both are shown alike, texts by their bytes.
  public static func == (left: CatalogueEntry, right: CatalogueEntry) -> Bool {
    left.name.hasSameBytes(as: right.name) && left.arguments == right.arguments
      && sameText(left.title, right.title) && sameText(left.description, right.description)
  }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(UTF8Key(name))
  }
}

/// An argument of a prompt; its value is a text.
public struct CatalogueArgument: Hashable, Sendable {
  /// The name that a value is given under.
  public let name: String
  /// What it is for, and what it can be; `nil` if nothing is said.
  public let description: String?
  /// Whether the prompt cannot be had without it.
  public let isRequired: Bool

  /// Makes an argument from its parts.
  public init(name: String, description: String? = nil, isRequired: Bool) {
    self.name = name
    self.description = description
    self.isRequired = isRequired
  }

  /// Whether both are shown alike, texts by their bytes.
  public static func == (left: CatalogueArgument, right: CatalogueArgument) -> Bool {
    left.name.hasSameBytes(as: right.name) && left.isRequired == right.isRequired
      && sameText(left.description, right.description)
  }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(UTF8Key(name))
  }
}

/// The text of an argument.
public struct CatalogueValue: Sendable {
  /// The argument's name.
  public let name: String
  /// The text.
  public let text: String

  /// Makes a value from its parts.
  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// A prompt with its values filled in.
public struct CataloguePrompt: Sendable {
  /// What the prompt is for; `nil` if nothing is said.
  public let description: String?
  /// The messages as the protocol has them.
  public let messages: JSONValue
  /// What else is told of it, by names with a prefix.
  public let meta: JSONObject

  /// Makes a prompt from its parts.
  public init(description: String?, messages: JSONValue, meta: JSONObject) {
    self.description = description
    self.messages = messages
    self.meta = meta
  }
}

/// A reason why a catalogue gives nothing.
public enum CatalogueError: Error, Hashable, Sendable {
  /// What was asked for is not to be had: the name or the values are wrong. All reasons in words.
  case refused(String)
  /// Something is wrong here, whatever is asked for.
  case failed(String)
}

/// Whether two texts have the same bytes, or both are not there.
private func sameText(_ left: String?, _ right: String?) -> Bool {
  switch (left, right) {
  case (nil, nil): true
  case (let left?, let right?): left.hasSameBytes(as: right)
  default: false
  }
}
