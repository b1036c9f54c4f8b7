internal import CommandKit
internal import Platform
internal import PromptRepo

/// Runs the whole story in a folder, printing each step as a user would type it, then its output.
struct Tour {
  private let context: CommandContext
  private let folder: String
  private let environment: Environment

  /// Prepares the tour in a new folder.
  ///
  /// - Parameter folder: A folder that does not exist yet; one for temporary files when absent.
  init(_ context: CommandContext, folder: String?) throws {
    self.context = context
    let path = folder.map(context.path) ?? Tour.temporaryFolder(context.environment)
    guard try !context.files.exists(path) else {
      throw RepositoryError(
        .conflict, "'\(path)' exists already", hint: "The tour makes a folder of its own")
    }
    try context.files.makeDirectories(path)
    self.folder = try context.files.realPath(path)
    environment = try Tour.environment(context)
  }

  /// Runs all steps.
  func run() throws {
    try context.files.writeFile(
      "\(folder)/\(Tour.promptsFile)", Array(Tour.prompts.utf8))
    try say("$ cd \(folder)")
    let hasGit = try Subprocess.shell("command -v git >/dev/null").run().status == .exited(0)
    for step in Tour.steps(isInGit: try context.enclosingWorkTree(of: folder) != nil) {
      if case .git = step.action, !hasGit { continue }
      try context.output.line()
      if !step.text.isEmpty {
        try context.output.styledText(context.output.styled("# \(step.text)", .faint) + "\n")
      }
      try say("$ \(step.command)")
      try perform(step)
    }
    try context.output.line()
    try context.output.line("The tour's repository stays in \(folder); look around, or remove it.")
  }

  private func say(_ line: String) throws {
    try context.output.styledText(context.output.styled(line, .bold) + "\n")
    try context.output.flush()
  }

  private func perform(_ step: TourStep) throws {
    switch step.action {
    case .program(let arguments):
      let program = PromptRepoProgram.make(environment: environment)
      guard case .run(let invocation) = program.parse(["-C", folder] + arguments) else {
        throw Tour.failure(step)
      }
      try invocation.run()
      if step.leavesLineOpen, !context.output.isTerminal { try context.output.line() }
      try context.output.flush()
    case .shell(let line), .git(let line):
      let process = Subprocess.shell(
        line, environment: environment, workingDirectory: folder)
      guard try process.run().status == .exited(0) else { throw Tour.failure(step) }
    }
  }

  private static func failure(_ step: TourStep) -> RepositoryError {
    RepositoryError(.inputOutput, "this step of the tour failed: \(step.command)")
  }

  private static func temporaryFolder(_ environment: Environment) -> String {
    let base = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    let digits = String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16)
    return "\(base)/promptrepo-tour-\(digits)"
  }

  /// The environment of the steps: where nobody is known as author, a placeholder is.
  private static func environment(_ context: CommandContext) throws -> Environment {
    var variables = context.environment.variables
    do {
      _ = try context.author()
    } catch {
      variables["PROMPTREPO_AUTHOR_NAME"] = "A user"
      variables["PROMPTREPO_AUTHOR_EMAIL"] = "user@example.com"
    }
    return Environment(variables)
  }
}
