internal import CanonicalJSON
public import PromptRepo
public import PromptTemplate

/// Turns the history that prompt files have in a code repository into versions, as one change.
///
/// Each commit that changed what a file holds becomes a version with that commit's author, time
/// and message, and with commit and path as `Source-Commit` and `Source-Path`. Who adopts is the
/// committer of the versions, and makes the last one active. An older commit whose file cannot be
/// read is left out with a warning. A file that cannot be read where its history ends is held up, as
/// is one whose prompt comes from elsewhere; the others are adopted.
///
/// A prompt's id and its time of creation come from the first commit, so two people who adopt one
/// history get the same prompts and the same version ids; the commits of the ledger differ by
/// committer.
///
/// Running it again adds only what is new; see ``AdoptionProgress``.
public struct Adoption: Sendable {
  private let source: AdoptionSource
  private let folder: String?
  private let dialect: Dialect

  /// Makes an adoption of what was found.
  ///
  /// - Parameters:
  ///   - folder: The folder of working files, from the top of the code repository, whose files are
  ///     named as they are there; nil if it is outside.
  ///   - dialect: The dialect of the files whose header names none. What was adopted without it is
  ///     adopted all the same.
  public init(
    _ source: AdoptionSource, folder: String? = PromptFolder.standard.path,
    dialect: Dialect = .plain
  ) {
    self.source = source
    self.folder = folder
    self.dialect = dialect
  }

  /// Applies the adoption, or only works out what it would do.
  ///
  /// - Parameter progress: Told of the files that were adopted.
  /// - Throws: ``RepositoryError/Code/invalid`` for a file that was asked for and is of no known
  ///   kind; then nothing has changed.
  public func run(
    in repository: Repository, by committer: Signature, dryRun: Bool = false,
    progress: Progress = .ignored
  ) throws(RepositoryError) -> AdoptionReport {
    var targets: [AdoptionTarget] = []
    for file in source.files { targets.append(try AdoptionTarget(file, folder: folder)) }
    targets.sort(by: AdoptionNames.precedes)
    let known = try PromptDirectory(repository)
    return try repository.change(by: committer, dryRun: dryRun) {
      (transaction: inout Transaction) throws(RepositoryError) in
      transaction.takesHistory = true
      return try apply(targets, known, progress, to: &transaction)
    }
  }

  private func apply(
    _ targets: [AdoptionTarget], _ known: PromptDirectory, _ progress: Progress,
    to transaction: inout Transaction
  ) throws(RepositoryError) -> AdoptionReport {
    var report = AdoptionReport(source)
    var names = AdoptionNames(targets, source, known)
    for (number, target) in targets.enumerated() {
      progress(.adding, number, of: targets.count)
      // A working file says its dialect itself; else the next commit of it would take the key away.
      var texts = RevisionContents(
        target.file, target.isWorkingFile ? .plain : dialect, source.contents)
      var name: PromptName?
      do throws(RepositoryError) {
        let result = try names.result(of: target, &texts, in: transaction)
        name = result.name
        if target.isWorkingFile, dialect != .plain, let last = texts.revisions.indices.last,
          let file = try texts.text(last)?.file, file.config["dialect"] == nil
        {
          report.warnings.append(
            .about(
              "\(target.file.path): a working file has the dialect that its header names, so none "
                + "was added"))
        }
        try transaction.adopt(target, as: result, &texts, &report)
      } catch {
        guard error.code == .conflict || error.code == .invalid else { throw error }
        report.heldUp.append(
          AdoptionReport.HeldUp(path: target.file.path, name: name, reason: error))
      }
      report.warnings += texts.warnings
    }
    report.sort()
    return report
  }
}

extension Transaction {
  /// Brings one file's history into the ledger.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` when what the file holds now is no prompt,
  ///   ``RepositoryError/Code/conflict`` when the prompt has no version that comes from the file;
  ///   then nothing has changed.
  mutating func adopt(
    _ target: AdoptionTarget, as result: AdoptionNames.Result, _ texts: inout RevisionContents,
    _ report: inout AdoptionReport
  ) throws(RepositoryError) {
    if let failure = try texts.newestFailure {
      throw try stale(target, result, failure, texts)
    }
    let name: PromptName
    var prompt: Prompt?
    var start = 0
    switch result {
    case .new(let new, _, _): name = new
    case .existing(let existing):
      name = existing
      prompt = try self.existing(name)
      let versions = try Array(versions(of: name).reversed())
      guard let next = try AdoptionProgress.next(in: &texts, after: versions) else {
        throw RepositoryError(
          .conflict, "no version of the prompt '\(name)' comes from \(target.file.path)",
          hint: "If it is to have what the file holds, commit that as its next version")
      }
      start = next
    }
    let places = try newPlaces(from: start, &texts, after: prompt?.latest?.hash)
    let newest = try newestFile(&texts)
    if let unread = newest?.unreadHeader { report.warnings.append(.about(unread.description)) }
    if case .new(_, let id, let title) = result, let first = places.first {
      let record = newest?.record
      try create(
        name, id: id, createdAt: texts.revisions[first].author.time,
        title: record?.title.applied(to: nil) ?? title,
        description: record?.description.applied(to: nil),
        metadata: record?.metadata.applied(to: JSONObject()) ?? JSONObject())
    }
    let isEdited =
      if let prompt { try edit(prompt, target, from: max(start - 1, 0), &texts) } else { false }
    let withdrawal = try cut(places, &texts, to: name)
    guard let latest = try latest(of: name), !places.isEmpty || isEdited
    else { return report.unchanged.append(name) }
    report.items.append(
      AdoptionReport.Item(
        name: name, path: target.file.path, isNew: prompt == nil,
        versionCount: places.count, latest: latest.number, withdrawal: withdrawal))
  }

  /// What to say of a file whose newest text cannot be read, so that an older one may be live.
  private func stale(
    _ target: AdoptionTarget, _ result: AdoptionNames.Result, _ failure: RepositoryError,
    _ texts: RevisionContents
  ) throws(RepositoryError) -> RepositoryError {
    let commit = texts.revisions.last.map { " of commit \($0.commit.short())" } ?? ""
    var live = "it is not adopted, and nothing of it is live"
    if case .existing(let name) = result, let version = try active(of: name) {
      live = "v\(version.number) of '\(name)', which is older, stays live"
    }
    return RepositoryError(
      .invalid,
      "\(target.file.path): its newest text\(commit) cannot be read, so \(live): "
        + failure.message, hint: failure.hint, cause: failure.cause)
  }

  /// The places of revisions that differ from what was before them.
  private func newPlaces(
    from start: Int, _ texts: inout RevisionContents, after latest: VersionHash?
  ) throws(RepositoryError) -> [Int] {
    var places: [Int] = []
    var before = latest
    for place in start..<max(start, texts.revisions.count) {
      guard let text = try texts.text(place) else { continue }
      if let before, text.hashes.contains(before) { continue }
      before = text.content.hash
      places.append(place)
    }
    return places
  }

  /// The newest of the file's revisions that is a prompt.
  private func newestFile(_ texts: inout RevisionContents) throws(RepositoryError) -> PromptFile? {
    for place in texts.revisions.indices.reversed() {
      if let text = try texts.text(place) { return text.file }
    }
    return nil
  }

  /// Cuts a version of each revision, and makes the last active.
  ///
  /// - Returns: What was withdrawn, if that keeps the last from being active.
  private mutating func cut(
    _ places: [Int], _ texts: inout RevisionContents, to name: PromptName
  ) throws(RepositoryError) -> WithdrawnVersions? {
    let withdrawal = try withdrawal(of: name)
    var hashes: [VersionHash] = []
    for place in places {
      guard let text = try texts.text(place) else { continue }
      let revision = texts.revisions[place]
      try addVersion(
        VersionDraft(
          text.content, message: revision.message, author: revision.author, activates: false,
          source: VersionSource(commit: revision.commit, path: revision.path)), to: name)
      hashes.append(text.content.hash)
    }
    if hashes.isEmpty { return nil }
    if let withdrawal, withdrawal.holds(hashes) { return withdrawal }
    try activate(name, .latest)
    return nil
  }

  /// Edits the fields of the record that the file changed since the last adopted revision.
  ///
  /// A field that somebody edited in the ledger meanwhile stays as it is there.
  private mutating func edit(
    _ prompt: Prompt, _ target: AdoptionTarget, from start: Int, _ texts: inout RevisionContents
  ) throws(RepositoryError) -> Bool {
    guard let newest = try newestFile(&texts) else { return false }
    var edit = RecordEdit()
    for place in start..<max(start, texts.revisions.count) {
      guard let old = try texts.text(place)?.file.record else { continue }
      let record = prompt.record
      if target.titles(old.title.applied(to: nil)).contains(where: {
        $0.hasSameBytes(as: record.title)
      }) {
        edit.title = newest.record.title
      }
      if old.description.applied(to: nil).hasSameBytes(as: record.description) {
        edit.description = newest.record.description
      }
      if old.metadata.applied(to: JSONObject()) == record.metadata {
        edit.metadata = newest.record.metadata
      }
    }
    guard edit.applied(to: prompt.record) != prompt.record else { return false }
    try self.edit(prompt.name, edit)
    return true
  }
}

extension String? {
  fileprivate func hasSameBytes(as other: String?) -> Bool {
    switch (self, other) {
    case (nil, nil): true
    case (let left?, let right?): left.hasSameBytes(as: right)
    default: false
    }
  }
}

extension Workspace {
  /// Notes the versions that files were adopted as for the working files that hold them.
  public func note(
    _ report: AdoptionReport, in repository: Repository
  ) throws(RepositoryError) {
    var changes: [PromptName: IndexEntry?] = [:]
    for item in report.items {
      guard let prompt = try repository.prompt(item.name), let latest = prompt.latest,
        let (file, bytes) = try readable(item.name),
        try reportingFile({ () throws(PromptFileError) in try file.hashes() })
          .contains(latest.hash)
      else { continue }
      let isSame = file.record.applied(to: prompt.record) == prompt.record
      let base = IndexEntry(latest, record: isSame ? prompt.infoTip : nil)
      changes[item.name] = .some(try recordingHead(base, of: item.name, bytes: bytes))
    }
    try updateIndex(changes)
  }

  /// A prompt's file; nil if there is none, or none that can be read.
  private func readable(
    _ name: PromptName
  ) throws(RepositoryError) -> (file: PromptFile, bytes: [UInt8])? {
    do {
      return try read(name).map { ($0.file, $0.bytes) }
    } catch  where error.code == .invalid {
      return nil
    }
  }
}

/// What an adoption did, or would do.
public struct AdoptionReport: Sendable {
  /// A prompt that got versions or another record.
  public struct Item: Sendable {
    /// The prompt's name.
    public let name: PromptName
    /// The file, from the top of the code repository.
    public let path: String
    /// Whether the prompt was made.
    public let isNew: Bool
    /// How many versions were cut.
    public let versionCount: Int
    /// The number of the latest version.
    public let latest: Int
    /// What was withdrawn by a rollback, and keeps the latest version from being active; nil if
    /// nothing does.
    package let withdrawal: WithdrawnVersions?
  }

  /// The prompts that changed, in the order of their files' paths.
  public internal(set) var items: [Item] = []
  /// The prompts that have all that their files' histories hold.
  public internal(set) var unchanged: [PromptName] = []
  /// A file whose prompt was not brought up to date.
  public struct HeldUp: Sendable {
    /// The file, from the top of the code repository.
    public let path: String
    /// The prompt, if it is known which.
    public let name: PromptName?
    /// Why: ``RepositoryError/Code/conflict`` with what is in the ledger, or
    /// ``RepositoryError/Code/invalid`` if what the file holds now is no prompt.
    public let reason: RepositoryError
  }

  /// The files whose prompts stay what they were, in the order of their paths.
  public internal(set) var heldUp: [HeldUp] = []
  /// Files that are of no known kind.
  public internal(set) var skippedFiles = SkippedFiles()
  /// Revisions and files that were left out, and why.
  public var warnings: [AdoptionWarning] = []

  /// Whether there was no prompt's file at all.
  public var hasNoFiles: Bool { items.isEmpty && unchanged.isEmpty && heldUp.isEmpty }

  /// How many versions were cut.
  public var versionCount: Int { items.reduce(0) { $0 + $1.versionCount } }

  /// What was held up as one error; nil if nothing was.
  public var refusal: RepositoryError? {
    let reasons = heldUp.map(\.reason)
    return .joining(reasons, "were not adopted", cause: FileRefusal.notAdopted(reasons))
  }

  /// A report of what was found, to be filled.
  init(_ source: AdoptionSource) {
    warnings = source.warnings.map { .about($0) }
    skippedFiles = source.skippedFiles
  }

  /// Puts all in the order of the files' paths.
  mutating func sort() {
    items.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    heldUp.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    unchanged.sort()
  }
}
