internal import CanonicalJSON
public import PromptRepo

extension Workspace {
  /// Commits what a plan says, as one change, and notes what the files now are.
  ///
  /// - Throws: The plan's refusal, with nothing changed; ``RepositoryError/Code/conflict`` when
  ///   somebody else changed one of the prompts since the plan was made, also with nothing changed.
  public func commit(
    _ plan: CommitPlan, to repository: Repository, by author: Signature,
    progress: Progress = .ignored
  ) throws(RepositoryError) -> CommitReport {
    try commit(plan, to: repository, by: author, crediting: [:], progress: progress)
  }

  /// The same, where versions have authors of their own.
  ///
  /// - Parameters:
  ///   - credits: Who wrote the versions of prompts, and why; of others it is the author.
  ///   - notesFiles: Whether it is noted what the files now are. Without it, the next plan that is
  ///     committed does so.
  package func commit(
    _ plan: CommitPlan, to repository: Repository, by author: Signature,
    crediting credits: [PromptName: VersionCredit], notesFiles: Bool = true,
    progress: Progress = .ignored
  ) throws(RepositoryError) -> CommitReport {
    if let refusal = plan.refusal { throw refusal }
    let outcomes = try repository.change(by: author) {
      (transaction: inout Transaction) throws(RepositoryError) in
      try transaction.commit(plan, crediting: credits, progress: progress)
    }
    var warnings = plan.warnings
    if notesFiles {
      warnings += note(plan, outcomes, repository)
    }
    return CommitReport(
      results: outcomes.map(\.result), failure: plan.failure, warnings: warnings)
  }

  /// Finds out to the last digit of each hash what a commit would do, and does none of it.
  ///
  /// - Throws: What ``commit(_:to:by:)`` would be refused with.
  public func rehearse(
    _ plan: CommitPlan, in repository: Repository, by author: Signature
  ) throws(RepositoryError) -> CommitReport {
    if let refusal = plan.refusal { throw refusal }
    let outcomes = try repository.rehearse(by: author) {
      (transaction: inout Transaction) throws(RepositoryError) in
      try transaction.commit(plan)
    }
    return CommitReport(
      results: outcomes.map(\.result), failure: plan.failure, warnings: plan.warnings)
  }

  /// Notes what the files now are.
  ///
  /// - Returns: What went wrong.
  private func note(
    _ plan: CommitPlan, _ outcomes: [CommitOutcome], _ repository: Repository
  ) -> [String] {
    do {
      try updateIndex(try bases(plan, outcomes, repository))
      let read = plan.items.map { ($0.status.name, $0.status.bytes) }.filter { $0.1 != nil }
      let left = outcomes.compactMap(\.item.leftName).map { ($0, [UInt8]?.none) }
      try saveFrames(
        Dictionary(read + left) { first, _ in first },
        changed: Set(outcomes.map(\.item.status.name)))
      return []
    } catch {
      return ["the commit is done, but not noted for the files: \(error)"]
    }
  }

  /// The bases that change: of what was committed, and of files that turned out to be the latest
  /// version without being known as such.
  private func bases(
    _ plan: CommitPlan, _ outcomes: [CommitOutcome], _ repository: Repository
  ) throws(RepositoryError) -> [PromptName: IndexEntry?] {
    var changes: [PromptName: IndexEntry?] = [:]
    var committed: [PromptName: CommitOutcome] = [:]
    for outcome in outcomes {
      committed[outcome.item.status.name] = outcome
      if let name = outcome.item.leftName { changes[name] = .some(nil) }
    }
    // What is noted of an archived prompt would be read as that of one in use.
    for status in plan.items.map(\.status) where status.bytes != nil && !status.staysArchived {
      let outcome = committed[status.name]
      let tips = outcome?.tips ?? status.tips
      let commit =
        outcome?.version?.commit ?? (status.state == .unchanged ? status.origin?.commit : nil)
      // While a field of the header is old, what it was made from stays what it was.
      let isOld = status.fields.values.contains(.behind)
      let record = isOld ? status.indexed?.record : tips.info
      let base: IndexEntry?
      if let commit {
        let isKnown = commit == status.indexed?.commit && record == status.indexed?.record
        // What was written over HEAD's file may be HEAD's by now, or lie there anew.
        if isKnown, status.indexed?.mark == nil || status.indexed?.mark == .head { continue }
        base = try noted(
          IndexEntry(repository.version(at: commit), record: record), of: status)
        if base == status.indexed { continue }
      } else if outcome != nil, var indexed = status.indexed {
        indexed.record = record
        base = try noted(indexed, of: status)
      } else {
        continue
      }
      changes[status.name] = .some(base)
    }
    return changes
  }

  private func noted(
    _ base: IndexEntry, of status: PromptStatus
  ) throws(RepositoryError) -> IndexEntry {
    guard let bytes = status.bytes else { return base }
    return try recordingHead(base, of: status.name, bytes: bytes)
  }
}

/// Who wrote a version, or removed the file of a prompt, and why, where that is not who commits it.
package struct VersionCredit: Sendable, Hashable {
  /// Who wrote it last, and when.
  package let author: Signature
  /// Who renamed the file; nil for nobody.
  package var renamer: Signature?
  /// The author's message, for versions that are given none.
  package let message: String
  /// Who wrote at it before, each as `Name <address>`.
  package let coAuthors: [String]

  /// Names those who wrote a version.
  package init(author: Signature, message: String, coAuthors: [String] = []) {
    self.author = author
    self.message = message
    self.coAuthors = coAuthors
  }
}

/// What a transaction did with one item, and where the prompt's chains stand then.
struct CommitOutcome: Sendable {
  let item: CommitItem
  let version: Version?
  let isNewPrompt: Bool
  let isActive: Bool
  let withdrawal: WithdrawnVersions?
  let tips: ChainTips

  var result: CommitReport.Result {
    CommitReport.Result(
      name: item.status.name, version: version, renamedFrom: item.status.renamedFrom,
      isNewPrompt: isNewPrompt, isArchived: item.archiving != nil,
      isUnarchived: item.returning != nil, isRecordEdited: item.edit != nil,
      base: item.status.origin?.number, isActive: isActive, withdrawal: withdrawal)
  }
}

extension Transaction {
  /// Does what a plan says.
  mutating func commit(
    _ plan: CommitPlan, crediting credits: [PromptName: VersionCredit] = [:],
    progress: Progress = .ignored
  ) throws(RepositoryError) -> [CommitOutcome] {
    try rename(
      plan.items.filter { !$0.isNothing && $0.status.renamedFrom != nil }, plan.options, credits)
    var outcomes: [CommitOutcome] = []
    let items = plan.items.filter { !$0.isNothing }
    for (number, item) in items.enumerated() {
      progress(.adding, number, of: items.count)
      outcomes.append(try commit(item, plan.options, credits[item.status.name]))
    }
    return outcomes
  }

  /// Renames prompts, each once the name is free that it gets.
  private mutating func rename(
    _ items: [CommitItem], _ options: CommitOptions, _ credits: [PromptName: VersionCredit]
  ) throws(RepositoryError) {
    var waiting = items
    // Where a prompt of a circle waits under a third name.
    var third: [PromptName: PromptName] = [:]
    func ledgerName(_ item: CommitItem) -> PromptName {
      third[item.ledgerName] ?? item.ledgerName
    }
    while !waiting.isEmpty {
      var next: [CommitItem] = []
      for item in waiting {
        let name = ledgerName(item)
        if waiting.contains(where: { ledgerName($0) == item.status.name }) {
          next.append(item)
          continue
        }
        try expectUnchanged(item, name)
        try rename(item, name, to: item.status.name, options, credits)
      }
      if next.count == waiting.count {
        let reserved = Set(next.map(\.status.name))
        guard
          let (item, name) = try thirdName(next.filter { third[$0.ledgerName] == nil }, reserved)
        else {
          throw RepositoryError(
            .conflict, "prompts that git renamed exchange their names",
            hint: "Give one of the files a third name first, and commit that")
        }
        try expectUnchanged(item, item.ledgerName)
        try rename(item, item.ledgerName, to: name, options, credits)
        third[item.ledgerName] = name
      }
      waiting = next
    }
  }

  private mutating func rename(
    _ item: CommitItem, _ name: PromptName, to newName: PromptName, _ options: CommitOptions,
    _ credits: [PromptName: VersionCredit]
  ) throws(RepositoryError) {
    try rename(
      name, to: newName,
      reason: options.reason(because: FileDeparture.renameReason(item.status.rename?.commit)),
      author: credits[item.status.name]?.renamer)
  }

  /// A free name that one of these files had on its way, since no two prompts can exchange theirs at
  /// once; where all of those are taken, one like its own.
  ///
  /// - Parameter reserved: The names that prompts wait for.
  private func thirdName(
    _ items: [CommitItem], _ reserved: Set<PromptName>
  ) throws(RepositoryError) -> (CommitItem, PromptName)? {
    for item in items {
      for name in item.status.formerNames where !reserved.contains(name) {
        if try target(of: .prompt(name, .info)) == nil { return (item, name) }
      }
    }
    for item in items {
      // Some number is free, since there are only so many prompts.
      for number in 1... {
        guard let name = PromptName(orNil: "\(item.ledgerName)-\(number)") else { break }
        if reserved.contains(name) { continue }
        if try target(of: .prompt(name, .info)) == nil { return (item, name) }
      }
    }
    return nil
  }

  private func expectUnchanged(
    _ item: CommitItem, _ name: PromptName
  ) throws(RepositoryError) {
    let tips = try ChainTips(of: name, in: self)
    guard tips.versions == item.status.tips.versions, tips.info == item.status.tips.info else {
      throw RepositoryError(
        .conflict, "somebody else changed the prompt '\(name)' at the same time",
        cause: FileRefusal.changedMeanwhile(name))
    }
  }

  /// Does what an item says.
  mutating func commit(
    _ item: CommitItem, _ options: CommitOptions, _ credit: VersionCredit?
  ) throws(RepositoryError) -> CommitOutcome {
    let name = item.status.name
    try expectUnchanged(item, name)
    if let commit = item.archiving { try archive(item, removedIn: commit, options, credit) }
    if let commit = item.returning {
      try unarchive(
        name,
        reason: options.reason(
          because: "\(item.status.path) is back since it was removed in \(commit)"),
        author: credit?.author)
    }
    var version: Version?
    var withdrawal: WithdrawnVersions?
    var isNewPrompt = false
    switch item.action {
    case .refuse(let error): throw error
    case .nothing, .leave, .skip, .keep: break
    case .create:
      isNewPrompt = true
      let edit = item.edit ?? RecordEdit()
      version = try create(
        name, title: edit.title.applied(to: nil), description: edit.description.applied(to: nil),
        metadata: edit.metadata.applied(to: JSONObject()), author: credit?.author,
        draft(item, options, credit)
      ).latest
    case .cut:
      // Somebody may have rolled back since the file was looked at.
      var draft = try draft(item, options, credit)
      if options.activates { withdrawal = try self.withdrawal(against: draft, of: name) }
      if options.overrulesRollbacks { draft.base = nil }
      version = try addVersion(draft, to: name)
    }
    if !isNewPrompt, let edit = item.edit { try self.edit(name, edit, author: credit?.author) }
    let active = try lastMove(of: .active, name)
    return CommitOutcome(
      item: item, version: version, isNewPrompt: isNewPrompt,
      isActive: version != nil && active?.versionCommit == version?.commit,
      withdrawal: withdrawal, tips: try ChainTips(of: name, in: self))
  }

  private mutating func archive(
    _ item: CommitItem, removedIn commit: ObjectID, _ options: CommitOptions,
    _ credit: VersionCredit?
  ) throws(RepositoryError) {
    let environments = try environments(of: item.status.name)
    // Somebody may have deployed it since the files were looked at.
    guard environments.isEmpty else { throw .removedWhileLive(item.status, environments) }
    try archive(
      item.status.name,
      reason: options.reason(
        because: FileDeparture.reason(
          of: item.status.removedPath ?? item.status.path, commit)),
      author: credit?.author)
  }

  private func draft(
    _ item: CommitItem, _ options: CommitOptions, _ credit: VersionCredit?
  ) throws(RepositoryError) -> VersionDraft {
    guard let file = item.status.file else {
      throw RepositoryError.nothing(named: item.status.name, file: item.status.path)
    }
    let base = try item.status.origin.map { origin throws(RepositoryError) in
      try version(at: origin.commit)
    }
    let content = try reportingFile { () throws(PromptFileError) in try file.content() }
    return VersionDraft(
      content, message: options.message.isEmpty ? credit?.message ?? "" : options.message,
      author: credit?.author, activates: options.activates, from: base, source: item.source,
      coAuthors: credit?.coAuthors ?? [])
  }
}

/// What a commit did.
public struct CommitReport: Sendable {
  /// What happened to one prompt.
  public struct Result: Sendable {
    /// The prompt's name.
    public let name: PromptName
    /// The version that was cut; nil if there was none to cut.
    public let version: Version?
    /// The name that the prompt had before; nil if it has the same.
    public let renamedFrom: PromptName?
    /// The name of the prompt before the commit.
    public var ledgerName: PromptName { renamedFrom ?? name }
    /// Whether the prompt was made by this commit.
    public let isNewPrompt: Bool
    /// Whether the prompt was archived, since its file was removed.
    public let isArchived: Bool
    /// Whether the prompt was archived for a removal of its file and is in use again, since the file
    /// is back.
    public let isUnarchived: Bool
    /// Whether the prompt's record was edited.
    public let isRecordEdited: Bool
    /// The number of the version that it goes on from; nil for the first.
    public let base: Int?
    /// Whether the version that was cut became the active one.
    public let isActive: Bool
    /// What the version goes on from, or is, though it was withdrawn; nil if nothing of the kind.
    ///
    /// The version is held back, unless it was to be made active all the same.
    package let withdrawal: WithdrawnVersions?

    /// Whether a rollback keeps the version from being live.
    public var isHeldBack: Bool { withdrawal != nil && !isActive }
  }

  /// The prompts that were changed, in the order of names.
  public let results: [Result]

  /// Why files were left out, as one error; nil if none was.
  public let failure: RepositoryError?

  /// Something that was passed over, or that went wrong after the versions were safe, such as an index that could not be
  /// written.
  public let warnings: [String]

  /// Puts a report together.
  package init(results: [Result], failure: RepositoryError?, warnings: [String]) {
    self.results = results
    self.failure = failure
    self.warnings = warnings
  }
}
