// For steps that an export carries, made again as they were.
extension Transaction {
  /// Makes a version as the next one of its prompt, with author, committer, dates and trailers as
  /// they were.
  ///
  /// It may repeat the version before it, and is not made active.
  @discardableResult
  public mutating func restore(
    _ content: VersionContent, message: String, _ step: KeptStep, to name: PromptName
  ) throws(RepositoryError) -> Version {
    let prompt = try existing(name)
    let message = CommitMessage(
      version: (prompt.latest?.number ?? 0) + 1, of: prompt, content, body: message,
      also: step.trailers)
    let (id, commit) = try restore(
      message, tree: addTree(of: content), step, to: PromptReferences(name).versions, of: name)
    return try Version(commit, id: id)
  }

  /// Makes a move of a pointer as it was.
  ///
  /// No rule of an environment is asked: it was live there.
  ///
  /// - Parameters:
  ///   - version: The version that it goes to.
  ///   - restored: On a rollback, the move here that it restores.
  @discardableResult
  public mutating func restore(
    _ pointer: Pointer, of name: PromptName, to version: Version, restoring restored: PointerMove?,
    _ step: KeptStep
  ) throws(RepositoryError) -> PointerMove {
    // What is live there depends on the list of environments.
    if pointer.environment != nil { try expect(.environments) }
    let current = try lastMove(of: pointer, name)
    let message = CommitMessage(
      subject: PointerMove.subject(
        name, pointer, version.number, isFirst: current == nil, isRestoring: restored != nil,
        isUndoing: step.trailers.contains { $0.key == .undoes }),
      trailers: PointerMove.trailers(pointer, version, after: current, restoring: restored)
        + step.trailers)
    let (id, commit) = try restore(
      message, tree: version.tree, step, to: PromptReferences(name).pointer(pointer), of: name)
    return try PointerMove(commit, id: id)
  }

  private mutating func restore(
    _ message: CommitMessage, tree: ObjectID, _ step: KeptStep, to reference: ReferenceName,
    of name: PromptName?
  ) throws(RepositoryError) -> (id: ObjectID, commit: Commit) {
    var message = message
    if step.operation == nil {
      message.trailers.append(
        Trailer(.operation, operation(moving: reference, from: try target(of: reference))))
    }
    return try replay(
      message, tree: tree, author: step.author.inWholeSeconds, committer: step.committer,
      to: reference, of: name)
  }
}
