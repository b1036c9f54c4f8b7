public import CanonicalJSON

/// What a template asks for and gives, found without rendering it.
public struct TemplateAnalysis: Hashable, Sendable {
  /// What comes of a template.
  public enum Kind: String, Sendable {
    /// One text.
    case text
    /// A list of messages.
    case messages
  }

  /// What comes of it.
  public var kind: Kind

  /// The variables in the order of their first occurrence, each once.
  public var variables: [AnalyzedVariable]

  /// The roles of its messages in their order, as they are written; in Handlebars also those that
  /// stand under a condition.
  public var roles: [String]

  /// The partials in the order of their first occurrence, each once.
  public var partials: [PartialReference]

  /// An analysis with these parts.
  public init(
    kind: Kind, variables: [AnalyzedVariable] = [], roles: [String] = [],
    partials: [PartialReference] = []
  ) {
    self.kind = kind
    self.variables = variables
    self.roles = roles
    self.partials = partials
  }
}

/// A variable of a template, with all that is asked of it.
public struct AnalyzedVariable: Hashable, Sendable {
  /// What a variable stands for.
  public enum Kind: String, Sendable {
    /// Text that is filled in.
    case text
    /// Data that is looked into: an object, a list or a condition.
    case data
    /// A list of messages.
    case messages
    /// The address or the type of a medium.
    case media
    /// What the caller's surroundings give, such as `@state`.
    case context
  }

  /// The name that a value is given under.
  public let name: String

  /// What it stands for.
  public let kind: Kind

  /// Whether something is missing without a value: not where it is only asked for in conditions, and
  /// not for a list of messages.
  public let isRead: Bool

  /// The paths that are read, in Handlebars: `customer.name`.
  public let paths: [String]

  /// Where it stands, in order; at least one.
  public let places: [TextPosition]

  /// The name of the partial that its places are in; `nil` for the text itself.
  public var partial: String?

  /// A variable with these properties.
  public init(
    name: String, kind: Kind, isRead: Bool, paths: [String] = [], places: [TextPosition]
  ) {
    self.name = name
    self.kind = kind
    self.isRead = isRead
    self.paths = paths
    self.places = places
  }
}

extension AnalyzedVariable {
  /// The variable as one of a partial of this name.
  package func inPartial(_ name: String) -> AnalyzedVariable {
    var copy = self
    copy.partial = partial ?? name
    return copy
  }
}

/// A partial that a template names.
public struct PartialReference: Hashable, Sendable {
  /// The name of the other prompt.
  public let name: String

  /// Where it stands, in order; at least one.
  public let places: [TextPosition]

  /// A partial at these places.
  public init(name: String, places: [TextPosition]) {
    self.name = name
    self.places = places
  }
}
