import CommandKit
import Synchronization

/// What a command of the sample tool was run with.
struct Call: Equatable, Sendable {
  var command: String
  var values: [String]
  var directory: String?
  var json = false
}

/// Records calls; each test has its own.
final class Recorder: Sendable {
  private let calls = Mutex<[Call]>([])

  var all: [Call] { calls.withLock { $0 } }

  func append(_ call: Call) {
    calls.withLock { $0.append(call) }
  }
}

/// The context of the sample tool; deliberately not Sendable.
final class SampleContext {
  let recorder: Recorder
  let directory: String?
  let json: Bool

  init(recorder: Recorder, directory: String?, json: Bool) {
    self.recorder = recorder
    self.directory = directory
    self.json = json
  }

  func record(_ command: String, _ values: String?...) {
    recorder.append(
      Call(
        command: command, values: values.map { $0 ?? "nil" }, directory: directory, json: json))
  }
}

enum Format: String, CaseIterable, ArgumentValue {
  case csv, jsonl, files
}

struct Slug: ArgumentValue {
  static let completion = Completion.custom("prompt")
  let argument: String

  init(argument: String) throws {
    guard !argument.utf8.isEmpty, argument.utf8.allSatisfy({ $0 != UInt8(ascii: " ") }) else {
      throw UsageError("A prompt's name has letters and no spaces.")
    }
    self.argument = argument
  }
}

struct StorageError: Error, Equatable {}

private var pushCommand: Command<SampleContext> {
  Command(
    "push", abstract: "Send versions.",
    .optionalArgument("remote", help: "Where to."), .flag("--all", help: "Send all.")
  ) { (context, remote: String?, all: Bool) in context.record("push", remote, "\(all)") }
}

private var remoteFamily: CommandFamily<SampleContext> {
  CommandFamily(
    "remote", aliases: ["rem"], abstract: "Work with other repositories.",
    discussion: "Each has a name.",
    [
      .init("add", aliases: ["new"], remoteAddCommand), .init("remove", remoteRemoveCommand),
      .init("debug", remoteDebugCommand),
    ])
}

private var remoteAddCommand: Command<SampleContext> {
  Command(
    "add", aliases: ["new"], abstract: "Add a repository.",
    .argument("name", help: "What to call it."),
    .optionalArgument("folder", help: "Where it is.", completion: .directory),
    .option("-f", "--format", default: Format.csv, help: "How it is read."),
    .option("--prompt", help: "A prompt to begin with.")
  ) { (context, name: String, folder: String?, format: Format, prompt: Slug?) in
    if name == folder { throw UsageError("The name is the folder.") }
    context.record("remote add", name, folder, format.rawValue, prompt?.argument)
  }
}

private var remoteRemoveCommand: Command<SampleContext> {
  Command(
    "remove", abstract: "Forget repositories.",
    .arguments("name", isRequired: true, help: "Which."),
    .flag("--json", help: "The command's own JSON.")
  ) { (context, names: [String], json: Bool) in
    context.record("remote remove", "\(names)", "\(json)")
  }
}

private var remoteDebugCommand: Command<SampleContext> {
  Command("debug", isHidden: true, abstract: "Look inside.") { context in
    context.record("remote debug")
  }
}

/// A small tool with one of everything.
///
/// - Parameter prompts: What the names of prompts are completed with.
func sampleTool(
  _ recorder: Recorder = Recorder(), prompts: [String]? = nil,
  guide: ProgramGuide = ProgramGuide(), habits: [Habit] = []
) -> Program<SampleContext> {
  Program(
    "sample", version: "sample 1.2.3", abstract: "Keep prompts.",
    discussion: "Prompts live in a repository.\n\n  sample list",
    .option(
      "-C", valueName: "dir", help: "Run as if started in this directory.", completion: .directory),
    .flag("--json", help: "Print JSON."),
    context: { (directory: String?, json: Bool) in
      if directory == "nowhere" { throw UsageError("There is no directory 'nowhere'.") }
      return SampleContext(recorder: recorder, directory: directory, json: json)
    },
    groups: [
      CommandGroup(
        "",
        [
          Command(
            "rollback", aliases: ["rb"], abstract: "Make an earlier version active again.",
            discussion: "Without --to, one step back.",
            .argument("prompt", help: "The prompt to roll back."),
            .option("--to", valueName: "spec", help: "The version to activate."),
            .option("-m", "--message", help: "Why."),
            .flag("-n", "--dry-run", help: "Only say what would happen.")
          ) { (context, prompt: Slug, to: Int?, message: String?, dryRun: Bool) in
            context.record(
              "rollback", prompt.argument, to.map(String.init), message, "\(dryRun)")
          },
          Command(
            "import", abstract: "Read prompts from a file.",
            .argument("source", help: "The file, or - for standard input.", completion: .file),
            .option("-f", "--format", default: .csv, help: "How the file is written."),
            .option("--limit", default: 10, help: "How many rows to read."),
            .options(
              "--var", valueName: "key=value",
              help: "A variable and its value; may be given many times, and each time adds one.")
          ) { (context, source: String, format: Format, limit: Int, variables: [String]) in
            context.record("import", source, format.rawValue, "\(limit)", "\(variables)")
          },
        ]),
      CommandGroup(
        "Working files",
        [
          Command(
            "move", abstract: "Move prompts.",
            .arguments("source", isRequired: true, help: "What to move."),
            .argument("target", help: "Where to.")
          ) { (context, sources: [String], target: String) in
            context.record("move", "\(sources)", target)
          },
          Command(
            "diff", abstract: "Compare.",
            .optionalArgument("left", help: "The left side."),
            .optionalArgument("right", help: "The right side."),
            .flag("-a", help: "Compare all."), .flag("-b", help: "Leave out blanks."),
            .option("-U", valueName: "lines", default: 3, help: "Lines around a change.")
          ) { (context, left: String?, right: String?, all: Bool, blanks: Bool, lines: Int) in
            if all && left != nil { throw UsageError("Give either -a or a prompt, not both.") }
            context.record("diff", left, right, "\(all)", "\(blanks)", "\(lines)")
          },
          Command(
            "list", abstract: "List prompts.",
            .arguments("name", help: "Which prompts."),
            .option("-1", valueName: "n", help: "A name that is a digit."),
            .flag("--json", help: "The list's own JSON.")
          ) { (context, names: [String], digit: String?, json: Bool) in
            context.record("list", "\(names)", digit, "\(json)")
          },
          Command("fail", isHidden: true, abstract: "Fail.") { _ in throw StorageError() },
        ]),
      CommandGroup("Other repositories", [.init("push", pushCommand), .family(remoteFamily)]),
    ],
    completer: { kind in
      guard kind == "prompt" else { return nil }
      return { context, _ in
        prompts
          ?? ["support/reply", "support/refund", "sales", "\(context.directory ?? "none")", "s\nx"]
      }
    }, guide: guide, habits: habits)
}
