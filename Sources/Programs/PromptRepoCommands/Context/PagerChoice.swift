internal import Platform
internal import PromptRepo

/// How a command shows what it prints to somebody at a terminal.
struct Paging: Sendable {
  /// Whether output goes through a pager: as `--paginate` and `--no-pager` say; nil where the
  /// command decides.
  let isWanted: Bool?

  init(paginates: Bool, hasNoPager: Bool) {
    isWanted = hasNoPager ? false : paginates ? true : nil
  }

  /// The commands whose output may be longer than a screen.
  private static let commands = [
    "audit", "blame", "config list", "diff", "env list", "grep", "key list", "lint", "list", "log",
    "matrix", "reach", "release list", "release show", "render", "review", "show", "vars",
  ]

  /// Whether a command's output goes through a pager.
  func applies(to command: String?) -> Bool {
    isWanted ?? command.map(Paging.commands.contains) ?? false
  }
}

extension CommandContext {
  /// The pager by git's rules: `GIT_PAGER`, `core.pager`, `PAGER`, else `less`. None where the value
  /// is empty or `cat`, and on a terminal that cannot move its cursor.
  func chosenPager() -> Pager? {
    guard environment["TERM"].map({ !$0.isEmpty && $0 != "dumb" }) ?? false,
      let name = pager(configured: { _ in configuredPager() })
    else { return nil }
    var variables = environment.variables
    // As git does: quit if all fits on one screen, show colours, leave the screen as it is.
    if variables["LESS"] == nil { variables["LESS"] = "FRX" }
    if variables["LV"] == nil { variables["LV"] = "-c" }
    return Pager(name, environment: EnvironmentVariables(variables))
  }

  /// The pager's command line by the same rules, whatever terminal there is, and by what says the
  /// value of a setting.
  func pager(configured: (String) throws -> String?) rethrows -> String? {
    let name =
      try environment["GIT_PAGER"] ?? configured("core.pager") ?? environment["PAGER"] ?? "less"
    return name.isEmpty || name == "cat" ? nil : name
  }

  private func configuredPager() -> String? {
    do {
      return try configuration("core.pager")
    } catch {
      // What only a companion can read is not worth beginning anew, in the middle of the output.
      guard HandOver(error) == nil else { return nil }
      warn("core.pager is passed over: \(ErrorReport(error).message)")
      return nil
    }
  }
}
