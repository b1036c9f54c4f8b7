extension Repository {
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
