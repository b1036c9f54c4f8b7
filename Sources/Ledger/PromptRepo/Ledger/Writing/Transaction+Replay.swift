// For steps that were made on another chain, and are made again on top of this one.
extension Transaction {
  /// Makes a version again as the next one of the chain as it is now.
  ///
  /// Content, author, date, message and all trailers but those of the number stay.
  ///
  /// - Parameter others: Commits to name as further parents, so that git keeps them.
  @discardableResult
  package mutating func replay(
    _ version: Version, onto name: PromptName, alsoAfter others: [ObjectID] = []
  ) throws(RepositoryError) -> Version {
    let number = (try latest(of: name)?.number ?? 0) + 1
    var message = CommitMessage(
      subject: "\(name) v\(number)", body: version.message, trailers: version.trailers)
    message.set(.promptVersion, "\(number)")
    message.set(
      .versionID,
      VersionID(prompt: version.promptID, number: number, hash: version.hash).rawValue)
    let (id, commit) = try replay(
      message, tree: version.tree, author: version.author, to: PromptReferences(name).versions,
      of: name, alsoAfter: others)
    return try Version(commit, id: id)
  }

  /// Makes a pointer's move again on top of the moves that there are now.
  ///
  /// - Parameters:
  ///   - version: The version that it goes to here.
  ///   - restored: On a rollback, the move here that it restores.
  ///   - others: Commits to name as further parents, so that git keeps them.
  @discardableResult
  package mutating func replay(
    _ move: PointerMove, of pointer: Pointer, _ name: PromptName, to version: Version,
    restoring restored: ObjectID?, alsoAfter others: [ObjectID] = []
  ) throws(RepositoryError) -> PointerMove {
    let current = try lastMove(of: pointer, name)
    var message = CommitMessage(try commit(move.commit, for: "a pointer's move").message)
    message.subject = PointerMove.subject(
      name, pointer, version.number, isFirst: current == nil, isRestoring: restored != nil,
      isUndoing: move.undoes != nil)
    message.set(.promptVersion, "\(version.number)")
    message.set(.versionCommit, version.commit.hex)
    message.set(.previousVersion, current.map { "\($0.version)" }, after: .versionCommit)
    message.set(.restores, restored?.hex)
    let (id, commit) = try replay(
      message, tree: version.tree, author: move.author, to: PromptReferences(name).pointer(pointer),
      of: name, alsoAfter: others)
    return try PointerMove(commit, id: id)
  }

  /// Makes an edit of a prompt's record again on top of the edits that there are now.
  ///
  /// - Parameters:
  ///   - edit: The commit of the edit.
  ///   - others: Commits to name as further parents, so that git keeps them.
  package mutating func replayRecord(
    _ edit: ObjectID, of name: PromptName, alsoAfter others: [ObjectID] = []
  ) throws(RepositoryError) {
    let commit = try commit(edit, for: "a prompt's record")
    let record = try record(at: edit)
    let current = try existing(name).record
    var tree = commit.tree
    if record.createdAt != current.createdAt {
      // One prompt was created once; what the chain began with counts.
      tree = addTree(
        PromptRecord.fileName,
        PromptRecord(
          id: current.id, createdAt: current.createdAt, title: record.title,
          description: record.description, metadata: record.metadata,
          archivedAt: record.archivedAt
        ).file)
    }
    _ = try replay(
      CommitMessage(commit.message), tree: tree, author: commit.author,
      to: PromptReferences(name).info, of: name, alsoAfter: others)
  }

  /// Makes a step again with another message and tree, on top of what a chain is now.
  ///
  /// - Parameters:
  ///   - committer: Who committed it, and when; the transaction's committer when absent.
  ///   - name: The prompt that the chain is about; `nil` when it is about none.
  mutating func replay(
    _ message: CommitMessage, tree: ObjectID, author: Signature, committer: Signature? = nil,
    to reference: ReferenceName, of name: PromptName?, alsoAfter others: [ObjectID] = []
  ) throws(RepositoryError) -> (id: ObjectID, commit: Commit) {
    let tip = try target(of: reference)
    if let name, tip == nil { try expect(PromptReferences(name).info) }
    var message = message
    let committer = try self.committer(after: tip, committer)
    message.set(.milliseconds, committer.millisecondsText, before: .operation)
    let commit = Commit(
      tree: tree, parents: (tip.map { [$0] } ?? []) + (tip == nil ? [] : others),
      author: author, committer: committer.inWholeSeconds, message: try message.encoded())
    let id = add(commit.object)
    // Whose record it is, whoever keeps that reads from the record.
    let isRecord = name.map { PromptReferences($0).info == reference } ?? false
    try move(
      reference, to: id, message.subject,
      note: isRecord ? nil : TipNote(milliseconds: max(0, committer.time.milliseconds)))
    return (id, commit)
  }
}

extension CommitMessage {
  /// Gives a trailer another value where it stands; nil takes it away.
  ///
  /// One that is not there yet comes after or before another key's, or last.
  mutating func set(
    _ key: Trailer.Key, _ value: String?, after earlier: Trailer.Key? = nil,
    before later: Trailer.Key? = nil
  ) {
    let place = trailers.firstIndex { $0.key == key }
    switch (place, value) {
    case (let place?, let value?): trailers[place] = Trailer(key, value)
    case (let place?, nil): trailers.remove(at: place)
    case (nil, let value?):
      let after = earlier.flatMap { key in trailers.firstIndex { $0.key == key } }
      let before = later.flatMap { key in trailers.firstIndex { $0.key == key } }
      trailers.insert(
        Trailer(key, value), at: after.map { $0 + 1 } ?? before ?? trailers.endIndex)
    case (nil, nil): break
    }
  }
}
