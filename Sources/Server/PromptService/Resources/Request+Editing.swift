internal import CanonicalJSON
internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

// The operations that change what is there.
extension Request {
  /// Edits a prompt's record.
  func updatePrompt(_ body: [UInt8]) throws -> HTTPResponse {
    let wanted: UpdatePromptRequest = try read(body)
    return try changeExisting { (transaction, prompt) throws(RepositoryError) in
      if let refusal = refusal({ () throws(APIError) in
        try checkIfMatch(prompt.infoTip, "record")
      }) {
        return .failure(refusal)
      }
      let edit = RecordEdit(
        title: wanted.name.map { .set($0) } ?? .keep,
        description: wanted.description.map { .set($0) } ?? .keep,
        metadata: wanted.metadata.map { .set($0) } ?? .keep)
      if edit.applied(to: prompt.record) != prompt.record {
        try transaction.edit(prompt.name, edit)
      }
      return try answer(prompt.name, in: transaction)
    }
  }

  /// Makes an earlier version live again, or a later one.
  func rollBack(_ body: [UInt8]) throws -> HTTPResponse {
    let wanted: RollbackRequest = try read(body)
    return try changeExisting { (transaction, prompt) throws(RepositoryError) in
      if let refusal = refusal({ () throws(APIError) in
        try checkIfMatch(prompt.active?.commit, "active version")
      }) {
        return .failure(refusal)
      }
      guard let latest = prompt.latest, wanted.version <= latest.number else {
        return .failure(.noVersion)
      }
      if prompt.active?.version != wanted.version {
        try transaction.rollback(prompt.name, to: .number(wanted.version))
      }
      return try answer(prompt.name, in: transaction)
    }
  }

  /// Deletes a prompt with all its versions.
  ///
  /// - Throws: 409 while an environment points at it, unless the query says `force=true`.
  func deletePrompt() throws -> HTTPResponse {
    let isForced = try flag("force")
    return try changeExisting { (transaction, prompt) throws(RepositoryError) in
      let environments = isForced ? [] : try transaction.environments(of: prompt.name)
      guard environments.isEmpty else {
        return .failure(.deployed(to: environments.map(\.rawValue)))
      }
      try transaction.delete(prompt.name, forces: isForced)
      let deleted = DeletedPrompt(id: prompt.record.id.rawValue)
      return .success(HTTPResponse(.ok, json: deleted.json))
    }
  }

  /// Changes the prompt that the path names.
  private func changeExisting(
    _ body: (inout Transaction, Prompt) throws(RepositoryError) -> Result<HTTPResponse, APIError>
  ) throws -> HTTPResponse {
    let (found, ledger) = try prompt()
    return try retryingChange(ledger) { (transaction) throws(RepositoryError) in
      guard let current = try current(found, in: transaction) else { return .failure(.noPrompt) }
      return try body(&transaction, current)
    }
  }
}
