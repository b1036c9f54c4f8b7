internal import CommandKit
internal import Platform
internal import PromptRepo

extension HiddenRequest {
  /// Does what is asked.
  func answer(
    _ arguments: ArraySlice<String>, _ git: (any GitSupport)?, _ server: (any ServerSupport)?,
    _ sync: (any SyncSupport)?
  ) throws {
    let output = Console(.output, environment: .process)
    switch self {
    case .libraries:
      try output.line("\(ProgramVersion.current)")
      let own = (git?.libraries ?? []) + (server?.libraries ?? []) + (sync?.libraries ?? [])
      for library in LinkedLibrary.common + own { try output.line("\(library)") }
    case .manualPages:
      guard let folder = arguments.first else {
        throw UsageError("Name the folder that the manual pages are written into.")
      }
      try ManualPages.write(to: folder, environment: .process)
    }
  }
}

/// The manual pages of the program.
enum ManualPages {
  /// Writes them into a folder, compressed by nobody yet.
  static func write(to folder: String, environment: EnvironmentVariables) throws {
    let facts = ManualFacts(
      version: PromptRepoProgram.version, date: try date(environment),
      parts: parts, seeAlso: ["git(1)"])
    let files = FileSystem()
    try files.makeDirectories(folder)
    for page in PromptRepoProgram.make().declaration.manualPages(facts) {
      try files.replaceFile("\(folder)/\(page.name).1", with: Array(page.text.utf8))
    }
  }

  /// The day of the build: that of `SOURCE_DATE_EPOCH`, so that the same sources make the same pages.
  private static func date(_ environment: EnvironmentVariables) throws -> String {
    var time = Timestamp(milliseconds: SystemClock.nowMilliseconds())
    if let text = environment["SOURCE_DATE_EPOCH"], !text.isEmpty {
      guard let seconds = Int64(text), (0...253_402_300_799).contains(seconds) else {
        throw RepositoryError(
          .invalid, "SOURCE_DATE_EPOCH is '\(text)', which is no time in seconds since 1970")
      }
      time = Timestamp(milliseconds: seconds * 1_000)
    }
    return String(time.rfc3339.prefix(10))
  }

  private static let parts = [
    ManualFacts.Part(
      "Exit status",
      [
        ("0", "Success."),
        ("1", "Failure; with `--exit-code`, a difference."),
        ("2", "A conflict that somebody has to resolve."),
        ("3", "With `--exit-code`, a failure."),
        ("64", "Wrong usage."),
      ]),
    ManualFacts.Part(
      "Environment",
      [
        (
          "PROMPTREPO_AUTHOR_NAME, PROMPTREPO_AUTHOR_EMAIL",
          "The author of a change; else `GIT_AUTHOR_NAME` and `GIT_AUTHOR_EMAIL`, else `user.name` "
            + "and `user.email` of git's configuration."
        ),
        ("PROMPTREPO_DATE", "The date of a change; else `GIT_AUTHOR_DATE`, else the clock's."),
        ("PROMPTREPO_API_KEY", "The key for a hosted remote."),
        ("VISUAL, EDITOR", "The editor that `promptrepo edit` runs."),
        ("NO_COLOR", "Print no colours if this is set to anything but nothing."),
        (
          "XDG_STATE_HOME, XDG_CONFIG_HOME",
          "The folders of a server's keys and of hosted remotes; by default `~/.local/state` and "
            + "`~/.config`."
        ),
      ]),
    ManualFacts.Part(
      "Files",
      [
        ("prompts/NAME.prompt", "The working file of a prompt."),
        (".promptrepo", "The ledger, where it is not in the git repository around the prompts."),
      ]),
  ]
}
