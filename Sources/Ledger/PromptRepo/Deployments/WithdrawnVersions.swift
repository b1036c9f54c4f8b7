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
