public import PromptMerge
public import PromptRepo

/// What both sides changed, for somebody who has to decide.
public struct SyncConflict: Sendable {
  /// What it is about, in one sentence.
  public var summary: String
  /// The newest version here.
  public var ours: VersionSummary?
  /// The newest version there.
  public var theirs: VersionSummary?
  /// The last version that both sides have.
  public var base: VersionSummary?
  /// The fields of the record that both sides changed.
  public var fields: [FieldConflict] = []
  /// What to do next; commands take `NAME` for the prompt and `REMOTE` for the remote.
  public var remedy: Remedy

  /// The ways out.
  public enum Remedy: Sendable, Equatable {
    /// Run it again with one of the resolutions.
    case resolve
    /// Merge by hand: the text with markers is in the working file.
    case edit(marked: MarkedText)
    /// Commit what was merged by hand first.
    case commit
    /// Run a pull or a sync.
    case pull
  }

  /// Texts to be merged by hand.
  public struct MarkedText: Sendable, Equatable {
    /// What both sides were made from; `nil` when they have no version in common.
    public var base: VersionContent?
    /// Our side.
    public var ours: VersionContent
    /// Their side.
    public var theirs: VersionContent
    /// What stands behind the markers: ours, base, theirs.
    public var labels: [String]
  }

  /// One version, for people.
  public struct VersionSummary: Sendable, Hashable {
    /// Its number on its side.
    public var number: Int
    /// Who made it; `nil` where the API does not say.
    public var author: String?
    /// When it was made, RFC 3339.
    public var time: String
    /// What its author said of it.
    public var message: String
    /// Its template.
    public var template: String
  }
}

extension PromptSyncJob {
  /// Stops where somebody has to decide first.
  mutating func refuse(_ standing: SyncSnapshot) throws(SyncFailure) {
    let comparison = standing.comparison
    guard options.direction != .fetch else { return }
    if let after = tracking.mergeAfter {
      if standing.latest > after {
        tracking.mergeAfter = nil
      } else if options.direction.pushes, [nil, .merge].contains(options.resolution) {
        throw .conflict(
          try conflict(
            "its texts are being merged by hand in the working file", .commit, standing))
      }
    }
    guard comparison.state == .diverged else {
      if options.direction == .push, comparison.state == .behind || comparison.state == .both {
        item.notes.append(.about("the remote has more; a pull takes it"))
      }
      return
    }
    guard options.resolution == nil else { return }
    throw .conflict(try conflict(PromptSyncJob.summary(comparison), .resolve, standing))
  }

  private static func summary(_ comparison: Comparison) -> String {
    var parts: [String] = []
    if comparison.cut == .both { parts.append("versions were created") }
    if comparison.record == .both { parts.append("the record was edited") }
    if comparison.pointer == .both || parts.isEmpty { parts.append("the active version was moved") }
    return "on both sides " + parts.joined(separator: ", and ")
  }

  /// A conflict with what each side has.
  func conflict(
    _ summary: String, _ remedy: SyncConflict.Remedy, _ standing: SyncSnapshot
  ) throws(SyncFailure) -> SyncConflict {
    let comparison = standing.comparison
    var conflict = SyncConflict(summary: summary, remedy: remedy)
    if comparison.record == .both { conflict.fields = try recordMerge(standing).conflicts }
    conflict.ours = try summarise(comparison.newLocal.last ?? standing.latest)
    if let there = comparison.newRemote.last, let text = tracking.templates[there] {
      conflict.theirs = SyncConflict.VersionSummary(
        number: there, author: nil, time: text.createdAt, message: "", template: text.template)
    }
    conflict.base = try summarise(comparison.versions.last { $0 > 0 })
    return conflict
  }

  private func summarise(_ number: Int?) throws(SyncFailure) -> SyncConflict.VersionSummary? {
    guard let number else { return nil }
    let version = try version(number)
    return SyncConflict.VersionSummary(
      number: number, author: version.author.name, time: version.createdAt.rfc3339,
      message: version.message, template: try content(number).template)
  }

  /// The merge of both records.
  func recordMerge(_ standing: SyncSnapshot) throws(SyncFailure) -> RecordMerge {
    let record = standing.prompt.record
    func full(_ side: RemoteRecord) -> PromptRecord {
      PromptRecord(
        id: record.id, createdAt: record.createdAt, title: side.name,
        description: side.description, metadata: side.metadata, archivedAt: record.archivedAt)
    }
    return RecordMerge(
      base: tracking.agreed.map { full($0.remoteRecord) }, ours: full(standing.record),
      theirs: full(standing.seen.record))
  }
}
