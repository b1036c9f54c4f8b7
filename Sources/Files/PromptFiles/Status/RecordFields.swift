internal import CanonicalJSON
internal import PromptRepo

/// A field of a prompt's record that a file's header can repeat.
public enum RecordField: String, Sendable, Hashable, CaseIterable {
  case title, description, metadata

  /// How a field of a header stands to the record.
  public enum State: Sendable, Hashable {
    /// The header was edited; a commit edits the record.
    case changed
    /// The record was edited since; the header's value is old, and a commit leaves it alone.
    case behind
    /// Both were edited, to different values.
    case conflict
  }

  /// The field's value in a header, as JSON; nil if the header does not name it.
  func value(in edit: RecordEdit) -> JSONValue? {
    switch self {
    case .title:
      if case .set(let title) = edit.title { return title.map { .string($0) } ?? .null }
    case .description:
      if case .set(let text) = edit.description { return text.map { .string($0) } ?? .null }
    case .metadata:
      if case .set(let metadata) = edit.metadata { return .object(metadata.sortedKeys) }
    }
    return nil
  }

  /// The field's value in a record, as JSON.
  func value(in record: PromptRecord) -> JSONValue {
    switch self {
    case .title: record.title.map { .string($0) } ?? .null
    case .description: record.description.map { .string($0) } ?? .null
    case .metadata: .object(record.metadata.sortedKeys)
    }
  }

  /// Copies the field from one edit to another.
  func copy(from source: RecordEdit, to target: inout RecordEdit) {
    switch self {
    case .title: target.title = source.title
    case .description: target.description = source.description
    case .metadata: target.metadata = source.metadata
    }
  }
}

extension StatusReader {
  /// How the fields that a header names stand to the record, where they differ.
  ///
  /// Each is compared with the record that the header was made from. Where that is not known, a
  /// value that the record once had is an old one, and any other an edit.
  func fields(
    of working: WorkingFile, _ tips: ChainTips, _ indexed: IndexEntry?
  ) throws(RepositoryError) -> [RecordField: RecordField.State] {
    let file = working.file
    let named = RecordField.allCases.filter { $0.value(in: file.record) != nil }
    guard !named.isEmpty, let tip = tips.info else { return [:] }
    let current = try ledger.record(at: tip)
    let different = named.filter { $0.value(in: file.record) != $0.value(in: current) }
    if different.isEmpty { return [:] }
    var states: [RecordField: RecordField.State] = [:]
    if let commit = try knownRecord(of: working, different, indexed) {
      let base = try ledger.record(at: commit)
      for field in different {
        let old = field.value(in: base)
        states[field] =
          field.value(in: file.record) == old
          ? .behind : field.value(in: current) == old ? .changed : .conflict
      }
    } else {
      let old = try different.earlier(in: file.record, before: tip, ledger)
      for field in different { states[field] = old.contains(field) ? .behind : .changed }
    }
    return states
  }

  /// The record that the index says, as long as git did not put another file in the place since.
  private func knownRecord(
    of working: WorkingFile, _ fields: [RecordField], _ indexed: IndexEntry?
  ) throws(RepositoryError) -> ObjectID? {
    guard let indexed, let commit = indexed.record, try ledger.object(commit) != nil else {
      return nil
    }
    guard let control = workspace.sourceControl else { return commit }
    switch try evidence(on: working, indexed, control) {
    case .index, .indexOrNewer: return commit
    case .history: return nil
    case .contained:
      if indexed.mark == .head, try isInHistory(indexed.head, control) { return commit }
      let record = try ledger.record(at: commit)
      let isHeld = try control.contents(of: working.headPath, notIn: indexed.head).contains {
        content in
        guard let file = earlier.content(content.bytes, of: working) else { return false }
        return fields.allSatisfy { $0.value(in: file.record) == $0.value(in: record) }
      }
      return isHeld ? commit : nil
    }
  }
}

extension [RecordField] {
  /// The fields whose value in an edit is one that the record had before.
  ///
  /// - Parameter tip: The commit of the record as it is.
  func earlier(
    in edit: RecordEdit, before tip: ObjectID?, _ ledger: some LedgerReader
  ) throws(RepositoryError) -> Set<RecordField> {
    var earlier: Set<RecordField> = []
    var records = ledger.records(from: tip)
    _ = try records.next()
    while earlier.count < count, let entry = try records.next() {
      for field in self where field.value(in: edit) == field.value(in: entry.record) {
        earlier.insert(field)
      }
    }
    return earlier
  }
}
