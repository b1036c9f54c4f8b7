internal import CanonicalJSON
internal import PromptRepo

extension Transaction {
  /// Brings one file's history into the ledger, and answers whether it made a prompt.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the prompt of the file's name has versions
  ///   that do not come from the file.
  mutating func adopt(
    _ target: AdoptionTarget, _ contents: @escaping AdoptionSource.Contents,
    _ report: inout AdoptionReport
  ) throws(RepositoryError) -> Bool {
    var texts = RevisionTexts(target.file, contents)
    defer { report.warnings += texts.warnings }
    let prompt = try self.prompt(target.name)
    var start = 0
    if prompt != nil {
      let versions = try Array(versions(of: target.name).reversed())
      guard let next = try AdoptionProgress.next(in: &texts, after: versions) else {
        throw RepositoryError(
          .conflict,
          "there is a prompt '\(target.name)' already, and no version of it comes from "
            + "\(target.file.path)",
          hint: "Give that prompt another name with `promptrepo mv`; or, if it is to have what "
            + "the file holds, commit that as its next version")
      }
      start = next
    }
    let places = try newPlaces(from: start, &texts, after: prompt?.latest?.hash)
    guard prompt != nil || !places.isEmpty else {
      report.warnings.append("\(target.file.path): no commit of it holds a prompt, left out")
      return false
    }
    let newest = try newestFile(&texts)
    if let unread = newest?.unreadHeader { report.warnings.append(unread.description) }
    if prompt == nil, let first = places.first {
      try create(
        target.name, id: target.id, createdAt: texts.revisions[first].author.time,
        title: newest?.record.title.applied(to: nil) ?? target.title,
        description: newest?.record.description.applied(to: nil),
        metadata: newest?.record.metadata.applied(to: JSONObject()) ?? JSONObject())
    }
    let isEdited =
      if let prompt { try edit(prompt, target, from: max(start - 1, 0), &texts) } else { false }
    guard let latest = try cut(places, &texts, to: target.name), !places.isEmpty || isEdited
    else {
      report.unchanged.append(target.name)
      return false
    }
    report.items.append(
      AdoptionReport.Item(
        name: target.name, path: target.file.path, isNew: prompt == nil,
        versionCount: places.count, latest: latest.number))
    return prompt == nil
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

  /// Cuts a version of each revision, makes the last active, and answers the latest version.
  private mutating func cut(
    _ places: [Int], _ texts: inout RevisionTexts, to name: PromptName
  ) throws(RepositoryError) -> Version? {
    for place in places {
      guard let text = try texts.text(place) else { continue }
      let revision = texts.revisions[place]
      try addVersion(
        VersionDraft(
          text.content, message: revision.message, author: revision.author, activates: false,
          source: VersionSource(commit: revision.commit, path: revision.path)), to: name)
    }
    if !places.isEmpty { try activate(name, .latest) }
    return try latest(of: name)
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
      if (old.title.applied(to: nil) ?? target.title).hasSameBytes(as: record.title) {
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
