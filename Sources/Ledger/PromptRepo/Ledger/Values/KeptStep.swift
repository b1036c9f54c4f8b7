/// What a step of a chain says besides its place there: enough to make the step again elsewhere.
public struct KeptStep: Sendable, Hashable {
  /// Who did it, and when.
  public var author: Signature
  /// Who put it into the ledger, and when, to the millisecond.
  public var committer: Signature
  /// What else its message says, in its order.
  public private(set) var trailers: [Trailer]

  /// Makes a step from its parts.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` for a trailer that no message can hold, or one that
  ///   follows from the step's place in its chain.
  public init(
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
    self.author = author
    self.committer = committer
    self.trailers = trailers
  }

  /// What ties the step to the rest of what one command did.
  public var operation: String? { trailers.first { $0.key == .operation }?.value }

  /// On a version: where it comes from.
  public var source: VersionSource? { VersionSource(trailers) }

  /// On a version: which version of a hosted API it is.
  public var remoteVersion: String? { trailers.first { $0.key == .remoteVersion }?.value }

  /// Leaves out the trailers with other keys.
  public mutating func keep(_ keys: Set<Trailer.Key>) {
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
  public func keptStep(at commit: ObjectID) throws(RepositoryError) -> KeptStep {
    KeptStep(try self.commit(commit, for: "a step of a prompt"))
  }
}
