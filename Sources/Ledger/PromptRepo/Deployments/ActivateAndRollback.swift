extension Repository {
  /// Makes a version the active one.
  ///
  /// ```swift
  /// try repository.activate(name, .latest, reason: "Customers like it")
  /// ```
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when it is active already,
  ///   ``RepositoryError/Code/notFound``.
  @discardableResult
  public func activate(
    _ name: PromptName, _ spec: VersionSpec, reason: String? = nil
  ) throws(RepositoryError) -> PointerMove {
    try perform { transaction throws(RepositoryError) in
      try transaction.activate(name, spec, reason: reason)
    }
  }

  /// Makes what was live before live again.
  ///
  /// Repeated, it goes one step further back each time. No rule of an environment forbids it.
  ///
  /// ```swift
  /// try repository.rollback(name, reason: "Too chatty")
  /// try repository.rollback(name, .environment(production), to: .number(1))
  /// ```
  ///
  /// - Parameters:
  ///   - pointer: The pointer that goes back: the active one, or an environment's, which goes only
  ///     to versions that it has held.
  ///   - spec: The version to go back to; one step back when absent.
  /// - Throws: ``RepositoryError/Code/notFound`` when nothing was live before, or the environment
  ///   has not held the version, ``RepositoryError/Code/nothingToCommit`` when the version is live
  ///   already.
  @discardableResult
  public func rollback(
    _ name: PromptName, _ pointer: Pointer = .active, to spec: VersionSpec? = nil,
    reason: String? = nil
  ) throws(RepositoryError) -> PointerMove {
    try perform { transaction throws(RepositoryError) in
      try transaction.rollback(name, pointer, to: spec, reason: reason)
    }
  }
}

extension Transaction {
  /// Makes a version the active one.
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when it is active already.
  @discardableResult
  public mutating func activate(
    _ name: PromptName, _ spec: VersionSpec, reason: String? = nil
  ) throws(RepositoryError) -> PointerMove {
    let version = try version(name, spec)
    try refuseIfLive(version, .active, name)
    return try move(.active, of: name, to: version, reason: reason)
  }

  /// Makes what was live before live again.
  ///
  /// Repeated, it goes one step further back each time. No rule of an environment forbids it.
  ///
  /// - Parameters:
  ///   - pointer: The active pointer, or that of an environment, which goes only to what it has
  ///     held.
  ///   - spec: The version to go back to; one step back when absent.
  /// - Throws: ``RepositoryError/Code/notFound`` when nothing was live before, or the environment
  ///   has not held the version, ``RepositoryError/Code/nothingToCommit`` when the version is live
  ///   already.
  @discardableResult
  public mutating func rollback(
    _ name: PromptName, _ pointer: Pointer = .active, to spec: VersionSpec? = nil,
    reason: String? = nil
  ) throws(RepositoryError) -> PointerMove {
    guard let current = try lastMove(of: pointer, name) else {
      _ = try existing(name)
      throw try nothingLive(pointer, name)
    }
    guard let spec else {
      guard let previous = try previous(to: current) else {
        throw .nothingBefore(current, of: pointer, name)
      }
      let version = try version(of: self.move(at: previous.commit, of: name))
      return try move(pointer, of: name, to: version, restoring: previous, reason: reason)
    }
    var version = try version(name, spec, from: pointer)
    if let environment = pointer.environment {
      // Of equal content, the version that the environment held last is meant.
      let moves = try moves(of: pointer, name)
      let move =
        moves.first { $0.versionCommit == version.commit }
        ?? moves.first { $0.hash == version.hash }
      guard let move else { throw try neverLive(version, in: environment, name) }
      version = try self.version(of: move)
    }
    try refuseIfLive(version, pointer, name)
    let earlier = try held(version, before: current)
    return try move(pointer, of: name, to: version, restoring: earlier, reason: reason)
  }

  /// The move of a pointer, before its current one, that made a version live.
  ///
  /// What a rollback left behind counts too, after what it would reach by itself.
  private func held(
    _ version: Version, before current: PointerMove
  ) throws(RepositoryError) -> PointerMove? {
    var earlier = try previous(to: current)
    while let move = earlier {
      if move.versionCommit == version.commit { return move }
      earlier = try previous(to: move)
    }
    var moves = Chain(from: current.parent) { (commit) throws(RepositoryError) in
      try move(at: commit)
    }
    return try moves.first { $0.versionCommit == version.commit }
  }

  private func refuseIfLive(
    _ version: Version, _ pointer: Pointer, _ name: PromptName
  ) throws(RepositoryError) {
    guard try lastMove(of: pointer, name)?.versionCommit == version.commit else { return }
    let place = pointer.environment.map { "live in \($0)" } ?? "active"
    throw RepositoryError(
      .nothingToCommit, "version \(version.number) of prompt '\(name)' is \(place) already")
  }

  /// Moves a pointer to a version.
  ///
  /// - Parameters:
  ///   - restored: The earlier move whose version is to be live again, on a rollback.
  ///   - trailers: What else the move is to say.
  @discardableResult
  package mutating func move(
    _ pointer: Pointer, of name: PromptName, to version: Version,
    restoring restored: PointerMove? = nil, reason: String? = nil, author: Signature? = nil,
    also trailers: [Trailer] = []
  ) throws(RepositoryError) -> PointerMove {
    let current = try lastMove(of: pointer, name)
    // Its origin, so that the next rollback need not go from one to the other of many.
    let origin = try restored.map { move throws(RepositoryError) in try self.origin(of: move) }
    let all =
      PointerMove.trailers(pointer, version, after: current, restoring: origin) + trailers
      + Trailer.reason(reason)
    let (id, commit) = try append(
      to: .prompt(name, .pointer(pointer)), of: name, tree: version.tree,
      message: CommitMessage(
        subject: PointerMove.subject(
          name, pointer, version.number, isFirst: current == nil, isRestoring: restored != nil,
          isUndoing: trailers.contains { $0.key == .undoes }),
        trailers: all),
      author: author)
    return try self.move(commit, id: id)
  }
}

extension LedgerReader {
  fileprivate func nothingLive(
    _ pointer: Pointer, _ name: PromptName
  ) throws(RepositoryError) -> RepositoryError {
    guard let environment = pointer.environment else { return .nothingActive(name) }
    _ = try self.environment(environment)
    return try notDeployed(name, in: environment)
  }

  fileprivate func neverLive(
    _ version: Version, in environment: EnvironmentName, _ name: PromptName
  ) throws(RepositoryError) -> RepositoryError {
    let held = Set(try moves(of: .environment(environment), name).map(\.version)).sorted()
    return RepositoryError(
      .notFound,
      "version \(version.number) of prompt '\(name)' was never live in '\(environment)'",
      cause: LedgerRefusal.neverLive(name, version: version.number, in: environment, held: held))
  }
}

extension RepositoryError {
  fileprivate static func nothingBefore(
    _ current: PointerMove, of pointer: Pointer, _ name: PromptName
  ) -> RepositoryError {
    guard let environment = pointer.environment else {
      return RepositoryError(
        .notFound, "nothing was active before version \(current.version) of prompt '\(name)'",
        cause: LedgerRefusal.nothingBefore(name, pointer))
    }
    return RepositoryError(
      .notFound,
      "nothing was live in '\(environment)' before version \(current.version) of prompt "
        + "'\(name)'",
      cause: LedgerRefusal.nothingBefore(name, pointer))
  }
}
