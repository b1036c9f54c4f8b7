public import CommandKit
public import PromptRepo

extension ExpectedVersion: ArgumentValue {
  /// Reads a version hash, or `none`.
  public init(argument: String) throws {
    try self.init(argument)
  }

  /// The word that would be read so.
  public var argument: String {
    switch self {
    case .none: "none"
    case .hash(let digits): digits
    }
  }
}
