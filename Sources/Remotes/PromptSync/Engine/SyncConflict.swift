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
