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
      message, tree: version.tree, author: version.author, to: .prompt(name, .versions),
      of: name, alsoAfter: others)
    return try self.version(commit, id: id)
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
      message, tree: version.tree, author: move.author, to: .prompt(name, .pointer(pointer)),
      of: name, alsoAfter: others)
    return try self.move(commit, id: id)
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
      to: .prompt(name, .info), of: name, alsoAfter: others)
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
    if let name, tip == nil { try expect(.prompt(name, .info)) }
    var message = message
    let committer = try self.committer(after: tip, committer)
    message.set(.milliseconds, committer.millisecondsText, before: .operation)
    let commit = Commit(
      tree: tree, parents: (tip.map { [$0] } ?? []) + (tip == nil ? [] : others),
      author: author, committer: committer.inWholeSeconds, message: try message.encoded())
    let id = add(commit.object)
    // Whose record it is, whoever keeps that reads from the record.
    let isRecord = name.map { ReferenceName.prompt($0, .info) == reference } ?? false
    try move(
      reference, to: id, message.subject,
      note: isRecord ? nil : TipNote(milliseconds: max(0, committer.time.milliseconds)))
    return (id, commit)
  }
}

// Steps of the repository-wide chains, made again on top of others.
extension Transaction {
  /// Makes a change of the environments again on top of the changes that there are now.
  ///
  /// Author, date, message and trailers stay.
  ///
  /// - Parameters:
  ///   - step: The commit of the change.
  ///   - environments: What the list is after it here.
  ///   - others: Commits to name as further parents, so that git keeps them.
  package mutating func replayEnvironments(
    _ step: ObjectID, as environments: [DeploymentEnvironment], alsoAfter others: [ObjectID] = []
  ) throws(RepositoryError) {
    let commit = try commit(step, for: "a list of environments")
    _ = try replay(
      CommitMessage(commit.message),
      tree: addTree(EnvironmentList.fileName, EnvironmentList(environments).file),
      author: commit.author, to: .environments, of: nil, alsoAfter: others)
  }

  /// Makes a step of a release again on top of the steps that there are now.
  ///
  /// Author, date, message and all trailers but the one that names a restored step stay.
  ///
  /// - Parameters:
  ///   - step: The commit of the step.
  ///   - files: What the files of the releases are after it here.
  ///   - restored: On a rollback, the step here that counts again.
  ///   - others: Commits to name as further parents, so that git keeps them.
  /// - Returns: The commit that records it here.
  package mutating func replayRelease(
    _ step: ObjectID, with files: [ReleaseName: ObjectID], restoring restored: ObjectID?,
    alsoAfter others: [ObjectID] = []
  ) throws(RepositoryError) -> ObjectID {
    let commit = try commit(step, for: "a step of a release")
    var message = CommitMessage(commit.message)
    message.set(.restores, restored?.hex)
    let tree = Tree(files.map { TreeEntry(.file, Release.fileName($0.key), $0.value) })
    return try replay(
      message, tree: add(tree.object), author: commit.author, to: .releases, of: nil,
      alsoAfter: others
    ).id
  }

  /// Records that in an environment an earlier step of a release counts, and not a later one.
  ///
  /// - Parameters:
  ///   - restored: The step that counts; `nil` when no release is to be live.
  ///   - step: The step that counts no more.
  package mutating func restoreRelease(
    _ restored: ReleaseStep?, over step: ReleaseStep, in environment: EnvironmentName,
    reason: String
  ) throws(RepositoryError) {
    let outcome = restored.map { "release \($0.release) counts" } ?? "no release counts"
    try append(
      release: step.release, tree: nil, "\(outcome) in \(environment)",
      [
        Trailer(.pointer, Pointer.environment(environment).label),
        Trailer(.rolledBack, step.operation ?? ""),
      ] + (restored.map { [Trailer(.restores, $0.commit.hex)] } ?? []) + Trailer.reason(reason))
  }
}

// For ledgers whose objects have come from elsewhere already.
extension Transaction {
  /// Moves a reference to what another ledger's reference points at.
  ///
  /// The objects have to be in the store. Where the move's values are the same, the reference only
  /// has to keep its value until the change is applied.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the reference does not have the value that
  ///   the move expects.
  package mutating func transfer(_ transferred: ReferenceMove) throws(RepositoryError) {
    let current = try target(of: transferred.name)
    guard current == transferred.old else { throw .lostRace(transferred, found: current) }
    if transferred.old == transferred.new {
      try expect(transferred.name)
    } else {
      try move(transferred.name, to: transferred.new, transferred.message)
    }
  }
}
