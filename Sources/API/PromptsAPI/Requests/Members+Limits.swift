internal import CanonicalJSON

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

  /// Checks how deep metadata is.
  func checked(_ metadata: JSONObject) throws(FormatError) -> JSONObject {
    guard JSONValue.object(metadata).fits(Limits.metadataDepth) else {
      throw FormatError(
        "metadata", "'metadata' may be nested at most \(Limits.metadataDepth) levels deep")
    }
    return metadata
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

extension JSONValue {
  /// Whether objects and lists lie in each other at most so deep.
  fileprivate func fits(_ levels: Int) -> Bool {
    switch self {
    case .null, .bool, .number, .string: true
    case .array(let values): levels > 0 && values.allSatisfy { $0.fits(levels - 1) }
    case .object(let object): levels > 0 && object.allSatisfy { $0.value.fits(levels - 1) }
    }
  }
}
