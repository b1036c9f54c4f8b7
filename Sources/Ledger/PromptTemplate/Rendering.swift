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
      case .text(let range), .marker(let range, _): size += range.count
      case .placeholder(let range, let name): size += texts[name]?.utf8.count ?? range.count
      }
    }
    return (texts, size)
  }

  /// A value as it stands in a text.
  package static func text(of value: JSONValue) -> String {
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
        case .text(let range), .marker(let range, _):
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

/// What keeps a template from being rendered strictly.
public struct TemplateError: Error, Hashable, Sendable {
  /// The variables that got no value.
  public let missing: [TemplateVariable]

  /// The names of values that no placeholder asks for, in their order.
  public let extra: [String]

  /// Double braces that are no placeholder, and would be left.
  public let strays: [StrayBraces]

  /// The template's dialect.
  public let dialect: Dialect

  /// An error with these reasons.
  package init(
    missing: [TemplateVariable], extra: [String], strays: [StrayBraces], dialect: Dialect
  ) {
    self.missing = missing
    self.extra = extra
    self.strays = strays
    self.dialect = dialect
  }
}

extension Dialect {
  /// What names of variables are made of, and what to do about braces that are text.
  public var braceHint: String {
    let escape =
      switch self {
      case .plain, .jinja: "set 'dialect: strict' in the header and write \\{{"
      case .strict, .chat, .handlebars: "write \\{{"
      }
    return
      "A variable's name has the ASCII letters A to Z and a to z, digits, '_', '.' and '-', and "
      + "begins with a letter or '_'; blocks, partials and filters are not carried out. Where the "
      + "braces are text, \(escape)"
  }
}

extension TemplateError: CustomStringConvertible {
  /// Every missing variable with the places that ask for it, every name too many, and all braces
  /// that are no placeholder.
  public var description: String {
    let missing = missing.map { variable in
      let places = variable.occurrences.map(\.description).joined(separator: "; ")
      return "no value for “\(variable.name)” (\(places)): give it one"
    }
    let extra = extra.map { "no placeholder asks for “\($0)”: leave its value out" }
    let strays = strays.map { "“\($0.excerpt)” (\($0.position)) is no placeholder" }
    let hint = strays.isEmpty ? [] : ["\(dialect.braceHint)."]
    return (missing + extra + strays + hint).joined(separator: "\n")
  }
}
