public import PromptRepo

/// What two ledgers say about a repository-wide chain, and what follows from it.
public struct RepositoryWideComparison: Sendable {
  /// What the chain holds.
  package let kind: LedgerRef.RepositoryKind
  /// Its tip here; `nil` where there is none.
  public let local: ObjectID?
  /// Its tip at the remote; `nil` where there is none.
  public let remote: ObjectID?
  /// What follows.
  public let verdict: Verdict<RepositoryWideDifference>
}

/// What one side gets when the other's steps of a repository-wide chain are taken over.
public enum RepositoryWideDifference: Sendable, Hashable {
  /// The environments that come to the list, in its order, those that get other rules, and those
  /// that leave the list.
  case environments(
    added: [EnvironmentName], changed: [EnvironmentName], removed: [EnvironmentName])
  /// What is done with releases, oldest first.
  case releases([ReleaseStep])
  /// Steps of the remote that come in the place of ours, which came to the same.
  case alike
}

extension RepositoryWideDifference {
  /// The difference between two lists of environments.
  init(from old: [DeploymentEnvironment], to new: [DeploymentEnvironment]) {
    var added: [EnvironmentName] = []
    var changed: [EnvironmentName] = []
    for environment in new {
      guard let before = old.first(where: { $0.name == environment.name }) else {
        added.append(environment.name)
        continue
      }
      if before != environment { changed.append(environment.name) }
    }
    let removed = old.map(\.name).filter { name in !new.contains { $0.name == name } }
    self = .environments(added: added, changed: changed, removed: removed)
  }
}

extension LedgerComparator {
  /// What both ledgers say about the repository-wide chains on which they differ.
  func repositoryWide() -> [RepositoryWideComparison] {
    LedgerRef.RepositoryKind.allCases.compactMap { kind in
      let (ours, theirs) = (local.repositoryWide[kind], mirror.repositoryWide[kind])
      guard ours != theirs else { return nil }
      let verdict: Verdict<RepositoryWideDifference>
      do throws(RepositoryError) {
        verdict = try self.verdict(kind, ours, theirs)
      } catch {
        verdict = .refused(error)
      }
      return RepositoryWideComparison(
        kind: kind, local: ours, remote: theirs, verdict: verdict)
    }
  }

  private func verdict(
    _ kind: LedgerRef.RepositoryKind, _ ours: ObjectID?, _ theirs: ObjectID?
  ) throws(RepositoryError) -> Verdict<RepositoryWideDifference> {
    switch try reader.relation(local: ours, remote: theirs) {
    case .same, .ahead: return .ahead(try difference(kind, from: theirs, to: ours))
    case .behind:
      try reader.check(kind, theirs, downTo: ours)
      return .behind(try difference(kind, from: ours, to: theirs))
    case .diverged:
      guard let ours, let theirs else { return .upToDate }
      try reader.check(
        kind, theirs, downTo: reader.mergeBase(local: ours, remote: theirs).commit)
      try refuseRewritten(kind, ours, theirs)
      if let verdict = try verdictOnEqual(kind, ours, theirs) { return verdict }
      return .conflict(
        Conflict(
          kind: .diverged, subject: .repositoryWide(kind), remote: remote.name, git: remote.git,
          here: try side(ours), there: try side(theirs)))
    }
  }

  /// What follows where the remote's list of environments had all that ours had; `nil` where somebody
  /// has to decide.
  private func verdictOnEqual(
    _ kind: LedgerRef.RepositoryKind, _ ours: ObjectID, _ theirs: ObjectID
  ) throws(RepositoryError) -> Verdict<RepositoryWideDifference>? {
    guard mergesEqualChanges, kind == .environments else { return nil }
    let fork = try reader.mergeBase(local: ours, remote: theirs)
    var lists: (ours: [[DeploymentEnvironment]], theirs: [[DeploymentEnvironment]]) = ([], [])
    for commit in fork.ours { lists.ours.append(try reader.environments(at: commit)) }
    for commit in fork.theirs { lists.theirs.append(try reader.environments(at: commit)) }
    let equal = EqualChanges.places(of: lists.ours, in: lists.theirs, where: ==)
    guard equal.count == lists.ours.count else { return nil }
    return .behind(
      lists.ours.last == lists.theirs.last
        ? .alike : try difference(kind, from: ours, to: theirs))
  }

  /// Refuses a chain that no longer has what both sides had at the last fetch.
  private func refuseRewritten(
    _ kind: LedgerRef.RepositoryKind, _ ours: ObjectID, _ theirs: ObjectID
  ) throws(RepositoryError) {
    guard let known = base.repositoryWide[kind], known != theirs,
      try reader.isAncestor(known, of: ours), try !reader.isAncestor(known, of: theirs)
    else { return }
    throw RepositoryError(
      .damaged,
      "the \(kind.rawValue) were rewritten at '\(remote.name)': commit \(known), which was there at the "
        + "last fetch, is no longer part of \(kind.name)",
      cause: RemoteRefusal.rewritten(kind, remote: remote.name))
  }

  private func side(_ commit: ObjectID) throws(RepositoryError) -> Conflict.Side {
    let (subject, author) = try reader.summary(of: commit)
    let tip = ChainTip(step: .other(subject), commit: commit, author: author)
    return Conflict.Side(id: nil, name: nil, tips: [tip])
  }

  private func difference(
    _ kind: LedgerRef.RepositoryKind, from old: ObjectID?, to new: ObjectID?
  ) throws(RepositoryError) -> RepositoryWideDifference {
    switch kind {
    case .environments:
      return RepositoryWideDifference(
        from: try reader.environmentsIfAny(at: old), to: try reader.environmentsIfAny(at: new))
    case .releases:
      var chain = reader.releaseChain(from: new)
      var steps: [ReleaseStep] = []
      while let step = try chain.next(downTo: old) { steps.append(step) }
      return .releases(steps.reversed())
    }
  }
}

extension FetchedLedgerReader {
  /// The environments as a commit has them; none without a commit.
  func environmentsIfAny(
    at commit: ObjectID?
  ) throws(RepositoryError) -> [DeploymentEnvironment] {
    if let commit { try environments(at: commit) } else { [] }
  }

  /// The files of releases as a commit has them; none without a commit.
  func releaseFilesIfAny(
    at commit: ObjectID?
  ) throws(RepositoryError) -> [ReleaseName: ObjectID] {
    if let commit { try releaseFiles(at: commit) } else { [:] }
  }
}
