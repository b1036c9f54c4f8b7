internal import PromptRepo

/// Checks what a remote's chain has beyond ours that is about no single prompt.
struct SharedChecker {
  let reader: MirrorReader
  let chain: SharedChain

  /// Checks the commits after `base`, all without it.
  ///
  /// - Throws: ``RepositoryError`` for a commit that is no step of this chain.
  func check(_ tip: ObjectID?, downTo base: ObjectID?) throws(RepositoryError) {
    guard let tip else { return }
    switch chain {
    case .environments: try checkEnvironments(tip, downTo: base)
    case .releases: try checkReleases(tip, downTo: base)
    }
  }

  /// Each change has a list whose environments require only each other, and not in a circle.
  private func checkEnvironments(
    _ tip: ObjectID, downTo base: ObjectID?
  ) throws(RepositoryError) {
    var next: ObjectID? = tip
    while let id = next, id != base {
      guard try reader.environments(at: id).isConsistent else {
        throw foreign(
          id, "a list of environments with one twice, or that require what is not there")
      }
      next = try parent(of: id)
    }
  }

  /// Each step has releases under their own names, and restores an earlier step if any.
  private func checkReleases(_ tip: ObjectID, downTo base: ObjectID?) throws(RepositoryError) {
    var checked: Set<ObjectID> = []
    var restored: Set<ObjectID> = []
    var next: ObjectID? = tip
    var isNew = true
    while let id = next {
      if id == base { isNew = false }
      restored.remove(id)
      if !isNew, restored.isEmpty { return }
      let step = try reader.releaseStep(at: id)
      if isNew {
        for (name, file) in try reader.releaseFiles(at: id) where checked.insert(file).inserted {
          let release = try reader.release(inFile: file)
          guard release.name == name else {
            throw foreign(id, "a release '\(release.name)' under the name '\(name)'")
          }
          guard Set(release.members.map(\.prompt)).count == release.members.count else {
            throw foreign(id, "a release '\(name)' that has a prompt twice")
          }
        }
        if case .rolledBack(_, let earlier?) = step.action { restored.insert(earlier) }
      }
      next = step.parent
    }
    guard restored.isEmpty else {
      throw foreign(tip, "a rollback to a step of a release that never was")
    }
  }

  private func parent(of id: ObjectID) throws(RepositoryError) -> ObjectID? {
    guard let object = try reader.object(id) else {
      throw .incomplete(id, remote: reader.remote)
    }
    return try Commit(object).parents.first
  }

  private func foreign(_ id: ObjectID, _ what: String) -> RepositoryError {
    RepositoryError(
      .damaged, "commit \(id) at '\(reader.remote)' is \(what)",
      hint: "Somebody wrote to the remote's ledger without promptrepo; restore "
        + "\(chain.reference) there")
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
