/// A type that can be read from one word of a command line.
///
/// An enumeration with string raw values and `CaseIterable` needs no code of its own: its raw values
/// are what may be written, and help lists them.
public protocol ArgumentValue: Sendable {
  /// Reads the word.
  ///
  /// - Throws: any error; its description follows "The value '…' is invalid for '…': ".
  init(argument: String) throws

  /// The word that would be read as this value; help shows it for a default.
  var argument: String { get }

  /// The words that are accepted, when they can be listed; otherwise empty.
  static var allowedValues: [String] { get }

  /// What a shell offers for a value of this type.
  static var completion: Completion { get }
}

extension ArgumentValue {
  /// The value's description.
  public var argument: String { "\(self)" }
  /// None that can be listed.
  public static var allowedValues: [String] { [] }
  /// The allowed values, if there are any.
  public static var completion: Completion {
    allowedValues.isEmpty ? .none : .list(allowedValues)
  }
}

extension String: ArgumentValue {
  /// Takes the word as it is; the empty word too.
  public init(argument: String) {
    self = argument
  }

  /// The string itself.
  public var argument: String { self }
}

extension Int: ArgumentValue {
  /// Reads a decimal integer with an optional sign.
  public init(argument: String) throws {
    guard let value = Int(argument) else {
      throw UsageError("It is not a whole number, or one too large.")
    }
    self = value
  }
}

extension ArgumentValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  /// Reads the case with this raw value, compared byte by byte.
  public init(argument: String) throws {
    guard let value = Self.allCases.first(where: { $0.rawValue.hasSameBytes(as: argument) }) else {
      throw UsageError("Please provide one of \(alternatives(Self.allowedValues)).")
    }
    self = value
  }

  /// The raw value.
  public var argument: String { rawValue }
  /// The raw values in the order of the cases.
  public static var allowedValues: [String] { Self.allCases.map(\.rawValue) }
}

/// What a shell offers when a value is to be completed.
public enum Completion: Sendable, Equatable {
  /// Nothing: free text.
  case none
  /// Paths of files and directories.
  case file
  /// Paths of directories.
  case directory
  /// These words.
  case list([String])
  /// What the program's completer of this name answers when the shell asks it.
  ///
  /// The name is made of letters, digits and `-`.
  case custom(String)
}
