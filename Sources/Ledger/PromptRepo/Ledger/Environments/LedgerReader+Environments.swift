extension LedgerReader {
  /// The environments of the repository, in their order.
  public func environments() throws(RepositoryError) -> [DeploymentEnvironment] {
    try environmentList().environments
  }

  /// An environment that has to be there.
  ///
  /// - Throws: ``RepositoryError/Code/notFound``, with the names that there are.
  public func environment(_ name: EnvironmentName) throws(RepositoryError) -> DeploymentEnvironment
  {
    let list = try environmentList()
    guard let environment = list[name] else {
      let names = list.environments.map(\.name.rawValue).joined(separator: ", ")
      throw RepositoryError(
        .notFound,
        "there is no environment '\(name)'" + (names.isEmpty ? "" : "; there is \(names)"),
        hint:
          "`promptrepo env list` shows the environments, `promptrepo env add \(name)` adds this "
          + "one")
    }
    return environment
  }

  func environmentList() throws(RepositoryError) -> EnvironmentList {
    guard let tip = try target(of: .environments) else { return EnvironmentList() }
    return try environmentList(at: tip)
  }

  func environmentList(at id: ObjectID) throws(RepositoryError) -> EnvironmentList {
    let commit = try commit(id, for: "the list of environments")
    let tree = try Tree(required(commit.tree, for: "the tree of the list of environments"))
    guard let entry = tree[EnvironmentList.fileName] else {
      throw RepositoryError(.damaged, "tree \(commit.tree) has no \(EnvironmentList.fileName)")
    }
    return try EnvironmentList(file: required(entry.id, for: "the list of environments"))
  }

  /// That a prompt is not deployed to an environment, which may not even exist.
  func notDeployed(
    _ name: PromptName, in environment: EnvironmentName
  ) throws(RepositoryError) -> RepositoryError {
    _ = try existing(name)
    guard try environmentList()[environment] != nil else {
      return RepositoryError(
        .notFound, "'\(environment)' names neither a version nor an environment",
        hint: "`promptrepo log \(name)` shows the versions, `promptrepo env list` the environments")
    }
    return RepositoryError(
      .notFound, "prompt '\(name)' was never deployed to '\(environment)'",
      hint: "`promptrepo deploy \(name) --env \(environment)` does so")
  }
}

extension ReferenceName {
  /// The chain of the list of environments.
  public static let environments = SharedChain.environments.reference
}
