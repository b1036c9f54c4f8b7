public import CanonicalJSON

extension Repository {
  /// Creates a prompt with its first version, which is active at once.
  ///
  /// ```swift
  /// try repository.create(
  ///   name, template: "Hi {{customer}}.", config: ["model": "small"], message: "First draft",
  ///   title: "Reply to a customer")
  /// ```
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the name is taken,
  ///   ``RepositoryError/Code/invalid`` when a text is longer than allowed or the name cannot be a
  ///   file's on every system.
  @discardableResult
  public func create(
    _ name: PromptName, template: String, config: JSONObject? = nil, message: String = "",
    title: String? = nil, description: String? = nil, metadata: JSONObject = JSONObject()
  ) throws(RepositoryError) -> Prompt {
    try perform { transaction throws(RepositoryError) in
      try transaction.create(
        name, template: template, config: config, message: message, title: title,
        description: description, metadata: metadata)
    }
  }

  /// As ``create(_:template:config:message:title:description:metadata:)``, of a draft.
  @discardableResult
  package func create(
    _ name: PromptName, _ draft: VersionDraft, title: String? = nil, description: String? = nil,
    metadata: JSONObject = JSONObject()
  ) throws(RepositoryError) -> Prompt {
    try perform { transaction throws(RepositoryError) in
      try transaction.create(
        name, title: title, description: description, metadata: metadata, draft)
    }
  }

  /// Edits a prompt's record: its title, description and metadata.
  ///
  /// ```swift
  /// try repository.edit(name) { record in
  ///   record.title = "Reply"
  ///   record.metadata["team"] = "support"
  /// }
  /// ```
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when nothing would be different,
  ///   ``RepositoryError/Code/invalid`` when a text is longer than allowed,
  ///   ``RepositoryError/Code/notFound``.
  @discardableResult
  public func edit(
    _ name: PromptName, reason: String? = nil, _ edit: (inout PromptRecord) -> Void
  ) throws(RepositoryError) -> PromptRecord {
    try perform { transaction throws(RepositoryError) in
      try transaction.edit(name, reason: reason, edit)
    }
  }

  /// As ``edit(_:reason:_:)``, of an edit that is known already.
  @discardableResult
  package func edit(
    _ name: PromptName, _ edit: RecordEdit
  ) throws(RepositoryError) -> PromptRecord {
    try perform { transaction throws(RepositoryError) in try transaction.edit(name, edit) }
  }

  /// Puts a prompt away: listings leave it out, and it is deployed nowhere; all of it stays.
  ///
  /// ```swift
  /// try repository.archive(name, reason: "Replaced by the new desk")
  /// ```
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when it is archived already,
  ///   ``RepositoryError/Code/notFound``.
  @discardableResult
  public func archive(
    _ name: PromptName, reason: String? = nil
  ) throws(RepositoryError) -> PromptRecord {
    try perform { transaction throws(RepositoryError) in
      try transaction.archive(name, reason: reason)
    }
  }

  /// Brings an archived prompt back.
  ///
  /// ```swift
  /// try repository.unarchive(name)
  /// ```
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when it is not archived,
  ///   ``RepositoryError/Code/notFound``.
  @discardableResult
  public func unarchive(
    _ name: PromptName, reason: String? = nil
  ) throws(RepositoryError) -> PromptRecord {
    try perform { transaction throws(RepositoryError) in
      try transaction.unarchive(name, reason: reason)
    }
  }
}

extension Transaction {
  /// Creates a prompt with its first version, which is active at once.
  ///
  /// - Throws: As ``Repository/create(_:template:config:message:title:description:metadata:)`` does.
  @discardableResult
  public mutating func create(
    _ name: PromptName, template: String, config: JSONObject? = nil, message: String = "",
    title: String? = nil, description: String? = nil, metadata: JSONObject = JSONObject()
  ) throws(RepositoryError) -> Prompt {
    let content = try VersionContent(template: template, config: config)
    return try create(
      name, title: title, description: description, metadata: metadata,
      VersionDraft(content, message: message))
  }

  /// Creates a prompt, with its first version if there is a draft of it.
  ///
  /// - Parameters:
  ///   - id: The prompt's identity when it is known already, from an export or another store.
  ///   - createdAt: When it was created elsewhere; otherwise now, and later than every prompt of
  ///     this store.
  /// - Throws: ``RepositoryError/Code/conflict`` when the name is taken,
  ///   ``RepositoryError/Code/invalid`` when it cannot be a file's name on every system.
  @discardableResult
  package mutating func create(
    _ name: PromptName, id: PromptID? = nil, createdAt: Timestamp? = nil, title: String? = nil,
    description: String? = nil, metadata: JSONObject = JSONObject(), author: Signature? = nil,
    _ draft: VersionDraft? = nil
  ) throws(RepositoryError) -> Prompt {
    if try target(of: .prompt(name, .info)) != nil {
      throw RepositoryError(
        .conflict, "there is a prompt '\(name)' already",
        hint: "Choose another name, or commit a new version of it")
    }
    try name.checkPortable()
    for reference in [ReferenceName.prompt(name, .versions), .prompt(name, .pointer(.active))]
    where try target(of: reference) != nil { throw .stray(reference) }
    let time = if let createdAt { createdAt } else { try nextCreationTime() }
    let record = PromptRecord(
      id: id ?? PromptID(makeUUID()), createdAt: time,
      title: title, description: description, metadata: metadata)
    try record.validate()
    let (tip, entry) = try append(
      record, of: name, subject: "\(name) created", author: author)
    let prompt = Prompt(
      name: name, record: entry.record, recordEditedAt: entry.editedAt, infoTip: tip, latest: nil,
      active: nil)
    guard let draft else { return prompt }
    _ = try addVersion(draft, to: prompt)
    return try existing(name)
  }

  /// Edits a prompt's record: its title, description and metadata.
  ///
  /// - Throws: As ``Repository/edit(_:reason:_:)`` does.
  @discardableResult
  public mutating func edit(
    _ name: PromptName, reason: String? = nil, _ edit: (inout PromptRecord) -> Void
  ) throws(RepositoryError) -> PromptRecord {
    var record = try existing(name).record
    edit(&record)
    return try self.edit(
      name,
      RecordEdit(
        title: .set(record.title), description: .set(record.description),
        metadata: .set(record.metadata)),
      reason: reason)
  }

  /// Edits a prompt's record, where fields that are not named stay.
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when nothing would be different.
  @discardableResult
  package mutating func edit(
    _ name: PromptName, _ edit: RecordEdit, reason: String? = nil, author: Signature? = nil
  ) throws(RepositoryError) -> PromptRecord {
    let current = try existing(name).record
    let record = edit.applied(to: current)
    try record.validate()
    guard record != current else {
      throw RepositoryError(
        .nothingToCommit, "the record of prompt '\(name)' says exactly this already")
    }
    try append(
      record, of: name, subject: "\(name) \(PromptRecord.verb(from: current, to: record))",
      Trailer.reason(reason), author: author)
    return record
  }

  /// Puts a prompt away: listings leave it out, and it is deployed nowhere; all of it stays.
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when it is archived already.
  @discardableResult
  public mutating func archive(
    _ name: PromptName, reason: String? = nil
  ) throws(RepositoryError) -> PromptRecord {
    try archive(name, reason: reason, author: nil)
  }

  /// The same, where somebody else decided it than who makes the change.
  @discardableResult
  package mutating func archive(
    _ name: PromptName, reason: String?, author: Signature?
  ) throws(RepositoryError) -> PromptRecord {
    guard try !existing(name).record.isArchived else {
      throw RepositoryError(.nothingToCommit, "prompt '\(name)' is archived already")
    }
    return try edit(
      name, RecordEdit(archivedAt: .set(Timestamp(milliseconds: committer.time.milliseconds))),
      reason: reason, author: author)
  }

  /// Brings an archived prompt back.
  ///
  /// - Throws: ``RepositoryError/Code/nothingToCommit`` when it is not archived.
  @discardableResult
  public mutating func unarchive(
    _ name: PromptName, reason: String? = nil
  ) throws(RepositoryError) -> PromptRecord {
    try unarchive(name, reason: reason, author: nil)
  }

  /// The same, where somebody else decided it than who makes the change.
  @discardableResult
  package mutating func unarchive(
    _ name: PromptName, reason: String?, author: Signature?
  ) throws(RepositoryError) -> PromptRecord {
    guard try existing(name).record.isArchived else {
      throw RepositoryError(.nothingToCommit, "prompt '\(name)' is not archived")
    }
    return try edit(
      name, RecordEdit(archivedAt: .set(nil)), reason: reason, author: author)
  }

  @discardableResult
  mutating func append(
    _ record: PromptRecord, of name: PromptName, subject: String, _ trailers: [Trailer] = [],
    author: Signature? = nil
  ) throws(RepositoryError) -> (tip: ObjectID, entry: RecordEntry) {
    let file = GitObject(.blob, record.file)
    let (id, commit) = try append(
      to: .prompt(name, .info), tree: addTree(PromptRecord.fileName, file),
      message: CommitMessage(
        subject: subject, trailers: [Trailer(.promptID, record.id.rawValue)] + trailers),
      author: author, record: RecordKey(record))
    let entry = try cache.record(id) { () throws(RepositoryError) in
      RecordEntry(
        commit: id, parent: commit.parents.first, tree: commit.tree,
        record: try PromptRecord(file: file), editedAt: commit.author.time)
    }
    return (id, entry)
  }
}

extension RepositoryError {
  /// A reference of a name that is no prompt's.
  static func stray(_ name: ReferenceName) -> RepositoryError {
    RepositoryError(
      .damaged, "\(name) exists, though there is no such prompt",
      hint: "Somebody wrote to the ledger without promptrepo; look at it with `git log \(name)`, "
        + "and remove it with `git update-ref -d \(name)`")
  }
}

extension Transaction {
  /// The time of the change, or a millisecond after the newest prompt if that is later.
  mutating func nextCreationTime() throws(RepositoryError) -> Timestamp {
    var time = Timestamp(milliseconds: committer.time.milliseconds)
    let last = if let newest { newest } else { try storedClock() }
    if let last { time = max(time, Timestamp(milliseconds: last.milliseconds + 1)) }
    guard time.milliseconds <= Transaction.lastTime else {
      throw RepositoryError(
        .invalid,
        "the newest prompt of this repository is of the end of the year 9999, so none "
          + "can be newer",
        hint: "If a clock was wrong, `git update-ref -d \(ReferenceName.clock)` forgets that time")
    }
    newest = time
    return time
  }

  /// 9999-12-31T23:59:59.999Z, the last moment that can be written down.
  private static let lastTime: Int64 = 253_402_300_799_999

  /// The creation time of the store's newest prompt; `nil` before the first.
  func storedClock() throws(RepositoryError) -> Timestamp? {
    guard let clock = try target(of: .clock) else { return nil }
    let blob = try required(clock, for: "the time of the newest prompt")
    do {
      return try Timestamp(String(decoding: blob.bytes.prefix { $0 != 10 }, as: UTF8.self))
    } catch {
      throw RepositoryError(
        .damaged, "\(ReferenceName.clock) does not hold the time of the newest prompt",
        hint: "`git update-ref -d \(ReferenceName.clock)` removes it", cause: error)
    }
  }

  /// Moves the clock to the newest prompt that the transaction made.
  mutating func setClock() throws(RepositoryError) {
    guard let newest else { return }
    let clock = add(GitObject(.blob, Array("\(newest.rfc3339)\n".utf8)))
    try move(.clock, to: clock, "newest prompt")
  }

  /// Makes every prompt that is created from now on newer than prompts that came from elsewhere.
  ///
  /// A time that is more than a day after the change counts as that day's: a wrong clock
  /// elsewhere must not use up all the times that there are.
  package mutating func advanceClock(to time: Timestamp) throws(RepositoryError) {
    let day: Int64 = 86_400_000
    let time = min(time, Timestamp(milliseconds: committer.time.milliseconds + day))
    let last = if let newest { newest } else { try storedClock() }
    if let last, last >= time { return }
    newest = Timestamp(milliseconds: time.milliseconds)
  }
}
