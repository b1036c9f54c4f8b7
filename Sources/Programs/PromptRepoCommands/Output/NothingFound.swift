internal import Platform
internal import PromptRepo

extension CommandContext {
  /// Says on standard error that there is nothing to show, and what to do next.
  ///
  /// Scripts find nothing on standard output, and with `--json` or `--quiet` nothing here either.
  ///
  /// - Parameters:
  ///   - sentence: What there is none of, such as `There are no prompts`.
  ///   - isOfLedger: Whether a clone may just lack it.
  ///   - next: What to do next.
  func sayNothingFound(
    _ sentence: String, isOfLedger: Bool = true, next: @autoclosure () throws -> String? = nil
  ) throws {
    guard !json, !isQuiet else { return }
    var rest = isOfLedger ? try firstPullHint() : nil
    if rest == nil { rest = try next() }
    try output.flush()
    let errors = Console(.error, environment: environment)
    try errors.line(
      ([sentence] + (rest.map { [$0] } ?? [])).map(ErrorReport.ended).joined(separator: " ")
        .inFolder(typedDirectory))
  }

  /// Says that no prompt is listed, of those whose names begin with a text.
  ///
  /// - Parameter hidesArchived: Whether archived prompts are left out.
  func sayNoPrompts(_ prefix: String?, after last: PromptName? = nil, hidesArchived: Bool) throws {
    let prefix = prefix ?? ""
    if let last, prefix.isEmpty {
      return try sayNothingFound("There are no prompts after '\(last)'")
    }
    guard !prefix.isEmpty else {
      return try sayNothingFound(
        "There are no prompts",
        next: try hiddenPrompts("", hidesArchived)
          ?? "`promptrepo new NAME` writes the file of one, `promptrepo commit` makes a version of it"
      )
    }
    try sayNothingFound(
      "No name of a prompt begins with '\(prefix)'",
      next: try hiddenPrompts(prefix, hidesArchived) ?? meaning(ofPrefix: prefix))
  }

  /// What is left out because it is archived; nil where nothing is.
  private func hiddenPrompts(_ prefix: String, _ hidesArchived: Bool) throws -> String? {
    guard hidesArchived, try !repository().names(under: prefix, limit: 1).isEmpty else {
      return nil
    }
    return "Archived prompts are left out; --archived shows them"
  }

  private func meaning(ofPrefix prefix: String) throws -> String? {
    if let end = prefix.utf8.firstIndex(where: { [0x2A, 0x3F, 0x5B].contains($0) }) {
      let start = String(decoding: prefix.utf8[..<end], as: UTF8.self)
      return "It is no pattern but the beginning of a name: `promptrepo \(command ?? "list")"
        + (start.isEmpty ? "`" : " \(start.plainOrQuoted)`")
    }
    if let name = PromptName(orNil: prefix), let meaning = try meaning(of: name) { return meaning }
    return try questionAboutPrompts(near: prefix) ?? questionAboutFolders(near: prefix)
      ?? "`promptrepo list` shows all"
  }

  /// `Did you mean '…'?` about folders of prompts that are near the folder in a prefix.
  private func questionAboutFolders(near prefix: String) throws -> String? {
    func folder(_ name: String) -> String? {
      let bytes = name.utf8
      guard let end = bytes.firstIndex(of: UInt8(ascii: "/")) else { return nil }
      return String(decoding: bytes[...end], as: UTF8.self)
    }
    let folders = try Set(repository().names().compactMap { folder($0.rawValue) })
    return question(folder(prefix) ?? "\(prefix)/", folders.sorted())
  }
}
