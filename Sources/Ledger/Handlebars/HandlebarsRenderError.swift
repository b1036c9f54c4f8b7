public import CanonicalJSON
public import PromptTemplate

/// Why a template gave no messages.
public enum HandlebarsRenderError: Error, Hashable, Sendable {
  /// It takes too much.
  case limit(RenderLimitError)

  /// The values do not fit; all that is wrong with them.
  case input(HandlebarsInputError)

  /// A tag cannot be carried out.
  case failure(reason: String, place: HandlebarsPlace)
}

extension HandlebarsRenderError: CustomStringConvertible {
  /// What happened, and where.
  public var description: String {
    switch self {
    case .limit(let error): error.description
    case .input(let error): error.description
    case .failure(let reason, let place): "\(place): \(reason)"
    }
  }
}

/// A place in a template or in one of its partials.
public struct HandlebarsPlace: Hashable, Sendable {
  /// The partial's name as its tag has it; nothing in the template itself.
  public let partial: String?

  /// The place in that text.
  public let position: TextPosition
}

extension HandlebarsPlace: CustomStringConvertible {
  /// The place, with the partial's name if it is in one.
  public var description: String {
    partial.map { "\($0), \(position)" } ?? position.description
  }
}

/// Everything that a strict rendering finds wrong with the values, in the order of its finding.
public struct HandlebarsInputError: Error, Hashable, Sendable {
  /// A path with all its places.
  public struct Finding: Hashable, Sendable {
    /// The path as it is written.
    public let path: String

    /// Where it stands; at least one.
    public let places: [HandlebarsPlace]
  }

  /// The paths that are read and are not there.
  public let missing: [Finding]

  /// The paths that are arrays or objects, where text goes.
  public let notText: [Finding]

  /// The paths that name a role, where what they give is none.
  public let notRoles: [Finding]
}

extension HandlebarsInputError: CustomStringConvertible {
  /// All findings, one a line.
  public var description: String {
    func line(_ finding: Finding, _ what: String, _ advice: String) -> String {
      let places = finding.places.map(\.description).joined(separator: "; ")
      return "\(what) “\(finding.path)” (\(places)): \(advice)"
    }
    let lines =
      missing.map { line($0, "no value for", "give it one") }
      + notText.map {
        line($0, "an array or an object for", "give a text, or write {{json \($0.path)}}")
      }
      + notRoles.map { line($0, "no role from", "give one such as system, user or assistant") }
    return lines.joined(separator: "\n")
  }
}
