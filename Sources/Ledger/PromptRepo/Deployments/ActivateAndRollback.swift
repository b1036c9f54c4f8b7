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
    if !takesHistory { movedTo.append((name, version)) }
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

/// What a rollback took away, for as long as nobody has made it, or anything newer, live again.
///
/// A pointer that went back says that what was live was no good. So until somebody decides, nothing
/// that goes on from the withdrawn text goes live by itself. It follows from the pointer's chain
/// alone: the pointer stands below a version that it has held. An activation of that version or of
/// a newer one ends it, and so does the undoing of the rollback.
package struct WithdrawnVersions: Sendable, Hashable {
  /// The move that says what is live instead.
  package let live: PointerMove
  /// The numbers of the versions that were live and are withdrawn, the newest first.
  package let versions: [Int]
  /// The moves that went back since the newest of them was live, the newest first.
  package let rollbacks: [PointerMove]

  private let hashes: Set<VersionHash>

  /// Finds out what is withdrawn; `nil` if nothing is.
  ///
  /// - Parameter moves: All moves of a pointer, the newest first.
  init?(_ moves: [PointerMove]) {
    let moves = Self.withoutLost(moves)
    guard let live = moves.first else { return nil }
    // A text that is live is not withdrawn, whatever other number it had.
    let withdrawn = moves.filter { $0.version > live.version && $0.hash != live.hash }
    guard let newest = withdrawn.map(\.version).max() else { return nil }
    self.live = live
    versions = Set(withdrawn.map(\.version)).sorted(by: >)
    hashes = Set(withdrawn.map(\.hash))
    let since = moves.prefix { $0.version < newest }.count
    rollbacks = moves.indices.prefix(since)
      .filter { moves[$0].version < moves[$0 + 1].version }
      .map { moves[$0] }
  }

  /// The moves without those that a join made again and then gave up for what the other side had.
  ///
  /// They were never what anybody saw live, and the move that gives them up is no rollback.
  private static func withoutLost(_ moves: [PointerMove]) -> [PointerMove] {
    var kept: [PointerMove] = []
    var index = moves.startIndex
    while index < moves.endIndex {
      let move = moves[index]
      kept.append(move)
      index += 1
      guard move.isRebase else { continue }
      let end = moves[index...].firstIndex { $0.isFirstOfRebase || $0.commit == move.restores }
      if let end, moves[end].isFirstOfRebase { index = end + 1 }
    }
    return kept
  }

  /// Why it was done, as the last rollback that has a reason says.
  package var reason: String? { rollbacks.lazy.compactMap(\.reason).first }

  /// Whether a version is withdrawn, or newer than what is live and so made after what is withdrawn.
  package func covers(_ version: Version) -> Bool { covers(version.number, version.hash) }

  /// Whether a version with a number and a hash is withdrawn, or made after what is.
  package func covers(_ number: Int, _ hash: VersionHash) -> Bool {
    hash != live.hash && (number > live.version || hashes.contains(hash))
  }

  /// Whether a content must not go live by itself.
  ///
  /// - Parameter base: The version that it was made from.
  func holds(_ content: VersionHash, madeFrom base: Version) -> Bool {
    holds(content, madeFrom: base.number, base.hash)
  }

  /// The same of a version by its number and its hash.
  package func holds(
    _ content: VersionHash, madeFrom number: Int, _ hash: VersionHash
  ) -> Bool {
    content != live.hash && (covers(number, hash) || hashes.contains(content))
  }
}

extension WithdrawnVersions {
  /// Whether the last of several contents must not go live by itself, each being made from the one
  /// before it, and the first from the latest version.
  ///
  /// One that brings back what is live ends the withdrawal for those after it.
  package func holds(_ contents: some Sequence<VersionHash>) -> Bool {
    !contents.contains(live.hash)
  }
}

extension LedgerReader {
  /// What was withdrawn from a prompt by taking its active pointer back; `nil` if nothing is.
  package func withdrawal(of name: PromptName) throws(RepositoryError) -> WithdrawnVersions? {
    guard let live = try lastMove(of: .active, name), let latest = try latest(of: name) else {
      return nil
    }
    return try withdrawal(of: name, live: live, latest: latest.number)
  }

  /// What stands against making the version of a draft live by itself; `nil` if nothing does, or
  /// nobody knows what the draft was made from.
  package func withdrawal(
    against draft: VersionDraft, of name: PromptName
  ) throws(RepositoryError) -> WithdrawnVersions? {
    guard let base = draft.base, let withdrawal = try withdrawal(of: name),
      withdrawal.holds(draft.content.hash, madeFrom: base)
    else { return nil }
    return withdrawal
  }

  /// What the last move of an environment's pointer withdrew; `nil` if it did not go back.
  ///
  /// Nothing goes there by itself, so only what it was last told counts.
  func withdrawal(
    of name: PromptName, in environment: EnvironmentName, _ move: PointerMove
  ) throws(RepositoryError) -> WithdrawnVersions? {
    guard move.restores != nil, move.version < move.previousVersion ?? 0 else { return nil }
    return WithdrawnVersions(try moves(of: .environment(environment), name))
  }

  /// What was withdrawn from a prompt by taking its active pointer back; `nil` if nothing is.
  package func withdrawal(of prompt: Prompt) throws(RepositoryError) -> WithdrawnVersions? {
    guard let live = prompt.active, let latest = prompt.latest else { return nil }
    return try withdrawal(of: prompt.name, live: live, latest: latest.number)
  }

  /// What was withdrawn from a prompt, by what is known of it; most prompts are not read further.
  package func withdrawal(
    of name: PromptName, live: PointerMove, latest: Int
  ) throws(RepositoryError) -> WithdrawnVersions? {
    guard live.version < latest else { return nil }
    return WithdrawnVersions(try moves(of: .active, name))
  }
}
