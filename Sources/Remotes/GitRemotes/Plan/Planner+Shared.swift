internal import PromptRepo

extension Planner {
  /// What both ledgers say about the chains that are about no single prompt, where they differ.
  func shared() -> [SharedState] {
    SharedChain.allCases.compactMap { chain in
      let (ours, theirs) = (local.shared[chain], mirror.shared[chain])
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
    _ chain: SharedChain, _ ours: ObjectID?, _ theirs: ObjectID?
  ) throws(RepositoryError) -> SharedState.Verdict {
    let checker = SharedChecker(reader: reader, chain: chain)
    switch try graph.relation(local: ours, remote: theirs) {
    case .same, .ahead: return .ahead(try difference(chain, from: theirs, to: ours))
    case .behind:
      try checker.check(theirs, downTo: ours)
      return .behind(try difference(chain, from: ours, to: theirs))
    case .diverged:
      guard let ours, let theirs else { return .ahead(SharedDifference()) }
      try checker.check(theirs, downTo: graph.fork(local: ours, remote: theirs).base)
      try refuseRewritten(chain, ours, theirs)
      return .conflict(
        SharedConflict(
          chain: chain, remote: remote.name, here: try side(ours), there: try side(theirs)))
    }
  }

  /// Refuses a chain that no longer has what both sides had at the last fetch.
  private func refuseRewritten(
    _ chain: SharedChain, _ ours: ObjectID, _ theirs: ObjectID
  ) throws(RepositoryError) {
    guard let known = base.shared[chain], known != theirs,
      try graph.isKnown(known, upTo: ours), try !graph.isKnown(known, upTo: theirs)
    else { return }
    throw RepositoryError(
      .damaged,
      "\(chain.words) were rewritten at '\(remote.name)': commit \(known), which was there at the "
        + "last fetch, is no longer part of \(chain.reference)",
      hint:
        "Restore the reference there; or, if that was meant, pull again with --merge, --ours or "
        + "--theirs to put what is here on top")
  }

  private func side(_ commit: ObjectID) throws(RepositoryError) -> SharedConflict.Side {
    let (subject, author) = try reader.summary(of: commit)
    return SharedConflict.Side(commit: commit, subject: subject, author: author)
  }

  private func difference(
    _ chain: SharedChain, from old: ObjectID?, to new: ObjectID?
  ) throws(RepositoryError) -> SharedDifference {
    switch chain {
    case .environments:
      return SharedDifference(
        from: try reader.environmentsIfAny(at: old), to: try reader.environmentsIfAny(at: new))
    case .releases:
      let steps = try reader.releaseSteps(upTo: new).prefix { $0.commit != old }
      return SharedDifference(steps: steps.reversed())
    }
  }
}

extension MirrorReader {
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
