package import CanonicalJSON

extension String {
  /// The text with everything in it that a terminal would obey or hide written out, as `<U+200B>`:
  /// controls, what turns the direction of text, what has no width, tags, separators of lines and
  /// paragraphs, and selectors that select nothing.
  ///
  /// Tabs and line ends stay, and so does a carriage return before a line feed or at the end. A text
  /// that holds `<U+200B>` in letters keeps them as they are.
  package var visible: String {
    guard utf8.contains(where: { $0 >= 0x7F || ($0 < 0x20 && $0 != 0x0A && $0 != 0x09) }) else {
      return self
    }
    let bytes = Array(utf8)
    let hits = CharacterScan.hits(in: bytes, bytes.indices)
    guard !hits.isEmpty else { return self }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 8 * hits.count)
    var done = 0
    for hit in hits {
      result += bytes[done..<hit.range.lowerBound]
      result += "<\(UTF8Scalar.label(hit.value))>".utf8
      done = hit.range.upperBound
    }
    result += bytes[done...]
    return String(decoding: result, as: UTF8.self)
  }

  /// The visible text on one line, without tabs.
  package var visibleLine: String {
    let text = visible
    guard text.utf8.contains(where: { $0 < 0x20 }) else { return text }
    return text.unicodeScalars.reduce(into: "") { line, scalar in
      line += scalar.value < 0x20 ? "<\(UTF8Scalar.label(scalar.value))>" : String(scalar)
    }
  }

  /// The text without the secrets that are found in it: of each stay the first four characters, and
  /// `…` for the rest. It has as many lines as before.
  ///
  /// What programs read in place of the text is this, and ``visibleWithoutSecrets`` what people do.
  package var withoutSecrets: String {
    let bytes = Array(utf8)
    let secrets = SecretScan.secrets(in: bytes, bytes.indices)
    guard !secrets.isEmpty else { return self }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var done = 0
    for secret in secrets {
      result += bytes[done..<secret.hidden.lowerBound]
      result += bytes[secret.hidden].prefix(SecretScan.shownLength)
      // A secret of several lines leaves their ends, so that line numbers stay right.
      result += "…".utf8
      for byte in bytes[secret.hidden] where byte == 0x0A { result += [0x0A] }
      done = secret.hidden.upperBound
    }
    result += bytes[done...]
    return String(decoding: result, as: UTF8.self)
  }

  /// Text of a prompt as reports show it to people: without secrets, and visible.
  package var visibleWithoutSecrets: String { withoutSecrets.visible }
}

extension JSONValue {
  /// The value with the secrets in its texts hidden, as ``Swift/String/withoutSecrets`` does.
  package var withoutSecrets: JSONValue {
    switch self {
    case .string(let text): .string(text.withoutSecrets)
    case .array(let items): .array(items.map(\.withoutSecrets))
    case .object(let object): .object(object.withoutSecrets)
    case .null, .bool, .number: self
    }
  }
}

extension JSONObject {
  /// The object with the secrets in its texts hidden.
  package var withoutSecrets: JSONObject {
    JSONObject(map { JSONMember(key: $0.key, value: $0.value.withoutSecrets) })
  }
}
