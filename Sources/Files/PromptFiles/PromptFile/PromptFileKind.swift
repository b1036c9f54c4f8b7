internal import CanonicalJSON
internal import TextDiff

/// A kind of file that a prompt may be kept in, told by how its name ends, in whatever case.
public enum PromptFileKind: Sendable {
  /// A header, if there is one, and the template: `.prompt`, `.prompt.md`, `.md`.
  case prompt
  /// All of it is template: `.txt`.
  case text
  /// The file of the Prompty tools: `.prompty`.
  case prompty
  /// The file of GitHub Models: `.prompt.yml`, `.prompt.yaml`.
  case messages

  /// How the names end, the longer of two that fit first.
  public static let endings = table.map(\.ending)

  /// How the names end, as one sentence.
  public static let hint = "prompts' files end in \(endings.joined(separator: ", "))"

  private static let table: [(ending: String, kind: PromptFileKind)] = [
    (".prompt.yml", .messages), (".prompt.yaml", .messages), (".prompt.md", .prompt),
    (".prompty", .prompty), (".prompt", .prompt), (".md", .prompt), (".txt", .text),
  ]

  /// The kind of a file and its path without the ending; nil if it is none of these.
  package static func of(_ path: String) -> (kind: PromptFileKind, stem: String)? {
    for (ending, kind) in table
    where path.utf8.count > ending.utf8.count
      && path.utf8.suffix(ending.utf8.count).map(\.lowercased).elementsEqual(ending.utf8)
    {
      return (kind, String(decoding: path.utf8.dropLast(ending.utf8.count), as: UTF8.self))
    }
    return nil
  }

  /// Whether a file is a partial in the way of dotprompt, `_NAME.prompt`: a part of prompts that
  /// name it, and none of its own.
  static func isPartial(_ path: String) -> Bool {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let start = slash.map { path.utf8.index(after: $0) } ?? path.utf8.startIndex
    return path.utf8[start...].first == UInt8(ascii: "_")
      && path.utf8.suffix(Workspace.suffix.utf8.count).elementsEqual(Workspace.suffix.utf8)
  }

  /// Reads a file of this kind as the prompt that it holds.
  func read(_ bytes: [UInt8], path: String) throws(PromptFileError) -> PromptFile {
    let file = try readWithMarkers(bytes, path: path)
    if let line = UnmergedLines.first(in: file.template) {
      throw PromptFileError(
        "this has the markers of a merge that was not finished", path: path,
        line: file.templateLine + line - 1,
        hint: "Choose between the sides and remove the lines with <<<<<<<, ======= and >>>>>>>")
    }
    return file
  }
}

extension PromptFileKind {
  /// The same for a file that may have the markers of a merge.
  func readWithMarkers(_ bytes: [UInt8], path: String) throws(PromptFileError) -> PromptFile {
    switch self {
    case .prompt: try PromptFile(foreign: bytes, path: path)
    case .text: try PromptFile(text: bytes, path: path)
    case .prompty: try PromptFile(prompty: bytes, path: path)
    case .messages: try PromptFile(messages: bytes, path: path)
    }
  }
}

extension UInt8 {
  /// The byte, with an upper-case letter of ASCII in lower case.
  fileprivate var lowercased: UInt8 { (0x41...0x5a).contains(self) ? self | 0x20 : self }
}

/// What git leaves in a file whose merge nobody has finished.
///
/// No block of code counts, since prompts show such lines, and none whose labels are words in upper
/// case, as in `<<<<<<< SEARCH`: models are told to write edits between them.
enum UnmergedLines {
  /// The line on which the first such place begins, from 1; `nil` if there is none.
  static func first(in text: String) -> Int? {
    var start: Int?
    var isSplit = false
    var isQuoted = false
    for marker in ConflictMarker.all(in: text, skippingCode: true) {
      switch marker.kind {
      case .ours:
        isQuoted = isShouted(marker.label)
        (start, isSplit) = (marker.line, false)
      case .separator: isSplit = start != nil
      case .theirs:
        guard isSplit else { continue }
        if !isQuoted || !isShouted(marker.label) { return start }
        (start, isSplit) = (nil, false)
      }
    }
    return nil
  }

  /// Whether a label is a word in upper case that git writes for no side.
  private static func isShouted(_ label: Substring) -> Bool {
    !label.isEmpty && label != "HEAD"
      && label.utf8.allSatisfy { (0x41...0x5a).contains($0) || $0 == 0x5f || $0 == 0x2d }
  }
}
