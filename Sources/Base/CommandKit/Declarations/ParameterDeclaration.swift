/// What is known of a parameter without its type: enough to parse words, to print help and to
/// complete words.
public struct ParameterDeclaration: Sendable, Equatable {
  /// How a parameter appears on the command line.
  public enum Kind: Sendable, Equatable {
    /// A word in its place: `<prompt>`.
    case argument
    /// A name followed by a value: `--to <spec>`.
    case option
    /// A name alone: `--dry-run`.
    case flag
  }

  /// How often a parameter may be given.
  public enum Arity: Sendable, Equatable {
    /// Exactly once.
    case required
    /// At most once; an option or flag may be repeated, and the last one counts.
    case optional
    /// Any number of times.
    case repeated
    /// At least once.
    case requiredRepeated
  }

  /// How it appears.
  public let kind: Kind
  /// The names of an option or flag with their dashes, as declared; empty for an argument.
  public let names: [String]
  /// The name of the value, without `<` and `>`; empty for a flag.
  public let valueName: String
  /// How often it may be given.
  public let arity: Arity
  /// One or a few sentences of help.
  public let help: String
  /// The words that are accepted, when they can be listed.
  public let allowedValues: [String]
  /// The default, as it would be written.
  public let defaultValue: String?
  /// What a shell offers for the value.
  public let completion: Completion

  init(
    kind: Kind, names: [String] = [], valueName: String = "", arity: Arity, help: String,
    allowedValues: [String] = [], defaultValue: String? = nil, completion: Completion = .none
  ) {
    precondition(
      (kind == .argument) == names.isEmpty && names.allSatisfy(Self.isName),
      "Options and flags are named like -x or --example, arguments by their value.")
    self.kind = kind
    self.names = names
    self.valueName = valueName
    self.arity = arity
    self.help = help
    self.allowedValues = allowedValues
    self.defaultValue = defaultValue
    self.completion = completion
  }

  /// Whether more than one occurrence is kept.
  public var isRepeated: Bool { arity == .repeated || arity == .requiredRepeated }

  /// Whether a command line without it is refused.
  public var isRequired: Bool { arity == .required || arity == .requiredRepeated }

  /// The name that stands for the parameter in messages: the first long one, else the first.
  var preferredName: String {
    names.first { $0.utf8.starts(with: "--".utf8) } ?? names.first ?? ""
  }

  /// The parameter as messages and usage lines write it: `<prompt>`, `--to <spec>`, `--dry-run`.
  public var synopsis: String { synopsis(spelledAs: preferredName) }

  /// The same with one of its other names.
  func synopsis(spelledAs name: String) -> String {
    switch kind {
    // The word for standard input is written as it is.
    case .argument: valueName.utf8.elementsEqual("-".utf8) ? "-" : "<\(valueName)>"
    case .option: "\(name) <\(valueName)>"
    case .flag: name
    }
  }

  /// Whether `name` is one of its names, byte for byte.
  func isNamed(_ name: some Collection<UInt8>) -> Bool {
    names.contains { $0.utf8.elementsEqual(name) }
  }

  /// `-x`, or `--` and a word of ASCII letters, digits and `-`.
  private static func isName(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    let isWord = { (byte: UInt8) in byte.isASCIILetter || byte.isASCIIDigit }
    if bytes.count == 2 { return bytes[0] == .dash && isWord(bytes[1]) }
    return bytes.starts(with: [.dash, .dash]) && bytes.count > 2 && isWord(bytes[2])
      && bytes.dropFirst(2).allSatisfy { isWord($0) || $0 == .dash }
  }
}
