public import CommandKit
public import PromptRepo

extension EnvironmentName: ArgumentValue {
  /// Reads the name of an environment.
  public init(argument: String) throws {
    do throws(RepositoryError) {
      try self.init(argument)
    } catch {
      throw UsageError("\(error.message).")
    }
  }

  /// The environments of the repository.
  public static var completion: Completion { .custom("environment") }
}
