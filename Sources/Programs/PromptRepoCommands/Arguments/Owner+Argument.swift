public import APIKeys
public import CommandKit

extension Owner: ArgumentValue {
  /// Reads an owner.
  public init(argument: String) throws {
    try self.init(argument)
  }
}
