/// Rules about files that cannot be read as prompts.
enum FileProblems {
  static let rules = [unreadable, headerNotRead]

  static let unreadable = Rule(
    "file-unreadable", .error,
    finds: "a file that cannot be read as a prompt",
    why: """
      It is not UTF-8, has a NUL, is a pointer of Git LFS, or its header is no YAML that headers may \
      be made of. No version can be made of it.
      """,
    example: "A header with the key `model` twice.",
    remedy: "Do what the message says.")

  static let headerNotRead = Rule(
    "header-not-read", .warning,
    finds: "lines that look like a header and are read as text",
    why: "The model gets the lines, and the settings in them do nothing.",
    example: "A file that begins with `----` in place of `---`.",
    remedy: """
      Mend the lines. If they are text, put an empty header of two lines `---` at the beginning of \
      the file.
      """)

  /// The findings about a file as a whole.
  static func finding(
    _ problem: LintSource.Problem, of source: LintSource, _ levels: RuleLevels
  ) -> Finding? {
    guard let rule = Rule.named(problem.kind.rawValue), let level = levels.level(of: rule) else {
      return nil
    }
    let place =
      problem.column.map {
        FindingPlace(
          source.path, prompt: source.prompt, line: problem.line, column: $0, endLine: problem.line,
          endColumn: $0 + 1)
      } ?? FindingPlace(source.path, prompt: source.prompt, line: problem.line)
    return Finding(rule.id, level, at: place, problem.message)
  }
}
