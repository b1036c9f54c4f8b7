extension Transaction {
  /// Names a set of versions.
  ///
  /// - Parameter members: Prompts and versions; the active version of every prompt that is not
  ///   archived when empty.
  /// - Throws: ``RepositoryError/Code/conflict`` when there is a release of this name,
  ///   ``RepositoryError/Code/notFound``.
  @discardableResult
  public mutating func createRelease(
    _ name: ReleaseName, _ members: [DeploymentOrder] = [], reason: String? = nil
  ) throws(RepositoryError) -> Release {
    let tree = try releaseTree()
    guard tree?[Release.fileName(name)] == nil else {
      throw RepositoryError(
        .conflict, "there is a release '\(name)' already, and releases do not change",
        hint: "Choose another name")
    }
    let orders = try members.isEmpty ? activeVersions() : members
    guard !orders.isEmpty else {
      throw RepositoryError(
        .notFound, "there is no prompt with an active version to make a release of",
        hint: "`promptrepo list` shows the prompts")
    }
    var versions: [Release.Member] = []
    for order in orders {
      let version = try version(order.name, order.spec)
      guard !versions.contains(where: { $0.prompt == version.promptID }) else {
        throw RepositoryError(
          .invalid, "'\(order.name)' is named twice", hint: "Name each prompt once")
      }
      versions.append(
        Release.Member(
          prompt: version.promptID, name: order.name, version: version.number, hash: version.hash))
    }
    let release = Release(name, versions)
    let file = add(GitObject(.blob, release.file))
    let entries = (tree?.entries ?? []) + [TreeEntry(.file, Release.fileName(name), file)]
    try append(
      release: name, tree: add(Tree(entries).object), "release \(name) created",
      Trailer.reason(reason))
    return release
  }

  /// Makes the versions of a release live in an environment: all, or none.
  ///
  /// - Throws: As ``deploy(_:to:reason:acknowledging:from:release:)`` does.
  @discardableResult
  public mutating func deployRelease(
    _ name: ReleaseName, to environment: EnvironmentName, reason: String? = nil,
    acknowledging acknowledged: Set<String> = []
  ) throws(RepositoryError) -> [Deployment] {
    let release = try release(name)
    var orders: [DeploymentOrder] = []
    for member in release.members {
      guard let prompt = try self.name(of: member) else {
        throw RepositoryError(
          .notFound, "prompt '\(member.name)' of release '\(name)' was deleted",
          hint: "Make another release without it")
      }
      orders.append(DeploymentOrder(prompt, try spec(of: member, prompt)))
    }
    let deployments = try deploy(
      orders, to: environment, reason: reason, acknowledging: acknowledged, release: name)
    let isLive = try liveRelease(in: environment)?.release == name
    guard !isLive || deployments.contains(where: \.isChange) else { return deployments }
    try append(
      release: name, tree: nil, "release \(name) deployed to \(environment)",
      [Trailer(.pointer, Pointer.environment(environment).label)] + Trailer.reason(reason))
    return deployments
  }

  /// Takes back the release that is live in an environment: its members go back to what was live
  /// before it.
  ///
  /// Repeated, it goes one release further back each time. Members that were moved since stay.
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when no release is live there,
  ///   ``RepositoryError/Code/conflict`` when all its members were moved since.
  public mutating func rollbackRelease(
    in environment: EnvironmentName, reason: String? = nil
  ) throws(RepositoryError) -> ReleaseRollback {
    guard let step = try liveRelease(in: environment),
      let operation = step.operation
    else {
      _ = try self.environment(environment)
      throw RepositoryError(
        .notFound, "no release is live in '\(environment)'",
        hint: "`promptrepo release list` shows where releases are live; `promptrepo rollback NAME "
          + "--env \(environment)` takes back one prompt")
    }
    var moves: [(name: PromptName, move: PointerMove)] = []
    var left: [ReleaseRollback.Left] = []
    for member in try release(step.release).members {
      switch try standing(of: member, in: environment, deployedBy: operation) {
      case .untouched: continue
      case .stays(let reason): left.append(reason)
      case .goesBack(let name, let earlier):
        let version = try version(of: earlier)
        let move = try move(
          .environment(environment), of: name, to: version, restoring: earlier, reason: reason,
          also: [Trailer(.release, step.release.rawValue)])
        moves.append((name, move))
      }
    }
    // What moved nothing, or only what is gone, must not be in the way of the release before it.
    guard !moves.isEmpty || left.allSatisfy({ $0.cause == .deleted }) else {
      throw RepositoryError(
        .conflict,
        "nothing of release '\(step.release)' can go back in '\(environment)': "
          + left.map(\.description).joined(separator: "; "),
        hint: "`promptrepo rollback NAME --env \(environment)` takes back one prompt")
    }
    let before = try recordRollback(
      of: step, in: environment, "release \(step.release) rolled back in \(environment)",
      Trailer.reason(reason))
    return ReleaseRollback(
      release: step.release, restored: before?.release, environment: environment, moves: moves,
      left: left)
  }
}
