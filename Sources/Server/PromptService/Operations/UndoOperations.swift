package import PromptRepo

/// The undoing of an operation as it is shown before it is done.
package struct UndoPreview: Sendable {
  /// The operation.
  package let operation: LedgerOperation
  /// What would be taken back; nothing where it cannot be undone.
  package let steps: [UndoResult.Step]
  /// Why it cannot be undone; `nil` if it can.
  package let refusal: RepositoryError?
}

extension ServiceRequest {
  /// What undoing an operation would do, or why it cannot be undone.
  ///
  /// - Parameter digits: The operation's id, or at least 8 digits of it.
  /// - Throws: ``ServiceError/pathNotFound`` where there is none.
  package func planUndo(_ digits: String) throws -> UndoPreview {
    let operation = try operation(digits)
    let ledger = try existingLedger()
    do throws(RepositoryError) {
      let result = try rehearse(ledger) { transaction throws(RepositoryError) in
        try transaction.undo(operation: operation.id)
      }
      return UndoPreview(operation: operation, steps: result.steps, refusal: nil)
    } catch {
      guard [.unsupported, .conflict, .protected, .notFound].contains(error.code) else {
        throw error
      }
      return UndoPreview(operation: operation, steps: [], refusal: error)
    }
  }

  /// Takes an operation back; whoever may do what it did may do that.
  ///
  /// - Parameters:
  ///   - id: The operation's whole id.
  /// - Throws: ``ServiceError/rule(_:_:)`` for what has no inverse,
  ///   ``ServiceError/unexpectedVersion(_:)`` where somebody moved on what it did,
  ///   ``ServiceError/forbidden(_:needs:)``, ``ServiceError/pathNotFound``.
  package func undo(_ id: String, reason: String?) throws -> MadeOperation {
    let operation = try operation(id)
    try caller.check(operation.role)
    return try carryOut(existingLedger()) { transaction in
      let result = try transaction.undo(operation: operation.id, reason: reason)
      return result.steps.compactMap { step in
        if case .moved(let name, _, let move) = step { (name, move) } else { nil }
      }
    }
  }
}
