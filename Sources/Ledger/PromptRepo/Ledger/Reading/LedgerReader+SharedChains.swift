// What the chains that are about no single prompt say at any of their commits.
extension LedgerReader {
  /// The environments as a commit of their chain has them.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` for a commit with anything but the list.
  package func environments(
    at commit: ObjectID
  ) throws(RepositoryError) -> [DeploymentEnvironment] {
    let id = try self.commit(commit, for: "the list of environments").tree
    let tree = try Tree(required(id, for: "the tree of the list of environments"))
    let file = tree[EnvironmentList.fileName]
    guard let file, file.mode == .file, tree.entries.count == 1 else {
      throw RepositoryError(
        .damaged, "tree \(id) is not just the file \(EnvironmentList.fileName)")
    }
    return try EnvironmentList(file: required(file.id, for: "the list of environments"))
      .environments
  }

  /// The files of the releases as a commit of their chain has them.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` for a commit with a file that is no release's.
  package func releaseFiles(
    at commit: ObjectID
  ) throws(RepositoryError) -> [ReleaseName: ObjectID] {
    let id = try self.commit(commit, for: "the releases").tree
    var files: [ReleaseName: ObjectID] = [:]
    for entry in try Tree(required(id, for: "the tree of releases")).entries {
      guard entry.mode == .file, let name = try Release.name(ofFile: entry.name) else {
        throw RepositoryError(
          .damaged, "tree \(id) has '\(entry.name)', which is not the file of a release")
      }
      files[name] = entry.id
    }
    return files
  }

  /// The release that a file holds.
  package func release(inFile id: ObjectID) throws(RepositoryError) -> Release {
    try Release(file: required(id, for: "a release"))
  }

  /// What a commit of a chain says was done, and who did it.
  package func summary(
    of commit: ObjectID
  ) throws(RepositoryError) -> (subject: String, author: Signature) {
    let commit = try self.commit(commit, for: "a step of the ledger")
    return (CommitMessage(commit.message).subject, commit.author)
  }

  /// The step that a commit of the chain of releases is.
  package func releaseStep(at commit: ObjectID) throws(RepositoryError) -> ReleaseStep {
    try ReleaseStep(self.commit(commit, for: "a step of a release"), id: commit)
  }
}
