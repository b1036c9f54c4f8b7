internal import CanonicalJSON

/// What a value has to look like, as far as it is checked: its types, its parts, its values.
struct InputShape: Sendable {
  /// What the parts are like that have no shape of their own.
  indirect enum Rest: Sendable {
    /// Any value.
    case anything
    /// There must be none.
    case nothing
    /// Values of this shape.
    case shape(InputShape)
  }

  /// The possible types.
  var types: InputTypes = .all

  /// The possible values, where they are counted.
  var values: InputValues?

  /// The named members of an object, in their order, no name twice.
  private(set) var members: [InputMember] = []

  /// Where each name is among ``members``.
  private(set) var places: [UTF8Key: Int] = [:]

  /// The members that have to be there, in their order; also such as are not among ``members``.
  var required: [UTF8Key] = []

  /// The further members of an object.
  var others: Rest = .anything

  /// The elements of an array.
  var elements: Rest = .anything

  /// What the declaration says of the value.
  var text: String?

  /// Why something of the declaration is not checked.
  var remarks: [String] = []

  /// Adds a named member.
  mutating func add(_ member: InputMember) {
    if let place = places[member.name] {
      members[place] = member
    } else {
      places[member.name] = members.count
      members.append(member)
    }
  }

  /// The shape of a member; `nil` where it must not be there.
  func shape(of name: UTF8Key) -> InputShape? {
    if let place = places[name] { return members[place].shape }
    return switch others {
    case .anything: InputShape()
    case .nothing: nil
    case .shape(let shape): shape
    }
  }
}

/// A named member of an object.
struct InputMember: Sendable {
  let name: UTF8Key
  let shape: InputShape
}

/// Values that are the only possible ones.
struct InputValues: Sendable {
  /// The values in their order.
  let list: [JSONValue]

  /// The values with sorted members: the order of members says nothing.
  private let sorted: Set<JSONValue>

  /// The values in a sentence.
  private let phrase: String

  /// How many values a message names.
  private static let shown = 12

  init(_ list: [JSONValue]) {
    self.list = list
    sorted = Set(list.map(\.sortedKeys))
    let phrases = list.prefix(Self.shown).map(Excerpt.value).joined(separator: ", ")
    phrase =
      phrases + (list.count > Self.shown ? " and \(list.count - Self.shown) more" : "")
  }

  /// Whether a value is one of them.
  func contains(_ value: JSONValue) -> Bool { sorted.contains(value.sortedKeys) }

  /// What the value has to be, and that another is not: `is one of 'a', 'b'; 'c' is none of them`.
  func phrase(lacking value: String) -> String {
    list.count == 1
      ? "is \(phrase), not \(value)" : "is one of \(phrase); \(value) is none of them"
  }
}
