internal import Platform
internal import PromptRepo

extension CommandContext {
  /// The command line of the user's editor, as `git var GIT_EDITOR` finds it: of `GIT_EDITOR`, git's
  /// `core.editor`, `VISUAL` on a terminal that can show one, `EDITOR`, and last `vi`.
  ///
  /// An empty value counts as none.
  ///
  /// - Throws: ``RepositoryError/Code/unsupported`` for a terminal that can show no editor, where
  ///   none is set.
  func editor() throws -> String { try editor(configured: configuration) }

  /// The same, by what says the value of a setting.
  func editor(configured: (String) throws -> String?) throws -> String {
    func value(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
    let isDumb = environment["TERM"].map { $0 == "dumb" } ?? true
    if let editor = value(environment["GIT_EDITOR"]) { return editor }
    if let editor = value(try configured("core.editor")) { return editor }
    if !isDumb, let editor = value(environment["VISUAL"]) { return editor }
    if let editor = value(environment["EDITOR"]) { return editor }
    guard !isDumb else {
      throw RepositoryError(
        .unsupported, "this terminal can show no editor, and EDITOR is not set",
        hint: "Set EDITOR, or give the message on the command line")
    }
    return "vi"
  }

  /// Runs the user's editor on a file and waits for it.
  func openEditor(_ path: String) throws {
    let editor = try editor()
    try output.flush()
    let result = try Subprocess.shell(editor, [path], environment: environment).run()
    guard result.status == .exited(0) else {
      throw RepositoryError(
        .inputOutput, "the editor '\(editor)' failed",
        hint: "Set GIT_EDITOR or EDITOR to one that works here; the file is \(path)")
    }
  }
}
