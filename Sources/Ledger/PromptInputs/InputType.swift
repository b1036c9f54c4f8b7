internal import CanonicalJSON

/// A type that an input can be declared to have.
public enum InputType: String, CaseIterable, Sendable {
  /// A text.
  case string
  /// A number without a fraction.
  case integer
  /// Any number.
  case number
  /// `true` or `false`.
  case boolean
  /// A list of values.
  case array
  /// Named values.
  case object
  /// `null`.
  case null

  /// The type in a sentence: `an integer`.
  var phrase: String {
    switch self {
    case .string, .number, .boolean: "a \(rawValue)"
    case .integer, .array, .object: "an \(rawValue)"
    case .null: rawValue
    }
  }
}

/// The types that a value may have.
struct InputTypes: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  init(_ type: InputType) {
    switch type {
    case .string: rawValue = 1
    case .integer: rawValue = 2
    // Every integer is a number.
    case .number: rawValue = 2 | 4
    case .boolean: rawValue = 8
    case .array: rawValue = 16
    case .object: rawValue = 32
    case .null: rawValue = 64
    }
  }

  init(_ types: some Sequence<InputType>) {
    self = types.reduce(into: []) { $0.formUnion(InputTypes($1)) }
  }

  /// Every type.
  static let all = InputTypes(InputType.allCases)

  /// The types one by one, of number and integer only the wider.
  var list: [InputType] {
    InputType.allCases.filter { type in
      isSuperset(of: InputTypes(type)) && !(type == .integer && allows(.number))
    }
  }

  /// Whether all values of a type are possible.
  func allows(_ type: InputType) -> Bool { isSuperset(of: InputTypes(type)) }

  /// Whether a value has one of the types.
  ///
  /// A number without a fraction is an integer, however it is written: 7, 7.0, 1e300.
  func contains(_ value: JSONValue) -> Bool {
    switch value {
    case .null: allows(.null)
    case .bool: allows(.boolean)
    case .string: allows(.string)
    case .array: allows(.array)
    case .object: allows(.object)
    case .number(let number):
      allows(number.double.rounded(.towardZero) == number.double ? .integer : .number)
    }
  }

  /// The types in a sentence: `an integer, a string or null`.
  var phrase: String {
    let phrases = list.map(\.phrase)
    guard let last = phrases.last else { return "nothing" }
    guard phrases.count > 1 else { return last }
    return phrases.dropLast().joined(separator: ", ") + " or " + last
  }
}
