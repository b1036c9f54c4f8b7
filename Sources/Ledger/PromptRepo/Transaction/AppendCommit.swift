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
    if try target(of: reference) == nil { try expect(PromptReferences(name).info) }
    return try append(to: reference, tree: tree, message: message, author: author)
  }

  /// Adds a tree of one file.
  mutating func addTree(_ fileName: String, _ bytes: [UInt8]) -> ObjectID {
    addTree(fileName, GitObject(.blob, bytes))
  }

  mutating func addTree(_ fileName: String, _ file: GitObject) -> ObjectID {
    add(Tree([TreeEntry(.file, fileName, add(file))]).object)
  }
}
