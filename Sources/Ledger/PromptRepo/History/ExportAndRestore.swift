// What an export has to know of a ledger, to carry it or to say that it does not.
extension Repository {
  /// The pointers of a prompt that were ever set: the active one, then those of environments, by
  /// name.
  package func pointers(of name: PromptName) throws(RepositoryError) -> [Pointer] {
    try store.references(under: LedgerRef.prefix(of: name)).compactMap { reference in
      if case .prompt(_, .pointer(let pointer))? = LedgerRef(reference.name) {
        pointer
      } else {
        nil
      }
    }
  }

  /// Whether a prompt's record was edited since the prompt was created.
  package func hasEarlierRecords(_ prompt: Prompt) throws(RepositoryError) -> Bool {
    try commit(prompt.infoTip, for: "a prompt's record").parents.first != nil
  }

  /// Whether the list of environments was changed otherwise than by adding one.
  package func hasChangesOfEnvironments() throws(RepositoryError) -> Bool {
    let count = try environments().count
    var changes = commits(from: try target(of: .environments), for: "the list of environments")
    return try changes.steps(count + 1).count > count
  }

  /// The hosted remotes of which something is noted.
  package func trackedRemotes() throws(RepositoryError) -> [String] {
    var remotes: Set<String> = []
    for reference in try store.references(in: .remotes) {
      // The mirror of a git remote has folders here.
      if case .tracking(let remote, _)? = LedgerRef(reference.name) {
        remotes.insert(remote.rawValue)
      }
    }
    return remotes.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension LedgerReader {
  /// The environments that are or were in the list.
  package func everListedEnvironments() throws(RepositoryError) -> Set<EnvironmentName> {
    try everListedEnvironments(upTo: target(of: .environments))
  }

  /// The environments that are or were in the list, up to a commit of its chain.
  package func everListedEnvironments(
    upTo tip: ObjectID?
  ) throws(RepositoryError) -> Set<EnvironmentName> {
    var names: Set<EnvironmentName> = []
    var changes = commits(from: tip, for: "the list of environments")
    while let change = try changes.next() {
      names.formUnion(try environmentList(in: change.value).environments.map(\.name))
    }
    return names
  }
}

/// What a step of a chain says besides its place there: enough to make the step again elsewhere.
package struct CommitMetadata: Sendable, Hashable {
  /// Who did it, and when.
  package var author: Signature
  /// Who put it into the ledger, and when, to the millisecond.
  package var committer: Signature
  /// What else its message says, in its order.
  package private(set) var trailers: [Trailer]

  /// Makes a step from its parts.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` for a trailer that no message can hold, one that
  ///   follows from the step's place in its chain, and a source that there cannot be.
  package init(
    author: Signature, committer: Signature, trailers: [Trailer]
  ) throws(RepositoryError) {
    for trailer in trailers {
      let key = trailer.key.rawValue
      guard !key.utf8.isEmpty, key.utf8.allSatisfy(Trailer.Key.isAllowed) else {
        throw RepositoryError(
          .invalid, "'\(key)' is not the name of a trailer", hint: "It has letters and dashes only")
      }
      guard !Trailer.Key.derived.contains(trailer.key) else {
        throw RepositoryError(
          .invalid, "the trailer '\(key)' follows from where its step stands", hint: "Remove it")
      }
    }
    if let flaw = Transaction.flaw(inOperationOf: trailers) ?? VersionSource.flaw(in: trailers) {
      throw RepositoryError(.invalid, "it is \(flaw)", hint: "Nobody else could take it over")
    }
    self.author = author
    self.committer = committer
    self.trailers = trailers
  }

  /// What ties the step to the rest of what one command did.
  package var operation: String? { trailers.first { $0.key == .operation }?.value }

  /// On a version: where it comes from.
  package var source: VersionSource? { VersionSource(trailers) }

  /// On a version: which version of a hosted API it is.
  package var remoteVersion: String? { trailers.first { $0.key == .remoteVersion }?.value }

  /// Leaves out the trailers with other keys.
  package mutating func keep(_ keys: Set<Trailer.Key>) {
    trailers.removeAll { !keys.contains($0.key) }
  }

  init(_ commit: Commit) {
    let message = CommitMessage(commit.message)
    author = commit.author
    committer = commit.committer
    committer.time = commit.time(message)
    trailers = message.trailers.filter { !Trailer.Key.derived.contains($0.key) }
  }
}

extension LedgerReader {
  /// What the version, or the pointer's move, that a commit is says besides its place.
  package func commitMetadata(at commit: ObjectID) throws(RepositoryError) -> CommitMetadata {
    CommitMetadata(try self.commit(commit, for: "a step of a prompt"))
  }
}

// For steps that an export carries, made again as they were.
extension Transaction {
  /// Makes a version as the next one of its prompt, with author, committer, dates and trailers as
  /// they were.
  ///
  /// It may repeat the version before it, and is not made active.
  @discardableResult
  package mutating func restore(
    _ content: VersionContent, message: String, _ step: CommitMetadata, to name: PromptName
  ) throws(RepositoryError) -> Version {
    let prompt = try existing(name)
    let message = CommitMessage(
      version: (prompt.latest?.number ?? 0) + 1, of: prompt, content, body: message,
      also: step.trailers)
    let (id, commit) = try restore(
      message, tree: addTree(of: content), step, to: .prompt(name, .versions), of: name)
    return try self.version(commit, id: id)
  }

  /// Makes a move of a pointer as it was.
  ///
  /// No rule of an environment is asked: it was live there.
  ///
  /// - Parameters:
  ///   - version: The version that it goes to.
  ///   - restored: On a rollback, the move here that it restores.
  @discardableResult
  package mutating func restore(
    _ pointer: Pointer, of name: PromptName, to version: Version, restoring restored: PointerMove?,
    _ step: CommitMetadata
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
      message, tree: version.tree, step, to: .prompt(name, .pointer(pointer)), of: name)
    return try self.move(commit, id: id)
  }

  private mutating func restore(
    _ message: CommitMessage, tree: ObjectID, _ step: CommitMetadata, to reference: ReferenceName,
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
