internal import APIKeys
package import PromptRepo

/// A release as lists show it.
package struct ReleaseSummary: Sendable {
  /// The release, with the numbers that its versions have now.
  package let release: Release
  /// The step that made it.
  package let creation: ReleaseStep?
  /// Its newest step.
  package let latest: ReleaseStep?
  /// Where it is live, each with how many of its prompts have something else there by now.
  package let places: [(environment: EnvironmentName, movedOn: Int)]
}

extension ServiceRequest {
  /// The releases, the newest first.
  package func releases() throws -> [ReleaseSummary] {
    guard let ledger else { return [] }
    let repository = ledger.repository
    let live = try liveReleases(repository)
    let steps = try repository.releaseSteps()
    let summaries = try repository.releases().map {
      try summary(of: $0, steps, live, repository)
    }
    return summaries.sorted { left, right in
      let times = [left, right].map { $0.creation?.author.time.milliseconds ?? 0 }
      return times[0] != times[1]
        ? times[0] > times[1] : left.release.name.rawValue < right.release.name.rawValue
    }
  }

  /// One release.
  ///
  /// - Throws: ``ServiceError/pathNotFound`` where there is none.
  package func release(_ name: ReleaseName) throws -> ReleaseSummary {
    guard let ledger else { throw ServiceError.pathNotFound }
    let repository = ledger.repository
    let release: Release
    do throws(RepositoryError) {
      release = try repository.release(name)
    } catch {
      guard error.code == .notFound else { throw error }
      throw ServiceError.pathNotFound
    }
    return try summary(
      of: release, repository.releaseSteps(), liveReleases(repository), repository)
  }

  private func liveReleases(
    _ repository: Repository
  ) throws -> [(environment: EnvironmentName, release: ReleaseName)] {
    try environmentNames().compactMap { environment in
      try repository.liveRelease(in: environment).map { (environment, $0.release) }
    }
  }

  private func summary(
    of release: Release, _ steps: [ReleaseStep],
    _ live: [(environment: EnvironmentName, release: ReleaseName)], _ repository: Repository
  ) throws -> ReleaseSummary {
    let places = try live.filter { $0.release == release.name }.map { place in
      let movedOn = try release.members.count { member in
        // Renamed prompts are found by their ids.
        guard let prompt = try ledger?.index.anyPrompt(member.prompt) else { return true }
        let found = FoundPrompt(prompt.name, environments: [], in: repository)
        let move = try FoundPrompt.unlessDamaged {
          try found.live(.environment(place.environment))
        }
        return (move ?? nil)?.hash != member.hash
      }
      return (environment: place.environment, movedOn: movedOn)
    }
    return ReleaseSummary(
      release: try repository.numberedAnew(release),
      creation: steps.first { $0.release == release.name && $0.action == .created },
      latest: steps.first { $0.release == release.name },
      places: places)
  }

  /// What making a release live in an environment would do.
  package func planDeployment(
    ofRelease name: ReleaseName, to environment: EnvironmentName,
    acknowledging acknowledged: Set<String> = []
  ) throws -> DeploymentPreview {
    try preview(to: environment, from: nil, acknowledged) { transaction throws(RepositoryError) in
      try transaction.orders(ofRelease: name)
    }
  }

  /// Makes the versions of a release live in an environment: all, or none.
  ///
  /// - Parameter moves: What was shown, of each of its prompts.
  /// - Throws: As ``carryOut(_:_:)`` does, and ``ServiceError/forbidden(_:needs:)``.
  package func deployRelease(
    _ name: ReleaseName, to environment: EnvironmentName, shown moves: [ShownMove],
    reason: String?, acknowledging acknowledged: Set<String> = []
  ) throws -> MadeOperation {
    try caller.check(.deployer)
    return try carryOut(existingLedger()) { transaction in
      let orders = try transaction.orders(ofRelease: name)
      guard Set(orders.map(\.name)) == Set(moves.map(\.name)) else {
        throw ServiceError.unexpectedVersion("release '\(name)' has other prompts than were shown")
      }
      for move in moves {
        let live = try transaction.lastMove(of: .environment(environment), move.name)
        try move.check(live: live, at: .environment(environment))
        if let order = orders.first(where: { $0.name == move.name }) {
          try move.check(transaction.version(order.name, order.spec))
        }
      }
      return try transaction.deployRelease(
        name, to: environment, reason: reason, acknowledging: acknowledged
      ).filter(\.isChange).map { ($0.name, $0.move) }
    }
  }

  /// What taking back the release that is live in an environment would do.
  ///
  /// - Throws: ``ServiceError/rule(_:_:)`` where none is live, or nothing of it can go back.
  package func planReleaseRollback(in environment: EnvironmentName) throws -> ReleaseRollback {
    let ledger = try existingLedger()
    do throws(RepositoryError) {
      return try rehearse(ledger) { transaction throws(RepositoryError) in
        try transaction.rollbackRelease(in: environment)
      }
    } catch {
      guard error.code == .conflict else { throw ServiceError(ofPlan: error) }
      throw ServiceError.rule(nil, error.message)
    }
  }

  /// Takes back the release that is live in an environment, if it is the one that was shown and would
  /// move what was shown.
  ///
  /// - Parameter moves: What was shown, of each prompt that goes back.
  /// - Throws: As ``carryOut(_:_:)`` does, and ``ServiceError/forbidden(_:needs:)``.
  package func rollBackRelease(
    _ name: ReleaseName, in environment: EnvironmentName, shown moves: [ShownMove],
    reason: String?
  ) throws -> MadeOperation {
    try caller.check(.deployer)
    return try carryOut(existingLedger()) { transaction in
      for move in moves {
        let live = try transaction.lastMove(of: .environment(environment), move.name)
        try move.check(live: live, at: .environment(environment))
      }
      let result = try transaction.rollbackRelease(in: environment, reason: reason)
      let shown = Set(moves.map { "\($0.name) \($0.coming.hex)" })
      guard result.release == name,
        Set(result.moves.map { "\($0.name) \($0.move.hash.hex)" }) == shown
      else {
        throw ServiceError.unexpectedVersion(
          "release '\(result.release)' would go back to something else than was shown")
      }
      return result.moves
    }
  }

  /// Makes a release of versions; of the active version of every prompt that is not archived where none
  /// are named.
  ///
  /// - Throws: ``ServiceError/rule(_:_:)`` where there is one of this name, or nothing to make it of;
  ///   ``ServiceError/forbidden(_:needs:)``.
  package func createRelease(
    _ name: ReleaseName, _ members: [DeploymentRequest] = [], reason: String?
  ) throws -> MadeOperation {
    try caller.check(.deployer)
    return try change(existingLedger()) { transaction in
      do throws(RepositoryError) {
        _ = try transaction.createRelease(name, members, reason: reason)
      } catch {
        guard error.code == .conflict || error.code == .notFound else { throw error }
        throw ServiceError.rule(nil, error.message)
      }
      return MadeOperation(transaction.operation)
    }
  }
}
