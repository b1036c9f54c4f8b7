extension Members {
  /// A prompt's name, within its limits.
  func name() throws(FormatError) -> String {
    try limited("name", Limits.name)
  }

  /// A template, within its limits.
  func template() throws(FormatError) -> String {
    try limited("template", Limits.template)
  }

  /// A description, within its limits; may be absent or `null`.
  func description() throws(FormatError) -> String? {
    guard let text = try optionalText("description") else { return nil }
    let count = text.unicodeScalars.count
    guard count <= Limits.description else {
      throw FormatError(
        "description",
        "'description' has \(count) characters, and may have at most \(Limits.description)")
    }
    return text
  }

  private func limited(
    _ name: String, _ limit: ClosedRange<Int>
  ) throws(FormatError) -> String {
    let text = try text(name)
    let count = text.unicodeScalars.count
    guard limit.contains(count) else {
      throw FormatError(
        name,
        "'\(name)' has \(count) characters, and has to have \(limit.lowerBound) to "
          + "\(limit.upperBound)")
    }
    return text
  }
}
