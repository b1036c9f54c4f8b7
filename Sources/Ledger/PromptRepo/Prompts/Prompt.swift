public import CanonicalJSON

/// A prompt as listings show it: its name, its record, and where its chains stand.
public struct Prompt: Sendable {
  /// The prompt's name.
  public let name: PromptName
  /// The title, the description and whatever else people know it by.
  public let record: PromptRecord
  /// When the record was last edited.
  package let recordEditedAt: Timestamp
  /// The tip of the chain of the record's edits.
  package let infoTip: ObjectID
  /// The version that was cut last; `nil` while there is none.
  public let latest: Version?
  /// The last move of the active pointer; `nil` while nothing is active.
  public let active: PointerMove?

  /// The title, or the name when there is no title.
  public var displayName: String { record.title ?? name.rawValue }

  /// The time at which the prompt last changed in any way.
  public var updatedAt: Timestamp {
    let edited = max(record.createdAt, recordEditedAt)
    return max(edited, latest?.createdAt ?? edited, active?.author.time ?? edited)
  }
}

extension Repository {
  /// The prompt of a name; `nil` when there is none.
  ///
  /// ```swift
  /// if let prompt = try repository.prompt(name) { print(prompt.latest?.number ?? 0) }
  /// ```
  public func prompt(_ name: PromptName) throws(RepositoryError) -> Prompt? {
    try reader.prompt(name)
  }
}

extension Transaction {
  /// The prompt of a name, with what the transaction has pending; `nil` when there is none.
  public func prompt(_ name: PromptName) throws(RepositoryError) -> Prompt? {
    try reader.prompt(name)
  }
}

extension LedgerReader {
  /// A prompt; `nil` when there is none of this name.
  package func prompt(_ name: PromptName) throws(RepositoryError) -> Prompt? {
    guard let infoTip = try tip(of: .info, name) else { return nil }
    let info = try recordEntry(at: infoTip)
    let latest = try latest(of: name)
    let active = try lastMove(of: .active, name)
    for id in [latest?.promptID, active?.promptID].compactMap(\.self) where id != info.record.id {
      throw .misplaced("prompt '\(name)' has a version of another prompt, \(id)")
    }
    if let active { _ = try version(of: active) }
    if latest == nil, active != nil { throw .missingVersions(of: name, .active) }
    return Prompt(
      name: name, record: info.record, recordEditedAt: info.editedAt, infoTip: infoTip,
      latest: latest, active: active)
  }

  /// A prompt that has to be there.
  ///
  /// - Throws: ``RepositoryError/Code/notFound``.
  package func existing(_ name: PromptName) throws(RepositoryError) -> Prompt {
    guard let prompt = try prompt(name) else { throw .noPrompt(name) }
    return prompt
  }

  /// The record as it was after one edit, named by the edit's commit.
  package func record(at commit: ObjectID) throws(RepositoryError) -> PromptRecord {
    try recordEntry(at: commit).record
  }

  /// A prompt's records from a commit of their chain on, newest first, read as far as somebody asks.
  package func records(from tip: ObjectID?) -> Chain<RecordEntry> {
    Chain(from: tip) { (commit) throws(RepositoryError) in try recordEntry(at: commit) }
  }

  private func recordEntry(at id: ObjectID) throws(RepositoryError) -> RecordEntry {
    try cache.record(id) { () throws(RepositoryError) in
      let commit = try self.commit(id, for: "a prompt's record")
      let file = try file(PromptRecord.fileName, in: commit.tree, "a record's tree", "a record")
      return RecordEntry(
        commit: id, parent: commit.parents.first, tree: commit.tree,
        record: try PromptRecord(file: file), editedAt: commit.author.time)
    }
  }
}

extension RepositoryError {
  /// A prompt has a pointer to a version, and no versions.
  package static func missingVersions(
    of name: PromptName, _ pointer: Pointer
  ) -> RepositoryError {
    let place = pointer.environment.map { "a version in '\($0)'" } ?? "an active version"
    return RepositoryError(
      .damaged,
      "\(ReferenceName.prompt(name, .versions)) points nowhere, though prompt '\(name)' has \(place)",
      hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
  }
}

/// A prompt's record as one commit of its chain holds it.
package struct RecordEntry: Sendable, ChainStep {
  package let commit: ObjectID
  package let parent: ObjectID?
  /// The commit's tree.
  package let tree: ObjectID
  package let record: PromptRecord
  /// When the commit was made.
  let editedAt: Timestamp
}

/// The title, the description and whatever else people know a prompt by; it has no versions, only a
/// history of edits.
public struct PromptRecord: Sendable {
  /// The longest title, in characters.
  package static let maximumTitleLength = 255

  /// The prompt's identity.
  public let id: PromptID
  /// The creation time; strictly increasing within a store.
  public let createdAt: Timestamp
  /// The title in any script, 1 to 255 characters.
  public var title: String?
  /// The purpose of the prompt, at most 2,000 characters.
  public var description: String?
  /// Anything else, as a JSON object.
  public var metadata: JSONObject
  /// The time at which the prompt was archived; `nil` for one in use. No hosted API hears of it.
  public package(set) var archivedAt: Timestamp?

  /// True for an archived prompt.
  public var isArchived: Bool { archivedAt != nil }

  /// Makes a record from its parts.
  package init(
    id: PromptID, createdAt: Timestamp, title: String? = nil, description: String? = nil,
    metadata: JSONObject = JSONObject(), archivedAt: Timestamp? = nil
  ) {
    self.id = id
    self.createdAt = createdAt
    self.title = title
    self.description = description
    self.metadata = metadata
    self.archivedAt = archivedAt
  }

  /// Checks the API's limits, in Unicode code points.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  package func validate() throws(RepositoryError) {
    if let title, !(1...PromptRecord.maximumTitleLength).contains(title.unicodeScalars.count) {
      throw RepositoryError(
        .invalid, "the title has \(title.unicodeScalars.count) characters",
        hint: "A title has 1 to 255")
    }
    if let description, description.unicodeScalars.count > 2_000 {
      throw RepositoryError(
        .invalid, "the description has \(description.unicodeScalars.count) characters",
        hint: "A description has at most 2,000")
    }
    for text in [title, description].compactMap(\.self) where text.utf8.contains(0) {
      throw RepositoryError(.invalid, "the title or description holds a NUL character")
    }
  }

  /// What an edit does, for the subject of its commit.
  static func verb(from old: PromptRecord, to new: PromptRecord) -> String {
    switch (old.isArchived, new.isArchived) {
    case (false, true): "archived"
    case (true, false): "unarchived"
    default: "record edited"
    }
  }
}

extension PromptRecord {
  /// The name of the record's file in a tree.
  package static let fileName = "prompt.json"

  /// The record as a JSON object with sorted keys; unset fields are absent.
  package var json: JSONObject {
    var object = JSONObject()
    if let archivedAt { object["archived_at"] = .string(archivedAt.rfc3339) }
    object["created_at"] = .string(createdAt.rfc3339)
    if let description { object["description"] = .string(description) }
    object["id"] = .string(id.rawValue)
    object["metadata"] = .object(metadata.sortedKeys)
    if let title { object["title"] = .string(title) }
    return object
  }

  /// The record's file: canonical JSON and one line break.
  var file: [UInt8] {
    JSONValue.object(json).utf8(.canonical) + [10]
  }

  /// Reads a record's file.
  ///
  /// - Throws: ``RepositoryError/Code/damaged``.
  init(file: GitObject) throws(RepositoryError) {
    let json = try file.json(of: "the record")
    guard let json, let id = json["id"]?.string, let createdAt = json["created_at"]?.string else {
      throw .damaged(file, "is not a prompt's record")
    }
    let archivedAt = try json["archived_at"]?.string.map { text throws(RepositoryError) in
      try Timestamp(text)
    }
    self.init(
      id: try PromptID(id), createdAt: try Timestamp(createdAt), title: json["title"]?.string,
      description: json["description"]?.string, metadata: json["metadata"]?.object ?? JSONObject(),
      archivedAt: archivedAt)
  }
}

extension PromptRecord: Equatable {
  /// Compares the bytes of two records.
  public static func == (left: PromptRecord, right: PromptRecord) -> Bool {
    left.json == right.json
  }
}

/// An edit of a prompt's record: its title, description and metadata; what is not named stays.
public struct RecordEdit: Sendable {
  /// The change of one field.
  public enum Field<Value: Sendable>: Sendable {
    /// The field stays as it is.
    case keep
    /// The field gets this value.
    case set(Value)

    /// The value after the edit.
    package func applied(to current: Value) -> Value {
      switch self {
      case .keep: current
      case .set(let value): value
      }
    }
  }

  /// The title; set to `nil` to remove it.
  public var title: Field<String?>
  /// The description; set to `nil` to remove it.
  public var description: Field<String?>
  /// The metadata, replaced as a whole.
  public var metadata: Field<JSONObject>
  /// The time of the archival; set to `nil` to bring the prompt back.
  package var archivedAt: Field<Timestamp?>

  /// Makes an edit; fields that are not named stay.
  public init(
    title: Field<String?> = .keep, description: Field<String?> = .keep,
    metadata: Field<JSONObject> = .keep
  ) {
    self.init(title: title, description: description, metadata: metadata, archivedAt: .keep)
  }

  /// Makes an edit that may archive the prompt as well.
  package init(
    title: Field<String?> = .keep, description: Field<String?> = .keep,
    metadata: Field<JSONObject> = .keep, archivedAt: Field<Timestamp?>
  ) {
    self.title = title
    self.description = description
    self.metadata = metadata
    self.archivedAt = archivedAt
  }

  /// The record after the edit.
  package func applied(to record: PromptRecord) -> PromptRecord {
    PromptRecord(
      id: record.id, createdAt: record.createdAt,
      title: title.applied(to: record.title),
      description: description.applied(to: record.description),
      metadata: metadata.applied(to: record.metadata),
      archivedAt: archivedAt.applied(to: record.archivedAt))
  }
}
