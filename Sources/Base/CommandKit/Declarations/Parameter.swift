/// One typed parameter of a command: an argument, an option or a flag.
///
/// Made by ``argument(_:help:completion:)`` and its neighbours; `Value` is what the command's closure
/// receives in the parameter's place.
public struct Parameter<Value: Sendable>: Sendable {
  /// The parameter without its type.
  public let declaration: ParameterDeclaration

  /// Turns what was found on the command line, in its order, into the value.
  let read: @Sendable ([Occurrence]) throws(UsageError) -> Value
}

extension Parameter {
  /// The same option, for which a dash and a number may stand, as with git: `-5` for `-n 5`.
  public func orDashAndNumber() -> Parameter {
    var declaration = declaration
    declaration.isDashAndNumber = true
    return Parameter(declaration: declaration, read: read)
  }
}

extension ParameterDeclaration {
  /// Reads one occurrence as a `Value`.
  func value<Value: ArgumentValue>(
    of occurrence: Occurrence, as type: Value.Type = Value.self
  ) throws(UsageError) -> Value {
    // A path without a sign is what a variable gives that is not set, and no folder that is meant.
    if kind == .argument, completion == .file || completion == .directory,
      occurrence.value.utf8.isEmpty
    {
      throw UsageError("The argument '\(synopsis)' is empty: name a path, such as '.'")
    }
    do {
      return try Value(argument: occurrence.value)
    } catch {
      let subject = "The value \(quoted(occurrence.value)) is invalid for"
      let parameter = synopsis(spelledAs: occurrence.name)
      var refusal = UsageError("\(subject) '\(parameter)': \(error)", cause: error)
      refusal.refused = RefusedValue(
        word: occurrence.value, completion: completion, places: occurrence.places)
      throw refusal
    }
  }

  /// Reads every occurrence as a `Value`; fails if one is needed and none is there.
  func values<Value: ArgumentValue>(
    of occurrences: [Occurrence], as type: Value.Type = Value.self
  ) throws(UsageError) -> [Value] {
    if occurrences.isEmpty && isRequired {
      throw UsageError("Missing expected argument '\(synopsis)'")
    }
    var values: [Value] = []
    values.reserveCapacity(occurrences.count)
    for occurrence in occurrences {
      values.append(try value(of: occurrence))
    }
    return values
  }
}

extension Parameter where Value: ArgumentValue {
  /// An argument that must be given.
  public static func argument(
    _ name: String, help: String, completion: Completion? = nil
  ) -> Parameter<Value> {
    let declaration = ParameterDeclaration(
      kind: .argument, valueName: name, arity: .required, help: help,
      allowedValues: Value.allowedValues, completion: completion ?? Value.completion,
      wordKind: Value.wordKind)
    return Parameter(declaration: declaration) { occurrences throws(UsageError) in
      guard let last = occurrences.last else {
        throw UsageError("Missing expected argument '\(declaration.synopsis)'")
      }
      return try declaration.value(of: last)
    }
  }
}

extension Parameter {
  /// An argument that may be left out; then the value is `nil`.
  public static func optionalArgument<Wrapped: ArgumentValue>(
    _ name: String, help: String, completion: Completion? = nil
  ) -> Parameter<Value> where Value == Wrapped? {
    let declaration = ParameterDeclaration(
      kind: .argument, valueName: name, arity: .optional, help: help,
      allowedValues: Wrapped.allowedValues, completion: completion ?? Wrapped.completion,
      wordKind: Wrapped.wordKind)
    return Parameter(declaration: declaration) { occurrences throws(UsageError) in
      guard let last = occurrences.last else { return nil }
      return try declaration.value(of: last)
    }
  }

  /// Any number of arguments, or with `isRequired` at least one.
  public static func arguments<Element: ArgumentValue>(
    _ name: String, isRequired: Bool = false, help: String, completion: Completion? = nil
  ) -> Parameter<Value> where Value == [Element] {
    let declaration = ParameterDeclaration(
      kind: .argument, valueName: name, arity: isRequired ? .requiredRepeated : .repeated,
      help: help, allowedValues: Element.allowedValues,
      completion: completion ?? Element.completion, wordKind: Element.wordKind)
    return Parameter(declaration: declaration) { occurrences throws(UsageError) in
      try declaration.values(of: occurrences)
    }
  }
}

extension Parameter where Value == [String] {
  /// A command of another program, which must be given: all words after `--`.
  ///
  /// None of them is read as an option, and none before `--` belongs to it.
  public static func command(_ name: String, help: String) -> Parameter<[String]> {
    let declaration = ParameterDeclaration(
      kind: .command, valueName: name, arity: .requiredRepeated, help: help, completion: .file)
    return Parameter(declaration: declaration) { occurrences throws(UsageError) in
      guard !occurrences.isEmpty else {
        throw UsageError("Missing '\(declaration.synopsis) ...' at the end")
      }
      return occurrences.map(\.value)
    }
  }
}

extension Parameter where Value: ArgumentValue {
  /// An option with a default; given more than once, the last one counts.
  ///
  /// - Parameters:
  ///   - names: with their dashes, such as `"-n", "--limit"`.
  ///   - valueName: what usage writes between `<` and `>`; else the long name without its dashes.
  public static func option(
    _ names: String..., valueName: String? = nil, default defaultValue: Value, help: String,
    completion: Completion? = nil
  ) -> Parameter<Value> {
    let declaration = ParameterDeclaration(
      option: Value.self, names: names, valueName: valueName, arity: .optional, help: help,
      defaultValue: defaultValue.argument, completion: completion)
    return Parameter(declaration: declaration) { occurrences throws(UsageError) in
      guard let last = occurrences.last else { return defaultValue }
      return try declaration.value(of: last)
    }
  }

  /// An option that must be given; given more than once, the last one counts.
  ///
  /// - Parameters:
  ///   - names: with their dashes, such as `"--env"`.
  ///   - valueName: what usage writes between `<` and `>`; else the long name without its dashes.
  public static func requiredOption(
    _ names: String..., valueName: String? = nil, help: String, completion: Completion? = nil
  ) -> Parameter<Value> {
    let declaration = ParameterDeclaration(
      option: Value.self, names: names, valueName: valueName, arity: .required, help: help,
      completion: completion)
    return Parameter(declaration: declaration) { occurrences throws(UsageError) in
      guard let last = occurrences.last else {
        throw UsageError(
          "Missing expected option '\(declaration.synopsis)'",
          cause: MissingOption(name: declaration.preferredName))
      }
      return try declaration.value(of: last)
    }
  }
}

extension Parameter {
  /// An option that may be left out; then the value is `nil`. Given more than once, the last counts.
  ///
  /// - Parameters:
  ///   - names: with their dashes, such as `"-m", "--message"`.
  ///   - valueName: what usage writes between `<` and `>`; else the long name without its dashes.
  public static func option<Wrapped: ArgumentValue>(
    _ names: String..., valueName: String? = nil, help: String, completion: Completion? = nil
  ) -> Parameter<Value> where Value == Wrapped? {
    let declaration = ParameterDeclaration(
      option: Wrapped.self, names: names, valueName: valueName, arity: .optional, help: help,
      completion: completion)
    return Parameter(declaration: declaration) { occurrences throws(UsageError) in
      guard let last = occurrences.last else { return nil }
      return try declaration.value(of: last)
    }
  }

  /// An option whose occurrences are all kept, in their order.
  ///
  /// - Parameters:
  ///   - names: with their dashes, such as `"--var"`.
  ///   - valueName: what usage writes between `<` and `>`; else the long name without its dashes.
  public static func options<Element: ArgumentValue>(
    _ names: String..., valueName: String? = nil, help: String, completion: Completion? = nil
  ) -> Parameter<Value> where Value == [Element] {
    let declaration = ParameterDeclaration(
      option: Element.self, names: names, valueName: valueName, arity: .repeated, help: help,
      completion: completion)
    return Parameter(declaration: declaration) { occurrences throws(UsageError) in
      try declaration.values(of: occurrences)
    }
  }
}

extension Parameter where Value == Bool {
  /// A flag: `true` if it is given.
  ///
  /// - Parameter names: with their dashes, such as `"-q", "--quiet"`.
  public static func flag(_ names: String..., help: String) -> Parameter<Bool> {
    let declaration = ParameterDeclaration(
      kind: .flag, names: names, arity: .optional, help: help)
    return Parameter(declaration: declaration) { occurrences in !occurrences.isEmpty }
  }
}

extension ParameterDeclaration {
  /// An option with values of this type.
  init(
    option type: (some ArgumentValue).Type, names: [String], valueName: String?, arity: Arity,
    help: String, defaultValue: String? = nil, completion: Completion?
  ) {
    let long = names.first { $0.utf8.count > 2 } ?? names.first ?? ""
    self.init(
      kind: .option, names: names,
      valueName: valueName ?? String(long.drop { $0 == "-" }), arity: arity, help: help,
      allowedValues: type.allowedValues, defaultValue: defaultValue,
      completion: completion ?? type.completion, wordKind: type.wordKind)
  }
}

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

  /// What the program's ``Respelling`` calls words of this type; `nil` if it leaves them alone.
  static var wordKind: String? { get }
}

extension ArgumentValue {
  /// The value's description.
  public var argument: String { "\(self)" }
  /// None: words are read as they are typed.
  public static var wordKind: String? { nil }
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
  public init(argument: String) throws { self = try Self.named(argument) }

  /// The case with this raw value, compared byte by byte.
  public static func named(_ argument: String) throws -> Self {
    guard let value = Self.allCases.first(where: { $0.rawValue.hasSameBytes(as: argument) }) else {
      throw UsageError("Please provide one of \(alternatives(Self.allowedValues)).")
    }
    return value
  }

  /// The raw value.
  public var argument: String { rawValue }
  /// The raw values in the order of the cases.
  public static var allowedValues: [String] {
    // No key path: making one takes longer than all else here, at each start of a program.
    Self.allCases.map { $0.rawValue }
  }
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
