internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptRepo

/// Prompts that are named by the paths of their files, as a shell completes them.
enum PromptPaths {
  /// What such words are called.
  static let wordKind = "prompt"

  /// How paths are put as names.
  static let respelling = Respelling<CommandContext>(
    isMeant: { kind, word in kind == wordKind && parts(of: word) != nil },
    respell: { context, _, word in
      guard let (path, rest) = parts(of: word) else { return word }
      return try context.promptName(ofFile: path) + rest
    })

  /// Whether a word is the path of a file and nothing else.
  static func isPath(_ word: String) -> Bool { parts(of: word)?.rest.isEmpty == true }

  /// The path in a word and what follows it, such as `@v2`; `nil` for a name, which never ends so.
  private static func parts(of word: String) -> (path: String, rest: String)? {
    let bytes = Array(word.utf8)
    let ending = Array(Workspace.suffix.utf8)
    if bytes.suffix(ending.count) == ending[...], bytes.count > ending.count { return (word, "") }
    let end = ending + [UInt8(ascii: "@")]
    var start = bytes.count - end.count
    while start > 0 {
      if bytes[start...].starts(with: end) {
        let length = start + ending.count
        return (
          String(decoding: bytes[..<length], as: UTF8.self),
          String(decoding: bytes[length...], as: UTF8.self)
        )
      }
      start -= 1
    }
    return nil
  }
}

extension CommandContext {
  /// The name that the path of a prompt's file stands for: from the command's folder, or else from
  /// the top of the repository, as messages write it.
  fileprivate func promptName(ofFile typed: String) throws -> String {
    let folder = try promptFolder(from: directory)
    let here = try files.realPath(directory)
    let top = try findLocation()?.root.map { try files.realPath($0) } ?? here
    let whole = Path.normalized(Path.join(here, typed)) { $0 }
    let fromHere = name(of: whole, below: "\(top)/\(folder)/")
    if let fromHere, try files.exists(whole) { return fromHere }
    let fromTop = name(
      of: Path.normalized(Path.join(top, typed)) { $0 }, below: "\(top)/\(folder)/")
    if let fromTop { return fromTop }
    if let fromHere { return fromHere }
    throw UsageError(
      "'\(typed)' is no file of a prompt: those are below '\(folder)'. Give the prompt's name.")
  }

  private func name(of path: String, below folder: String) -> String? {
    guard path.utf8.starts(with: folder.utf8) else { return nil }
    let name = path.utf8.dropFirst(folder.utf8.count).dropLast(Workspace.suffix.utf8.count)
    return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
  }
}
