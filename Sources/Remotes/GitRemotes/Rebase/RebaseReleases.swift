internal import CanonicalJSON
internal import PromptMerge
internal import PromptRepo

extension RepositoryWideRebaser {
  private typealias Files = NamedListMerge<ReleaseName, ObjectID>

  /// What becomes of releases, or what both made or deployed and nothing decides.
  func rebaseReleases() throws(RepositoryError) -> (
    RepositoryWideRebasePlan.Steps, [FieldConflict]
  ) {
    let (ourSteps, theirSteps) = (try newSteps(ours), try newSteps(theirs))
    let base = try reader.releaseFilesIfAny(at: fork.commit)
    let (ourFiles, theirFiles) = (
      try reader.releaseFiles(at: ours), try reader.releaseFiles(at: theirs)
    )
    let merge = merge(base, ourFiles, theirFiles)
    var obstacles: [FieldConflict] = []
    for conflict in merge.conflicts {
      obstacles.append(
        FieldConflict(
          "release '\(conflict.name)'", ours: try members(conflict.ours),
          theirs: try members(conflict.theirs)))
    }
    let (restorings, conflicts) = try rebaseLiveReleases(ourSteps, theirSteps)
    obstacles += conflicts
    if resolution == .merge, !obstacles.isEmpty { return (.releases([], []), obstacles) }
    var outcome = files(merge)
    // What one side deployed stays, though the other took its making back.
    for step in ourSteps + theirSteps {
      guard case .deployed = step.action, outcome[step.release] == nil else { continue }
      outcome[step.release] = ourFiles[step.release] ?? theirFiles[step.release]
    }
    var releasings: [RepositoryWideRebasePlan.Releasing] = []
    var (before, current) = (base, theirFiles)
    for step in ourSteps {
      let after = try reader.releaseFiles(at: step.commit)
      let next = step.commit == ours ? outcome : files(self.merge(before, after, current))
      releasings.append(.init(step: step, files: next))
      (before, current) = (after, next)
    }
    return (.releases(releasings, restorings), [])
  }

  /// Where both sides changed which release is live, ours comes later and so counts, unless theirs
  /// is to.
  private func rebaseLiveReleases(
    _ ourSteps: [ReleaseStep], _ theirSteps: [ReleaseStep]
  ) throws(RepositoryError) -> ([RepositoryWideRebasePlan.Restoring], [FieldConflict]) {
    let environments = Set(ourSteps.compactMap(\.environment))
      .intersection(theirSteps.compactMap(\.environment))
    var restorings: [RepositoryWideRebasePlan.Restoring] = []
    var conflicts: [FieldConflict] = []
    for environment in environments.sorted() {
      let here = try reader.liveRelease(in: environment, at: ours)
      let there = try reader.liveRelease(in: environment, at: theirs)
      guard here?.release != there?.release,
        let last = ourSteps.last(where: { $0.environment == environment })
      else { continue }
      conflicts.append(
        FieldConflict(
          "the release in '\(environment)'", ours: here.map { .string($0.release.rawValue) },
          theirs: there.map { .string($0.release.rawValue) }))
      guard resolution == .theirs else { continue }
      restorings.append(.init(environment: environment, ours: last, theirs: there))
    }
    return (restorings, conflicts)
  }

  /// The steps of one side after the last one in common, oldest first.
  private func newSteps(_ tip: ObjectID) throws(RepositoryError) -> [ReleaseStep] {
    var steps: [ReleaseStep] = []
    for commit in tip == ours ? fork.ours : fork.theirs {
      steps.append(try reader.releaseStep(at: commit))
    }
    return steps
  }

  private func merge(
    _ base: [ReleaseName: ObjectID], _ ours: [ReleaseName: ObjectID],
    _ theirs: [ReleaseName: ObjectID]
  ) -> Files {
    func items(_ files: [ReleaseName: ObjectID]) -> [Files.Item] {
      files.sorted { $0.key.rawValue < $1.key.rawValue }
        .map { Files.Item(name: $0.key, value: $0.value) }
    }
    return Files(base: items(base), ours: items(ours), theirs: items(theirs))
  }

  private func files(_ merge: Files) -> [ReleaseName: ObjectID] {
    merge.resolved(resolution).reduce(into: [:]) { $0[$1.name] = $1.value }
  }

  /// What a release is made of, for people.
  private func members(_ file: ObjectID?) throws(RepositoryError) -> JSONValue? {
    guard let file else { return nil }
    let members = try reader.release(inFile: file).members
    return .string(members.map { "\($0.name) v\($0.version)" }.joined(separator: ", "))
  }
}
