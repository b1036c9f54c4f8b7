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
    var joined: [ObjectID] = []
    for chain in chains where chain.relation == .behind || chain.relation == .diverged {
      guard let tip = chain.remote else { continue }
      let base =
        chain.relation == .behind ? chain.local : chain.kind.flatMap { forks[$0]?.commit }
      switch chain.kind {
      case .info: try checkRecords(tip, downTo: base, &joined)
      case .versions: try checkVersions(tip, downTo: base, &joined)
      case .pointer(let pointer):
        try checkMoves(tip, downTo: base) { (move) throws(RepositoryError) in
          let version = try versions.version(at: move.versionCommit)
          let step = try sound(move.commit, onTopOf: base == nil ? nil : move.parent)
          joined += step.value.parents.dropFirst()
          try checkMove(move, of: pointer, step, to: version)
        }
      case nil: break
      }
    }
    try checkJoined(joined, beside: chains)
  }

  /// Checks the moves of pointers that a push would publish: nobody could take one over that goes to
  /// what is not a version of its prompt.
  func checkOwnMoves(_ chains: [ChainComparison]) throws(RepositoryError) {
    let tip = chains.first { $0.kind == .versions }?.local
    var versions = VersionIndex(reader: reader, tip: tip)
    for chain in chains where chain.relation == .ahead {
      guard case .pointer(let pointer) = chain.kind, let tip = chain.local else { continue }
      do throws(RepositoryError) {
        try checkMoves(tip, downTo: chain.remote) { (move) throws(RepositoryError) in
          try checkTarget(move, versions.version(at: move.versionCommit))
        }
      } catch {
        guard error.code == .damaged else { throw error }
        throw RepositoryError(
          .damaged, "its pointer '\(pointer.label)' here goes to what is no version of it",
          hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
      }
    }
  }

  /// Each edit has a valid record of this prompt, which was created once.
  private func checkRecords(
    _ tip: ObjectID, downTo base: ObjectID?, _ joined: inout [ObjectID]
  ) throws(RepositoryError) {
    let created = try reader.record(at: base ?? tip).createdAt
    var records = reader.records(from: tip)
    while let entry = try records.next(downTo: base) {
      let step = try sound(entry.commit, onTopOf: base == nil ? nil : entry.parent)
      joined += step.value.parents.dropFirst()
      try checkRecord(entry, step)
      guard entry.record.createdAt == created else {
        throw foreign(entry.commit, "a record with another time of creation")
      }
    }
  }

  /// A record is a valid one of this prompt.
  func checkRecord(_ entry: RecordEntry, _ step: FetchedStep) throws(RepositoryError) {
    guard entry.record.id == prompt else {
      throw foreign(entry.commit, "a record of prompt \(entry.record.id)")
    }
    guard !isZero(prompt) else {
      throw foreign(entry.commit, "a record of a prompt whose id is nothing but zeros")
    }
    // Readers that know no record yet go by what the message says.
    if let id = step.message[.promptID], id != prompt.rawValue {
      throw foreign(entry.commit, "a record whose message is of prompt \(id)")
    }
    try entry.record.validate()
    guard try isOneFile(entry.tree, PromptRecord.fileName) else {
      throw foreign(entry.commit, "a record whose tree is not just its file")
    }
    let deeds = ["created", "record edited", "archived", "unarchived", "record as it was before"]
    guard step.isAbout(aPromptThat: deeds.map { " \($0)" }) else {
      throw foreign(entry.commit, "a record under the subject '\(step.message.subject)'")
    }
  }

  /// Whether a tree is one plain file.
  ///
  /// What the file says may be more than is known here.
  func isOneFile(_ id: ObjectID, _ name: String) throws(RepositoryError) -> Bool {
    let tree = try Tree(reader.required(id, for: "the tree of a step"))
    guard let file = tree[name] else { return false }
    return Tree([TreeEntry(.file, name, file.id)]).object.id == id
  }

  /// Whether an id is that of no prompt, since it was never made.
  func isZero(_ id: PromptID) -> Bool {
    id.rawValue.utf8.dropFirst("prompt_".utf8.count).allSatisfy { $0 == UInt8(ascii: "0") }
  }

  /// A step that a program of a ledger can have written.
  ///
  /// - Parameters:
  ///   - earlier: The step before it, if the chain was here already.
  ///   - taken: The newest step of its chain that was here already.
  func sound(
    _ id: ObjectID, onTopOf earlier: ObjectID?, beside taken: ObjectID? = nil
  ) throws(RepositoryError) -> FetchedStep {
    let step = try FetchedStep(reader.required(id, for: "a step of a prompt"))
    if let flaw = try reader.flaw(step, onTopOf: earlier, beside: taken) {
      throw reader.foreign(id, flaw.text, restoring: "its references", cause: flaw.cause)
    }
    return step
  }

  /// Each version has the number after its parent's.
  private func checkVersions(
    _ tip: ObjectID, downTo base: ObjectID?, _ joined: inout [ObjectID]
  ) throws(RepositoryError) {
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
      let step = try sound(version.commit, onTopOf: base == nil ? nil : version.parent)
      joined += step.value.parents.dropFirst()
      try checkVersion(version, step)
      number = version.number
    }
    guard number == 1 else { throw foreign(tip, "versions that do not begin with version 1") }
  }

  /// A version is one of this prompt, and has the content and the id that it names.
  func checkVersion(_ version: Version, _ step: FetchedStep) throws(RepositoryError) {
    guard version.promptID == prompt else {
      throw foreign(version.commit, "a version of prompt \(version.promptID)")
    }
    let content = try reader.content(of: version)
    guard content.templateHash == version.templateHash else {
      throw foreign(
        version.commit, "a version without the template that its Template-Hash names")
    }
    guard content.objects.tree.id == version.tree else {
      throw foreign(version.commit, "a version whose tree is not that of its content")
    }
    try checkNumber(version.number, step)
    guard step.message[.versionID] == version.id.rawValue else {
      throw foreign(
        version.commit,
        "a version with the Version-Id '\(step.message[.versionID] ?? "")', which is not its own")
    }
    guard step.isAbout(aPromptThat: [" v\(version.number)"]) else {
      throw foreign(
        version.commit,
        "version \(version.number) under the subject '\(step.message.subject)'")
    }
  }

  private func checkNumber(_ number: Int, _ step: FetchedStep) throws(RepositoryError) {
    let text = step.message[.promptVersion] ?? ""
    guard text.utf8.elementsEqual("\(number)".utf8) else {
      throw foreign(step.commit, "a step with the number '\(text)', which is written '\(number)'")
    }
  }

  /// Each move is sound, and restores an earlier move if any.
  private func checkMoves(
    _ tip: ObjectID, downTo base: ObjectID?,
    _ check: (PointerMove) throws(RepositoryError) -> Void
  ) throws(RepositoryError) {
    var moves = Chain(from: tip) { (id) throws(RepositoryError) in try reader.move(at: id) }
    let isWhole = try moves.check(downTo: base, restored: \.restores, check)
    guard isWhole else { throw foreign(tip, "a rollback to a move that never was") }
  }

  /// A move goes to a version of this prompt.
  private func checkTarget(_ move: PointerMove, _ version: Version?) throws(RepositoryError) {
    guard move.promptID == prompt else {
      throw foreign(move.commit, "a move to a version of prompt \(move.promptID)")
    }
    guard let version, version.promptID == prompt, version.number == move.version,
      version.hash == move.hash,
      try reader.commit(move.commit, for: "a pointer's move").tree == version.tree
    else {
      throw foreign(move.commit, "a move to what is not version \(move.version) of it")
    }
  }

  /// A move of a pointer goes to a version of this prompt, and says from where.
  func checkMove(
    _ move: PointerMove, of pointer: Pointer, _ step: FetchedStep, to version: Version?
  ) throws(RepositoryError) {
    try checkTarget(move, version)
    try checkNumber(move.version, step)
    let label = step.message[.pointer] ?? ""
    guard label.utf8.elementsEqual(pointer.label.utf8) else {
      throw foreign(
        move.commit, "a move of the pointer '\(label)' among those of '\(pointer.label)'")
    }
    let before = try move.parent.map { id throws(RepositoryError) in try reader.move(at: id) }
    guard step.message[.previousVersion] == before.map({ "\($0.version)" }) else {
      let said = step.message[.previousVersion].map { "version '\($0)'" } ?? "nothing"
      let was = before.map { "version \($0.version)" } ?? "nothing"
      throw foreign(move.commit, "a move from \(said), where \(was) was live")
    }
    if let text = step.message[.restores] {
      guard let restored = move.restores else {
        throw foreign(move.commit, "a rollback to '\(text)', which is no commit's id")
      }
      guard try reader.move(at: restored).hash == move.hash else {
        throw foreign(move.commit, "a rollback to a move to another version than its own")
      }
    }
    let subjects = ["is", "moves to", "rolls back to", "returns to"].flatMap { verb in
      // Earlier programs wrote an environment's name with its folder.
      [pointer.description, pointer.label].map { " \($0) \(verb) v\(move.version)" }
    }
    guard step.isAbout(aPromptThat: subjects) else {
      throw foreign(
        move.commit,
        "a move of '\(pointer)' to version \(move.version) under the subject "
          + "'\(step.message.subject)'")
    }
  }

  func foreign(_ id: ObjectID, _ what: String) -> RepositoryError {
    reader.foreign(id, what, restoring: "its references")
  }
}

extension Chain {
  /// Checks the steps after a commit.
  ///
  /// - Parameter restored: The earlier step that a step restores, if any.
  /// - Returns: Whether the chain has all that was restored, which may be before that commit.
  mutating func check(
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
  /// Why a step of any chain is not one of a ledger, or is not taken; `nil` for a sound one.
  ///
  /// - Parameters:
  ///   - earlier: The step before it, if the chain was here already.
  ///   - taken: The newest step of its chain that was here already.
  func flaw(
    _ step: FetchedStep, onTopOf earlier: ObjectID?, beside taken: ObjectID?
  ) throws(RepositoryError) -> StepFlaw? {
    if let flaw = step.flaw { return StepFlaw(text: flaw) }
    guard let rules else { return nil }
    func time(_ id: ObjectID?) throws(RepositoryError) -> Timestamp? {
      try id.map { id throws(RepositoryError) in try commit(id, for: "the step before it").time }
    }
    return rules.flaw(step, after: try time(earlier), beside: try time(taken))
  }

  /// A commit at the remote is not what its chain says.
  func foreign(
    _ id: ObjectID, _ what: String, restoring references: String, cause: RemoteRefusal? = nil
  ) -> RepositoryError {
    RepositoryError(
      .damaged, "commit \(id) at '\(remote)' is \(what)",
      hint: "Somebody wrote to the remote's ledger without promptrepo; restore \(references)",
      cause: cause)
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
