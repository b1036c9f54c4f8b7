public import PromptRepo

/// What `promptrepo commit` will do with a prompt once a change is merged.
public enum LedgerOutcome: Sendable, Hashable {
  /// It makes a version with this number and content.
  case version(Int, VersionHash, Activation)
  /// It writes the record and makes no version.
  case record
  /// It does nothing, since the ledger has all of it.
  case nothing
  /// It gives the prompt the file's name, and makes no version.
  case renamed(from: PromptName)
  /// It archives the prompt, whose file goes and which is live in no environment.
  case archived
  /// It brings back the prompt, which was archived when its file was removed, and makes no version.
  case unarchived
  /// It makes a new prompt; `movedFrom` is the prompt whose file has this name now, which stays live.
  case new(VersionHash, movedFrom: PromptName?)
  /// It stops: `reason` says why, in one line that goes on after `promptrepo commit stops: `.
  case conflict(reason: String)
  /// It leaves the file out: `reason` says why, in one line that goes on after `promptrepo commit leaves
  /// it out: `.
  case leftOut(reason: String)
  /// The file goes and the prompt stays as it is, live where it is live.
  case stays
  /// There is no ledger here, or too little of the history; `reason` says which, and what brings it.
  case unknown(reason: String)
  /// Nothing is committed: the newer side is a version already, as in a dry run of a deployment.
  case live

  /// How a version goes live.
  public enum Activation: Sendable, Hashable {
    /// At once; environments stay as they are.
    case atOnce
    /// Not by itself, since the file goes on from a version that was rolled back.
    case heldBack
  }

  /// The outcome in one word, as JSON has it: `version`, `record`, `nothing`, `renamed`, `archived`,
  /// `unarchived`, `new`, `conflict`, `left_out`, `stays` or `unknown`; nil for ``live``.
  public var label: String? {
    switch self {
    case .version: "version"
    case .record: "record"
    case .nothing: "nothing"
    case .renamed: "renamed"
    case .archived: "archived"
    case .unarchived: "unarchived"
    case .new: "new"
    case .conflict: "conflict"
    case .leftOut: "left_out"
    case .stays: "stays"
    case .unknown: "unknown"
    case .live: nil
    }
  }
}
