package import PromptRepo

/// A part of a prompt's history, the newest first.
package struct PromptHistory: Sendable {
  /// The versions.
  package let versions: [Version]
  /// The moves of all pointers that were made between these versions, and after the newest one.
  package let moves: [PointerMove]
  /// What is live now, by its pointer: the active one first, then the environments in their order.
  package let live: [(pointer: Pointer, move: PointerMove)]
  /// The number of the version before which the next part begins; `nil` after the last one.
  package let next: Int?
}

extension FoundPrompt {
  /// A part of the history.
  ///
  /// - Parameter number: Only versions below this number; `nil` for the newest ones.
  package func history(before number: Int? = nil, limit: Int) throws -> PromptHistory {
    var chain = try reader.versionChain(of: name)
    var newer: Version?
    var versions: [Version] = []
    while versions.count <= limit, let version = try chain.next() {
      if let number, version.number >= number { newer = version } else { versions.append(version) }
    }
    let hasMore = versions.count > limit
    if hasMore { versions.removeLast() }
    // Below the oldest version of a part come the moves of the next one.
    let from = hasMore ? versions.last?.createdAt : nil
    var moves: [PointerMove] = []
    for pointer in pointers {
      let found = try FoundPrompt.unlessDamaged {
        try self.moves(of: pointer, from: from, before: newer?.createdAt)
      }
      moves += found ?? []
    }
    moves.sort { $0.author.time > $1.author.time }
    let live = try pointers.compactMap { pointer -> (Pointer, PointerMove)? in
      let move = try FoundPrompt.unlessDamaged { try self.live(pointer) } ?? nil
      return move.map { (pointer, $0) }
    }
    return PromptHistory(
      versions: versions, moves: moves, live: live, next: hasMore ? versions.last?.number : nil)
  }

  /// The moves of a pointer from one time on and before another one.
  private func moves(
    of pointer: Pointer, from: Timestamp?, before: Timestamp?
  ) throws(RepositoryError) -> [PointerMove] {
    guard try reader.tip(of: .pointer(pointer), name) != nil else { return [] }
    var chain = try reader.moveChain(of: pointer, name)
    var moves: [PointerMove] = []
    while let move = try chain.next() {
      let time = move.author.time
      if let from, time < from { break }
      if let before, time >= before { continue }
      moves.append(move)
    }
    return moves
  }
}
