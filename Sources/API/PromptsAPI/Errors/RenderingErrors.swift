// What is refused of templates, and of what is to be made of them.
extension APIError {
  /// The number of reasons that a message lists.
  private static let listed = 20

  /// Values that the template has no use for or no place for, and variables that got none.
  ///
  /// - Parameters:
  ///   - missing: The names of the variables that got no value.
  ///   - reasons: Everything that does not fit, in words.
  public static func values(missing: [String], _ reasons: [String]) -> APIError {
    var list = reasons.prefix(listed).joined(separator: "; ")
    if reasons.count > listed { list += "; and \(reasons.count - listed) more" }
    let message = "The values and the template do not fit: \(list)"
    guard !missing.isEmpty else {
      return invalid(message, parameter: "variables", code: "invalid_variables")
    }
    return invalid(
      "\(message). Give what is missing in 'variables'",
      parameter: missing.joined(separator: ", "), code: "missing_variables")
  }

  /// Something cannot be carried out with the values, or be written with them.
  public static func unusableValues(_ reason: String) -> APIError {
    invalid(
      "The template cannot be rendered with these values: \(reason)", parameter: "variables",
      code: "invalid_variables")
  }

  /// Clients render texts of the version's dialect.
  public static func notRendered(_ dialect: String) -> APIError {
    invalid(
      "The version's dialect is '\(dialect)', which its clients render: ask without 'variables', "
        + "'messages' and 'strict', and render 'active_template'", code: "dialect_not_rendered")
  }

  /// The template takes too much with these values.
  public static func renderLimit(_ reason: String) -> APIError {
    invalid(
      "\(reason): give smaller values, or write fewer loops in each other", parameter: "variables",
      code: "render_limit")
  }

  /// The dialect cannot read the template.
  ///
  /// - Parameter reason: Says where and why.
  public static func unreadableTemplate(_ reason: String, _ dialect: String) -> APIError {
    invalid(
      "The template cannot be read as \(dialect): \(reason)", code: "template_unreadable")
  }

  /// A message that chat completions have no place for.
  public static func unsupportedMessage(_ reason: String) -> APIError {
    invalid(reason, parameter: "messages", code: "unsupported_message")
  }

  /// The template includes a prompt that the version's configuration does not pin.
  public static func partialNotPinned(_ reason: String) -> APIError {
    invalid(
      "\(reason): pin it in the header of the prompt's file, or leave it out",
      code: "partial_not_pinned")
  }

  /// The template includes a version that is not there.
  public static func partialMissing(_ reason: String) -> APIError {
    invalid("\(reason): pin another version, or leave it out", code: "partial_missing")
  }

  /// The template includes what its dialect cannot include.
  public static func partialUnsuitable(_ reason: String) -> APIError {
    invalid("\(reason): include another one, or leave it out", code: "partial_unsuitable")
  }

  /// The template includes too much.
  public static func partialLimit(_ reason: String) -> APIError {
    invalid("\(reason): include less", code: "partial_limit")
  }

  /// The same about a member or a parameter.
  public func about(_ parameter: String) -> APIError {
    var error = self
    error.parameter = parameter
    return error
  }
}
