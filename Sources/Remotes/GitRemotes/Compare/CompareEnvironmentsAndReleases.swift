public import PromptRepo

/// What two ledgers say about a chain that is about no single prompt, and what follows from it.
public struct SharedState: Sendable {
  /// What follows from a comparison.
  public enum Verdict: Sendable {
    /// The remote went on; a pull takes it over.
    case behind(SharedDifference)
    /// This ledger went on; a push takes it over.
    case ahead(SharedDifference)
    /// Both went on.
    case conflict(SharedConflict)
    /// What is on one of the sides cannot be used.
    case refused(RepositoryError)
  }

  /// The chain.
  public let chain: LedgerRef.RepositoryKind
  /// Its tip here; nil where there is none.
  public let local: ObjectID?
  /// Its tip at the remote; nil where there is none.
  public let remote: ObjectID?
  /// What follows.
  public let verdict: Verdict
}

/// What one side gets when the other's steps of a chain are taken over that is about no single
/// prompt.
public struct SharedDifference: Sendable, Hashable {
  /// The environments that come to the list, in its order.
  public var added: [EnvironmentName] = []
  /// The environments that get other rules.
  public var changed: [EnvironmentName] = []
  /// The environments that leave the list.
  public var removed: [EnvironmentName] = []
  /// What is done with releases, oldest first.
  public var steps: [ReleaseStep] = []
}

extension SharedDifference {
  /// The difference between two lists of environments.
  init(from old: [DeploymentEnvironment], to new: [DeploymentEnvironment]) {
    for environment in new {
      guard let before = old.first(where: { $0.name == environment.name }) else {
        added.append(environment.name)
        continue
      }
      if before != environment { changed.append(environment.name) }
    }
    removed = old.map(\.name).filter { name in !new.contains { $0.name == name } }
  }
}

/// Two histories of a chain that is about no single prompt, on which both sides went on.
public struct SharedConflict: Sendable {
  /// The last step of one side.
  public struct Side: Sendable, Hashable {
    /// Its commit.
    public let commit: ObjectID
    /// What was done, in a few words.
    public let subject: String
    /// Who did it, and when.
    public let author: Signature
  }

  /// The chain.
  public let chain: LedgerRef.RepositoryKind
  /// The remote.
  public let remote: String
  /// What is here.
  public let here: Side
  /// What is at the remote.
  public let there: Side
  /// What a join stopped at; nil where none was tried.
  public internal(set) var obstacle: RepositoryError?
}

extension SharedConflict {
  /// The conflict as a refusal: what each side has, and what can be done.
  public var error: RepositoryError {
    if let obstacle {
      return RepositoryError(
        .conflict, "\(chain.words) stay as they are on both sides: \(obstacle.message)",
        hint: obstacle.hint)
    }
    let pull = "promptrepo pull \(remote)"
    return RepositoryError(
      .conflict,
      "\(chain.words) went on both here and at '\(remote)': \(here) here, \(there) there",
      hint: "Nothing was changed on either side. `\(pull) --merge` makes one history of both; "
        + "where both changed the same, `\(pull) --ours` takes what is here and `\(pull) "
        + "--theirs` what is there. All steps are kept, and prompts are joined alike")
  }
}

extension SharedConflict.Side: CustomStringConvertible {
  /// The step as messages name it: `environment qa added (Ada, 2026-03-15 12:30:00 +0100)`.
  public var description: String { "\(subject) (\(author.name), \(author.time.local))" }
}

extension LedgerRef.RepositoryKind {
  /// The chain as sentences begin with it.
  var words: String { "the \(rawValue)" }
}

extension LedgerComparator {
  /// What both ledgers say about the chains that are about no single prompt, where they differ.
  func shared() -> [SharedState] {
    LedgerRef.RepositoryKind.allCases.compactMap { chain in
      let (ours, theirs) = (local.repositoryWide[chain], mirror.repositoryWide[chain])
      guard ours != theirs else { return nil }
      do throws(RepositoryError) {
        return SharedState(
          chain: chain, local: ours, remote: theirs, verdict: try verdict(chain, ours, theirs))
      } catch {
        return SharedState(chain: chain, local: ours, remote: theirs, verdict: .refused(error))
      }
    }
  }

  private func verdict(
    _ chain: LedgerRef.RepositoryKind, _ ours: ObjectID?, _ theirs: ObjectID?
  ) throws(RepositoryError) -> SharedState.Verdict {
    let checker = SharedChecker(reader: reader, chain: chain)
    switch try reader.relation(local: ours, remote: theirs) {
    case .same, .ahead: return .ahead(try difference(chain, from: theirs, to: ours))
    case .behind:
      try checker.check(theirs, downTo: ours)
      return .behind(try difference(chain, from: ours, to: theirs))
    case .diverged:
      guard let ours, let theirs else { return .ahead(SharedDifference()) }
      try checker.check(theirs, downTo: reader.mergeBase(local: ours, remote: theirs).commit)
      try refuseRewritten(chain, ours, theirs)
      return .conflict(
        SharedConflict(
          chain: chain, remote: remote.name, here: try side(ours), there: try side(theirs)))
    }
  }

  /// Refuses a chain that no longer has what both sides had at the last fetch.
  private func refuseRewritten(
    _ chain: LedgerRef.RepositoryKind, _ ours: ObjectID, _ theirs: ObjectID
  ) throws(RepositoryError) {
    guard let known = base.repositoryWide[chain], known != theirs,
      try reader.isAncestor(known, of: ours), try !reader.isAncestor(known, of: theirs)
    else { return }
    throw RepositoryError(
      .damaged,
      "\(chain.words) were rewritten at '\(remote.name)': commit \(known), which was there at the "
        + "last fetch, is no longer part of \(chain.name)",
      hint:
        "Restore the reference there; or, if that was meant, pull again with --merge, --ours or "
        + "--theirs to put what is here on top")
  }

  private func side(_ commit: ObjectID) throws(RepositoryError) -> SharedConflict.Side {
    let (subject, author) = try reader.summary(of: commit)
    return SharedConflict.Side(commit: commit, subject: subject, author: author)
  }

  private func difference(
    _ chain: LedgerRef.RepositoryKind, from old: ObjectID?, to new: ObjectID?
  ) throws(RepositoryError) -> SharedDifference {
    switch chain {
    case .environments:
      return SharedDifference(
        from: try reader.environmentsIfAny(at: old), to: try reader.environmentsIfAny(at: new))
    case .releases:
      var chain = reader.releaseChain(from: new)
      var steps: [ReleaseStep] = []
      while let step = try chain.next(downTo: old) { steps.append(step) }
      return SharedDifference(steps: steps.reversed())
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
