internal import GitFiles
internal import Platform
internal import PromptFiles
internal import PromptLint
internal import PromptRepo
internal import TextDiff
internal import VisibleText

/// The file in which a person writes the message of a commit, in the store's own folder.
///
/// Lines that begin with git's comment character say what will be committed, and are left out.
struct CommitMessageFile {
  /// Where it is.
  let path: String
  private let context: CommandContext

  /// The file beside the index of a workspace.
  init(_ context: CommandContext, beside workspace: Workspace) {
    self.context = context
    path = "\(workspace.indexPath.parentDirectory)/COMMIT_EDITMSG"
  }

  /// What is said where the commit fails after the message was written.
  var keptMessage: String {
    "your message is kept: `promptrepo commit -F \(path.shellWord)` takes it"
  }

  /// Writes the file for the editor.
  ///
  /// - Parameters:
  ///   - lines: What will be committed, and what goes live.
  ///   - plan: Whose changes are shown below; nil for none.
  func write(
    _ lines: [String], differences plan: CommitPlan?, _ repository: Repository
  ) throws {
    let mark = try comment()
    func commented(_ text: String) -> String {
      text.isEmpty ? mark : "\(mark) \(text.visibleLine)"
    }
    var text = "\n"
    let introduction = [
      "Write above why this is committed. Lines that begin with '\(mark)' are left out,",
      "and an empty message commits nothing.", "", "To be committed:",
    ]
    text += (introduction + lines.map { "  \($0)" }).map { commented($0) + "\n" }.joined()
    if let plan {
      text += "\(commented(CommitMessageFile.scissors))\n"
      text += commented("Everything below is left out.") + "\n"
      for item in plan.items where !item.isNothing {
        text += try difference(item, repository).visible
      }
    }
    try context.files.makeDirectories(path.parentDirectory)
    try context.files.writeFile(path, Array(text.utf8))
  }

  /// Has the user edit the file, and reads the message.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` where there is none.
  func edited() throws -> String {
    try context.openEditor(path)
    let text = try context.readText(path)
    let message = CommitMessageFile.message(of: text, comment: try comment())
    guard !message.isEmpty else {
      throw RepositoryError(
        .invalid, "the message is empty, so nothing was committed",
        hint: "--no-edit commits without a message")
    }
    return message
  }

  /// Removes the file, once its message is in the versions' commits.
  func remove() throws { _ = try context.files.unlinkIfPresent(path) }

  private func difference(_ item: CommitItem, _ repository: Repository) throws -> String {
    guard let file = item.status.file else { return "" }
    let old = try item.status.base.map { base in
      try repository.content(of: repository.version(item.ledgerName, .number(base)))
    }
    return LineDiff(
      old: old.map { "\($0.template.withoutSecrets)\n" } ?? "",
      new: "\(try file.content().template.withoutSecrets)\n"
    ).unified(
      oldLabel: item.status.base.map { "\(item.ledgerName)@v\($0)" } ?? "/dev/null",
      newLabel: item.status.path)
  }

  /// What begins a comment: git's `core.commentString` or `core.commentChar`.
  private func comment() throws -> String {
    let setting =
      try context.configuration("core.commentString")
      ?? context.configuration("core.commentChar")
    // With `auto` git looks for one that the message does not begin with, and this one is empty.
    guard let setting, !setting.isEmpty, setting != "auto" else { return "#" }
    return setting
  }

  private static let scissors = "------------------------ >8 ------------------------"

  /// The message in a text, as `git commit` cleans one up: without comments, white space at the
  /// ends of lines, and empty lines at both ends and beside others.
  static func message(of text: String, comment: String) -> String {
    var lines: [String] = []
    // Some editors begin a file with a mark, and end lines with CR LF, which is one character here.
    let mark = "\u{FEFF}"
    let bytes = text.utf8.dropFirst(text.utf8.starts(with: mark.utf8) ? mark.utf8.count : 0)
    for bytes in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      let line = Substring(bytes.last == 13 ? bytes.dropLast() : bytes)
      if line.utf8.elementsEqual("\(comment) \(scissors)".utf8) { break }
      if line.utf8.starts(with: comment.utf8) { continue }
      let end = line.utf8.lastIndex { ![0x20, 0x09, 0x0B, 0x0C, 0x0D].contains($0) }
      let trimmed = end.map { String(line[...$0]) } ?? ""
      if trimmed.isEmpty, lines.last?.isEmpty ?? true { continue }
      lines.append(trimmed)
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
