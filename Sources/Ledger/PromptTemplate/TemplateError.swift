internal import CanonicalJSON

/// What keeps a template from being rendered strictly.
public struct TemplateError: Error, Hashable, Sendable {
  /// The variables that got no value.
  public let missing: [TemplateVariable]

  /// The names of values that no placeholder asks for, in their order.
  public let extra: [String]

  /// Double braces that are no placeholder, and would be left.
  public let strays: [StrayBraces]

  /// The template's dialect.
  public let dialect: TemplateDialect
}

extension TemplateError: CustomStringConvertible {
  /// What names of variables are made of, and what to do about braces that are text.
  public var braceHint: String {
    let escape =
      switch dialect {
      case .standard: "set 'dialect: strict' in the header and write \\{{"
      case .strict: "write \\{{"
      }
    return
      "A variable's name has the ASCII letters A to Z and a to z, digits, '_', '.' and '-', and "
      + "begins with a letter or '_'; blocks, partials and filters are not carried out. Where the "
      + "braces are text, \(escape)"
  }

  /// Every missing variable with the places that ask for it, every name too many, and all braces
  /// that are no placeholder.
  public var description: String {
    let missing = missing.map { variable in
      let places = variable.occurrences.map(\.description).joined(separator: "; ")
      return "no value for “\(variable.name)” (\(places)): give it one"
    }
    let extra = extra.map { "no placeholder asks for “\($0)”: leave its value out" }
    let strays = strays.map { "“\($0.excerpt)” (\($0.position)) is no placeholder" }
    let hint = strays.isEmpty ? [] : ["\(braceHint)."]
    return (missing + extra + strays + hint).joined(separator: "\n")
  }
}
