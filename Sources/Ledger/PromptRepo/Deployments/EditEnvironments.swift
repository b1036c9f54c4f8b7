extension Repository {
  /// Adds an environment after the others.
  ///
  /// ```swift
  /// let testing = try EnvironmentName("testing")
  /// try repository.addEnvironment(testing)
  /// try repository.addEnvironment(EnvironmentName("launch"), requires: testing)
  /// ```
  ///
  /// - Parameters:
  ///   - isProtected: Whether deployments have to keep to the rules; see
  ///     ``DeploymentEnvironment/isProtected``.
  ///   - required: The environment in which a version must be or have been live before; then the
  ///     new one is protected.
  /// - Throws: ``RepositoryError/Code/conflict`` when there is one of this name,
  ///   ``RepositoryError/Code/notFound`` when it requires one that there is not,
  ///   ``RepositoryError/Code/invalid`` when the name cannot be a file's on every system.
  @discardableResult
  public func addEnvironment(
    _ name: EnvironmentName, isProtected: Bool = false, requires required: EnvironmentName? = nil,
    reason: String? = nil
  ) throws(RepositoryError) -> DeploymentEnvironment {
    try perform { transaction throws(RepositoryError) in
      try transaction.addEnvironment(
        name, isProtected: isProtected, requires: required, reason: reason)
    }
  }

  /// Edits the rules of an environment.
  ///
  /// ```swift
  /// try repository.editEnvironment(production) { $0.requires = staging }
  /// ```
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when it has these rules,
  ///   ``RepositoryError/Code/notFound`` when there is no such environment or it requires one that
  ///   there is not, ``RepositoryError/Code/invalid`` when environments would require each other.
  @discardableResult
  public func editEnvironment(
    _ name: EnvironmentName, reason: String? = nil, _ edit: (inout DeploymentEnvironment) -> Void
  ) throws(RepositoryError) -> DeploymentEnvironment {
    try perform { transaction throws(RepositoryError) in
      try transaction.editEnvironment(name, reason: reason, edit)
    }
  }

  /// Takes an environment from the list; what was deployed there stays in the history.
  ///
  /// ```swift
  /// try repository.removeEnvironment(staging, forces: true, reason: "Too costly")
  /// ```
  ///
  /// - Parameter forces: Whether prompts may be live in it.
  /// - Throws: ``RepositoryError/Code/protected`` when another environment requires it, or prompts
  ///   are live in it, ``RepositoryError/Code/notFound``.
  public func removeEnvironment(
    _ name: EnvironmentName, forces: Bool = false, reason: String? = nil
  ) throws(RepositoryError) {
    try perform { transaction throws(RepositoryError) in
      try transaction.removeEnvironment(name, forces: forces, reason: reason)
    }
  }
}

extension Transaction {
  /// Adds an environment after the others.
  ///
  /// - Throws: As ``Repository/addEnvironment(_:isProtected:requires:reason:)`` does.
  @discardableResult
  public mutating func addEnvironment(
    _ name: EnvironmentName, isProtected: Bool = false, requires required: EnvironmentName? = nil,
    reason: String? = nil
  ) throws(RepositoryError) -> DeploymentEnvironment {
    try addEnvironment(
      DeploymentEnvironment(name, isProtected: isProtected, requires: required), reason: reason)
  }

  /// Edits the rules of an environment; one that requires another is protected.
  ///
  /// - Throws: As ``Repository/editEnvironment(_:reason:_:)`` does.
  @discardableResult
  public mutating func editEnvironment(
    _ name: EnvironmentName, reason: String? = nil, _ edit: (inout DeploymentEnvironment) -> Void
  ) throws(RepositoryError) -> DeploymentEnvironment {
    var environment = try environment(name)
    edit(&environment)
    return try setEnvironment(
      DeploymentEnvironment(
        name, isProtected: environment.isProtected, requires: environment.requires),
      reason: reason)
  }
}

extension Transaction {
  /// Adds an environment after the others.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when there is one of this name,
  ///   ``RepositoryError/Code/notFound`` when it requires one that there is not,
  ///   ``RepositoryError/Code/invalid`` when the name cannot be a file's on every system.
  @discardableResult
  package mutating func addEnvironment(
    _ environment: DeploymentEnvironment, reason: String? = nil
  ) throws(RepositoryError) -> DeploymentEnvironment {
    var list = try environmentList()
    guard list[environment.name] == nil else {
      throw RepositoryError(
        .conflict, "there is an environment '\(environment.name)' already",
        cause: LedgerRefusal.environmentExists(environment.name))
    }
    // References to it are files, too.
    try Slug.checkPortable(environment.name.rawValue, "a new environment")
    try check(environment, in: list)
    list.environments.append(environment)
    let rules = environment.isProtected ? ": \(environment.rules)" : ""
    try record(list, environment.name, "added\(rules)", reason: reason)
    return environment
  }

  /// Changes the rules of an environment.
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when it has these rules,
  ///   ``RepositoryError/Code/notFound`` when there is no such environment or it requires one that
  ///   there is not, ``RepositoryError/Code/invalid`` when environments would require each other.
  @discardableResult
  package mutating func setEnvironment(
    _ environment: DeploymentEnvironment, reason: String? = nil
  ) throws(RepositoryError) -> DeploymentEnvironment {
    guard try self.environment(environment.name) != environment else {
      throw RepositoryError(
        .nothingToCommit, "environment '\(environment.name)' has exactly these rules already")
    }
    var list = try environmentList()
    try check(environment, in: list)
    list.environments = list.environments.map {
      $0.name == environment.name ? environment : $0
    }
    try record(
      list, environment.name, "has other rules: \(environment.rules)", reason: reason)
    return environment
  }

  /// Takes an environment from the list; what was deployed there stays in the history.
  ///
  /// - Parameter forces: Whether prompts may be live in it.
  /// - Throws: ``RepositoryError/Code/protected`` when another environment requires it, or prompts
  ///   are live in it, ``RepositoryError/Code/notFound``.
  public mutating func removeEnvironment(
    _ name: EnvironmentName, forces: Bool = false, reason: String? = nil
  ) throws(RepositoryError) {
    _ = try environment(name)
    var list = try environmentList()
    if let other = list.environments.first(where: { $0.requires == name }) {
      throw RepositoryError(
        .protected, "environment '\(other.name)' requires '\(name)'",
        cause: LedgerRefusal.environmentIsRequired(name, by: other.name))
    }
    if !forces {
      let count = try names(having: .pointer(.environment(name))).count
      try expectDeploymentsUnchanged(name)
      guard count == 0 else {
        throw RepositoryError(
          .protected, "\(count == 1 ? "a prompt is" : "\(count) prompts are") live in '\(name)'",
          cause: LedgerRefusal.environmentHasPrompts(name, count: count))
      }
    }
    list.environments.removeAll { $0.name == name }
    try record(list, name, "removed", reason: reason)
  }

  /// Makes the change a conflict if a prompt is deployed to an environment meanwhile.
  mutating func expectDeploymentsUnchanged(_ environment: EnvironmentName) throws(RepositoryError) {
    for name in try names(having: .info) {
      try expect(.prompt(name, .pointer(.environment(environment))))
    }
  }

  private func check(
    _ environment: DeploymentEnvironment, in list: EnvironmentList
  ) throws(RepositoryError) {
    var next = environment.requires
    var passed = [environment.name]
    while let name = next {
      guard !passed.contains(name) else {
        throw RepositoryError(
          .invalid,
          "'\(environment.name)' cannot require '\(environment.requires ?? name)': each would wait "
            + "for the other", hint: "Require an environment that comes before it")
      }
      guard let required = list[name] else {
        throw RepositoryError(
          .notFound, "there is no environment '\(name)' to require",
          cause: LedgerRefusal.requiredEnvironmentNotFound(name))
      }
      passed.append(name)
      next = required.requires
    }
  }

  private mutating func record(
    _ list: EnvironmentList, _ name: EnvironmentName, _ what: String, reason: String?
  ) throws(RepositoryError) {
    try append(
      to: .environments, tree: addTree(EnvironmentList.fileName, list.file),
      message: CommitMessage(
        subject: "environment \(name) \(what)",
        trailers: [Trailer(.pointer, Pointer.environment(name).label)] + Trailer.reason(reason)))
  }
}
