internal import PromptRepo

extension FetchedLedgerReader {
  /// Checks what a remote's repository-wide chain has beyond ours: the commits after `base`, all
  /// without it.
  ///
  /// - Throws: ``RepositoryError`` for a commit that is no step of this chain.
  func check(
    _ kind: LedgerRef.RepositoryKind, _ tip: ObjectID?, downTo base: ObjectID?
  ) throws(RepositoryError) {
    guard let tip else { return }
    switch kind {
    case .environments: try checkEnvironments(tip, downTo: base)
    case .releases: try checkReleases(tip, downTo: base)
    }
  }

  /// Each change has a list whose environments require only each other, and not in a circle.
  private func checkEnvironments(
    _ tip: ObjectID, downTo base: ObjectID?
  ) throws(RepositoryError) {
    var changes = commits(from: tip, for: "the list of environments")
    while let change = try changes.next(downTo: base) {
      try checkStep(change.commit, .environments, tip, downTo: base) {
        (commit) throws(RepositoryError) in _ = try environments(at: commit)
      }
      guard try environments(in: change.value).isConsistent else {
        throw foreign(
          change.commit, "a list of environments with one twice, or that require what is not there",
          .environments)
      }
    }
  }

  /// Each step has releases under their own names, and restores an earlier step if any.
  private func checkReleases(_ tip: ObjectID, downTo base: ObjectID?) throws(RepositoryError) {
    var checked: Set<ObjectID> = []
    var steps = releaseChain(from: tip)
    let isWhole = try steps.check(downTo: base, restored: \.restores) {
      (step) throws(RepositoryError) in
      try checkStep(step.commit, .releases, tip, downTo: base) {
        (commit) throws(RepositoryError) in
        for file in try releaseFiles(at: commit).values { _ = try release(inFile: file) }
      }
      for (name, file) in try releaseFiles(at: step.commit)
      where checked.insert(file).inserted {
        let release = try release(inFile: file)
        guard release.name == name else {
          throw foreign(
            step.commit, "a release '\(release.name)' under the name '\(name)'", .releases)
        }
        guard Set(release.members.map(\.prompt)).count == release.members.count else {
          throw foreign(step.commit, "a release '\(name)' that has a prompt twice", .releases)
        }
      }
    }
    guard isWhole else {
      throw foreign(tip, "a rollback to a step of a release that never was", .releases)
    }
  }
}

extension FetchedLedgerReader {
  /// Checks a step of a repository-wide chain by itself, and what its further parents lead to: the
  /// ends of the chains that joins made again.
  ///
  /// - Parameter check: A check of a commit that is no more of the chain.
  private func checkStep(
    _ id: ObjectID, _ kind: LedgerRef.RepositoryKind, _ tip: ObjectID, downTo base: ObjectID?,
    _ check: (ObjectID) throws(RepositoryError) -> Void
  ) throws(RepositoryError) {
    func sound(_ id: ObjectID) throws(RepositoryError) -> FetchedStep {
      let step = try FetchedStep(required(id, for: "a step of the \(kind.rawValue)"))
      let parent = base == nil ? nil : step.value.parents.first
      if let flaw = try flaw(step, onTopOf: parent, beside: base) {
        throw foreign(id, flaw.text, kind, cause: flaw.cause)
      }
      let tree = try Tree(required(step.value.tree, for: "the tree of the \(kind.rawValue)"))
      guard Set(tree.entries.map(\.name)).count == tree.entries.count,
        Tree(tree.entries).object.id == step.value.tree
      else { throw foreign(id, "a step whose tree is not written as git writes it", kind) }
      return step
    }
    var rest = try sound(id).value.parents.dropFirst()
    var checked: Set<ObjectID> = []
    while let parent = rest.popLast() {
      // Before what may be the whole history of the code is read.
      try check(parent)
      for commit in try mergeBase(local: parent, remote: tip).ours
      where checked.insert(commit).inserted {
        rest += try sound(commit).value.parents.dropFirst()
        try check(commit)
      }
    }
  }
}

extension [DeploymentEnvironment] {
  /// Whether each is there once, and what is required is there and waits for nothing that waits
  /// for it.
  var isConsistent: Bool {
    var required: [EnvironmentName: EnvironmentName?] = [:]
    for environment in self {
      guard required.updateValue(environment.requires, forKey: environment.name) == nil else {
        return false
      }
    }
    return allSatisfy { environment in
      var next = environment.requires
      for _ in indices {
        guard let name = next else { return true }
        guard let further = required[name] else { return false }
        next = further
      }
      return next == nil
    }
  }
}

extension FetchedLedgerReader {
  private func foreign(
    _ id: ObjectID, _ what: String, _ kind: LedgerRef.RepositoryKind, cause: RemoteRefusal? = nil
  ) -> RepositoryError {
    foreign(id, what, restoring: "\(kind.name) there", cause: cause)
  }
}
