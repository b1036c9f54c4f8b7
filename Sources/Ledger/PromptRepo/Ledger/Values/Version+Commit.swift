extension Version {
  /// Reads a version from its commit.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when the trailers are not those of a version.
  init(_ commit: Commit, id: ObjectID) throws(RepositoryError) {
    let message = CommitMessage(commit.message)
    guard let promptID = message[.promptID], let number = message[.promptVersion],
      let hash = message[.versionHash], let templateHash = message[.templateHash]
    else {
      throw RepositoryError(
        .damaged, "commit \(id) is not a version: its trailers are missing",
        hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
    }
    self.init(
      promptID: try PromptID(promptID), number: try Version.number(number, in: id),
      hash: try VersionHash(hash),
      templateHash: try VersionHash(templateHash), commit: id, commitValue: commit,
      message: message)
  }

  /// Reads the number of a version that a commit names.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when no version can have it.
  static func number(_ text: String, in commit: ObjectID) throws(RepositoryError) -> Int {
    guard let number = Int(text), (1...VersionSpec.maximum).contains(number) else {
      throw RepositoryError(
        .damaged, "commit \(commit) names the version number '\(text)', which there cannot be",
        hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
    }
    return number
  }

  private init(
    promptID: PromptID, number: Int, hash: VersionHash, templateHash: VersionHash,
    commit: ObjectID, commitValue: Commit, message: CommitMessage
  ) {
    self.init(
      promptID: promptID, number: number,
      hash: hash, templateHash: templateHash, commit: commit, parent: commitValue.parents.first,
      tree: commitValue.tree, author: commitValue.author, message: message.body,
      trailers: message.trailers)
  }
}
