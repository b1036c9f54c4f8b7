internal import CanonicalJSON
internal import PromptRepo

/// Brings one prompt into the ledger.
struct PromptStep {
  /// The label that says what is active.
  static let productionLabel = "production"
  /// Why records are edited, by which an import knows its own edits.
  private static let tagReason = "tags at Langfuse when imported"
  /// Why pointers are moved.
  private static let reason = "label at Langfuse when imported"

  /// What is said of it.
  private(set) var item: LangfuseReport.PromptItem
  private let prompt: LangfusePrompt
  private let index: Int
  private let place: PromptNames.Place
  private let local: [VersionMatching.Local]
  /// The numbers here of versions, by their numbers at Langfuse.
  private var here: [Int: Int] = [:]

  init(
    _ prompt: LangfusePrompt, _ index: Int, _ place: PromptNames.Place,
    _ local: [VersionMatching.Local]
  ) {
    (self.prompt, self.index, self.place, self.local) = (prompt, index, place, local)
    item = LangfuseReport.PromptItem(title: prompt.name)
  }

  /// Does it.
  mutating func run(
    _ contents: VersionContents, _ environments: [EnvironmentName],
    _ transaction: inout Transaction
  ) throws(RepositoryError) {
    if case .existing(let name) = place { item.name = name }
    if let failure = prompt.failure {
      item.failure = .unread(failure)
      return
    }
    if case .deleted(let author, let time) = place {
      item.failure = .deletedHere(by: author, at: time)
      return
    }
    item.leftOut = prompt.unreadable.map {
      LangfuseReport.LeftOutVersion(version: $0.version, reason: $0.reason)
    }
    let planned = plan(contents)
    let matching = VersionMatching(planned.map { ($0.number, $0.plan.content.hash) }, local)
    here = matching.here
    let added = Set(matching.added)
    let drafts = planned.filter { added.contains($0.number) }
    guard let name = try make(drafts, &transaction) else {
      item.failure = .noVersion
      return
    }
    item.name = name
    for (number, plan) in drafts { try add(number, plan, to: name, &transaction) }
    noteOtherTexts(planned)
    noteNumbers()
    try moveActive(name, &transaction)
    for environment in environments { try deploy(name, to: environment, &transaction) }
  }

  /// What the versions become that can be taken over; the others are noted.
  private mutating func plan(
    _ contents: VersionContents
  ) -> [(number: Int, plan: PlannedContent)] {
    let marked = Set(local.compactMap(\.mark))
    var planned: [(number: Int, plan: PlannedContent)] = []
    for number in prompt.numbers {
      do throws(VersionFault) {
        planned.append((number, try contents.content(of: number, of: index)))
      } catch {
        // What is here already needs nothing of what is there.
        guard !marked.contains(number) else { continue }
        item.leftOut.append(
          LangfuseReport.LeftOutVersion(version: "\(number)", reason: error.reason))
      }
    }
    return planned
  }

  private func version(_ number: Int) -> LangfuseVersion? {
    guard case .success(let version)? = prompt.versions[number] else { return nil }
    return version
  }

  /// The tags that the newest version has that was read, since tags are the prompt's.
  private var tags: [String]? {
    prompt.numbers.reversed().lazy.compactMap { version($0) }.first?.tags
  }
}

// What is added.
extension PromptStep {
  /// The prompt's name, once it is here; `nil` where it has no version to begin with.
  private mutating func make(
    _ drafts: [(number: Int, plan: PlannedContent)], _ transaction: inout Transaction
  ) throws(RepositoryError) -> PromptName? {
    switch place {
    case .existing(let name):
      try editTags(name, &transaction)
      if try transaction.existing(name).record.isArchived { item.notes.append(.archived) }
      return name
    case .deleted: return nil
    case .new(let name, let id, let title):
      guard let first = drafts.first.flatMap({ version($0.number) }) else { return nil }
      var metadata = JSONObject()
      if let tags, !tags.isEmpty { metadata["tags"] = .texts(tags) }
      try transaction.create(
        name, id: id, createdAt: first.createdAt, title: title, metadata: metadata,
        author: author(of: first, transaction))
      if let time = first.createdAt { try transaction.advanceClock(to: time) }
      item.isNew = true
      return name
    }
  }

  private mutating func add(
    _ number: Int, _ plan: PlannedContent, to name: PromptName, _ transaction: inout Transaction
  ) throws(RepositoryError) {
    guard let version = version(number) else { return }
    let made = try transaction.addVersion(
      VersionDraft(
        plan.content, message: version.message, author: author(of: version, transaction),
        activates: false, mayRepeat: true, remoteVersion: LangfuseSource.mark(number)),
      to: name)
    here[number] = made.number
    item.addedCount += 1
    for text in plan.remarks {
      if let known = item.remarks.firstIndex(where: { $0.text.hasSameBytes(as: text) }) {
        item.remarks[known].versions.append(number)
      } else {
        item.remarks.append(LangfuseReport.Remark(text: text, versions: [number]))
      }
    }
  }

  private func author(of version: LangfuseVersion, _ transaction: Transaction) -> Signature {
    let time = version.createdAt ?? transaction.committer.time
    let author = Signature(name: version.author, email: "", time: time)
    return author.name.isEmpty ? Signature(name: "Langfuse", email: "", time: time) : author
  }

  /// Takes over tags that changed there, unless somebody changed them here.
  private mutating func editTags(
    _ name: PromptName, _ transaction: inout Transaction
  ) throws(RepositoryError) {
    guard let tags else { return }
    let wanted: JSONValue? = tags.isEmpty ? nil : .texts(tags)
    let record = try transaction.existing(name).record
    guard record.metadata["tags"] != wanted else { return }
    guard try isOwn(tagsOf: record, of: name, transaction) else {
      return item.notes.append(.tagsEdited)
    }
    var metadata = record.metadata
    metadata["tags"] = wanted
    try transaction.edit(name, RecordEdit(metadata: .set(metadata)), reason: Self.tagReason)
    item.tagsAreNew = true
  }

  /// Whether an import gave the prompt the tags that it has, and nobody else.
  private func isOwn(
    tagsOf record: PromptRecord, of name: PromptName, _ transaction: Transaction
  ) throws(RepositoryError) -> Bool {
    var records = transaction.records(from: try transaction.tip(of: .info, name))
    var giving: RecordEntry?
    while let entry = try records.next(), entry.record.metadata["tags"] == record.metadata["tags"] {
      giving = entry
    }
    guard let giving, giving.parent != nil else { return true }
    let commit = try transaction.commit(giving.commit, for: "a prompt's record")
    return CommitMessage(commit.message)[.reason] == Self.tagReason
  }
}

// What is live.
extension PromptStep {
  /// Makes what is labelled production active, if nothing ever was.
  private mutating func moveActive(
    _ name: PromptName, _ transaction: inout Transaction
  ) throws(RepositoryError) {
    let live = try transaction.lastMove(of: .active, name)
    guard let there = prompt.number(labelled: Self.productionLabel) else {
      if live == nil, item.addedCount > 0 { item.notes.append(.nothingActive) }
      return
    }
    guard let live else {
      guard let number = here[there] else {
        return item.notes.append(.labelLeftOut(label: Self.productionLabel, there: there))
      }
      try transaction.activate(name, .number(number), reason: Self.reason)
      return note(Self.productionLabel, isAt: number)
    }
    noteElsewhere(Self.productionLabel, there, nil, live)
  }

  /// Deploys what has the label of an environment, if nothing ever was there.
  private mutating func deploy(
    _ name: PromptName, to environment: EnvironmentName, _ transaction: inout Transaction
  ) throws(RepositoryError) {
    let label = environment.rawValue
    guard let there = prompt.number(labelled: label) else { return }
    if let live = try transaction.lastMove(of: .environment(environment), name) {
      return noteElsewhere(label, there, environment, live)
    }
    guard let number = here[there] else {
      let isSaid = item.notes.contains {
        if case .labelLeftOut(label, _) = $0 { true } else { false }
      }
      if !isSaid { item.notes.append(.labelLeftOut(label: label, there: there)) }
      return
    }
    do throws(RepositoryError) {
      try transaction.deploy(
        [DeploymentRequest(name, .number(number))], to: environment, reason: Self.reason)
      note(label, isAt: number)
    } catch {
      guard [.protected, .invalid, .notFound].contains(error.code) else { throw error }
      item.notes.append(.notDeployed(version: number, environment, error))
      noteActiveAlone(label)
    }
  }

  /// Whether a version has the label of an environment in which none ever was live.
  func isMissing(
    in environment: EnvironmentName, _ transaction: Transaction
  ) throws(RepositoryError) -> Bool {
    guard let name = item.name, let there = prompt.number(labelled: environment.rawValue),
      here[there] != nil
    else { return false }
    return try transaction.lastMove(of: .environment(environment), name) == nil
  }

  private mutating func note(_ label: String, isAt version: Int) {
    let live = LangfuseReport.LiveLabel(label: label, version: version)
    if !item.live.contains(live) { item.live.append(live) }
  }

  /// Notes that nothing was deployed for a label, which may have made a version active.
  private mutating func noteActiveAlone(_ label: String) {
    for index in item.live.indices where item.live[index].label.hasSameBytes(as: label) {
      item.live[index].isActiveAlone = true
    }
  }

  private mutating func noteElsewhere(
    _ label: String, _ there: Int, _ environment: EnvironmentName?, _ live: PointerMove
  ) {
    guard here[there] != live.version else { return }
    if environment != nil { noteActiveAlone(label) }
    item.notes.append(
      .labelElsewhere(
        label: label, there: there, here: here[there], environment: environment,
        live: live.version))
  }

  /// Labels that deploy nothing, each with the version that has it.
  func otherLabels(
    _ environments: [EnvironmentName]
  ) -> [(label: String, example: String)] {
    guard let name = item.name, item.failure == nil else { return [] }
    let taken = ["latest", Self.productionLabel] + environments.map(\.rawValue)
    var seen = Set(taken.map { UTF8Key($0) })
    var found: [(label: String, example: String)] = []
    for number in prompt.numbers {
      for label in version(number)?.labels ?? [] where seen.insert(UTF8Key(label)).inserted {
        found.append((label, here[number].map { "\(name) v\($0)" } ?? "\(name)"))
      }
    }
    return found
  }
}

// What numbers say.
extension PromptStep {
  private mutating func noteNumbers() {
    item.numbers = here.keys.sorted().compactMap { there in
      here[there].map { LangfuseReport.NumberPair(there: there, here: $0) }
    }
    var before = 0
    for number in prompt.numbers {
      if number > before + 1 { item.deleted.append((before + 1)...(number - 1)) }
      before = number
    }
  }

  /// Notes versions that are another text there than what was imported under their numbers.
  ///
  /// What includes other prompts is passed over: its text here depends on their names here.
  private mutating func noteOtherTexts(_ planned: [(number: Int, plan: PlannedContent)]) {
    let marked = Dictionary(
      local.compactMap { version in version.mark.map { ($0, version) } }
    ) { first, _ in first }
    for (number, plan) in planned {
      guard let version = marked[number], version.hash != plan.content.hash,
        self.version(number)?.inclusions.isEmpty == true
      else { continue }
      item.notes.append(.otherText(there: number, here: version.number))
    }
  }
}

extension JSONValue {
  /// An array of texts.
  fileprivate static func texts(_ texts: [String]) -> JSONValue {
    .array(texts.map { .string($0) })
  }
}
