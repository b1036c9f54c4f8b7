internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptLint
internal import PromptRepo

let lintCommand = Command<CommandContext>(
  "lint", abstract: "Look for mistakes and hidden characters in prompt files.",
  discussion: """
    By default, looks at all working files. A path is a file, or a folder of files, of any kind \
    that import reads. prompts/lint.yml sets the levels of rules for all: rules: {trailing-space: \
    warning}; a comment in a header allows a rule in its file: # lint: allow secret: REASON. Exits \
    with 1 if something is found at the level of --fail-on or above, and with 3 if a file could not \
    be looked at.
    """,
  .arguments("path", help: "Look at these files and folders.", completion: .file),
  .flag("--staged", help: "Look at what is staged for git's next commit."),
  .flag("--fix", help: "Mend what can be mended unseen; with --rule, also what a reader sees."),
  .options("--rule", valueName: "rule", help: "Look for this rule only."),
  .options(
    "--level", valueName: "rule=level",
    help: "Set the level of a rule: off, note, warning or error."),
  .option("--format", help: "The form of the report; text by default."),
  .reportTargets(),
  .failingLevel,
  .option("--explain", valueName: "rule", help: "Say what a rule is about, and nothing else."),
  .flag("--rules", help: "List all rules of lint and review with their levels, and nothing else.")
) {
  (
    context, paths: [String], isStaged: Bool, fixes: Bool, rules: [RuleName],
    levels: [LevelSetting], format: LintFormat?, outputs: [ReportTarget<LintFormat>],
    failing: FailingLevel,
    explained: RuleName?, listsRules: Bool
  ) in
  if listsRules || explained != nil {
    let isAlone =
      paths.isEmpty && !isStaged && !fixes && rules.isEmpty && levels.isEmpty && format == nil
      && outputs.isEmpty && !(listsRules && explained != nil)
    guard isAlone else {
      throw UsageError(
        "\(listsRules ? "--rules" : "--explain") looks at no file: of the other options, only "
          + "--json goes with it.")
    }
  }
  if listsRules { return try context.listRules() }
  if let explained { return try context.explain(explained.rule) }
  guard !isStaged || paths.isEmpty else {
    throw UsageError("Either paths or --staged: what is staged is looked at as a whole.")
  }
  guard !isStaged || !fixes else {
    throw UsageError("--fix mends files, and not what is staged: mend, then `git add`.")
  }
  try withComparisonExitCodes(true) {
    let run = LintRun(
      context: context, rules: Set(rules.map(\.rule.id)), levels: levels, fixes: fixes)
    let report = try isStaged ? run.lintStaged() : run.lint(paths)
    // Git runs this before each commit, also before those without prompts.
    if isStaged, report.isEmpty, format == nil, !context.json, outputs.isEmpty { return }
    try context.show(report, format ?? (context.json ? .json : .text), outputs, failing)
  }
}

/// The name of a rule.
struct RuleName: ArgumentValue {
  let rule: Rule

  init(argument: String) throws {
    guard let rule = Rule.named(argument) else {
      throw UsageError("\(RuleLevelsError.unknownRule(argument).message).")
    }
    self.rule = rule
  }

  var argument: String { rule.id }

  static var completion: Completion { .list(Rule.all.map(\.id)) }
}

/// `RULE=LEVEL`.
struct LevelSetting: ArgumentValue {
  let rule: String
  let level: String

  init(argument: String) throws {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw UsageError("Write RULE=LEVEL, such as trailing-space=note.")
    }
    (rule, level) = (String(parts[0]), String(parts[1]))
    var levels = RuleLevels.standard
    do throws(RuleLevelsError) {
      try levels.set(rule, to: level)
    } catch {
      throw UsageError("\(error.message).")
    }
  }

  var argument: String { "\(rule)=\(level)" }
}

extension CommandContext {
  /// All rules, in the order of the page Rules.
  fileprivate func listRules() throws {
    guard !json else { return try Rule.all.forEach { try output.json($0.json) } }
    var table = Table()
    table.add(heading: "RULE", "LEVEL", "FINDS")
    for rule in Rule.all {
      table.add(
        .init(rule.id, .bold), .init(rule.level?.rawValue ?? "off"), .folded(rule.summary))
    }
    try output.table(table)
  }

  fileprivate func explain(_ rule: Rule) throws {
    guard json else { return try output.text(rule.section) }
    var object = rule.json
    object["help"] = .string(rule.help)
    try output.json(object)
  }
}
