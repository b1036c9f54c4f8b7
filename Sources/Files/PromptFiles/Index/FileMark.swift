internal import PromptRepo

/// How a working file stood to HEAD of the code repository when its base was noted.
public enum FileMark: Sendable, Hashable {
  /// HEAD had the file so, and it was the version.
  case head
  /// The file was another than HEAD's. The stamp is what ``SourceControl/stamp(of:)`` said; while it
  /// says the same, git has not put HEAD's file in the place.
  case edited(stamp: String?)

  private static let headText = "="
  private static let noStampText = "-"

  /// Reads a mark of the index; nil for what is none.
  init?(_ text: String) {
    switch text {
    case "": return nil
    case FileMark.headText: self = .head
    case FileMark.noStampText: self = .edited(stamp: nil)
    default: self = .edited(stamp: text)
    }
  }

  /// The mark as the index has it.
  var text: String {
    switch self {
    case .head: FileMark.headText
    case .edited(let stamp): stamp ?? FileMark.noStampText
    }
  }
}

extension SourceControl {
  /// A base as it is to be noted of a file with these bytes: with HEAD and the file's mark.
  func noting(
    _ base: FileBase, of path: String, bytes: [UInt8]
  ) throws(RepositoryError) -> FileBase {
    var base = base
    base.head = try head()
    base.mark = nil
    guard base.head != nil else { return base }
    if try source(of: path, bytes: bytes) == nil {
      base.mark = .edited(stamp: try stamp(of: path))
    } else {
      base.mark = .head
    }
    return base
  }
}
