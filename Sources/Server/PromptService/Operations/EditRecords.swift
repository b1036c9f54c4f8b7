internal import APIKeys
package import PromptRepo

extension ServiceRequest {
  /// Changes what people know a prompt by.
  ///
  /// - Parameter tip: Where the chain of the record's edits stood when it was shown.
  /// - Returns: The operation, without an id where the record says exactly this already.
  /// - Throws: ``ServiceError/lostRace`` where somebody else edited it since,
  ///   ``ServiceError/promptNotFound``, ``ServiceError/forbidden(_:needs:)``.
  package func editRecord(
    of name: PromptName, at tip: ObjectID, _ edit: RecordEdit
  ) throws -> MadeOperation {
    try changeRecord(of: name) { transaction, prompt in
      guard prompt.infoTip == tip else { throw ServiceError.lostRace }
      try transaction.edit(name, edit)
    }
  }

  /// Puts a prompt away, or brings it back; nothing of it is lost.
  ///
  /// - Returns: The operation, without an id where it is so already.
  /// - Throws: ``ServiceError/promptNotFound``, ``ServiceError/forbidden(_:needs:)``.
  package func setArchived(
    _ name: PromptName, _ isArchived: Bool, reason: String?
  ) throws -> MadeOperation {
    try changeRecord(of: name) { transaction, _ in
      if isArchived {
        try transaction.archive(name, reason: reason)
      } else {
        try transaction.unarchive(name, reason: reason)
      }
    }
  }

  private func changeRecord(
    of name: PromptName, _ body: (inout Transaction, Prompt) throws -> Void
  ) throws -> MadeOperation {
    try caller.check(.editor)
    return try change(existingLedger()) { transaction in
      guard let prompt = try transaction.prompt(name) else { throw ServiceError.promptNotFound }
      do {
        try body(&transaction, prompt)
      } catch let error as RepositoryError where error.code == .nothingToCommit {
        return MadeOperation(nil)
      }
      return MadeOperation(transaction.operation)
    }
  }
}
