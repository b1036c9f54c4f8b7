internal import CanonicalJSON
internal import CommandKit
internal import PromptRepo

let bisectCommand = Command<CommandContext>(
  "bisect", abstract: "Find the version that broke something.",
  discussion: """
    Runs a command for versions between a good one and a bad one, with the template on standard \
    input, and names the first bad version. With --var or --vars, the template is rendered first. \
    PROMPTREPO_NAME, PROMPTREPO_VERSION and PROMPTREPO_HASH name the version. The exit code of the \
    command says how it is: 0 is good, 125 cannot tell, any other up to 127 is bad, and 128 or more \
    stops the search. Both ends are tried first. What the command prints goes to standard error. \
    Nothing is written. Exits with 1 if the version cannot be told from others. With --json, prints \
    one bisect.step per test, then one bisect.
    """,
  .argument("name", help: "The prompt."),
  .requiredOption("--good", valueName: "spec", help: "A version that was good."),
  .option("--bad", valueName: "spec", help: "A later version that is bad; the latest by default."),
  .options("--var", valueName: "name=value", help: "Set a variable to a text."),
  .option(
    "--vars", valueName: "file",
    help: "Read variables from a file with a JSON object; - reads standard input. "
      + "--var takes precedence.", completion: .file),
  .option(
    "--runs", valueName: "n",
    help: "Run the command up to so many times per version, until the majority is certain; 1 by "
      + "default."),
  .command("command", help: "The command to run and its arguments.")
) {
  (
    context, name: PromptName, good: VersionSpec, bad: VersionSpec?, assignments: [String],
    file: String?, runs: Int?, command: [String]
  ) in
  let runs = runs ?? 1
  guard (1...1_000).contains(runs) else {
    throw UsageError("--runs takes a number from 1 to 1000.")
  }
  let repository = try context.repository()
  let values = try GivenValues(
    file.map { try context.readObject($0, "variables") }, assignments)
  let versions = try BisectedVersions(
    from: repository.version(name, good), to: repository.version(name, bad ?? .latest), of: name,
    in: repository)
  try BisectRun(
    context: context, name: name, versions: versions,
    values: file == nil && assignments.isEmpty ? nil : values, command: command, runs: runs
  ).run()
}

/// The versions from a good one to a bad one.
struct BisectedVersions {
  let repository: Repository
  let good: Version
  let bad: Version
  private let versions: [Version]

  init(
    from good: Version, to bad: Version, of name: PromptName, in repository: Repository
  ) throws(RepositoryError) {
    guard good.number < bad.number else {
      throw RepositoryError(
        .invalid,
        "the good version, v\(good.number), is not older than the bad one, v\(bad.number)",
        hint: good.number == bad.number
          ? "Name two versions; `promptrepo log \(name)` shows them"
          : "To find what repaired it, let the command exit with 0 where it is still broken")
    }
    self.repository = repository
    self.good = good
    self.bad = bad
    var chain = repository.versionChain(of: name, from: bad.commit)
    versions = try chain.steps(bad.number - good.number + 1).reversed()
  }

  var count: Int { versions.count }

  /// The version with a number; nil for one outside.
  subscript(number: Int) -> Version? {
    let index = number - good.number
    return versions.indices.contains(index) ? versions[index] : nil
  }
}
