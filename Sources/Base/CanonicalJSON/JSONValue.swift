/// A JSON value whose objects keep the order of their members.
///
/// Texts are equal when their UTF-8 bytes are, and objects when their members are equal in the same
/// order; ``isEqualIgnoringOrder(to:)`` compares without it.
public enum JSONValue: Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number.
  case number(JSONNumber)
  /// A text.
  case string(String)
  /// A list of values.
  case array([JSONValue])
  /// Members in their order.
  case object(JSONObject)

  /// How many arrays and objects may lie in each other.
  public static let depthLimit = 64
}

extension JSONValue: Hashable {
  /// Whether both are the same value, with object members in the same order.
  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  /// Hashes the value; texts by their bytes.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value ? 1 : 2)
    case .number(let value): hasher.combine(value)
    case .string(let value): value.hashBytes(into: &hasher)
    case .array(let values): hasher.combine(values)
    case .object(let object): hasher.combine(object)
    }
  }
}

extension JSONValue {
  /// A number, or the nearest one that JSON can carry exactly (see ``JSONNumber``).
  public static func integer(_ value: Int) -> JSONValue { .number(JSONNumber(clamping: value)) }

  /// Whether this is `null`.
  public var isNull: Bool { if case .null = self { true } else { false } }

  /// The truth value, if this is one.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The number, if this is one.
  public var number: JSONNumber? { if case .number(let value) = self { value } else { nil } }

  /// The number as an integer, if this is a whole number that JSON carries exactly.
  public var integer: Int? { number?.integer }

  /// The text, if this is one.
  public var string: String? { if case .string(let value) = self { value } else { nil } }

  /// The values of the list, if this is one.
  public var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }

  /// The object, if this is one.
  public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }

  /// What kind of value this is, for messages: `null`, `boolean`, `number`, `string`, `array` or
  /// `object`.
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

extension JSONValue: ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) {
    self = .bool(value)
  }

  /// A whole number.
  public init(integerLiteral value: Int32) {
    self = .integer(Int(value))
  }

  /// A text.
  public init(stringLiteral value: String) {
    self = .string(value)
  }

  /// A list.
  public init(arrayLiteral values: JSONValue...) {
    self = .array(values)
  }

  /// An object; of a key's repetitions the last value counts.
  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(JSONObject(members.lazy.map { JSONMember(key: $0, value: $1) }))
  }
}

extension JSONValue {
  /// Checks that a value built in code could be read back from its text.
  ///
  /// - Throws: `JSONError` without a position, if a text or a key holds NUL, or if arrays and
  ///   objects lie deeper than ``depthLimit``.
  public func check() throws(JSONError) {
    try check(room: Self.depthLimit)
  }

  private func check(room: Int) throws(JSONError) {
    switch self {
    case .null, .bool, .number: break
    case .string(let text): try Self.check(text)
    case .array(let values):
      guard room > 0 else { throw .tooDeep(at: nil) }
      for value in values { try value.check(room: room - 1) }
    case .object(let object):
      guard room > 0 else { throw .tooDeep(at: nil) }
      for member in object {
        try Self.check(member.key)
        try member.value.check(room: room - 1)
      }
    }
  }

  private static func check(_ text: String) throws(JSONError) {
    if text.utf8.contains(0) { throw .nul(at: nil) }
  }
}

/// The members of a JSON object in their order, no key twice.
///
/// Keys are told apart by their UTF-8 bytes. Looking one up takes constant time however many
/// there are.
public struct JSONObject: Sendable {
  private var members: [JSONMember] = []

  /// Where each key is, once there are too many to compare one by one.
  private var places: [UTF8Key: Int] = [:]

  private static let fewMembers = 16

  /// An object without members.
  public init() {}

  /// An object with these members in their order.
  ///
  /// Of a key's repetitions the last value counts, at the first one's place.
  public init(_ members: some Sequence<JSONMember>) {
    for member in members { self[member.key] = member.value }
  }

  /// The value of a key; setting one keeps its place, a new one goes to the end, `nil` removes it.
  public subscript(key: String) -> JSONValue? {
    get { place(of: key).map { members[$0].value } }
    set {
      let place = place(of: key)
      switch (place, newValue) {
      case (let place?, let value?): members[place].value = value
      case (nil, let value?): addNew(key, value)
      case (let place?, nil): remove(at: place)
      case (nil, nil): break
      }
    }
  }

  /// Adds a member at the end.
  ///
  /// - Returns: `false`, with nothing changed, if the key is there already.
  public mutating func append(_ key: String, _ value: JSONValue) -> Bool {
    guard place(of: key) == nil else { return false }
    addNew(key, value)
    return true
  }

  private func place(of key: String) -> Int? {
    members.count <= Self.fewMembers
      ? members.firstIndex { $0.key.hasSameBytes(as: key) } : places[UTF8Key(key)]
  }

  private mutating func addNew(_ key: String, _ value: JSONValue) {
    members.append(JSONMember(key: key, value: value))
    if members.count == Self.fewMembers + 1 {
      index()
    } else if members.count > Self.fewMembers {
      places[UTF8Key(key)] = members.count - 1
    }
  }

  private mutating func remove(at place: Int) {
    members.remove(at: place)
    index()
  }

  private mutating func index() {
    places.removeAll(keepingCapacity: true)
    guard members.count > Self.fewMembers else { return }
    for (place, member) in members.enumerated() { places[UTF8Key(member.key)] = place }
  }
}

extension JSONObject: RandomAccessCollection {
  /// The place of the first member.
  public var startIndex: Int { 0 }

  /// The place behind the last member.
  public var endIndex: Int { members.count }

  /// The member at a place.
  public subscript(position: Int) -> JSONMember { members[position] }
}

extension JSONObject: Hashable {
  /// Whether both have equal members in the same order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.members == right.members
  }

  /// Hashes the members in their order.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(members)
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object with these members in their order; of a key's repetitions the last value counts.
  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self.init(members.lazy.map { JSONMember(key: $0, value: $1) })
  }
}

/// A key and its value in a JSON object.
public struct JSONMember: Hashable, Sendable {
  /// The key.
  public let key: String

  /// The value.
  public var value: JSONValue

  /// A member with this key and value.
  public init(key: String, value: JSONValue) {
    self.key = key
    self.value = value
  }

  /// Whether keys and values are equal, texts by their bytes.
  public static func == (left: JSONMember, right: JSONMember) -> Bool {
    left.key.hasSameBytes(as: right.key) && left.value == right.value
  }

  /// Hashes key and value, texts by their bytes.
  public func hash(into hasher: inout Hasher) {
    key.hashBytes(into: &hasher)
    hasher.combine(value)
  }
}

extension JSONValue {
  /// The same value with the members of every object sorted as RFC 8785 sorts them: by the UTF-16
  /// code units of their keys.
  public var sortedKeys: JSONValue {
    switch self {
    case .null, .bool, .number, .string: self
    case .array(let values): .array(values.map(\.sortedKeys))
    case .object(let object): .object(object.sortedKeys)
    }
  }

  /// Whether both are the same value when the order of object members is left out.
  public func isEqualIgnoringOrder(to other: JSONValue) -> Bool {
    sortedKeys == other.sortedKeys
  }
}

extension JSONObject {
  /// The same object with its members, and those of every object within, sorted by the UTF-16 code
  /// units of their keys (RFC 8785, section 3.2.3).
  public var sortedKeys: JSONObject {
    let sorted = sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
    return JSONObject(sorted.map { JSONMember(key: $0.key, value: $0.value.sortedKeys) })
  }

  /// Whether both are the same object when the order of members is left out, here and within.
  public func isEqualIgnoringOrder(to other: JSONObject) -> Bool {
    sortedKeys == other.sortedKeys
  }
}

/// A number that every reader of JSON understands alike: an IEEE 754 double.
///
/// Whole numbers within ±(2^53−1) are exact. Larger ones that canonical JSON writes without an
/// exponent (below 10^21) are refused, since readers disagree on their last digits. 1 and 1.0 are
/// the same number, and so are 0 and −0.
public struct JSONNumber: Hashable, Sendable {
  /// The number.
  public let double: Double

  /// The largest whole number that is exact: 2^53−1.
  public static let largestInteger = 9_007_199_254_740_991

  /// The number, or `nil` if it is infinite, no number, or whole and inexact.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    let size = abs(value)
    guard size <= Double(Self.largestInteger) || size >= 1e21 else { return nil }
    double = value + 0  // −0 becomes 0
  }

  /// The whole number, or `nil` beyond ±(2^53−1).
  public init?(exactly value: some BinaryInteger) {
    guard value.magnitude <= Self.largestInteger else { return nil }
    double = Double(value)
  }

  /// The whole number, or the nearest within ±(2^53−1).
  public init(clamping value: Int) {
    double = Double(min(max(value, -Self.largestInteger), Self.largestInteger))
  }

  /// The number as an integer, if it is whole and within ±(2^53−1).
  public var integer: Int? {
    guard abs(double) <= Double(Self.largestInteger) else { return nil }
    let whole = Int(double)
    return Double(whole) == double ? whole : nil
  }
}

/// Writes doubles as ECMAScript's Number::toString does, which RFC 8785 prescribes.
enum ECMAScriptNumber {
  /// The text of a finite double.
  static func text(of value: Double) -> String {
    if value == 0 { return "0" }
    let (digits, point) = shortestDigits(of: abs(value))
    let sign = value < 0 ? "-" : ""
    switch point {
    case digits.count...max(digits.count, 21) where point <= 21:
      return sign + digits + zeros(point - digits.count)
    case 1...21:
      return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    case -5...0:
      return sign + "0." + zeros(-point) + digits
    default:
      let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
      let exponent = point - 1
      return sign + digits.prefix(1) + fraction + (exponent < 0 ? "e-" : "e+")
        + String(exponent.magnitude)
    }
  }

  /// The fewest decimal digits that read back as the same double, and where the point belongs: the
  /// value is 0.digits × 10^point.
  ///
  /// The standard library's description has these digits; only its layout differs.
  private static func shortestDigits(of value: Double) -> (digits: String, point: Int) {
    var digits: [UInt8] = []
    var whole: Int?
    var exponent = 0
    let description = Array(value.description.utf8)
    for (place, byte) in description.enumerated() {
      if byte == UInt8(ascii: "e") {
        exponent = Int(String(decoding: description[(place + 1)...], as: UTF8.self)) ?? 0
        break
      } else if byte == UInt8(ascii: ".") {
        whole = digits.count
      } else {
        digits.append(byte)
      }
    }
    let point = (whole ?? digits.count) + exponent
    let significant = digits.drop { $0 == UInt8(ascii: "0") }
    let leading = digits.count - significant.count
    let last = significant.lastIndex { $0 != UInt8(ascii: "0") } ?? significant.startIndex
    return (String(decoding: significant[...last], as: UTF8.self), point - leading)
  }

  private static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
}
