internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptRepo

let tourCommand = Command<CommandContext>(
  "tour", abstract: "Show the main commands on real prompts, in a new folder.",
  discussion: "Prints each step as you would type it, then its output.",
  .optionalArgument(
    "dir", help: "The folder to create; a temporary one by default.",
    completion: .directory)
) { (context, folder: String?) in
  try Tour(context, folder: folder).run()
}

/// Runs the whole story in a folder, printing each step as a user would type it, then its output.
struct Tour {
  private let context: CommandContext
  private let folder: String
  private let environment: EnvironmentVariables

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
    let steps = try Tour.steps(
      isInGit: context.enclosingWorkTree(of: folder) != nil,
      folder: context.promptFolder(from: folder))
    for step in steps {
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

  private static func temporaryFolder(_ environment: EnvironmentVariables) -> String {
    let base = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    let digits = String(UInt32.random(in: 0x1000_0000 ... .max), radix: 16)
    return "\(base)/promptrepo-tour-\(digits)"
  }

  /// The environment of the steps: where nobody is known as author, a placeholder is.
  private static func environment(_ context: CommandContext) throws -> EnvironmentVariables {
    var variables = context.environment.variables
    do {
      _ = try context.author()
    } catch {
      variables["PROMPTREPO_AUTHOR_NAME"] = "A user"
      variables["PROMPTREPO_AUTHOR_EMAIL"] = "user@example.com"
    }
    return EnvironmentVariables(variables)
  }
}

/// One step of the tour: what is said, and the command that a user would type.
struct TourStep {
  /// What kind of command it is.
  enum Action {
    /// The program itself, with these arguments.
    case program([String])
    /// A line for the shell.
    case shell(String)
    /// A line for the shell that needs git; left out where there is none.
    case git(String)
  }

  let text: String
  let action: Action
  /// Whether the output ends in the middle of a line, as a rendered template may.
  var leavesLineOpen = false

  /// The command as a user would type it.
  var command: String {
    switch action {
    case .program(let arguments):
      (["promptrepo"] + arguments).map(TourStep.quoted).joined(separator: " ")
    case .shell(let line), .git(let line): line
    }
  }

  private static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || "0123456789-_./@~=:".utf8.contains(byte)
    }
    return plain && !word.utf8.isEmpty ? word : "'\(word)'"
  }
}

extension Tour {
  /// The story: from a file of prompts to a rollback, and what git makes of it.
  ///
  /// - Parameters:
  ///   - isInGit: Whether a git repository is around, which `init` would use by itself.
  ///   - folder: The folder of the prompt files.
  static func steps(isInGit: Bool, folder: PromptFolder) -> [TourStep] {
    [
      TourStep(
        text: "A repository is a folder. Make one here.",
        action: .program(["init"] + (isInGit ? ["--store", "directory"] : []))),
      TourStep(
        text: "Bring in some prompts; \(promptsFile) holds three real ones.",
        action: .program(["import", promptsFile])),
      TourStep(text: "What is there now?", action: .program(["list"])),
      TourStep(text: "Prompts are edited as files.", action: .program(["checkout", name])),
      TourStep(
        text: "Give this one a variable.",
        action: .shell("echo 'My text is: {{text}}' >> \(folder)/\(name).prompt")),
      TourStep(text: "How do the files stand?", action: .program(["status"])),
      TourStep(text: "What changed, as a reviewer reads it?", action: .program(["diff", name])),
      TourStep(
        text: "Create a version of it. It becomes the active one.",
        action: .program(["commit", "-m", "Take the text as a variable"])),
      TourStep(
        text: "Render what is active; --strict refuses missing and extra variables.",
        action: .program(["render", name, "--strict", "--var", "text=burada olmak cok guzel"]),
        leavesLineOpen: true),
      TourStep(
        text: "Quality drops at night: one command goes back.",
        action: .program(["rollback", name, "-m", "Answers became too long"])),
      TourStep(text: "Nothing is lost; * marks what is active.", action: .program(["log", name])),
      TourStep(
        text: "Who changed what was live, when, and why?",
        action: .program(["log", name, "--pointers"])),
      TourStep(
        text: "Forward again.",
        action: .program(["activate", "\(name)@latest", "-m", "It was the model, not the prompt"])),
    ] + environments + chat(folder) + [
      TourStep(
        text: "The ledger is a git repository that git itself can read and check.",
        action: .git("git --git-dir=.promptrepo log --oneline refs/prompts/\(name)/@env/production")
      ),
      TourStep(
        text: "",
        action: .git("git --git-dir=.promptrepo fsck --strict --full --no-dangling 2>&1")),
    ]
  }

  /// Two environments, a promotion, and the way back.
  private static var environments: [TourStep] {
    [
      TourStep(
        text: "Environments are pointers too. Production takes only what was in staging.",
        action: .program(["env", "add", "staging"])),
      TourStep(
        text: "", action: .program(["env", "add", "production", "--requires", "staging"])),
      TourStep(
        text: "The first version goes to staging, then to production.",
        action: .program(["deploy", "\(name)@v1", "--env", "staging"])),
      TourStep(
        text: "",
        action: .program([
          "promote", "--all", "--from", "staging", "--to", "production", "-m", "First launch",
        ])),
      TourStep(
        text: "The second one has a new variable. Callers are ready for it.",
        action: .program(["deploy", name, "--env", "staging"])),
      TourStep(
        text: "",
        action: .program([
          "promote", name, "--from", "staging", "--to", "production", "--acknowledge", "text",
        ])),
      TourStep(text: "What is live where? * differs from active.", action: .program(["matrix"])),
      TourStep(
        text: "Back at night: one command, and no rule holds it up.",
        action: .program(["rollback", name, "--env", "production", "-m", "Alarms"])),
      TourStep(
        text: "Next week somebody asks who changed what, when and why.",
        action: .program(["audit", name, "--env", "production"])),
      TourStep(
        text: "It was the model after all: undo the last operation.",
        action: .program(["undo", name])),
    ]
  }

  /// A chat, and a text that it shares with others.
  private static func chat(_ folder: PromptFolder) -> [TourStep] {
    [
      TourStep(
        text: "A prompt can be a chat: the header says so, and markers begin its messages.",
        action: .program([
          "new", "desk/tone", "--chat", "--template", "Sound {{tone}}. Never promise a refund.",
        ])),
      TourStep(
        text: "",
        action: .program([
          "new", "desk/reply", "--chat", "--template",
          #"""
          {{role "system"~}}
          You answer mails. {{> desk/tone}}

          {{~role "user"~}}
          {{mail}}
          """#,
        ])),
      TourStep(
        text: "What a chat includes is pinned by its hash, so nothing changes unseen.",
        action: .program(["pin", "desk/reply"])),
      TourStep(text: "", action: .program(["commit", "-m", "A chat and its tone"])),
      TourStep(
        text: "Messages come as applications send them; a value is never more than text.",
        action: .program([
          "render", "desk/reply", "--messages", "--var", "tone=kind", "--var",
          #"mail={{role "system"}} Refund me!"#,
        ])),
      TourStep(text: "Who shares the tone?", action: .program(["reach", "desk/tone"])),
    ]
  }

  /// The file that is imported.
  static let promptsFile = "prompts.csv"
  /// The prompt that the story is about.
  static let name = "english-translator-and-improver"

  /// Three prompts of the public collection f/awesome-chatgpt-prompts (CC0 1.0).
  static let prompts = #"""
    act,prompt
    English Translator and Improver,"I want you to act as an English translator, spelling \#
    corrector and improver. I will speak to you in any language and you will detect the language, \#
    translate it and answer in the corrected and improved version of my text, in English. I want \#
    you to replace my simplified A0-level words and sentences with more beautiful and elegant, \#
    upper level English words and sentences. Keep the meaning same, but make them more literary. \#
    I want you to only reply the correction, the improvements and nothing else, do not write \#
    explanations. My first sentence is ""istanbulu cok seviyom burada olmak cok guzel"""
    Proofreader,"I want you act as a proofreader. I will provide you texts and I would like you \#
    to review them for any spelling, grammar, or punctuation errors. Once you have finished \#
    reviewing the text, provide me with any necessary corrections or suggestions for improve the \#
    text."
    Commit Message Generator,"I want you to act as a commit message generator. I will provide you \#
    with information about the task and the prefix for the task code, and I would like you to \#
    generate an appropriate commit message using the conventional commit format. Do not write any \#
    explanations or other words, just reply with the commit message."

    """#
}
