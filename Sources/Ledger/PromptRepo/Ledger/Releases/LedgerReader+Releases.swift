extension LedgerReader {
  /// All releases, in the order of their names.
  public func releases() throws(RepositoryError) -> [Release] {
    guard let tree = try releaseTree() else { return [] }
    var releases: [Release] = []
    for entry in tree.entries {
      releases.append(try Release(file: required(entry.id, for: "a release")))
    }
    return releases
  }

  /// A release that has to be there.
  ///
  /// - Throws: ``RepositoryError/Code/notFound``.
  public func release(_ name: ReleaseName) throws(RepositoryError) -> Release {
    guard let entry = try releaseTree()?[Release.fileName(name)] else {
      throw RepositoryError(
        .notFound, "there is no release '\(name)'",
        hint: "`promptrepo release list` shows the releases, `promptrepo release create \(name)` "
          + "makes one")
    }
    return try Release(file: required(entry.id, for: "a release"))
  }

  /// What was done with releases, newest first.
  public func releaseSteps() throws(RepositoryError) -> [ReleaseStep] {
    try releaseSteps(upTo: target(of: .releases))
  }

  /// What was done with releases up to a commit of their chain, newest first.
  package func releaseSteps(upTo tip: ObjectID?) throws(RepositoryError) -> [ReleaseStep] {
    var steps: [ReleaseStep] = []
    var next = tip
    while let id = next {
      let step = try ReleaseStep(commit(id, for: "a step of a release"), id: id)
      steps.append(step)
      next = step.parent
    }
    return steps
  }

  /// The release that is live in an environment: the last one deployed that was not rolled back.
  public func liveRelease(
    in environment: EnvironmentName
  ) throws(RepositoryError) -> ReleaseStep? {
    try liveRelease(in: environment, among: releaseSteps()[...])
  }

  /// The release that was live after the first of some steps, which are newest first.
  package func liveRelease(
    in environment: EnvironmentName, among steps: ArraySlice<ReleaseStep>
  ) throws(RepositoryError) -> ReleaseStep? {
    for step in steps {
      switch step.action {
      case .deployed(environment): return step
      case .rolledBack(environment, let restored):
        return restored.flatMap { restored in steps.first { $0.commit == restored } }
      default: continue
      }
    }
    return nil
  }

  func releaseTree() throws(RepositoryError) -> Tree? {
    guard let tip = try target(of: .releases) else { return nil }
    let commit = try commit(tip, for: "the releases")
    return try Tree(required(commit.tree, for: "the tree of releases"))
  }
}

extension ReferenceName {
  /// The chain of releases.
  public static let releases = SharedChain.releases.reference
}
