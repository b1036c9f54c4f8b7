public import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptLint
internal import PromptRepo
public import PromptReview

let reviewCommand = Command<CommandContext>(
  "review", abstract: "Report what a change of prompts does, and what commit will make of it.",
  discussion: """
    Without BASE, compares the working files with the latest versions. With BASE, compares HEAD \
    with the commit at which it parted from BASE, as a pull request does, and says what the merge \
    does to the ledger. With --env, compares with what is live there; with --from and --to, \
    compares two environments.

    Exits with 0 if nothing is found at the level of --fail-on or above, with 1 if something is, \
    and with 3 on failure.
    """,
  .optionalArgument("base", help: "The branch or commit that the change is made for."),
  .option("--head", valueName: "rev", help: "The commit to review; HEAD by default."),
  .options("--only", valueName: "name", help: "Report only this prompt."),
  .option("-e", "--env", valueName: "env", help: "Compare with what is live in this environment."),
  .option("--from", valueName: "env", help: "Compare what is live in this environment; with --to."),
  .option("--to", valueName: "env", help: "Compare it with what is live in this one."),
  .option(
    "--breaking", valueName: "rung",
    help: "Make breaks errors: with call, what callers have to know; each further rung adds more."),
  .acknowledged,
  .option("--format", help: "The form of the report; text by default."),
  .reportTargets(), .failingLevel,
  .option(
    "--limit", valueName: "characters", default: ReviewFormat.commentLimit,
    help: "Keep the Markdown to so many characters, at least 2000.")
) {
  (
    context, base: String?, head: String?, only: [PromptName], environment: EnvironmentName?,
    source: EnvironmentName?, target: EnvironmentName?, rung: ContractRung?,
    acknowledged: [VariableNames], format: ReviewFormat?,
    outputs: [ReportTarget<ReviewFormat>], failing: FailingLevel, limit: Int
  ) in
  let call = try ReviewCall(
    base: base, head: head, environment: environment, source: source, target: target)
  try withComparisonExitCodes(true) {
    guard limit >= ReviewFormat.smallestLimit else {
      throw UsageError("--limit is at least \(ReviewFormat.smallestLimit).")
    }
    let review = try context.review(
      call, only: only, breaking: rung, acknowledging: acknowledged.all)
    for name in only { try context.refuseUnknown(name, review) }
    // What is live in an environment may lack names that the branch had before, and a finding names
    // those.
    let named = acknowledged.all.filter { name in
      review.openFindings.contains { $0.isAboutVariable(name) }
    }
    context.warnOfUnused(acknowledged.all, besides: review.acknowledgeable + named)
    var options = ReviewFormat.Options()
    options.failingLevel = failing.level
    options.programVersion = PromptRepoProgram.version
    for target in outputs {
      try context.write(
        report: target.format.text(of: review, limit: limit, options), to: target.file)
    }
    options.isColoured = context.output.isColoured
    let shown = format ?? (context.json ? .json : .text)
    try context.output.styledText(shown.text(of: review, limit: limit, options))
    if let level = failing.level, review.hasFindings(from: level) { throw CommandExit.differs }
  }
}

extension Finding {
  /// Whether it says something of a variable, as of one that a promotion asks for.
  fileprivate func isAboutVariable(_ name: String) -> Bool {
    rule.utf8.starts(with: "variable-".utf8)
      && message.split { $0 == " " || $0 == "," }.contains { $0.utf8.elementsEqual(name.utf8) }
  }
}

extension ReviewFormat: ArgumentValue {}
extension ContractRung: ArgumentValue {}

/// Which two sides a review compares.
enum ReviewCall {
  case workingFiles
  case commits(base: String, head: String)
  case live(EnvironmentName, head: String?)
  case environments(from: EnvironmentName, to: EnvironmentName)

  init(
    base: String?, head: String?, environment: EnvironmentName?, source: EnvironmentName?,
    target: EnvironmentName?
  ) throws {
    let kinds = [base != nil, environment != nil, source != nil || target != nil]
    guard kinds.count(where: { $0 }) < 2 else {
      throw UsageError("Give BASE, or --env, or --from and --to, and not two of them.")
    }
    if let base {
      self = .commits(base: base, head: head ?? "HEAD")
    } else if let environment {
      self = .live(environment, head: head)
    } else if source != nil || target != nil {
      guard let source, let target, head == nil else {
        throw UsageError("--from and --to go together, and without --head.")
      }
      self = .environments(from: source, to: target)
    } else if head != nil {
      throw UsageError("--head needs a BASE or --env to compare with.")
    } else {
      self = .workingFiles
    }
  }
}

extension CommandContext {
  /// The report of a call.
  fileprivate func review(
    _ call: ReviewCall, only: [PromptName], breaking rung: ContractRung?,
    acknowledging acknowledged: Set<String>
  ) throws -> Review {
    let isKnown = try firstPullHint() == nil
    let reviewer = try Reviewer(
      isKnown ? repository() : nil, missingLedger: "`promptrepo pull` brings the ledger",
      folder: promptFolder(), only: only, breaking: rung, acknowledging: acknowledged)
    switch call {
    case .workingFiles: return try reviewer.review(workspace())
    case .live(let environment, nil): return try reviewer.review(environment, to: workspace())
    case .environments(let source, let target):
      return try reviewer.review(from: source, to: target)
    case .commits(let base, let head):
      return try withRevisions { try reviewer.review(base, to: head, $0) }
    case .live(let environment, let head?):
      return try withRevisions { try reviewer.review(environment, to: head, $0) }
    }
  }

  /// Refuses a name that nobody knows: what is reported of it would be that all is well.
  fileprivate func refuseUnknown(_ name: PromptName, _ review: Review) throws {
    let isReported = review.prompts.contains { prompt in
      if case .renamed(from: name) = prompt.kind { return true }
      return prompt.name == name
    }
    guard !isReported, try firstPullHint() == nil,
      try repository().target(of: .prompt(name, .info)) == nil,
      try !files.exists(workspacePath(of: name))
    else { return }
    throw RepositoryError(
      .notFound, "there is no prompt '\(name)', and no change of one",
      hint: "`promptrepo list` shows the prompts of this repository")
  }

  /// Where the working file of a prompt is, or would be.
  private func workspacePath(of name: PromptName) throws -> String {
    let root = try location().root ?? directory
    return try Path.join(root, promptFolder().path(ofFileOf: name))
  }

  /// Does something with the commits of the git repository that holds the prompts.
  private func withRevisions<Result>(_ body: (GitRevisions) throws -> Result) throws -> Result {
    let location = try location()
    guard location.kind == .git else {
      throw RepositoryError(
        .unsupported, "a review of commits needs prompts that are in a git repository",
        hint: "Here `promptrepo review` compares the working files with the latest versions")
    }
    let git = try git(at: location)
    let trial = try GitRevisions(
      of: git, gitProgram(at: location), promptFolder(), files, environment)
    defer { trial.remove() }
    return try body(trial)
  }
}
