internal import CanonicalJSON
internal import PromptRepo

extension Transaction {
  /// Brings one file's history into the ledger.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` when what the file holds now is no prompt,
  ///   ``RepositoryError/Code/conflict`` when the prompt has no version that comes from the file;
  ///   then nothing has changed.
  mutating func adopt(
    _ target: AdoptionTarget, as result: AdoptionNames.Result, _ texts: inout RevisionTexts,
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
    if let unread = newest?.unreadHeader { report.warnings.append(unread.description) }
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
    _ texts: RevisionTexts
  ) throws(RepositoryError) -> RepositoryError {
    let commit = texts.revisions.last.map { " of commit \($0.commit.short())" } ?? ""
    var live = "it is not adopted, and nothing of it is live"
    if case .existing(let name) = result, let version = try active(of: name) {
      live = "v\(version.number) of '\(name)', which is older, stays live"
    }
    return RepositoryError(
      .invalid,
      "\(target.file.path): its newest text\(commit) cannot be read, so \(live): "
        + failure.message, hint: failure.hint)
  }

  /// The places of revisions that differ from what was before them.
  private func newPlaces(
    from start: Int, _ texts: inout RevisionTexts, after latest: VersionHash?
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
  private func newestFile(_ texts: inout RevisionTexts) throws(RepositoryError) -> PromptFile? {
    for place in texts.revisions.indices.reversed() {
      if let text = try texts.text(place) { return text.file }
    }
    return nil
  }

  /// Cuts a version of each revision, and makes the last active.
  ///
  /// - Returns: What was withdrawn, if that keeps the last from being active.
  private mutating func cut(
    _ places: [Int], _ texts: inout RevisionTexts, to name: PromptName
  ) throws(RepositoryError) -> Withdrawal? {
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
    _ prompt: Prompt, _ target: AdoptionTarget, from start: Int, _ texts: inout RevisionTexts
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
