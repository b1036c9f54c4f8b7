extension JSONValue {
  /// The value as UTF-8 JSON, without a final line end.
  public func utf8(_ form: JSONForm = .canonical) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(256)
    write(to: &output, form)
    return output
  }

  /// The value as JSON, without a final line end.
  public func text(_ form: JSONForm = .canonical) -> String {
    String(decoding: utf8(form), as: UTF8.self)
  }

  /// Appends the value as UTF-8 JSON, without a final line end.
  public func write(to output: inout [UInt8], _ form: JSONForm = .canonical) {
    switch form {
    case .canonical: JSONWriter.write(self, to: &output)
    case .sortedKeys: JSONWriter.write(sortedKeys, to: &output)
    case .pretty: JSONWriter.writePretty(self, indentation: 0, to: &output)
    }
  }
}

extension JSONNumber: CustomStringConvertible {
  /// The number as canonical JSON writes it.
  public var description: String {
    integer.map { String($0) } ?? ECMAScriptNumber.text(of: double)
  }
}

extension JSONValue: CustomStringConvertible {
  /// The value as canonical JSON.
  public var description: String { text() }
}
