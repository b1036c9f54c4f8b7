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
