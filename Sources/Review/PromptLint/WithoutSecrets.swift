package import CanonicalJSON
internal import VisibleText

extension String {
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
