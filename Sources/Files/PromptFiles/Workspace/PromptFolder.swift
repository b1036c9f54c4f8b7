internal import PromptLint
public import PromptRepo
internal import VisibleText

/// The folder of the prompt files, from the top of the repository, such as `prompts` or `ai/prompts`.
///
/// A prompt's file is `FOLDER/NAME.prompt`.
public struct PromptFolder: Sendable, Hashable {
  /// The path, without a slash at either end.
  public let path: String

  /// The folder where no other is set.
  public static let standard = PromptFolder(unchecked: "prompts")

  /// Reads a folder; slashes at the end do not count.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` for a path out of the repository, into git's or the
  ///   ledger's own folder, or to the whole repository.
  public init(_ text: String) throws(RepositoryError) {
    var bytes = text.utf8[...]
    while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    if let reason = PromptFolder.reasonAgainst(
      bytes, absolute: text.utf8.first == UInt8(ascii: "/"))
    {
      let shown = text.utf8.count > 200 ? "\(text.prefix(100))…" : text
      throw RepositoryError(
        .invalid, "'\(shown)' cannot be the folder of the prompts: \(reason)",
        hint: "Name a folder from the top of the repository, such as ai/prompts")
    }
    path = String(decoding: bytes, as: UTF8.self)
  }

  /// How many bytes it may have, so that files with the longest names still have paths.
  private static let maximumLength = 1_024
  /// How many bytes a folder's name may have, as in all common file systems.
  private static let maximumPartLength = 255

  private init(unchecked path: String) {
    self.path = path
  }

  private static func reasonAgainst(_ bytes: Substring.UTF8View, absolute: Bool) -> String? {
    if absolute { return "the path is absolute" }
    if bytes.isEmpty { return "it is empty" }
    if bytes.contains(where: { $0 < 0x20 || $0 == 0x7f || $0 == UInt8(ascii: "\\") }) {
      return "it has a backslash or a control character"
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.visibleLine.utf8.elementsEqual(bytes) else {
      return "it has a character that nobody sees"
    }
    if bytes.count > PromptFolder.maximumLength {
      return "it has \(bytes.count) bytes, more than \(PromptFolder.maximumLength)"
    }
    for part in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      if part.count > PromptFolder.maximumPartLength {
        return "a part of it has \(part.count) bytes, more than \(PromptFolder.maximumPartLength)"
      }
      switch String(decoding: part, as: UTF8.self).lowercased() {
      case "": return "it has two slashes in a row"
      case ".":
        return "all files of the repository would be files of prompts"
      case "..": return "the path leads out of the repository"
      case ".git", ".promptrepo": return "the ledger or git keeps its own files there"
      case let name where name.hasPrefix("."): return "'\(name)' is hidden"
      default: continue
      }
    }
    return nil
  }

  /// The paths of the folders on the way to it, and last its own.
  package var parts: [String] {
    let bytes = path.utf8
    let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") } + [bytes.endIndex]
    return ends.map { String(decoding: bytes[..<$0], as: UTF8.self) }
  }

  /// The path of a prompt's file: `prompts/NAME.prompt`.
  package func path(ofFileOf name: PromptName) -> String {
    "\(path)/\(name)\(Workspace.suffix)"
  }

  /// The prompt whose file a path is; nil if it is none's.
  package func name(ofFile path: String) -> PromptName? {
    guard let text = nameText(ofFile: path) else { return nil }
    do {
      return try PromptName(text)
    } catch {
      return nil
    }
  }

  /// What stands for the name in the path of a prompt's file, be it a name or not; nil for a path
  /// that is not `prompts/….prompt`.
  package func nameText(ofFile path: String) -> String? {
    let (start, end) = ("\(self.path)/".utf8, Workspace.suffix.utf8)
    guard path.utf8.starts(with: start), path.utf8.count >= start.count + end.count,
      path.utf8.suffix(end.count).elementsEqual(end)
    else { return nil }
    return String(decoding: path.utf8.dropFirst(start.count).dropLast(end.count), as: UTF8.self)
  }

  /// The path of the file with the levels of rules.
  public var lintSettings: String { "\(path)/lint.yml" }
}

extension PromptFolder: CustomStringConvertible {
  /// The path.
  public var description: String { path }
}
