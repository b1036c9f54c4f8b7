extension Transaction {
  /// Appends a step of a release, with the releases as they are, or as another tree has them.
  mutating func append(
    release name: ReleaseName, tree: ObjectID?, _ subject: String, _ trailers: [Trailer]
  ) throws(RepositoryError) {
    let tip = try target(of: .releases)
    let tree =
      if let tree { tree } else if let tip { try commit(tip, for: "the releases").tree } else {
        add(Tree([]).object)
      }
    try append(
      to: .releases, tree: tree,
      message: CommitMessage(
        subject: subject, trailers: [Trailer(.release, name.rawValue)] + trailers))
  }

  /// Records that a step of a release counts no more in an environment.
  ///
  /// - Returns: The step that counts again; `nil` when there is none.
  mutating func recordRollback(
    of step: ReleaseStep, in environment: EnvironmentName, _ subject: String,
    _ trailers: [Trailer]
  ) throws(RepositoryError) -> ReleaseStep? {
    let steps = try releaseSteps()
    let place = steps.firstIndex { $0.commit == step.commit } ?? 0
    let before = try liveRelease(in: environment, among: steps[(place + 1)...])
    try append(
      release: step.release, tree: nil, subject,
      [
        Trailer(.pointer, Pointer.environment(environment).label),
        Trailer(.rolledBack, step.operation ?? ""),
      ] + (before.map { [Trailer(.restores, $0.commit.hex)] } ?? []) + trailers)
    return before
  }

  /// Appends the inverse of a step.
  mutating func takeBack(
    _ step: ReleaseStep, _ trailers: [Trailer]
  ) throws(RepositoryError) {
    let name = step.release
    switch step.action {
    case .deployed(let environment), .rolledBack(let environment, _):
      _ = try recordRollback(
        of: step, in: environment, "releases in \(environment) as they were before", trailers)
    case .created, .withdrawn:
      let file = Release.fileName(name)
      var entries = try releaseTree()?.entries ?? []
      if case .created = step.action {
        entries.removeAll { $0.name == file }
      } else if let parent = step.parent {
        let tree = try Tree(
          required(commit(parent, for: "the releases").tree, for: "the tree of releases"))
        entries += tree[file].map { [$0] } ?? []
      }
      let verb = if case .created = step.action { "withdrawn" } else { "made again" }
      try append(
        release: name, tree: add(Tree(entries).object), "release \(name) \(verb)", trailers)
    }
  }
}
