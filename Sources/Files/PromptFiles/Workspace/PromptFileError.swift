public import PromptRepo

/// Why a working file cannot be read or written, and where in it.
public struct PromptFileError: Error, Sendable, Hashable {
  /// One sentence that says what is wrong, without a final full stop.
  public let message: String

  /// The file's path, as the caller gave it.
  public let path: String

  /// The line in the file, from 1, if the error has a place.
  public let line: Int?

  /// The column in the line, from 1, in Unicode code points.
  public let column: Int?

  /// What anybody can do about it, if anything is known to help.
  public let hint: String?

  /// What is wrong, where the way out depends on the program.
  public let problem: Problem?

  /// Whether there is something other than a plain file in the place, such as a link or a folder.
  public let isIrregular: Bool

  /// Makes an error from its parts.
  public init(
    _ message: String, path: String, line: Int? = nil, column: Int? = nil, hint: String? = nil,
    problem: Problem? = nil, isIrregular: Bool = false
  ) {
    self.message = message
    self.path = path
    self.line = line
    self.column = column
    self.hint = hint
    self.problem = problem
    self.isIrregular = isIrregular
  }

  /// `prompts/a.prompt:3:7: message`: the place as compilers and editors write it.
  public var summary: String {
    let place = [path] + [line, column].compactMap { $0.map(String.init) }
    return "\(place.joined(separator: ":")): \(message)"
  }
}

extension PromptFileError {
  /// Something wrong with a file whose way out depends on the program; new cases may be added.
  public enum Problem: Sendable, Hashable {
    /// The header names another prompt than the file, which is this one's.
    case otherName(PromptName)
    /// The version's configuration has a key that a header has for the record.
    case reservedKey(String)
    /// What the header would hold cannot be written as one.
    case unwritableHeader

    /// Whether the version is in the way, whatever its file is like.
    var isOfVersion: Bool {
      switch self {
      case .reservedKey, .unwritableHeader: true
      case .otherName: false
      }
    }
  }
}

extension PromptFileError: CustomStringConvertible {
  /// The summary, with the hint after it.
  public var description: String {
    guard let hint else { return summary }
    return "\(summary). \(hint)"
  }
}

extension RepositoryError {
  /// The same error as the rest of the program reports it, with code ``RepositoryError/Code/invalid``.
  public init(_ error: PromptFileError) {
    self.init(.invalid, error.summary, hint: error.hint, cause: error)
  }
}

/// Reads or writes a working file's text and reports an error in it as the repository's error.
func reportingFile<Result>(
  _ body: () throws(PromptFileError) -> Result
) throws(RepositoryError) -> Result {
  do {
    return try body()
  } catch {
    throw RepositoryError(error)
  }
}

extension RepositoryError {
  /// Several files' refusals as one error; `nil` if there are none.
  ///
  /// A conflict among them makes it a conflict.
  static func joining(
    _ refusals: [RepositoryError], _ what: String, cause: any Error
  ) -> RepositoryError? {
    guard let first = refusals.first else { return nil }
    if refusals.count == 1 { return first }
    let code = refusals.contains { $0.code == .conflict } ? .conflict : first.code
    let list = refusals.map { "\n  \($0.message)" }.joined()
    return RepositoryError(code, "\(refusals.count) files \(what):\(list)", cause: cause)
  }
}

/// What an operation on working files refused or could not finish, with the facts: the cause of a
/// ``RepositoryError`` whose way out depends on the program.
///
/// New cases may be added.
public enum FileRefusal: Error, Sendable {
  // One file.

  /// There is neither a prompt nor a file of this name.
  case nothingNamed(PromptName)
  /// There is a prompt of a new prompt's name.
  case promptExists(PromptName)
  /// There is a file of a new prompt's name, and no prompt.
  case fileExists(PromptName)
  /// The file cannot be committed before somebody decides.
  case conflict(FileState.ConflictReason, PromptName, latest: Int?)
  /// The file may be made from another version than HEAD says: from the rival, which this clone
  /// wrote there.
  case twoBases(PromptName, rival: Int, latest: Int)
  /// A field of the record was edited in the file and, differently, in the ledger.
  case fieldConflict(RecordField, of: PromptName)
  /// Somebody else changed the prompt while it was to be committed.
  case changedMeanwhile(PromptName)
  /// The file was removed from the code, and the prompt is live in environments.
  case removedWhileLive(PromptName, [EnvironmentName])
  /// The file was edited, and the prompt is archived.
  case archived(PromptName)
  /// The file of a new prompt has the text that it began with.
  case unwritten(PromptName)
  /// There is no prompt to check out, only a file.
  case notCommittedYet(PromptName, path: String)
  /// The file that a checkout is to replace cannot be read.
  case unreadableFile(PromptName, PromptFileError)
  /// The file that a checkout is to replace has the markers of a merge.
  case openMerge(PromptName)
  /// The file that a checkout is to replace has edits that no version has.
  case uncommittedEdits(PromptName)
  /// The file that two sides are to be merged in has the markers of an earlier merge.
  case openMergeBelowAnother(PromptName)
  /// The file that two sides are to be merged in has edits that no version has.
  case editsBelowMerge(PromptName)
  /// The prompt to be deleted has a file with edits that no version has.
  case editsOfDeleted(PromptName)
  /// The prompt has its new name, and its file could not follow.
  case unfinishedRename(PromptName, to: PromptName, RepositoryError)
  /// The prompt is deleted, and its file could not be removed.
  case unfinishedDeletion(PromptName, RepositoryError)

  // A file that is to be adopted.

  /// The file has the history of another prompt, and would have this name by itself.
  case historyOfAnother(PromptName, name: PromptName)
  /// A prompt that has nothing to do with the file has the file's name.
  case nameOfAnother(PromptName)
  /// Git has a pointer to the text or an encrypted text; the remedy brings the text into the work
  /// tree.
  case placeholder(remedy: String)

  // Several files.

  /// Several files cannot be committed, so that nothing was.
  case notCommitted
  /// Several files cannot be read, and were left out of the commit.
  case leftOut
  /// Several files cannot be checked out, so that none was.
  case notCheckedOut
  /// Several files were not adopted, for these reasons.
  case notAdopted([RepositoryError])
}
