extension LedgerReader {
  /// The version that is live; `nil` when none is.
  public func active(of name: PromptName) throws(RepositoryError) -> Version? {
    guard let move = try lastMove(of: .active, name) else { return nil }
    return try version(of: move)
  }

  /// The live version's content with its template parsed.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when there is no such prompt or nothing is live.
  public func activeText(of name: PromptName) throws(RepositoryError) -> VersionText {
    guard let version = try active(of: name) else {
      _ = try existing(name)
      throw .nothingActive(name)
    }
    return try text(of: version)
  }

  /// A pointer's last move; `nil` when it was never set.
  public func lastMove(
    of pointer: Pointer, _ name: PromptName
  ) throws(RepositoryError) -> PointerMove? {
    try atTip(of: .pointer(pointer), name) { (tip) throws(RepositoryError) in
      try move(at: tip, of: name)
    }
  }

  /// A pointer's moves, newest first.
  public func moves(
    of pointer: Pointer, _ name: PromptName, limit: Int? = nil
  ) throws(RepositoryError) -> [PointerMove] {
    var moves: [PointerMove] = []
    var next = try tip(of: .pointer(pointer), name)
    if next == nil { _ = try existing(name) }
    while let commit = next, moves.count < limit ?? .max {
      let move = try move(at: commit)
      if let newer = moves.last {
        guard move.promptID == newer.promptID else {
          throw .misplaced(
            "prompt '\(name)' has a move to a version of another prompt, \(move.promptID)")
        }
      } else {
        _ = try self.move(at: commit, of: name)
      }
      moves.append(move)
      next = move.parent
    }
    return moves
  }

  /// The move that a pointer goes back to from `move`; `nil` when nothing is before it.
  ///
  /// After a rollback this is what was before the restored move, so that repeated rollbacks go
  /// further back instead of to and fro.
  func previous(to move: PointerMove) throws(RepositoryError) -> PointerMove? {
    guard let parent = try origin(of: move).parent else { return nil }
    return try self.move(at: parent)
  }

  /// The move that a rollback restored in the end; a move that is no rollback itself.
  func origin(of move: PointerMove) throws(RepositoryError) -> PointerMove {
    var origin = move
    while let restored = origin.restores { origin = try self.move(at: restored) }
    return origin
  }

  /// The move that a commit is.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when it is not one.
  public func move(at commit: ObjectID) throws(RepositoryError) -> PointerMove {
    try cache.move(commit) { () throws(RepositoryError) in
      try PointerMove(self.commit(commit, for: "a pointer's move"), id: commit)
    }
  }
}

extension RepositoryError {
  static func nothingActive(_ name: PromptName) -> RepositoryError {
    RepositoryError(
      .notFound, "prompt '\(name)' has no active version",
      hint: "`promptrepo activate \(name)@latest` makes the newest one live")
  }
}
