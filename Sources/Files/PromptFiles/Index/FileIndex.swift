public import PromptRepo

/// The bases of the working files, as the store keeps them for this clone.
///
/// A text file:
///
/// ```
/// promptrepo-index 1
/// NAME PROMPT-ID VERSION-NUMBER VERSION-COMMIT VERSION-HASH RECORD-COMMIT [HEAD-COMMIT [MARK]]
/// …
/// sha256 DIGITS
/// ```
///
/// with one line for each file, in the order of names, `-` for a record that is not known, what HEAD
/// of the code repository was if there is one, how the file stood to it (`=` if it was HEAD's, else
/// git's stamp of HEAD's file, or `-`), and last the SHA-256 of all lines before. An index that is
/// damaged counts as absent: bases are then found without it.
public struct FileIndex: Sendable {
  /// The base of each file that has one.
  public internal(set) var bases: [PromptName: FileBase] = [:]

  /// Why an index that is there could not be used.
  public internal(set) var warning: String?

  /// An empty index.
  public init() {}
}
