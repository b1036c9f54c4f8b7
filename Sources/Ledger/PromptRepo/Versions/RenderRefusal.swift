public import CanonicalJSON
internal import Handlebars
internal import PromptInputs
internal import PromptMessages
public import PromptTemplate

/// A reason not to render a version.
public enum RenderRefusal: Error, Sendable {
  /// Values and text do not fit.
  case values(ValuesRefusal)
  /// The dialect cannot read the text.
  case unreadable(UnreadableText)
  /// The dialect is one that clients render.
  case notRendered(Dialect)
  /// The text takes too much with these values.
  case limit(RenderLimitError)
  /// Something cannot be carried out with these values.
  case failure(reason: String, place: String)
}

/// A text that its dialect cannot read.
public struct UnreadableText: Error, Sendable, Hashable {
  /// The dialect.
  public let dialect: Dialect
  /// The place that cannot be read, counted from the beginning of the template.
  public let position: TextPosition
  /// The reason, and what to do.
  public let reason: String
}

extension UnreadableText: CustomStringConvertible {
  /// The place and the reason.
  public var description: String { "\(position): \(reason)" }
}

extension VersionText {
  /// The reason why the dialect cannot read the text; `nil` if it can.
  public var unreadable: UnreadableText? { body.unreadable }
}

extension PromptText {
  /// The reason why the dialect cannot read the text; `nil` if it can.
  package var unreadable: UnreadableText? {
    guard case .unreadable(let error) = self else { return nil }
    return UnreadableText(dialect: .handlebars, position: error.position, reason: error.reason)
  }
}

/// Everything that does not fit of values and a text.
public struct ValuesRefusal: Error, Sendable {
  /// A variable or a path that got no value.
  public struct Missing: Sendable, Hashable {
    /// The variable, or in Handlebars the path: `customer.name`.
    public let path: String
    /// The name that a value is given under: `customer`; `nil` where the text does not tell, and for
    /// what the context gives.
    public let variable: String?
    /// The places where it stands, in words; at least one.
    public let places: [String]
  }

  /// Everything that got no value.
  public internal(set) var missing: [Missing] = []

  /// The names of values that the text does not use, in their order.
  public internal(set) var extra: [String] = []

  /// Double braces that nothing fills in, and would be left.
  public internal(set) var strays: [StrayBraces] = []

  /// Values that are of another type than declared, or that have no place where they stand, in words.
  public internal(set) var unfit: [String] = []

  /// The text's dialect.
  public let dialect: Dialect

  init(_ dialect: Dialect) {
    self.dialect = dialect
  }

  /// Whether everything fits.
  var isEmpty: Bool { missing.isEmpty && extra.isEmpty && strays.isEmpty && unfit.isEmpty }
}

extension ValuesRefusal {
  /// The same of a text with placeholders only.
  init(_ error: TemplateError) {
    self.init(error.dialect)
    missing = error.missing.map {
      Missing(path: $0.name, variable: $0.name, places: $0.occurrences.map(\.description))
    }
    extra = error.extra
    strays = error.strays
  }

  /// Notes what a template of Handlebars found while it was carried out.
  ///
  /// - Parameter variables: What the text asks its caller for. A path that begins with another name is
  ///   one inside of a block, whose value the text tells.
  mutating func note(_ error: HandlebarsInputError, _ variables: [AnalyzedVariable]) {
    let names = Set(variables.filter { $0.kind != .context }.map { UTF8Key($0.name) })
    missing = error.missing.map { finding in
      let name = Self.variable(of: finding.path)
      let isWhole = names.contains(UTF8Key(finding.path))
      return Missing(
        path: finding.path,
        variable: isWhole ? finding.path : names.contains(UTF8Key(name)) ? name : nil,
        places: finding.places.map(\.description))
    }
    unfit += error.notText.map {
      "'\($0.path)' (\(Self.list($0.places))) is an array or an object where text goes: write "
        + "{{json \($0.path)}}, or give a text"
    }
    unfit += error.notRoles.map {
      "'\($0.path)' (\(Self.list($0.places))) gives no role: give one such as system, user or "
        + "assistant"
    }
  }

  private static func list(_ places: [HandlebarsPlace]) -> String {
    places.map(\.description).joined(separator: "; ")
  }

  /// The name that a path begins with.
  private static func variable(of path: String) -> String {
    String(decoding: path.utf8.prefix { !"./[".utf8.contains($0) }, as: UTF8.self)
  }
}

extension ValuesRefusal: CustomStringConvertible {
  /// All that does not fit, one a line.
  public var description: String {
    let missing = missing.map {
      "no value for “\($0.path)” (\($0.places.joined(separator: "; "))): give it one"
    }
    let extra = extra.map { "nothing in the text asks for “\($0)”: leave its value out" }
    let strays = strays.map { "“\($0.excerpt)” (\($0.position)) is no placeholder" }
    return (missing + extra + unfit + strays).joined(separator: "\n")
  }
}

extension RenderRefusal: CustomStringConvertible {
  /// The reason.
  public var description: String {
    switch self {
    case .values(let refusal): refusal.description
    case .unreadable(let text): text.description
    case .notRendered(let dialect):
      "a text of the dialect \(dialect.rawValue) is rendered by its client"
    case .limit(let error): error.description
    case .failure(let reason, let place): "\(place): \(reason)"
    }
  }
}
