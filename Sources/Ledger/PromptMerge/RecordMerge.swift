internal import CanonicalJSON
public import PromptRepo

/// The merge of two records of one prompt that were made from a third: by field, and the metadata
/// by key.
public struct RecordMerge: Sendable {
  /// What came of it.
  public let outcome: MergeOutcome<PromptRecord>
  /// The fields that both sides changed, to different values: `title`, `description`,
  /// `archived_at`, `metadata.KEY`.
  public let conflicts: [FieldConflict]
  private let byOurs: PromptRecord
  private let byTheirs: PromptRecord

  /// Merges records; identity and time of creation are ours.
  ///
  /// - Parameter base: What both were made from; nil when they have no edit in common.
  public init(base: PromptRecord?, ours: PromptRecord, theirs: PromptRecord) {
    let fields = JSONObjectMerge(
      base: base?.texts ?? JSONObject(), ours: ours.texts, theirs: theirs.texts)
    let metadata = JSONObjectMerge(
      base: base?.metadata.sortedKeys ?? JSONObject(), ours: ours.metadata.sortedKeys,
      theirs: theirs.metadata.sortedKeys)
    conflicts =
      fields.conflicts
      + metadata.conflicts.map {
        FieldConflict("metadata.\($0.name)", ours: $0.ours, theirs: $0.theirs)
      }
    func record(_ resolution: Resolution) -> PromptRecord {
      let texts = fields.resolved(resolution)
      return PromptRecord(
        id: ours.id, createdAt: ours.createdAt, title: texts["title"]?.string,
        description: texts["description"]?.string, metadata: metadata.resolved(resolution),
        archivedAt: texts["archived_at"].flatMap { text in
          [ours, theirs].compactMap(\.archivedAt).first { .string($0.rfc3339) == text }
        })
    }
    byOurs = record(.ours)
    byTheirs = record(.theirs)
    if !conflicts.isEmpty {
      outcome = .conflict
    } else if byOurs == ours {
      outcome = .ours
    } else {
      outcome = byOurs == theirs ? .theirs : .both(byOurs)
    }
  }

  /// The record that a resolution gives; nil where it leaves a conflict.
  ///
  /// Each field that only one side changed is that side's; `ours` and `theirs` decide about the
  /// others.
  public func resolved(_ resolution: Resolution) -> PromptRecord? {
    switch resolution {
    case .ours: byOurs
    case .theirs: byTheirs
    case .merge: conflicts.isEmpty ? byOurs : nil
    }
  }
}

extension PromptRecord {
  /// The fields that are one text each; one that is absent is left out.
  fileprivate var texts: JSONObject {
    var texts = JSONObject()
    if let title { texts["title"] = .string(title) }
    if let description { texts["description"] = .string(description) }
    if let archivedAt { texts["archived_at"] = .string(archivedAt.rfc3339) }
    return texts
  }
}
