public import CanonicalJSON

extension Template {
  /// The text with the values in their placeholders' places.
  ///
  /// A string goes in raw, numbers and booleans as canonical JSON, arrays and objects as compact
  /// JSON, null as the empty string. A placeholder without a value stays as it is written. Values
  /// are never looked at for placeholders.
  public func render(_ values: JSONObject) -> String {
    let (replacements, size) = replacements(values)
    return String(unsafeUninitializedCapacity: size) { fill($0, with: replacements) }
  }

  /// The text with the values in their placeholders' places, as UTF-8; see ``render(_:)``.
  public func renderUTF8(_ values: JSONObject) -> [UInt8] {
    let (replacements, size) = replacements(values)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = fill(buffer, with: replacements)
    }
  }

  /// The text with the values in their placeholders' places, every value in a place and every place
  /// with a value; null is a value. No `{{` of the template is left, unless the dialect makes it
  /// text; values may hold any.
  ///
  /// - Throws: `TemplateError` that names all missing and all extra variables, and all braces that
  ///   would be left.
  public func render(strict values: JSONObject) throws(TemplateError) -> String {
    try check(values)
    return render(values)
  }

  /// Checks that every placeholder has a value, every value a placeholder, and that no other `{{` is
  /// left.
  ///
  /// - Throws: `TemplateError` that names all missing and all extra variables, and all braces that
  ///   would be left.
  public func check(_ values: JSONObject) throws(TemplateError) {
    let isComplete = names.allSatisfy { values[$0] != nil }
    if isComplete, names.count == values.count, strays.isEmpty { return }
    let wanted = Set(names.map { UTF8Key($0) })
    let missing = isComplete ? [] : variables.filter { values[$0.name] == nil }
    let extra = values.map(\.key).filter { !wanted.contains(UTF8Key($0)) }
    throw TemplateError(missing: missing, extra: extra, strays: strayBraces, dialect: dialect)
  }

  /// What goes in for each name, `nil` where there is no value, and the size of the whole in bytes.
  private func replacements(_ values: JSONObject) -> (texts: [String?], size: Int) {
    let texts = names.map { name in values[name].map(Self.text) }
    var size = 0
    for segment in segments {
      switch segment {
      case .text(let range): size += range.count
      case .placeholder(let range, let name): size += texts[name]?.utf8.count ?? range.count
      }
    }
    return (texts, size)
  }

  private static func text(of value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .null: ""
    case .bool, .number, .array, .object: value.text()
    }
  }

  /// Writes the text and returns its size.
  private func fill(_ buffer: UnsafeMutableBufferPointer<UInt8>, with texts: [String?]) -> Int {
    utf8.withUnsafeBufferPointer { source in
      var offset = 0
      func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        let end = offset + bytes.count
        _ = UnsafeMutableBufferPointer(rebasing: buffer[offset..<end]).initialize(from: bytes)
        offset = end
      }
      for segment in segments {
        switch segment {
        case .text(let range):
          append(UnsafeBufferPointer(rebasing: source[range]))
        case .placeholder(let range, let name):
          if var text = texts[name] {
            text.withUTF8(append)
          } else {
            append(UnsafeBufferPointer(rebasing: source[range]))
          }
        }
      }
      return offset
    }
  }
}
