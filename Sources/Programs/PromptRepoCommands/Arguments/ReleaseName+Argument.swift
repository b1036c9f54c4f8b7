public import CommandKit
public import PromptRepo

extension ReleaseName: ArgumentValue {
  /// Reads the name of a release.
  public init(argument: String) throws {
    do throws(RepositoryError) {
      try self.init(argument)
    } catch {
      throw UsageError("\(error.message).")
    }
  }

  /// The releases of the repository.
  public static var completion: Completion { .custom("release") }
}
