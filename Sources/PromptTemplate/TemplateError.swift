internal import CanonicalJSON

/// What keeps a template from being rendered strictly.
public struct TemplateError: Error, Hashable, Sendable {
  /// The variables that got no value.
  public let missing: [TemplateVariable]

  /// The names of values that no placeholder asks for, in their order.
  public let extra: [String]
}

extension TemplateError: CustomStringConvertible {
  /// Every missing variable with the places that ask for it, and every name too many.
  public var description: String {
    let missing = missing.map { variable in
      let places = variable.occurrences.map(\.description).joined(separator: "; ")
      return "no value for “\(variable.name)” (\(places)): give it one"
    }
    let extra = extra.map { "no placeholder asks for “\($0)”: leave its value out" }
    return (missing + extra).joined(separator: "\n")
  }
}
