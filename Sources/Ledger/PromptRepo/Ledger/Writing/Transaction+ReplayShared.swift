// Steps of the chains that are about no single prompt, made again on top of others.
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
