internal import APIKeys
package import PromptRepo

/// A move of one pointer as it is shown before it is made: a rollback, or an activation.
package struct PointerMovePreview: Sendable {
  /// The prompt.
  package let prompt: FoundPrompt
  /// The pointer that would be moved.
  package let pointer: Pointer
  /// What is live so far.
  package let live: PointerMove?
  /// The version that would be live.
  package let version: Version
  /// What the pointer has held, the newest first.
  package let moves: [PointerMove]

  /// What has to be true when it is carried out.
  package var shown: ShownMove { ShownMove(prompt.name, to: version, from: live) }
}

extension ServiceRequest {
  /// What taking a pointer back would do.
  ///
  /// - Parameter number: The version to go back to; one step back when `nil`.
  /// - Throws: ``ServiceError/rule(_:_:)`` where there is nothing to go back to, or the version is
  ///   live; ``ServiceError/neverDeployed(_:to:held:)``, ``ServiceError/notDeployed(to:)``.
  package func planRollback(
    of prompt: PromptSelector, _ pointer: Pointer, to number: Int? = nil
  ) throws -> PointerMovePreview {
    let spec = number.map { VersionSpec.number($0) }
    return try preview(prompt, pointer) { transaction, name throws(RepositoryError) in
      try transaction.rollback(name, pointer, to: spec)
    }
  }

  /// Takes a pointer back to the version that was shown. No rule of an environment forbids it.
  ///
  /// - Throws: As ``carryOut(_:_:)`` does, and ``ServiceError/forbidden(_:needs:)``.
  package func rollBack(
    _ move: ShownMove, _ pointer: Pointer, reason: String?
  ) throws -> MadeOperation {
    try carryOut(move, pointer) { transaction throws(RepositoryError) in
      try transaction.rollback(move.name, pointer, to: .number(move.version), reason: reason)
    }
  }

  /// What making a version the active one would do.
  ///
  /// - Throws: ``ServiceError/rule(_:_:)`` where it is active already, ``ServiceError/versionNotFound``.
  package func planActivation(
    of prompt: PromptSelector, _ number: Int
  ) throws -> PointerMovePreview {
    _ = try find(prompt).version(.number(number))
    return try preview(prompt, .active) { transaction, name throws(RepositoryError) in
      try transaction.activate(name, .number(number))
    }
  }

  /// Makes the version that was shown the active one.
  ///
  /// - Throws: As ``carryOut(_:_:)`` does, and ``ServiceError/forbidden(_:needs:)``.
  package func activate(_ move: ShownMove, reason: String?) throws -> MadeOperation {
    try carryOut(move, .active) { transaction throws(RepositoryError) in
      try transaction.activate(move.name, .number(move.version), reason: reason)
    }
  }

  private func preview(
    _ prompt: PromptSelector, _ pointer: Pointer,
    _ body: (inout Transaction, PromptName) throws(RepositoryError) -> PointerMove
  ) throws -> PointerMovePreview {
    let found = try find(prompt)
    let ledger = try existingLedger()
    if let environment = pointer.environment {
      _ = try deploymentEnvironment(environment.rawValue)
    }
    do throws(RepositoryError) {
      return try rehearse(ledger) { transaction throws(RepositoryError) in
        let live = try transaction.lastMove(of: pointer, found.name)
        let moves = try transaction.moves(of: pointer, found.name)
        let move = try body(&transaction, found.name)
        return PointerMovePreview(
          prompt: found, pointer: pointer, live: live, version: try transaction.version(of: move),
          moves: moves)
      }
    } catch {
      throw ServiceError(ofPlan: error)
    }
  }

  private func carryOut(
    _ move: ShownMove, _ pointer: Pointer,
    _ body: (inout Transaction) throws(RepositoryError) -> PointerMove
  ) throws -> MadeOperation {
    try caller.check(pointer.environment == nil ? .editor : .deployer)
    return try carryOut(existingLedger()) { transaction in
      try move.check(live: transaction.lastMove(of: pointer, move.name), at: pointer)
      try move.check(transaction.version(move.name, .number(move.version)))
      return [(move.name, try body(&transaction))]
    }
  }
}
