/// One place where a parameter was given.
struct Occurrence: Sendable, Equatable {
  /// The name as typed, with dashes; empty for an argument.
  let name: String
  /// The value; empty for a flag.
  let value: String
}
