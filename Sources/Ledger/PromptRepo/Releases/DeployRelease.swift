extension Repository {
  /// Makes the versions of a release live in an environment: all, or none.
  ///
  /// ```swift
  /// try repository.deployRelease(spring, to: production)
  /// ```
  ///
  /// - Throws: As ``deploy(_:to:reason:acknowledging:)`` does.
  @discardableResult
  public func deployRelease(
    _ name: ReleaseName, to environment: EnvironmentName, reason: String? = nil,
    acknowledging acknowledged: Set<String> = []
  ) throws(RepositoryError) -> [Deployment] {
    try perform { transaction throws(RepositoryError) in
      try transaction.deployRelease(
        name, to: environment, reason: reason, acknowledging: acknowledged)
    }
  }
}

extension Transaction {
  /// Makes the versions of a release live in an environment: all, or none.
  ///
  /// - Throws: As ``deploy(_:to:reason:acknowledging:)`` does.
  @discardableResult
  public mutating func deployRelease(
    _ name: ReleaseName, to environment: EnvironmentName, reason: String? = nil,
    acknowledging acknowledged: Set<String> = []
  ) throws(RepositoryError) -> [Deployment] {
    let deployments = try deploy(
      orders(ofRelease: name), to: environment, reason: reason, acknowledging: acknowledged,
      from: nil,
      release: name)
    let isLive = try liveRelease(in: environment)?.release == name
    guard !isLive || deployments.contains(where: \.isChange) else { return deployments }
    try append(
      release: name, tree: nil, "release \(name) deployed to \(environment)",
      [Trailer(.pointer, Pointer.environment(environment).label)] + Trailer.reason(reason))
    return deployments
  }

}

extension Repository {
  /// A release with the numbers that its versions have now: a join of clones may have given a number
  /// to another version.
  package func numberedAnew(_ release: Release) throws(RepositoryError) -> Release {
    var members: [Release.Member] = []
    for member in release.members {
      var number = member.version
      let name = try self.name(of: member) { () throws(RepositoryError) in try names() }
      if let name, case .digits = try spec(of: member, name) {
        var versions = try versionChain(of: name)
        number = try versions.first { $0.hash == member.hash }?.number ?? number
      }
      members.append(
        Release.Member(
          prompt: member.prompt, name: member.name, version: number, hash: member.hash))
    }
    return Release(release.name, members)
  }
}

extension Transaction {
  /// The deployments that a release asks for.
  ///
  /// - Throws: ``RepositoryError/Code/notFound``, also where a prompt of the release was deleted.
  package func orders(
    ofRelease name: ReleaseName
  ) throws(RepositoryError) -> [DeploymentRequest] {
    let release = try release(name)
    var orders: [DeploymentRequest] = []
    for member in release.members {
      guard let prompt = try self.name(of: member) else {
        throw RepositoryError(
          .notFound, "prompt '\(member.name)' of release '\(name)' was deleted",
          hint: "Make another release without it")
      }
      orders.append(DeploymentRequest(prompt, try spec(of: member, prompt)))
    }
    return orders
  }

  /// The name that a member has by now; `nil` when it was deleted.
  func name(of member: Release.Member) throws(RepositoryError) -> PromptName? {
    try name(of: member) { () throws(RepositoryError) in try names(having: .info) }
  }
}

extension LedgerReader {
  /// The name that a member has by now; `nil` when it was deleted.
  ///
  /// - Parameter names: The names of all prompts; asked for where the member has another name.
  func name(
    of member: Release.Member, among names: () throws(RepositoryError) -> [PromptName]
  ) throws(RepositoryError) -> PromptName? {
    if try prompt(member.name)?.record.id == member.prompt { return member.name }
    for name in try names() where try existing(name).record.id == member.prompt {
      return name
    }
    return nil
  }

  /// A member's version, whose number may be another one since clones were joined.
  func spec(
    of member: Release.Member, _ name: PromptName
  ) throws(RepositoryError) -> VersionSpec {
    if let latest = try latest(of: name), latest.number >= member.version,
      try version(name, .number(member.version)).hash == member.hash
    {
      return .number(member.version)
    }
    return .digits(member.hash.hex, hashOnly: true)
  }
}
