internal import Platform
internal import PromptFiles
internal import PromptRepo
internal import Synchronization

/// The ledger that a program serves which runs for long: it may be moved away and come back, or be
/// converted to another kind of store.
final class FollowedLedger: Sendable {
  private let location: RepositoryLocation
  private let context: CommandContext
  private let state = Mutex(State())

  private struct State: Sendable {
    /// The folders that the open store was found by; `nil` where it has to be opened again.
    var opened: [FolderIdentity?]?
    /// Whether a ledger was served before.
    var hasServed = false
  }

  init(_ location: RepositoryLocation, _ context: CommandContext) {
    self.location = location
    self.context = context
  }

  /// The ledger as it is now.
  ///
  /// - Throws: ``RepositoryError`` where it is not there any more, or is another's now.
  func repository() throws -> Repository {
    try state.withLock { state in
      let found = try folders()
      if state.opened == found { return try context.repository() }
      state.opened = nil
      context.session.forget()
      do {
        let repository = try open(afterOther: state.hasServed)
        (state.opened, state.hasServed) = (found, true)
        return repository
      } catch {
        context.session.forget()
        if HandOver(error) != nil {
          throw RepositoryError(
            .unsupported, "the ledger at '\(location.store)' has moved into the git repository",
            hint: "Start `promptrepo mcp` anew")
        }
        throw error
      }
    }
  }

  /// Opens what is there now.
  ///
  /// - Parameter isOther: Whether another store was served before it.
  private func open(afterOther isOther: Bool) throws -> Repository {
    let now = try context.location()
    guard now.store == location.store || now.root != nil && now.root == location.root else {
      throw gone
    }
    let repository = try context.repository()
    // A git repository may be all that is left where a ledger was.
    if isOther, now.kind == .git, try LedgerCopy.references(of: context.store()).isEmpty {
      throw gone
    }
    return repository
  }

  /// The folders that say where the ledger is, and which one it is.
  private func folders() throws -> [FolderIdentity?] {
    var paths = [location.store]
    if let root = location.root {
      paths = [RepositoryLocation.storeName, RepositoryLocation.gitName].map {
        Path.join(root, $0)
      }
    }
    return try paths.flatMap { [$0, "\($0)/refs"] }.map { path in
      try context.files.statusIfPresent(path).map(FolderIdentity.init)
    }
  }

  private var gone: RepositoryError {
    RepositoryError(.notFound, "the ledger at '\(location.store)' is not there any more")
  }
}

/// Which folder something is, wherever it lies.
private struct FolderIdentity: Hashable, Sendable {
  private let inode: UInt64
  private let device: UInt64

  init(_ status: FileStatus) {
    (inode, device) = (status.inode, status.device)
  }
}
