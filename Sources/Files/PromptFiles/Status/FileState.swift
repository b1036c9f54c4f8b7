public import PromptRepo

/// How a prompt's working file stands to the versions of the prompt.
///
/// After a rollback a file that goes on from the live version is as good as one that goes on from
/// the latest; else what is active plays no part.
public enum FileState: Sendable, Hashable {
  /// There is a file, and no version of such a prompt.
  case new
  /// The file is the latest version.
  case unchanged
  /// The file was made from the latest version and differs from it.
  case changed
  /// The file is an older version, as it was checked out.
  case behind
  /// The file cannot be committed before somebody decides.
  case conflict(ConflictReason)
  /// This clone had the file, and it is gone.
  case missing
  /// The prompt never had a file in this clone.
  case notCheckedOut
  /// The file cannot be read.
  case invalid(PromptFileError)

  /// Why a file is in conflict.
  public enum ConflictReason: Sendable, Hashable {
    /// The file was edited, and newer versions were cut since it was checked out.
    case bothChanged
    /// The prompt has versions, and nothing says which one the file was made from.
    case noBase
    /// Nothing says which version the file was made from, and the part of the history that may is
    /// not in this clone.
    case historyCutShort
    /// The prompt that the file belonged to was deleted.
    case promptGone
    /// The prompt that the file belonged to has another name now, and maybe a file there.
    case promptRenamed(to: PromptName, hasFile: Bool)
    /// The file still has the markers of a merge.
    case markers
  }

  /// The state's name in listings: `new`, `unchanged`, `changed`, `behind`, `conflict`,
  /// `missing`, `not checked out` or `invalid`.
  public var label: String {
    switch self {
    case .new: "new"
    case .unchanged: "unchanged"
    case .changed: "changed"
    case .behind: "behind"
    case .conflict: "conflict"
    case .missing: "missing"
    case .notCheckedOut: "not checked out"
    case .invalid: "invalid"
    }
  }
}
