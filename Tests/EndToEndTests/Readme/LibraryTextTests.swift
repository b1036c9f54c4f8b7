import Foundation
import TestSupport
import Testing

/// Libraries say what happened; what to type is said by the programs alone.
@Suite struct LibraryTextTests {
  private static let layers = [
    "Base", "Git", "Ledger", "Stores", "Files", "API", "Remotes", "Server",
  ]
  /// What speaks of options of a program on purpose.
  private static let exceptions = [
    // What reads options, whatever program has them.
    "Base/CommandKit/",
    // Told to whoever starts the server or keeps its ledger, who alone can do something about it.
    "API/PromptsAPI/Errors/APIError.swift",
    // Told to whoever uses another system's client, which shows these words and nothing else.
    "Server/PromptSurfaces/Langfuse/LangfuseAdvice.swift",
    "Server/PromptSurfaces/LiteLLM/LiteLLMAdvice.swift",
    // Told to whoever looks at a page, where a page cannot do what has to be done.
    "Server/PromptSite/Pages/",
  ]

  /// The commands of the program, as its help lists them.
  private let commands: Set<String>

  init() throws {
    let help = try PromptRepo().ok("--help")
    commands = Set(
      help.matches(of: /^ {2}([a-z][a-z-]*)(?: [a-z-]+)? {2,}/.anchorsMatchLineEndings())
        .map { String($0.output.1) })
    try #require(commands.isSuperset(of: ["commit", "pull", "key", "undo"]))
  }

  @Test func noTextOfALibraryTellsWhatToType() throws {
    var count = 0
    for layer in LibraryTextTests.layers {
      let folder = "\(RealPrompts.projectRoot)/Sources/\(layer)"
      let files = try #require(FileManager.default.enumerator(atPath: folder))
      for case let path as String in files where path.hasSuffix(".swift") {
        let name = "\(layer)/\(path)"
        guard !LibraryTextTests.exceptions.contains(where: name.hasPrefix) else { continue }
        let text = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
          .enumerated()
        {
          #expect(!tellsWhatToType(String(line)), "\(name):\(number + 1): \(line)")
        }
        count += 1
      }
    }
    #expect(count > 200)
  }

  /// Whether a line of source has a text with a command or an option of the program.
  private func tellsWhatToType(_ line: String) -> Bool {
    let code = line.drop { $0 == " " }
    if code.hasPrefix("//") { return false }
    for match in code.matches(of: /promptrepo ([a-z-]+)/)
    where commands.contains(String(match.output.1)) {
      return true
    }
    return code.matches(of: /"((?:[^"\\]|\\.)*)"/).contains { match in
      let text = match.output.1
      // Git's own commands, and those that decrypt a file, may be named; so may what is an argument.
      let isOthers = text.contains(#/(?:^|`)(?:git|\\\(git\)|age|gpg) /#)
      let isArgument = text.wholeMatch(of: /--[a-z][a-z-]*(?:=.*)?/) != nil
      return text.contains(#/(?:^|[^-\w])--[a-z]/#) && !isOthers && !isArgument
    }
  }

  @Test(arguments: [
    (#"hint: "`promptrepo list` shows the prompts")"#, true),
    (#"hint: "Use 'promptrepo export --format jsonl'")"#, true),
    (#"+ "them up with --force")"#, true),
    (#"notes.append("--recreate creates it again")"#, true),
    (#"hint: "`git fetch --unshallow` brings the rest")"#, false),
    (#""`\(git) symbolic-ref --delete \(name)` removes it")"#, false),
    (#"git.ask(["update-ref", "--stdin", "--format=%(refname)"])"#, false),
    (#"Array("promptrepo journal 1\n".utf8)"#, false),
    (#"/// As `promptrepo list --all` does."#, false),
  ])
  func textsAreTold(line: String, tells: Bool) {
    #expect(tellsWhatToType(line) == tells)
  }
}
