package import Platform
package import GitModel
internal import Synchronization

/// The references of a repository: loose files, which win, and the packed file.
package final class ReferenceDatabase: Sendable {
  package let files: FileSystem
  package let paths: GitDirectory
  package let durability: Durability
  private let cache: Mutex<PackedReferences?> = Mutex(nil)

  /// The references of a repository in git's files.
  package init(files: FileSystem, paths: GitDirectory, durability: Durability) {
    self.files = files
    self.paths = paths
    self.durability = durability
  }

  /// Where a reference's value stands.
  package enum Stored: Equatable {
    case absent
    case loose(ObjectID)
    case packed(ObjectID)
    case symbolic(String)
    /// The loose file is no reference.
    case damaged

    /// The object, if there is one.
    package var target: ObjectID? {
      switch self {
      case .loose(let id), .packed(let id): id
      case .absent, .symbolic, .damaged: nil
      }
    }
  }

  /// The object a reference points at, through symbolic ones; `nil` when it does not exist.
  package func target(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    var name = name
    for _ in 0..<5 {
      switch try stored(name) {
      case .absent: return nil
      case .loose(let id), .packed(let id): return id
      case .damaged: throw damaged(name)
      case .symbolic(let next): name = try ReferenceName(next)
      }
    }
    throw RepositoryError(
      .damaged, "\(name) is one of more than five symbolic references in a row",
      hint: "Remove one of them with `git symbolic-ref --delete`")
  }

  /// Where a reference's value stands; symbolic ones are not followed.
  package func stored(_ name: ReferenceName) throws(RepositoryError) -> Stored {
    // Loose first: whoever packs writes the packed file before the loose one goes.
    if let loose = try loose(name) {
      switch loose {
      case .target(let id): return .loose(id)
      case .symbolic(let other): return .symbolic(other)
      case .damaged: return .damaged
      }
    }
    return try packed().target(of: name).map { .packed($0) } ?? .absent
  }

  /// The error for a reference whose file is no reference.
  package func damaged(_ name: ReferenceName) -> RepositoryError {
    .damagedReference(name.rawValue, path: paths.reference(name.rawValue))
  }

  /// The packed references as they are now.
  package func packed() throws(RepositoryError) -> PackedReferences {
    let path = paths.packedReferences
    let status = try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(path)
    }
    if let known = cache.withLock({ $0 }), known.status == status { return known }
    guard status != nil else { return PackedReferences(path: path) }
    let file: MappedFile
    do throws(SystemError) {
      file = try files.map(path)
    } catch {
      if error.errno == .noEntry { return PackedReferences(path: path) }
      throw .failedCall(error)
    }
    let fresh = try PackedReferences(file)
    cache.withLock { $0 = fresh }
    return fresh
  }

  private func loose(_ name: ReferenceName) throws(RepositoryError) -> LooseReference? {
    do throws(SystemError) {
      return try loose(files.open(paths.reference(name.rawValue), .read))
    } catch {
      switch error.errno {
      // A folder of that name, empty or not, is no reference.
      case .noEntry, .notDirectory, .isDirectory, .nameTooLong: return nil
      default: throw .failedCall(error)
      }
    }
  }

  private func loose(_ file: borrowing File) throws(SystemError) -> LooseReference {
    var failure: SystemError?
    let found = withUnsafeTemporaryAllocation(byteCount: 4_097, alignment: 16) { buffer in
      var filled = 0
      do throws(SystemError) {
        while filled < buffer.count {
          let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
          let count = try file.readNext(into: rest)
          filled += count
          // Nobody writes more than the line of an id, so the end need not be read.
          if count == 0 || filled == 41 && buffer[40] == 10 { break }
        }
      } catch { failure = error }
      if filled == buffer.count { return LooseReference.damaged }
      return LooseReference(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    }
    if let failure { throw failure }
    return found
  }
}
