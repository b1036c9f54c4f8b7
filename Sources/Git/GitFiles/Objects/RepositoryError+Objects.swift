package import Platform
package import GitModel

extension RepositoryError {
  /// What a file holds for an object is not that object.
  package static func unreadable(
    _ id: ObjectID, in path: String, _ fault: ObjectFault
  ) -> RepositoryError {
    RepositoryError(
      fault.code, "object \(id) in \(path) \(fault.what)",
      hint: fault.code == .damaged ? damageHint : nil)
  }

  /// A file of the object database is not what its format says.
  package static func damagedFile(_ path: String, _ what: String) -> RepositoryError {
    RepositoryError(.damaged, "\(path) \(what)", hint: damageHint)
  }

  /// A call of the operating system failed.
  package static func failedCall(_ error: SystemError) -> RepositoryError {
    RepositoryError(
      .inputOutput, "cannot \(error.call.rawValue) '\(error.path)': \(error.message)",
      hint: error.hint, cause: error)
  }
}

/// Runs file operations and gives their failures the error type of stores.
@inline(__always)
package func mappingSystemErrors<Result: ~Copyable>(
  _ body: () throws(SystemError) -> Result
) throws(RepositoryError) -> Result {
  do throws(SystemError) { return try body() } catch { throw .failedCall(error) }
}
