internal import CLibGit2
internal import Platform
internal import PromptRepo

/// One attempt to apply a change.
struct ReferenceTransaction {
  let repository: OpaquePointer
  let references: References
  let change: Change
  /// The moves in the order of names.
  let moves: [ReferenceMove]

  init(
    _ repository: OpaquePointer, _ directory: String, _ change: Change
  ) throws(RepositoryError) {
    self.repository = repository
    references = References(repository, directory)
    self.change = change
    moves = change.moves.sorted { $0.name < $1.name }
    for (move, next) in zip(moves, moves.dropFirst()) where move.name == next.name {
      throw .movedTwice(move.name)
    }
  }

  /// Refuses the change if the references are not as it expects them.
  func compare() throws(RepositoryError) {
    let added = Set(change.objects.map(\.id))
    let objects = try ObjectDatabaseHandle(repository: repository)
    for move in moves {
      let found = try references.target(of: move.name)
      if found != move.old { throw .lostRace(move, found: found) }
      if move.new == move.old { continue }
      if let new = move.new, !added.contains(new), !objects.contains(new) {
        throw .missingTarget(move.name, new)
      }
    }
    try refuseCollisions()
  }

  /// Writes the objects, flushed; what is there already is compared and flushed.
  func writeObjects() throws(RepositoryError) {
    let objects = try ObjectDatabaseHandle(repository: repository)
    let writer = try LooseObjectWriter(folder: "\(references.directory)/objects")
    for object in change.objects {
      if try isSound(object, in: objects) {
        try writer.flush(object.id)
      } else {
        try writer.write(object)
      }
    }
  }

  private func isSound(
    _ object: GitObject, in objects: borrowing ObjectDatabaseHandle
  ) throws(RepositoryError) -> Bool {
    do throws(RepositoryError) {
      return try objects.read(object.id) == object
    } catch {
      guard error.code == .damaged else { throw error }
      return false
    }
  }

  /// Takes the locks, compares once more, and moves.
  func run() throws(RepositoryError) {
    var locks: [ReferenceLock] = []
    for move in moves { locks.append(try lock(move)) }
    try compare()
    let steps = locks.filter { $0.move.new != $0.move.old }.sorted {
      CommitOrder($0.move) < CommitOrder($1.move)
    }
    let logs = try ReferenceLogs(repository, references.directory)
    for step in steps where step.move.new != nil { try logs.prepare(step.move.name) }
    try change.committer.withLibGit2 { (committer) throws(RepositoryError) in
      for (index, step) in steps.enumerated() {
        do throws(RepositoryError) {
          try make(step, committer, logs)
        } catch {
          throw partial(error, at: index, of: steps.map(\.move))
        }
      }
    }
  }

  private func make(
    _ step: ReferenceLock, _ committer: UnsafePointer<git_signature>, _ logs: ReferenceLogs
  ) throws(RepositoryError) {
    let name = step.move.name
    if step.move.new != nil {
      try logs.append(step.move, by: change.committer)
      return try step.commit(committer)
    }
    // The log first, as git does: a log without its reference would be the worse remains.
    try logs.remove(name)
    try step.commit(committer)
    do throws(SystemError) {
      try FileSystem().removeEmptyFolders(
        from: directoryName("\(references.directory)/\(name)"),
        below: "\(references.directory)/refs")
    } catch {
      throw .failedCall(error)
    }
  }

  private func lock(_ move: ReferenceMove) throws(RepositoryError) -> ReferenceLock {
    do throws(RepositoryError) {
      return try ReferenceLock(repository, move)
    } catch {
      if error.code == .locked {
        throw .lockedReference("\(references.directory)/\(move.name).lock")
      }
      try refuseCollisions()
      throw error
    }
  }

  /// The error for a failure at one of the moves, with what was made before it.
  private func partial(
    _ error: RepositoryError, at index: Int, of moves: [ReferenceMove]
  ) -> RepositoryError {
    guard index > 0 else { return error }
    let made = moves[..<index].map(\.name.rawValue).joined(separator: ", ")
    let missing = moves[index...].map(\.name.rawValue).joined(separator: ", ")
    return RepositoryError(
      .partial, "the change was made in part: \(made) moved, \(missing) did not: \(error.message)",
      hint: "Run the command again when the cause is gone", cause: error)
  }
}
