public import CommandKit
public import PromptRepo

extension VersionSpec: ArgumentValue {
  /// Reads a spec.
  public init(argument: String) throws {
    try self.init(argument)
  }
}
