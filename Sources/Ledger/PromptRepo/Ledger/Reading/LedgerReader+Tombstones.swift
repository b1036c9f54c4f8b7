extension LedgerReader {
  /// The entry of a chain of tombstones that a commit is.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when it is not one.
  public func burial(at id: ObjectID) throws(RepositoryError) -> Burial {
    let commit = try self.commit(id, for: "a tombstone")
    let tree = try Tree(required(commit.tree, for: "a tombstone's tree"))
    guard let entry = tree[Tombstone.fileName] else {
      throw RepositoryError(.damaged, "tree \(commit.tree) has no \(Tombstone.fileName)")
    }
    return Burial(
      commit: id, parent: commit.parents.first,
      tombstone: try Tombstone(file: required(entry.id, for: "a tombstone")),
      author: commit.author, reason: CommitMessage(commit.message)[.reason])
  }

  /// What a prompt left behind each time, newest first; empty when it never did.
  public func burials(of prompt: PromptID) throws(RepositoryError) -> [Burial] {
    guard let tip = try target(of: .tombstone(prompt)) else { return [] }
    return try burials(at: tip)
  }

  /// The entries of a chain of tombstones, newest first, from a commit on.
  public func burials(at tip: ObjectID) throws(RepositoryError) -> [Burial] {
    var burials: [Burial] = []
    var next: ObjectID? = tip
    while let commit = next {
      let burial = try burial(at: commit)
      burials.append(burial)
      next = burial.parent
    }
    return burials
  }
}
