internal import PromptRepo

/// Checks what a remote's chains have beyond ours, before any of it is believed.
///
/// What comes from a remote was made by anybody's program: each commit has to be what its chain
/// says, and has to fit to the ones before it.
struct PromptHistoryChecker {
  let reader: FetchedLedgerReader
  let prompt: PromptID

  /// Checks all chains of a prompt in which the remote has more.
  ///
  /// - Parameter forks: Where the chains part that diverged.
  func check(
    _ chains: [ChainComparison], forks: [LedgerRef.PromptKind: ChainFork] = [:]
  ) throws(RepositoryError) {
    let versionChain = chains.first { $0.kind == .versions }
    var versions = VersionIndex(
      reader: reader, tip: versionChain?.joined ?? versionChain?.remote)
    for chain in chains where chain.relation == .behind || chain.relation == .diverged {
      guard let tip = chain.remote else { continue }
      let base =
        chain.relation == .behind ? chain.local : chain.kind.flatMap { forks[$0]?.base }
      switch chain.kind {
      case .info: try checkRecords(tip, downTo: base)
      case .versions: try checkVersions(tip, downTo: base)
      case .pointer: try checkMoves(tip, downTo: base, in: &versions)
      case nil: break
      }
    }
  }

  /// Checks the moves of pointers that a push would publish: nobody could take one over that goes to
  /// what is not a version of its prompt.
  func checkOwnMoves(_ chains: [ChainComparison]) throws(RepositoryError) {
    let tip = chains.first { $0.kind == .versions }?.local
    var versions = VersionIndex(reader: reader, tip: tip)
    for chain in chains where chain.relation == .ahead {
      guard case .pointer(let pointer) = chain.kind, let tip = chain.local else { continue }
      do throws(RepositoryError) {
        try checkMoves(tip, downTo: chain.remote, in: &versions)
      } catch {
        guard error.code == .damaged else { throw error }
        throw RepositoryError(
          .damaged, "its pointer '\(pointer.label)' here goes to what is no version of it",
          hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
      }
    }
  }

  /// Each edit has a valid record of this prompt.
  private func checkRecords(_ tip: ObjectID, downTo base: ObjectID?) throws(RepositoryError) {
    let created = try reader.record(at: base ?? tip).createdAt
    var next: ObjectID? = tip
    while let id = next, id != base {
      let record = try reader.record(at: id)
      guard record.id == prompt else { throw foreign(id, "a record of prompt \(record.id)") }
      guard record.createdAt == created else {
        throw foreign(id, "a record with another time of creation")
      }
      try record.validate()
      let commit = try commit(id)
      guard try isRecordTree(commit.tree) else {
        throw foreign(id, "a record whose tree is not just its file")
      }
      next = commit.parents.first
    }
  }

  /// Whether a tree is one plain file, the record.
  ///
  /// What the file says may be more than is known here.
  private func isRecordTree(_ id: ObjectID) throws(RepositoryError) -> Bool {
    guard let object = try reader.object(id) else {
      throw .incomplete(id, remote: reader.remote)
    }
    guard let file = try Tree(object)[PromptRecord.fileName] else { return false }
    return Tree([TreeEntry(.file, PromptRecord.fileName, file.id)]).object.id == id
  }

  /// Each version has the content that it names, and the number after its parent's.
  private func checkVersions(_ tip: ObjectID, downTo base: ObjectID?) throws(RepositoryError) {
    var number: Int?
    var next: ObjectID? = tip
    while let id = next {
      let version = try reader.version(at: id)
      guard version.promptID == prompt else {
        throw foreign(id, "a version of prompt \(version.promptID)")
      }
      if let number, version.number != number - 1 {
        throw foreign(id, "version \(version.number) where version \(number - 1) has to be")
      }
      if id == base { return }
      let content = try reader.text(of: version).content
      guard content.templateHash == version.templateHash else {
        throw foreign(id, "a version without the template that its Template-Hash names")
      }
      guard content.objects.tree.id == version.tree else {
        throw foreign(id, "a version whose tree is not that of its content")
      }
      number = version.number
      next = version.parent
    }
    guard number == 1 else { throw foreign(tip, "versions that do not begin with version 1") }
  }

  /// Each move goes to a version of this prompt, and restores an earlier move if any.
  private func checkMoves(
    _ tip: ObjectID, downTo base: ObjectID?, in versions: inout VersionIndex
  ) throws(RepositoryError) {
    var restored: Set<ObjectID> = []
    var next: ObjectID? = tip
    var isNew = true
    while let id = next {
      if id == base { isNew = false }
      restored.remove(id)
      if !isNew, restored.isEmpty { return }
      let move = try reader.move(at: id)
      if isNew {
        guard move.promptID == prompt else {
          throw foreign(id, "a move to a version of prompt \(move.promptID)")
        }
        guard let version = try versions.version(at: move.versionCommit),
          version.number == move.version, version.hash == move.hash,
          try commit(id).tree == version.tree
        else { throw foreign(id, "a move to what is not version \(move.version) of it") }
        if let restores = move.restores { restored.insert(restores) }
      }
      next = move.parent
    }
    guard restored.isEmpty else {
      throw foreign(tip, "a rollback to a move that never was")
    }
  }

  private func commit(_ id: ObjectID) throws(RepositoryError) -> Commit {
    guard let object = try reader.object(id) else {
      throw .incomplete(id, remote: reader.remote)
    }
    return try Commit(object)
  }

  private func foreign(_ id: ObjectID, _ what: String) -> RepositoryError {
    RepositoryError(
      .damaged, "commit \(id) at '\(reader.remote)' is \(what)",
      hint: "Somebody wrote to the remote's ledger without promptrepo; restore its references")
  }
}

/// A prompt's versions by their commits, read as far back as is asked for.
struct VersionIndex {
  private let reader: FetchedLedgerReader
  private var next: ObjectID?
  private var versions: [ObjectID: Version] = [:]

  init(reader: FetchedLedgerReader, tip: ObjectID?) {
    self.reader = reader
    next = tip
  }

  /// The version that a commit is; nil when the chain does not have it.
  mutating func version(at commit: ObjectID) throws(RepositoryError) -> Version? {
    while versions[commit] == nil, let id = next {
      let version = try reader.version(at: id)
      versions[id] = version
      next = version.parent
    }
    return versions[commit]
  }
}

/// Checks what a remote's chain has beyond ours that is about no single prompt.
struct SharedChecker {
  let reader: FetchedLedgerReader
  let chain: LedgerRef.RepositoryKind

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
        + "\(chain.name) there")
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
