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
    _ chains: [ChainComparison], forks: [LedgerRef.PromptKind: MergeBase] = [:]
  ) throws(RepositoryError) {
    let versionChain = chains.first { $0.kind == .versions }
    var versions = VersionIndex(
      reader: reader, tip: versionChain?.joined ?? versionChain?.remote)
    for chain in chains where chain.relation == .behind || chain.relation == .diverged {
      guard let tip = chain.remote else { continue }
      let base =
        chain.relation == .behind ? chain.local : chain.kind.flatMap { forks[$0]?.commit }
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
    var records = reader.records(from: tip)
    while let entry = try records.next(downTo: base) {
      let record = entry.record
      guard record.id == prompt else {
        throw foreign(entry.commit, "a record of prompt \(record.id)")
      }
      // Readers that know no record yet go by what the message says.
      let message = CommitMessage(
        try reader.commit(entry.commit, for: "a prompt's record").message)
      if let id = message[.promptID], id != prompt.rawValue {
        throw foreign(entry.commit, "a record whose message is of prompt \(id)")
      }
      guard record.createdAt == created else {
        throw foreign(entry.commit, "a record with another time of creation")
      }
      try record.validate()
      guard try isRecordTree(entry.tree) else {
        throw foreign(entry.commit, "a record whose tree is not just its file")
      }
    }
  }

  /// Whether a tree is one plain file, the record.
  ///
  /// What the file says may be more than is known here.
  private func isRecordTree(_ id: ObjectID) throws(RepositoryError) -> Bool {
    let tree = try Tree(reader.required(id, for: "a record's tree"))
    guard let file = tree[PromptRecord.fileName] else { return false }
    return Tree([TreeEntry(.file, PromptRecord.fileName, file.id)]).object.id == id
  }

  /// Each version has the content that it names, and the number after its parent's.
  private func checkVersions(_ tip: ObjectID, downTo base: ObjectID?) throws(RepositoryError) {
    var number: Int?
    var versions = Chain(from: tip) { (id) throws(RepositoryError) in try reader.version(at: id) }
    while let version = try versions.next() {
      guard version.promptID == prompt else {
        throw foreign(version.commit, "a version of prompt \(version.promptID)")
      }
      if let number, version.number != number - 1 {
        throw foreign(
          version.commit, "version \(version.number) where version \(number - 1) has to be")
      }
      if version.commit == base { return }
      let content = try reader.text(of: version).content
      guard content.templateHash == version.templateHash else {
        throw foreign(
          version.commit, "a version without the template that its Template-Hash names")
      }
      guard content.objects.tree.id == version.tree else {
        throw foreign(version.commit, "a version whose tree is not that of its content")
      }
      number = version.number
    }
    guard number == 1 else { throw foreign(tip, "versions that do not begin with version 1") }
  }

  /// Each move goes to a version of this prompt, and restores an earlier move if any.
  private func checkMoves(
    _ tip: ObjectID, downTo base: ObjectID?, in versions: inout VersionIndex
  ) throws(RepositoryError) {
    var moves = Chain(from: tip) { (id) throws(RepositoryError) in try reader.move(at: id) }
    let isWhole = try moves.check(downTo: base, restored: \.restores) {
      (move) throws(RepositoryError) in
      guard move.promptID == prompt else {
        throw foreign(move.commit, "a move to a version of prompt \(move.promptID)")
      }
      guard let version = try versions.version(at: move.versionCommit),
        version.number == move.version, version.hash == move.hash,
        try reader.commit(move.commit, for: "a pointer's move").tree == version.tree
      else {
        throw foreign(move.commit, "a move to what is not version \(move.version) of it")
      }
    }
    guard isWhole else { throw foreign(tip, "a rollback to a move that never was") }
  }

  private func foreign(_ id: ObjectID, _ what: String) -> RepositoryError {
    reader.foreign(id, what, restoring: "its references")
  }
}

extension Chain {
  /// Checks the steps after a commit.
  ///
  /// - Parameter restored: The earlier step that a step restores, if any.
  /// - Returns: Whether the chain has all that was restored, which may be before that commit.
  fileprivate mutating func check(
    downTo base: ObjectID?, restored: (Step) -> ObjectID?,
    _ check: (Step) throws(RepositoryError) -> Void
  ) throws(RepositoryError) -> Bool {
    var wanted: Set<ObjectID> = []
    while let step = try next(downTo: base) {
      wanted.remove(step.commit)
      try check(step)
      if let earlier = restored(step) { wanted.insert(earlier) }
    }
    while !wanted.isEmpty, let commit = position {
      wanted.remove(commit)
      if !wanted.isEmpty { _ = try next() }
    }
    return wanted.isEmpty
  }
}

extension FetchedLedgerReader {
  private func foreign(
    _ id: ObjectID, _ what: String, _ kind: LedgerRef.RepositoryKind
  ) -> RepositoryError {
    foreign(id, what, restoring: "\(kind.name) there")
  }

  /// A commit at the remote is not what its chain says.
  fileprivate func foreign(
    _ id: ObjectID, _ what: String, restoring references: String
  ) -> RepositoryError {
    RepositoryError(
      .damaged, "commit \(id) at '\(remote)' is \(what)",
      hint: "Somebody wrote to the remote's ledger without promptrepo; restore \(references)")
  }
}

/// A prompt's versions by their commits, read as far back as is asked for.
struct VersionIndex {
  private var chain: Chain<Version>
  private var versions: [ObjectID: Version] = [:]

  init(reader: FetchedLedgerReader, tip: ObjectID?) {
    chain = Chain(from: tip) { (id) throws(RepositoryError) in try reader.version(at: id) }
  }

  /// The version that a commit is; `nil` when the chain does not have it.
  mutating func version(at commit: ObjectID) throws(RepositoryError) -> Version? {
    while versions[commit] == nil, let version = try chain.next() {
      versions[version.commit] = version
    }
    return versions[commit]
  }
}

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
