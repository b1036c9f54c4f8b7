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
    if latest == nil, active != nil {
      throw RepositoryError(
        .damaged,
        "\(ReferenceName.prompt(name, .versions)) points nowhere, though prompt '\(name)' has an active "
          + "version",
        hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
    }
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
