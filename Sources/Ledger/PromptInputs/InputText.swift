public import CanonicalJSON

extension DeclaredInputs {
  /// The value that a text of the command line stands for, by the declared type of the input.
  ///
  /// Where a text is possible, the text is the value. Else it is read as JSON: `7`, `false`,
  /// `["a"]`. Of an enumeration it is the member that is written so. An input that is not declared,
  /// and one of any type, is the text. Parts of arrays and objects are not looked at: ``check(_:)``
  /// does that.
  ///
  /// - Throws: `InputTextError` if no value of the type is written so.
  public func value(of text: String, for name: String) throws(InputTextError) -> JSONValue {
    let path = InputPath().member(name)
    guard let shape = shape.shape(of: UTF8Key(name)) else { return .string(text) }
    if let values = shape.values {
      if let value = values.member(written: text) { return value }
      throw InputTextError(
        path: path, message: InputFault.values(values, lack: .string(text), at: path).message)
    }
    if shape.types.allows(.string) { return .string(text) }
    return try shape.types.value(of: text, at: path)
  }
}

/// Why a text is no value of an input's type.
public struct InputTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The input.
  public let path: InputPath

  /// The type, the text and what to write: `ticket is an integer, '7a' is none`.
  public let message: String

  /// The message.
  public var description: String { message }
}

extension InputValues {
  /// The value that a text stands for: the text itself, else what it is in JSON.
  fileprivate func member(written text: String) -> JSONValue? {
    if contains(.string(text)) { return .string(text) }
    guard list.contains(where: { $0.string == nil }), let value = try? JSONValue(parsing: text),
      contains(value)
    else { return nil }
    return value
  }
}

extension InputTypes {
  fileprivate func value(of text: String, at path: InputPath) throws(InputTextError) -> JSONValue {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: text)
    } catch {
      throw InputTextError(path: path, message: message(text, at: path, error))
    }
    guard contains(value) else {
      throw InputTextError(path: path, message: message(text, at: path, nil))
    }
    return value
  }

  private func message(_ text: String, at path: InputPath, _ error: JSONError?) -> String {
    let fault = InputFault.type(self, isNot: .string(text), at: path).message
    // What is nearly right, the reader of JSON explains.
    if let error, isMeant(text) { return "\(fault): \(error)" }
    if self == InputTypes(.boolean) { return "\(fault): write true or false" }
    if self == InputTypes(.array) { return "\(fault): write JSON such as [\"a\"]" }
    if self == InputTypes(.object) { return "\(fault): write JSON such as {\"a\": 1}" }
    return fault
  }

  /// Whether a text that is no JSON is meant to be a value of these types.
  private func isMeant(_ text: String) -> Bool {
    switch text.utf8.first {
    case UInt8(ascii: "["): allows(.array)
    case UInt8(ascii: "{"): allows(.object)
    case nil: false
    default: allows(.integer) && text.utf8.allSatisfy(Self.isOfNumber)
    }
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}
