package import GitModel
package import Platform

/// Why stored bytes are no object: found while decoding, before file and object are known.
package struct ObjectFault: Error {
  /// Damaged, or beyond what this version handles.
  package let code: RepositoryError.Code
  /// What is wrong, as the end of a sentence about the object.
  package let what: String

  /// The bytes are not what their format says.
  package static func damaged(_ what: String) -> ObjectFault {
    ObjectFault(code: .damaged, what: what)
  }

  /// The object is larger than this version reads.
  package static func tooLarge(_ count: Int) -> ObjectFault {
    ObjectFault(
      code: .unsupported,
      what: "has \(count) bytes, more than the limit of \(ObjectLimits.maximumBytes)")
  }
}

/// Bounds on what a reader believes of a file.
package enum ObjectLimits {
  /// The largest object that is read, 512 MiB; it is held in memory whole.
  package static let maximumBytes = 512 << 20
  /// The longest chain of deltas that is followed; `git pack-objects` makes none beyond 4,095.
  package static let maximumDeltaDepth = 4_096
  /// A byte of a deflate stream never stands for more than 1,032 bytes of output.
  package static let maximumInflation = 1_032

  /// Refuses a claimed size that the compressed bytes cannot hold, or that is too large.
  package static func check(claim: Int, compressed: Int) throws(ObjectFault) {
    // The bound is exact only for long streams; the addend covers short ones.
    let (product, overflow) = compressed.multipliedReportingOverflow(by: maximumInflation)
    guard claim >= 0, overflow || claim <= product &+ 1_024 else {
      throw .damaged("claims more bytes than its compressed form can hold")
    }
    guard claim <= maximumBytes else { throw .tooLarge(claim) }
  }
}

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
