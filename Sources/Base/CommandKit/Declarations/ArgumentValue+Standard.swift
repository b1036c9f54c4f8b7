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
