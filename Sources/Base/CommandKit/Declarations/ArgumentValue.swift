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
