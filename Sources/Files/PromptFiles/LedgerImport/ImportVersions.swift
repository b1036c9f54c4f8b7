internal import CanonicalJSON
internal import PromptRepo
internal import PromptTemplate

extension Transaction {
  /// Brings one prompt's rows into the ledger.
  ///
  /// - Parameter isWhole: Whether no row of the prompt had to be left out.
  mutating func add(
    _ rows: [(row: ImportRow, content: VersionContent)], isWhole: Bool, to target: ImportTarget,
    _ environments: ImportedEnvironments, _ report: inout ImportReport
  ) throws(RepositoryError) {
    let name = target.name
    if case .existing = target, try self.target(of: .prompt(name, .info)) == nil {
      throw RepositoryError(
        .conflict, "somebody else deleted or renamed the prompt '\(name)' at the same time",
        hint: "Run the import again")
    }
    if case .new = target, try self.target(of: .prompt(name, .info)) != nil {
      throw RepositoryError(
        .conflict, "somebody else created a prompt '\(name)' at the same time",
        hint: "Run the import again")
    }
    let existing: [VersionHash] =
      if case .existing = target { try versions(of: name).reversed().map(\.hash) } else { [] }
    let versions = ImportVersions(rows, after: existing)
    report.rejected += versions.rejected
    var edited = false
    switch target {
    case .new(_, let id, let title):
      guard !versions.added.isEmpty else { return }
      let row = rows[0].row
      try create(
        name, id: id, createdAt: row.id == nil ? nil : row.promptCreatedAt ?? row.createdAt,
        title: title, description: row.description, metadata: row.metadata ?? JSONObject())
      report.created.append(name)
      if isWhole, versions.added.count == rows.count, rows.allSatisfy({ $0.row.details != nil }) {
        try restoreHistory(versions.added, of: name, environments, &report)
        report.count(versions.added.map(\.content), of: name)
        return
      }
    case .existing: break
    }
    if let last = rows.last { edited = try edit(name, to: last.row, &report) }
    for (row, content) in versions.added {
      let details = row.details
      let draft = VersionDraft(
        content, message: row.message ?? "", author: author(of: row), activates: false,
        mayRepeat: details != nil, source: details?.step.source,
        remoteVersion: details?.step.remoteVersion)
      try addVersion(draft, to: name)
    }
    report.count(versions.added.map(\.content), of: name)
    if case .existing = target, let first = versions.added.first,
      let before = try latestDialect(of: name, before: versions.added.count),
      before != .plain, first.content.config?["dialect"] == nil
    {
      report.lostDialects.append(ImportReport.LostDialect(name: name, dialect: before))
    }
    let isKnown = isWhole && versions.rejected.isEmpty
    let goesOn = try isKnown ? goOn(with: rows.map(\.row), of: name) : false
    if !goesOn,
      let withdrawal = try activate(name, rows.map(\.row), existing.count, versions.added)
    {
      report.heldBack.append(withdrawal)
    }
    guard case .existing = target else {
      if rows.contains(where: { $0.row.details?.pointers.isEmpty == false }) {
        report.leftAlone.append(
          "\(name): how its pointers were moved, since not all of its rows are there")
      }
      return
    }
    if let newest = rows.last?.row {
      try noteLeftAlone(name, newest, &report)
      // An export says itself whether a prompt was archived.
      if newest.details == nil, try self.existing(name).record.isArchived {
        report.leftAlone.append("\(name): it is archived here, and stays so")
      }
    }
    if edited || goesOn || !versions.added.isEmpty {
      report.changed.append(name)
    } else {
      report.unchangedCount += 1
    }
  }

  /// Whether a version of a prompt is what a row holds.
  func holds(_ row: ImportRow, in name: PromptName) throws(RepositoryError) -> Bool {
    let content: VersionContent
    do throws(RepositoryError) {
      content = try row.content()
    } catch {
      return false
    }
    var versions = try versionChain(of: name)
    return try versions.first { row.isVersion($0.hash, saying: content) } != nil
  }

  /// The dialect of the version that was the latest before so many others; nil if there was none.
  private func latestDialect(
    of name: PromptName, before count: Int
  ) throws(RepositoryError) -> Dialect? {
    guard let latest = try latest(of: name), latest.number > count else { return nil }
    let version = try version(name, .number(latest.number - count))
    return Dialect(of: try content(of: version).config)
  }

  private func author(of row: ImportRow) -> Signature {
    let time = row.createdAt ?? committer.time
    return row.signature(at: time)
      ?? Signature(name: committer.name, email: committer.email, time: time)
  }

  /// Edits the record to what a row says of it; what it does not say stays, and what the record has
  /// had before.
  private mutating func edit(
    _ name: PromptName, to row: ImportRow, _ report: inout ImportReport
  ) throws(RepositoryError) -> Bool {
    let wanted = RecordEdit(
      title: row.title.map { .set($0) } ?? .keep,
      description: row.description.map { .set($0) } ?? .keep,
      metadata: row.metadata.map { .set($0) } ?? .keep)
    let record = try existing(name).record
    guard wanted.applied(to: record) != record else { return false }
    var edit = RecordEdit()
    let different = RecordField.allCases.filter { field in
      field.value(in: wanted).map { $0 != field.value(in: record) } ?? false
    }
    let old = try different.earlier(in: wanted, before: tip(of: .info, name), self)
    for field in different {
      if old.contains(field) {
        report.leftAlone.append("\(name): its \(field.rawValue) was edited here since")
      } else {
        field.copy(from: wanted, to: &edit)
      }
    }
    guard edit.applied(to: record) != record else { return false }
    try self.edit(name, edit)
    return true
  }

  /// Makes the version active that the rows mark so, or the newest of the added ones.
  ///
  /// - Returns: The version and what was withdrawn, if that keeps it from being active.
  @discardableResult
  mutating func activate(
    _ name: PromptName, _ rows: [ImportRow], _ existing: Int,
    _ added: [(row: ImportRow, content: VersionContent)]
  ) throws(RepositoryError) -> ImportReport.HeldBack? {
    guard !added.isEmpty else { return nil }
    let marksActive = rows.contains { $0.active != nil }
    let position = added.lastIndex { !marksActive || $0.row.active == true }
    guard let position else { return nil }
    let version = try version(name, .number(existing + position + 1))
    // The rows go on from what was there.
    if let live = try lastMove(of: .active, name),
      let withdrawal = try withdrawal(of: name, live: live, latest: existing),
      withdrawal.holds(added[...position].map(\.content.hash))
    {
      return ImportReport.HeldBack(name: name, version: version.number, withdrawal: withdrawal)
    }
    try activate(name, .number(version.number))
    return nil
  }
}

extension ImportReport {
  /// Notes versions that were cut.
  fileprivate mutating func count(_ contents: [VersionContent], of name: PromptName) {
    versionCount += contents.count
    for content in contents
    where content.template.unicodeScalars.count > PromptStatus.hostedTemplateLength {
      overHostedLimit.append(name)
    }
  }
}

/// The versions that a group of rows adds to what a prompt has.
struct ImportVersions {
  /// Rows to cut versions of, with their content, oldest first.
  private(set) var added: [(row: ImportRow, content: VersionContent)] = []
  /// Rows that do not fit, and why.
  private(set) var rejected: [RowError] = []

  /// Compares rows with the versions that are there.
  ///
  /// Rows that number their versions have to agree with the ledger's numbers. The others are new
  /// from where they stop repeating its newest versions.
  init(_ rows: [(row: ImportRow, content: VersionContent)], after existing: [VersionHash]) {
    guard rows.contains(where: { $0.row.version != nil }) else {
      let rows = ImportVersions.withoutRepeats(rows)
      added = Array(rows[ImportVersions.overlap(rows, existing)...])
      return
    }
    var hashes = existing
    for (row, content) in rows {
      let number = row.version ?? hashes.count + 1
      if number <= hashes.count, number >= 1 {
        if !row.isVersion(hashes[number - 1], saying: content) {
          reject(row, "version \(number) is there already with other content")
        }
      } else if number == hashes.count + 1 {
        // What an export numbers as a version is one, though it may repeat the one before it.
        if row.details == nil, let last = hashes.last, row.isVersion(last, saying: content) {
          continue
        }
        hashes.append(content.hash)
        added.append((row, content))
      } else {
        reject(row, "version \(number) cannot follow version \(hashes.count)")
      }
    }
  }

  private mutating func reject(_ row: ImportRow, _ reason: String) {
    let hint = "remove its 'version' to add it as the next one"
    rejected.append(RowError(line: row.line, reason: "\(reason); \(hint)"))
  }

  /// The rows without those that say what the row before them says.
  private static func withoutRepeats(
    _ rows: [(row: ImportRow, content: VersionContent)]
  ) -> [(row: ImportRow, content: VersionContent)] {
    rows.enumerated().filter { index, row in
      index == 0 || rows[index - 1].content != row.content
    }.map(\.element)
  }

  /// How many of the first `rows` are the last of `existing`.
  private static func overlap(
    _ rows: [(row: ImportRow, content: VersionContent)], _ existing: [VersionHash]
  ) -> Int {
    for count in stride(from: min(rows.count, existing.count), to: 0, by: -1)
    where existing.suffix(count).elementsEqual(
      rows.prefix(count), by: { $1.row.isVersion($0, saying: $1.content) })
    {
      return count
    }
    return 0
  }
}
