extension Transaction {
  /// Appends a commit to a reference's chain and moves the reference there.
  ///
  /// The operation's id becomes the message's last trailer.
  ///
  /// - Parameter record: Whose record it is, in the chain of one.
  @discardableResult
  mutating func append(
    to name: ReferenceName, tree: ObjectID, message: CommitMessage, author: Signature? = nil,
    record: RecordKey? = nil
  ) throws(RepositoryError) -> (id: ObjectID, commit: Commit) {
    let tip = try target(of: name)
    var message = message
    if let onBehalfOf { message.trailers.append(Trailer(.onBehalfOf, onBehalfOf)) }
    let committer = try committer(after: tip)
    if let milliseconds = committer.millisecondsText {
      message.trailers.append(Trailer(.milliseconds, milliseconds))
    }
    message.trailers.append(Trailer(.operation, operation(moving: name, from: tip)))
    let commit = Commit(
      tree: tree, parents: tip.map { [$0] } ?? [],
      author: (author ?? self.committer).inWholeSeconds,
      committer: committer.inWholeSeconds, message: try message.encoded())
    let id = add(commit.object)
    try move(
      name, to: id, message.subject,
      note: TipNote(milliseconds: max(0, committer.time.milliseconds), record: record))
    return (id, commit)
  }

  /// The committer, not before the step that the next one comes after.
  ///
  /// Along a chain the times of its commits never go back, whatever clocks and dates say, so that
  /// nobody who asks for what is new misses a step that was dated back.
  ///
  /// - Parameter committer: The committer of the step; the transaction's when absent.
  func committer(
    after tip: ObjectID?, _ committer: Signature? = nil
  ) throws(RepositoryError) -> Signature {
    var signature = committer ?? self.committer
    guard let tip else { return signature }
    let earlier = try commit(tip, for: "the newest step of a chain").time
    signature.time.milliseconds = max(signature.time.milliseconds, earlier.milliseconds)
    return signature
  }

  /// Appends a commit to a chain of a prompt.
  ///
  /// A chain that begins now is not among the references that whoever deletes or renames the
  /// prompt at the same time expects; so the prompt itself must not change meanwhile.
  @discardableResult
  mutating func append(
    to reference: ReferenceName, of name: PromptName, tree: ObjectID, message: CommitMessage,
    author: Signature?
  ) throws(RepositoryError) -> (id: ObjectID, commit: Commit) {
    if try target(of: reference) == nil { try expect(.prompt(name, .info)) }
    return try append(to: reference, tree: tree, message: message, author: author)
  }
}

// The trailers of a ledger.
extension Trailer.Key {
  /// The prompt's id.
  package static let promptID = Trailer.Key(rawValue: "Prompt-Id")
  /// The version's number.
  package static let promptVersion = Trailer.Key(rawValue: "Prompt-Version")
  /// The version's id in the API.
  package static let versionID = Trailer.Key(rawValue: "Version-Id")
  /// The SHA-256 of the version's content.
  package static let versionHash = Trailer.Key(rawValue: "Version-Hash")
  /// The SHA-256 of the version's template.
  package static let templateHash = Trailer.Key(rawValue: "Template-Hash")
  /// What ties together all that one command did.
  package static let operation = Trailer.Key(rawValue: "Operation")
  /// The commit of the code repository that a version was cut from.
  package static let sourceCommit = Trailer.Key(rawValue: "Source-Commit")
  /// The file of the code repository that a version was cut from.
  package static let sourcePath = Trailer.Key(rawValue: "Source-Path")
  /// The pointer that was moved.
  package static let pointer = Trailer.Key(rawValue: "Pointer")
  /// The commit of the version that the pointer was moved to.
  package static let versionCommit = Trailer.Key(rawValue: "Version-Commit")
  /// The number of the version that the pointer was moved from.
  package static let previousVersion = Trailer.Key(rawValue: "Previous-Version")
  /// On a rollback: the earlier move whose version is live again.
  package static let restores = Trailer.Key(rawValue: "Restores")
  /// Why it was done.
  package static let reason = Trailer.Key(rawValue: "Reason")

  /// The version of a hosted API that a version was taken from: the remote's name and the number.
  package static let remoteVersion = Trailer.Key(rawValue: "Remote-Version")
  /// The end user that a server's client acted for.
  package static let onBehalfOf = Trailer.Key(rawValue: "On-Behalf-Of")

  /// The operation that this one takes back.
  package static let undoes = Trailer.Key(rawValue: "Undoes")
  /// On a promotion: the environment whose version was taken over.
  package static let promotedFrom = Trailer.Key(rawValue: "Promoted-From")
  /// The release that a pointer was moved with.
  package static let release = Trailer.Key(rawValue: "Release")
  /// The operation of the release's deployment that a release's rollback takes back.
  package static let rolledBack = Trailer.Key(rawValue: "Rolled-Back")
  /// The variables whose coming or going was acknowledged, by name.
  package static let acknowledgedVariables = Trailer.Key(rawValue: "Acknowledged-Variables")

  /// What a message says of its step's place in the chain, which is worked out anew wherever the
  /// step is made again.
  static let derived: Set<Trailer.Key> = [
    .promptID, .promptVersion, .versionID, .versionHash, .templateHash, .pointer, .versionCommit,
    .previousVersion, .restores, .milliseconds,
  ]
}

extension Trailer {
  /// The trailer for a reason; none where nothing was said.
  static func reason(_ reason: String?) -> [Trailer] {
    reason.flatMap { $0.utf8.isEmpty ? nil : [Trailer(.reason, $0)] } ?? []
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
