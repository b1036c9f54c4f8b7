public import CommandKit
public import PromptRepo

extension RemoteName: ArgumentValue {
  /// Reads the name of a remote.
  public init(argument: String) throws {
    do throws(RepositoryError) {
      try self.init(argument)
    } catch {
      throw UsageError("\(error.message).")
    }
  }
}
