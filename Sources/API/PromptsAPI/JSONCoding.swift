public import CanonicalJSON

/// Something that is sent as a JSON object.
public protocol WireObject: Sendable {
  /// The members as they are sent.
  var json: JSONObject { get }

  /// Reads what was received; members that are not known are passed over.
  ///
  /// - Throws: ``FormatError`` that names the first member which is missing or of a wrong kind.
  init(_ members: Members) throws(FormatError)
}

extension WireObject {
  /// Reads an object that was received.
  public init(_ json: JSONObject) throws(FormatError) {
    try self.init(Members(json))
  }
}

/// A ``WireObject`` that can be written without making a JSON object first: what a server answers
/// most.
public protocol StreamedWireObject: WireObject {
  /// Adds the members as they are sent.
  func add(to members: inout some JSONObjectBuilder)
}

extension StreamedWireObject {
  /// The members as they are sent.
  public var json: JSONObject {
    var json = JSONObject()
    add(to: &json)
    return json
  }

  /// The object as canonical JSON.
  public var utf8: [UInt8] {
    JSONObjectWriter.utf8 { add(to: &$0) }
  }
}

/// The members of an object that was received, read by name and kind.
public struct Members: Sendable {
  private let json: JSONObject
  let path: String

  /// The members of an object.
  ///
  /// - Parameter parent: The name of the member that holds the object, for errors.
  public init(_ json: JSONObject, of parent: String? = nil) {
    self.json = json
    path = parent.map { "\($0)." } ?? ""
  }

  /// Whether a member is there, `null` included.
  public func has(_ name: String) -> Bool { json[name] != nil }

  /// A text that must be there.
  public func text(_ name: String) throws(FormatError) -> String {
    guard let text = try optionalText(name) else { throw missing(name, "a string") }
    return text
  }

  /// A text that may be absent or `null`.
  public func optionalText(_ name: String) throws(FormatError) -> String? {
    guard let value = present(name) else { return nil }
    guard let text = value.string else { throw wrong(name, "a string", value) }
    return text
  }

  /// An object that must be there.
  public func object(_ name: String) throws(FormatError) -> JSONObject {
    guard let object = try optionalObject(name) else { throw missing(name, "an object") }
    return object
  }

  /// An object that may be absent or `null`.
  public func optionalObject(_ name: String) throws(FormatError) -> JSONObject? {
    guard let value = present(name) else { return nil }
    guard let object = value.object else { throw wrong(name, "an object", value) }
    return object
  }

  /// A truth value that must be there.
  public func bool(_ name: String) throws(FormatError) -> Bool {
    guard let value = present(name) else { throw missing(name, "true or false") }
    guard let bool = value.bool else { throw wrong(name, "true or false", value) }
    return bool
  }

  /// A version number that must be there.
  public func version(_ name: String) throws(FormatError) -> Int {
    let expected = "a whole number from 1 to \(Limits.version)"
    guard let value = present(name) else { throw missing(name, expected) }
    guard let number = value.integer, (1...Limits.version).contains(number) else {
      throw wrong(name, expected, value)
    }
    return number
  }

  /// A list of objects that must be there.
  public func list<Element: WireObject>(_ name: String) throws(FormatError) -> [Element] {
    guard let value = present(name) else { throw missing(name, "a list") }
    guard let values = value.array else { throw wrong(name, "a list", value) }
    var elements: [Element] = []
    for (place, value) in values.enumerated() {
      let element = "\(path)\(name)[\(place)]"
      guard let object = value.object else { throw wrong(element, "an object", value) }
      elements.append(try Element(Members(object, of: element)))
    }
    return elements
  }

  /// Requires a text that says what the object is.
  func expect(_ name: String, _ text: String) throws(FormatError) {
    guard try self.text(name).utf8.elementsEqual(text.utf8) else {
      throw FormatError("\(path)\(name)", "'\(path)\(name)' has to be \"\(text)\"")
    }
  }

  func present(_ name: String) -> JSONValue? {
    json[name].flatMap { $0.isNull ? nil : $0 }
  }

  func missing(_ name: String, _ expected: String) -> FormatError {
    if let null = json[name] { return wrong(name, expected, null) }
    return FormatError("\(path)\(name)", "'\(path)\(name)' is missing: it has to be \(expected)")
  }

  func wrong(_ name: String, _ expected: String, _ value: JSONValue) -> FormatError {
    let found =
      switch value {
      case .null: "null"
      case .number(let number): "\(number)"
      default: "of kind \(value.kind)"
      }
    return FormatError("\(path)\(name)", "'\(path)\(name)' has to be \(expected), and is \(found)")
  }
}

extension Members {
  /// The members of an object that must be there, named in errors by their place.
  func members(_ name: String) throws(FormatError) -> Members {
    Members(try object(name), of: "\(path)\(name)")
  }

  /// The members of an object that may be absent or `null`, named in errors by their place.
  func optionalMembers(_ name: String) throws(FormatError) -> Members? {
    try optionalObject(name).map { Members($0, of: "\(path)\(name)") }
  }

  /// A version number that may be absent or `null`.
  func optionalVersion(_ name: String) throws(FormatError) -> Int? {
    present(name) == nil ? nil : try version(name)
  }

  /// A truth value that is false when it is absent or `null`.
  func flag(_ name: String) throws(FormatError) -> Bool {
    present(name) == nil ? false : try bool(name)
  }

  /// A list of objects with any members, which may be absent or `null`.
  func optionalObjects(_ name: String) throws(FormatError) -> [JSONObject]? {
    guard let value = present(name) else { return nil }
    guard let values = value.array else { throw wrong(name, "a list", value) }
    var objects: [JSONObject] = []
    for (place, value) in values.enumerated() {
      guard let object = value.object else { throw wrong("\(name)[\(place)]", "an object", value) }
      objects.append(object)
    }
    return objects
  }

  /// A list of texts that is empty when it is absent or `null`.
  public func texts(_ name: String) throws(FormatError) -> [String] {
    guard let value = present(name) else { return [] }
    guard let values = value.array else { throw wrong(name, "a list of strings", value) }
    var texts: [String] = []
    for (place, value) in values.enumerated() {
      guard let text = value.string else { throw wrong("\(name)[\(place)]", "a string", value) }
      texts.append(text)
    }
    return texts
  }
}

/// Why an object that was received is not what it should be.
public struct FormatError: Error, Hashable, Sendable {
  /// The member that it is about, if it is about one.
  public let member: String?
  /// What is wrong, and what is expected.
  public let message: String

  /// Makes an error from its parts.
  public init(_ member: String?, _ message: String) {
    self.member = member
    self.message = message
  }
}

extension FormatError: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}
