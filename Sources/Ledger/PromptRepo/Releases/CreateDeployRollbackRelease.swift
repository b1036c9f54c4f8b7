extension Repository {
  /// Creates a release: a named set of versions, which are deployed and rolled back together.
  ///
  /// ```swift
  /// let spring = try ReleaseName("spring")
  /// try repository.createRelease(spring, [DeploymentRequest(name, .latest)])
  /// ```
  ///
  /// - Parameter members: Prompts and versions; the active version of every prompt that is not
  ///   archived when empty.
  /// - Throws: ``RepositoryError/Code/conflict`` when there is a release of this name,
  ///   ``RepositoryError/Code/notFound``.
  @discardableResult
  public func createRelease(
    _ name: ReleaseName, _ members: [DeploymentRequest] = [], reason: String? = nil
  ) throws(RepositoryError) -> Release {
    try perform { transaction throws(RepositoryError) in
      try transaction.createRelease(name, members, reason: reason)
    }
  }

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

  /// Takes back the release that is live in an environment: its members go back to what was live
  /// before it.
  ///
  /// Repeated, it goes one release further back each time. Members that were moved since stay.
  ///
  /// ```swift
  /// let result = try repository.rollbackRelease(in: production, reason: "Too early")
  /// print(result.moves.map(\.name), result.left)
  /// ```
  ///
  /// - Throws: ``RepositoryError/Code/notFound`` when no release is live there,
  ///   ``RepositoryError/Code/conflict`` when all its members were moved since.
  @discardableResult
  public func rollbackRelease(
    in environment: EnvironmentName, reason: String? = nil
  ) throws(RepositoryError) -> ReleaseRollback {
    try perform { transaction throws(RepositoryError) in
      try transaction.rollbackRelease(in: environment, reason: reason)
    }
  }
}

extension Transaction {
  /// Names a set of versions.
  ///
  /// - Parameter members: Prompts and versions; the active version of every prompt that is not
  ///   archived when empty.
  /// - Throws: ``RepositoryError/Code/conflict`` when there is a release of this name,
  ///   ``RepositoryError/Code/notFound``.
  @discardableResult
  public mutating func createRelease(
    _ name: ReleaseName, _ members: [DeploymentRequest] = [], reason: String? = nil
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
        cause: LedgerRefusal.nothingToRelease)
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
  /// - Throws: As ``deploy(_:to:reason:acknowledging:)`` does.
  @discardableResult
  public mutating func deployRelease(
    _ name: ReleaseName, to environment: EnvironmentName, reason: String? = nil,
    acknowledging acknowledged: Set<String> = []
  ) throws(RepositoryError) -> [Deployment] {
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
    let deployments = try deploy(
      orders, to: environment, reason: reason, acknowledging: acknowledged, from: nil,
      release: name)
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
        cause: LedgerRefusal.noReleaseLive(environment))
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
        cause: LedgerRefusal.releaseStays(step.release, in: environment, left))
    }
    let before = try recordRollback(
      of: step, in: environment, "release \(step.release) rolled back in \(environment)",
      Trailer.reason(reason))
    return ReleaseRollback(
      release: step.release, restored: before?.release, environment: environment, moves: moves,
      left: left)
  }
}

/// The outcome of a release's rollback.
public struct ReleaseRollback: Sendable {
  /// A member that stays as it is.
  public struct Left: Sendable, Hashable {
    /// The reason for which a member stays.
    public enum Cause: Sendable, Hashable {
      /// It was moved since, by this move: a hotfix.
      case movedOn(PointerMove)
      /// Nothing was live before the release.
      case wasFirst
      /// The prompt was deleted.
      case deleted
    }

    /// The prompt.
    public let name: PromptName
    /// The reason for which it stays.
    public let cause: Cause
  }

  /// The release that was rolled back.
  public let release: ReleaseName
  /// The release that counts again; `nil` when there was none before.
  public let restored: ReleaseName?
  /// The environment.
  public let environment: EnvironmentName
  /// The members that went back, by name.
  public let moves: [(name: PromptName, move: PointerMove)]
  /// The members that stay.
  public let left: [Left]
}

/// What becomes of a release's member when the release is rolled back.
enum MemberRollback: Sendable {
  /// The release did not move it.
  case untouched
  case stays(ReleaseRollback.Left)
  case goesBack(PromptName, to: PointerMove)
}

extension Transaction {
  /// The active versions of all prompts that are not archived.
  func activeVersions() throws(RepositoryError) -> [DeploymentRequest] {
    var orders: [DeploymentRequest] = []
    for name in try names(having: .info) {
      let prompt = try existing(name)
      if prompt.active != nil, !prompt.record.isArchived { orders.append(DeploymentRequest(name)) }
    }
    return orders
  }

  /// The name that a member has by now; `nil` when it was deleted.
  func name(of member: Release.Member) throws(RepositoryError) -> PromptName? {
    if try prompt(member.name)?.record.id == member.prompt { return member.name }
    for name in try names(having: .info) where try existing(name).record.id == member.prompt {
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

  /// What becomes of a member when the deployment with this operation is taken back.
  func standing(
    of member: Release.Member, in environment: EnvironmentName, deployedBy operation: String
  ) throws(RepositoryError) -> MemberRollback {
    guard let name = try name(of: member) else {
      return .stays(.init(name: member.name, cause: .deleted))
    }
    let pointer = Pointer.environment(environment)
    guard let current = try lastMove(of: pointer, name) else { return .untouched }
    var moves = try moveChain(of: pointer, name)
    guard try moves.first(where: { $0.operation == operation }) != nil else { return .untouched }
    guard try origin(of: current).operation == operation else {
      return .stays(.init(name: name, cause: .movedOn(current)))
    }
    guard let earlier = try previous(to: current) else {
      return .stays(.init(name: name, cause: .wasFirst))
    }
    return .goesBack(name, to: earlier)
  }
}

extension ReleaseRollback.Left: CustomStringConvertible {
  /// The reason for which the member stays, in words.
  public var description: String {
    switch cause {
    case .movedOn(let move):
      "'\(name)' was moved to v\(move.version) since, by \(move.author.name)"
    case .wasFirst: "nothing was live of '\(name)' before"
    case .deleted: "'\(name)' was deleted"
    }
  }
}

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
    let before = try liveRelease(in: environment, at: step.parent)
    try append(
      release: step.release, tree: nil, subject,
      [
        Trailer(.pointer, Pointer.environment(environment).label),
        Trailer(.rolledBack, step.operation ?? ""),
      ] + (before.map { [Trailer(.restores, $0.commit.hex)] } ?? []) + trailers)
    return before
  }
}
