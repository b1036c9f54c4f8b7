import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Prompts come from Langfuse as they are there, once.
@Suite struct LangfuseImportTests {
  /// The example of the design: a deleted version, two names that are no slugs, odd labels and
  /// configurations, a chat, and texts that include others.
  private static let project = #"""
    {"project": "p1", "skip": {"chat": ["2"], "odd": ["1", "2"]}, "prompts": {
     "support/reply": {"tags": ["support", "mail"], "versions": {
      "1": {"prompt": "Hi {{x}}", "createdBy": "Ada", "createdAt": "2025-01-02T03:04:05.678Z"},
      "2": {"prompt": "Hi {{ x }}!\n", "config": {"model": "m", "a": {"c": 1, "b": [true, null]}}},
      "3": {"prompt": "Hey", "labels": ["production", "staging"], "commitMessage": "Warmer"},
      "4": {"prompt": "Ho", "createdAt": "2026-03-15T11:00:00+01:00"}}},
     "Customer Support/Reply v2": {"versions": {
      "1": {"prompt": "a"}, "2": {"prompt": "b"}, "3": {"prompt": "c"}, "4": {"prompt": "d"},
      "6": {"prompt": "e", "labels": ["production"]}, "7": {"prompt": "f"}, "8": {"prompt": "g"}}},
     "customer support reply v2": {"versions": {"1": {"prompt": "other title, one slug"}}},
     "billing/dunning": {"versions": {
      "1": {"prompt": "Pay", "labels": ["v2", "experiment"], "config": [1, 2]}}},
     "tone": {"versions": {
      "1": {"prompt": "Be kind."}, "2": {"prompt": "Be very kind.", "labels": ["production"]}}},
     "chat": {"versions": {
      "1": {"type": "chat", "labels": ["production"], "config": {"temperature": 1}, "prompt": [
       {"role": "system", "content": "You help {{company}}."},
       {"type": "placeholder", "name": "history"},
       {"role": "user", "content": "{{question}}"}]},
      "2": {"type": "chat", "prompt": []}}},
     "includer": {"versions": {"1": {"labels": ["production"],
      "prompt": "Text {{a}}. @@@langfusePrompt:name=tone|version=1@@@ @@@langfusePrompt:name=support/reply|label=staging@@@"}}},
     "caf\u00e9": {"versions": {"1": {"prompt": "composed"}}},
     "cafe\u0301": {"versions": {"1": {"prompt": "decomposed"}}},
     "odd": {"versions": {"1": {"prompt": ""}, "2": {"prompt": 7}}},
     "a//../b c": {"versions": {"1": {"prompt": "p"}}}
    }}
    """#

  /// What the project has that can be imported.
  private static let count = 20

  @Test func theReportIsAsTheDesignHasIt() throws {
    let langfuse = try LangfuseStandIn(
      #"""
      {"prompts": {
       "support/reply": {"versions": {"1": {"prompt": "1"}, "2": {"prompt": "2"},
        "3": {"prompt": "3", "labels": ["production", "staging"]}, "4": {"prompt": "4"}}},
       "Customer Support/Reply v2": {"versions": {"1": {"prompt": "1"}, "2": {"prompt": "2"},
        "3": {"prompt": "3"}, "4": {"prompt": "4"}, "6": {"prompt": "6"}, "7": {"prompt": "7"},
        "8": {"prompt": "8", "labels": ["production"]}}},
       "billing/dunning": {"versions": {"1": {"prompt": "1", "labels": ["v2"]}}}}}
      """#)
    let wanted = """
      customer-support-reply-v2  7 versions as 'Customer Support/Reply v2', production v7; Langfuse's 6 to 8 are 5 to 7 here: 5 was deleted
      billing/dunning            1 version; nothing is labelled production: `promptrepo activate billing/dunning@latest` makes it active
      support/reply              4 versions, production v3, staging v3

      """
    let before = try langfuse.references()
    let plan = try langfuse.importPrompts("--environments", "production,staging", "--dry-run")
    #expect(
      plan.stdout == wanted + """
        Would add the environments production, staging
        Would import 3 prompts, 12 versions; label 'v2' has no place here (billing/dunning v1)
        Langfuse keeps no history of labels and no deleted versions: here they begin now.

        """)
    #expect(try langfuse.references() == before)
    let result = try langfuse.importPrompts("--environments", "production,staging")
    #expect(
      result.stdout == wanted + """
        Added the environments production, staging
        3 prompts, 12 versions; label 'v2' has no place here (billing/dunning v1)
        Langfuse keeps no history of labels and no deleted versions: here they begin now.
        No files were written: `promptrepo checkout` writes them.

        """)
    #expect(result.stderr == "")
    // What is told to be typed works.
    try langfuse.repo.ok("activate", "billing/dunning@latest")
    #expect(
      try langfuse.importPrompts("--environments", "production,staging").stdout
        == "3 prompts: nothing new\n")
  }

  @Test func everythingIsAsAJudgeOfItsOwnWorksItOut() throws {
    let langfuse = try LangfuseStandIn(Self.project)
    try langfuse.importPrompts("--environments", "production,staging", status: 1)
    try langfuse.expectImported(Self.count)
    let repo = langfuse.repo
    #expect(
      try repo.ok("render", "includer", "--var", "a=1") == "Text 1. Be kind. Hey")
    #expect(try repo.ok("show", "cafe@latest") == "decomposed")
    let before = try langfuse.references()
    let again = try langfuse.importPrompts("--environments", "production,staging", status: 1)
    #expect(again.stdout.contains("11 prompts: nothing new; 3 versions left out"))
    #expect(again.stdout.contains("version 2 left out: messages: the list is empty"))
    #expect(try langfuse.references() == before)
    try repo.ok("doctor")
    // Written as files, they are what was imported.
    try repo.ok("checkout")
    #expect(try repo.json("status").allSatisfy { $0.text("state") == "unchanged" })
  }

  @Test func whatChangesThereComesWithTheNextImport() throws {
    let langfuse = try LangfuseStandIn(Self.project)
    try langfuse.importPrompts(status: 1)
    // Version 1 is deleted, 5 added, and the label moved; another name has a first version.
    var state = Self.project.replacingOccurrences(
      of: #""4": {"prompt": "Ho", "createdAt""#,
      with: #""5": {"prompt": "Hi {{x}}"}, "4": {"prompt": "Ho", "createdAt""#)
    state = state.replacingOccurrences(
      of:
        #""1": {"prompt": "Hi {{x}}", "createdBy": "Ada", "createdAt": "2025-01-02T03:04:05.678Z"},"#,
      with: "")
    state = state.replacingOccurrences(
      of: #""odd": {"versions": {"#,
      with: #""new": {"versions": {"1": {"prompt": "n"}}}, "odd": {"versions": {"#)
    try langfuse.answer(state)
    let result = try langfuse.importPrompts(status: 1)
    #expect(result.stdout.contains("support/reply  1 new version\n"), "\(result.stdout)")
    try langfuse.expectImported(Self.count + 1)
    let marks = try langfuse.repo.git(
      "log", "--format=%(trailers:key=Remote-Version,valueonly,separator=%x20)",
      "refs/prompts/support/reply/@versions"
    ).stdout
    #expect(marks == (1...5).reversed().map { "langfuse \($0)\n" }.joined())
  }

  @Test func twiceAtOnceIsOnce() throws {
    let langfuse = try LangfuseStandIn(Self.project, delay: 0.01)
    let runs = try (1...3).map { _ in try langfuse.repo.start("import", "--from", "langfuse") }
    for run in runs {
      let result = try run.wait()
      #expect(result.status == 1 && !result.stderr.contains("Error"), "\(result.stderr)")
    }
    try langfuse.expectImported(Self.count)
  }

  /// Held at a request and killed there, an import has written nothing; the next one writes all.
  @Test(arguments: [
    "/api/public/projects", "/api/public/v2/prompts?page=1&limit=100",
    "/api/public/v2/prompts/tone?version=2&resolve=false",
  ])
  func aKilledImportBeginsAnew(target: String) throws {
    let langfuse = try LangfuseStandIn(
      Self.project.replacingOccurrences(
        of: #""project": "p1","#, with: #""project": "p1", "hold": ["\#(target)"],"#))
    let before = try langfuse.references()
    let run = try langfuse.repo.start("import", "--from", "langfuse")
    let end = Date(timeIntervalSinceNow: 30)
    while try !langfuse.requests().contains(target), Date() < end { usleep(2_000) }
    let shown = try TestSupport.run("ps", ["axww", "-o", "args="]).stdout
    #expect(!shown.contains(LangfuseStandIn.secret))
    run.kill()
    _ = try run.wait()
    #expect(try langfuse.references() == before)
    try langfuse.answer(Self.project)
    try langfuse.importPrompts(status: 1)
    try langfuse.expectImported(Self.count)
  }

  @Test func aServerThatIsBusyIsAskedAgain() throws {
    let langfuse = try LangfuseStandIn(
      #"""
      {"status": {"/api/public/v2/prompts/a?version=1&resolve=false": [503, 429]},
       "prompts": {"a": {"versions": {"1": {"prompt": "one", "labels": ["production"]}}}}}
      """#)
    try langfuse.importPrompts()
    #expect(try langfuse.repo.ok("show", "a") == "one")
    try langfuse.expectImported(1)
  }

  @Test func aPromptThatWasDeletedHereComesBackOnlyIfThatIsSaid() throws {
    let langfuse = try LangfuseStandIn(
      #"{"prompts": {"a": {"versions": {"1": {"prompt": "one", "labels": ["production"]}}}}}"#)
    try langfuse.importPrompts()
    try langfuse.repo.ok("delete", "a", "--yes")
    let result = try langfuse.importPrompts(status: 1)
    #expect(result.stdout.contains("Test Author deleted it here on"), "\(result.stdout)")
    #expect(result.stdout.contains("--recreate"))
    #expect(try langfuse.repo.ok("list", "--json") == "")
    try langfuse.importPrompts("--recreate")
    #expect(try langfuse.repo.ok("show", "a") == "one")
    #expect(try langfuse.importPrompts().stdout == "1 prompt: nothing new\n")
  }

  @Test func whatWasMovedHereIsNamedWithTheCommandThatFollows() throws {
    let langfuse = try LangfuseStandIn(
      #"""
      {"prompts": {"a": {"versions": {"1": {"prompt": "one"},
       "2": {"prompt": "two", "labels": ["production"]}}}}}
      """#)
    try langfuse.importPrompts("--environments", "production")
    try langfuse.repo.ok("activate", "a@1")
    let result = try langfuse.importPrompts("--environments", "production")
    #expect(
      result.stdout == """
        a  nothing new
          label production is at Langfuse's 2, and v1 is active here: not followed; `promptrepo activate a@v2` follows it
        1 prompt: nothing new

        """)
    try langfuse.repo.ok("activate", "a@v2")
    #expect(
      try langfuse.importPrompts("--environments", "production").stdout == "1 prompt: nothing new\n"
    )
  }

  @Test func aWrongKeyIsNamed() throws {
    let langfuse = try LangfuseStandIn(#"{"prompts": {}}"#)
    let wrong = langfuse.repo.with(["LANGFUSE_SECRET_KEY": "sk-wrong"])
    let message = try wrong.refusal("import", "--from", "langfuse")
    #expect(message.contains("Invalid credentials (status 401)"))
    #expect(message.contains("Check LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY"))
    #expect(!message.contains("sk-wrong"))
    for variable in ["LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY"] {
      let message = try langfuse.repo.with([variable: ""]).refusal("import", "--from", "langfuse")
      #expect(message.contains("variable \(variable)"))
    }
    // The right key is of a project without prompts.
    let nothing = try langfuse.repo.refusal("import", "--from", "langfuse")
    #expect(nothing.contains("has no prompt"))
    try langfuse.answer(#"{"prompts": {"a": {"versions": {"1": {"prompt": "1"}}}}}"#)
    let other = try langfuse.repo.refusal("import", "--from", "langfuse", "--name", "b")
    #expect(other.contains("whose name begins with 'b'"))
  }

  @Test func theAddressIsTakenFromWhereItIsSaid() throws {
    let langfuse = try LangfuseStandIn(#"{"prompts": {"a": {"versions": {"1": {"prompt": "1"}}}}}"#)
    let url = "http://127.0.0.1:\(langfuse.port)"
    let older = langfuse.repo.with(["LANGFUSE_BASE_URL": "", "LANGFUSE_HOST": url])
    try older.ok("import", "--from", "langfuse")
    let nowhere = langfuse.repo.with(["LANGFUSE_BASE_URL": "http://127.0.0.1:1"])
    try nowhere.ok("import", "--from", "langfuse", "--url", url)
    for address in ["http://langfuse.example.com", "ftp://x", "", "https://"] {
      let message = try langfuse.repo.refusal(
        "import", "--from", "langfuse", "--url", address)
      #expect(message.contains("'\(address)' is"), "\(message)")
    }
    // Schemes and hosts have no case.
    try langfuse.repo.ok(
      "import", "--from", "langfuse", "--url", "HTTP://LocalHost:\(langfuse.port)//")
  }

  @Test func aPasswordInAnAddressIsNotRepeated() throws {
    let langfuse = try LangfuseStandIn(#"{"prompts": {}}"#)
    for address in [
      "http://user:\(LangfuseStandIn.secret)@127.0.0.1:1", "https://\(LangfuseStandIn.secret)@x",
    ] {
      let typed = try langfuse.repo.refusal("import", "--from", "langfuse", "--url", address)
      let inVariable = try langfuse.repo.with(["LANGFUSE_BASE_URL": address])
        .refusal("import", "--from", "langfuse")
      for message in [typed, inVariable] {
        #expect(message.contains("has a user's name or password in it"))
        #expect(!message.contains(LangfuseStandIn.secret) && !message.contains("user:"))
      }
    }
  }

  @Test func aKeyThatCannotBeUsedIsNamedAndNotShown() throws {
    let langfuse = try LangfuseStandIn(#"{"prompts": {}}"#)
    for (variable, key) in [
      ("LANGFUSE_PUBLIC_KEY", "pk:hidden"), ("LANGFUSE_PUBLIC_KEY", "pk hidden"),
      ("LANGFUSE_SECRET_KEY", " hidden"), ("LANGFUSE_SECRET_KEY", "hidden\n"),
    ] {
      let message = try langfuse.repo.with([variable: key]).refusal("import", "--from", "langfuse")
      #expect(message.contains("the key in the variable \(variable) cannot be used"), "\(message)")
      #expect(!message.contains("hidden"))
      let other = variable.hasSuffix("PUBLIC_KEY") ? "LANGFUSE_SECRET_KEY" : "LANGFUSE_PUBLIC_KEY"
      #expect(!message.contains(other))
    }
  }

  /// Variables that point Langfuse's clients at this program's server do not name Langfuse.
  @Test func aKeyOfOurServerIsNoKeyOfLangfuse() throws {
    let langfuse = try LangfuseStandIn(#"{"prompts": {"a": {"versions": {"1": {"prompt": "1"}}}}}"#)
    let repo = langfuse.repo.with(["XDG_STATE_HOME": ""])
    let lines = try repo.ok("key", "create", "--owner", "me", "--for", "langfuse")
    var variables: [String: String] = [:]
    for line in lines.split(separator: "\n") {
      let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
      variables[parts[0]] = parts[1]
    }
    let secret = try #require(variables["LANGFUSE_SECRET_KEY"])
    let message = try repo.with(variables).refusal("import", "--from", "langfuse")
    #expect(message.contains("is one of `promptrepo serve`, and not Langfuse's"), "\(message)")
    #expect(message.contains("LANGFUSE_BASE_URL are Langfuse's own"), "\(message)")
    #expect(!message.contains(secret))
    #expect(try langfuse.requests().isEmpty)
  }

  @Test func anEnvironmentThatIsThereAndStaysEmptyIsSaid() throws {
    let langfuse = try LangfuseStandIn(
      #"{"prompts": {"a": {"versions": {"1": {"prompt": "one", "labels": ["production"]}}}}}"#)
    try langfuse.repo.ok("env", "add", "production")
    for _ in 1...2 {
      #expect(
        try langfuse.importPrompts().stdout.contains(
          "1 prompt labelled production is not live in the environment production: "
            + "--environments production deploys it\n"))
    }
    let result = try langfuse.importPrompts("--environments", "production")
    #expect(result.stdout.contains("a  nothing new, production v1"), "\(result.stdout)")
    #expect(try langfuse.repo.ok("show", "a@production") == "one")
    #expect(try langfuse.importPrompts().stdout == "1 prompt: nothing new\n")
  }

  /// One prompt that no file can have keeps back none of the others.
  @Test func whatHasNoFileKeepsBackNoOther() throws {
    let big = String(repeating: "x", count: 70_000)
    let langfuse = try LangfuseStandIn(
      #"""
      {"prompts": {"a": {"versions": {"1": {"prompt": "one"}}},
       "big": {"versions": {"1": {"prompt": "b", "config": {"x": "\#(big)"}}}},
       "titled": {"versions": {"1": {"prompt": "t", "config": {"title": "T"}}}},
       "z": {"versions": {"1": {"prompt": "last"}}}}}
      """#)
    let report = try langfuse.importPrompts().stdout
    #expect(
      report.contains("version 1: configuration with the key 'title' has no place in a working"))
    #expect(report.contains("version 1: configuration has no place in a working file: the header"))
    for _ in 1...2 {
      let result = try langfuse.repo.run(["checkout"])
      #expect(result.status == 1, "\(result.stderr)")
      #expect(result.stderr.contains("Not written: prompts/big.prompt: the header would have"))
      #expect(
        result.stderr.contains("Not written: prompts/titled.prompt: the configuration has a key"))
      #expect(try langfuse.repo.read("prompts/a.prompt") == "one\n")
      #expect(try langfuse.repo.read("prompts/z.prompt") == "last\n")
    }
    let json = try langfuse.repo.run(["checkout", "--json"])
    #expect(json.status == 1 && json.stdout.contains(#""name":"titled""#), "\(json.stdout)")
    #expect(json.stdout.contains(#""reason":"prompts/titled.prompt: "#), "\(json.stdout)")
    // One that is named is refused as before.
    #expect(try langfuse.repo.refusal("checkout", "titled").contains("key 'title'"))
  }

  @Test func whatIsToldToBeTypedWorksAsItStands() throws {
    let langfuse = try LangfuseStandIn(
      #"""
      {"prompts": {"a": {"versions": {"1": {"prompt": "one", "labels": ["staging"]},
       "2": {"prompt": "two"}}}, "n": {"versions": {"1": {"prompt": "n"}}},
       "p": {"versions": {"1": {"prompt": "p", "labels": ["prod2"]}}}}}
      """#)
    let repo = langfuse.repo
    try repo.ok("env", "add", "staging")
    try repo.ok("env", "add", "prod2", "--requires", "staging", "--protected")
    let elsewhere = try repo.elsewhere("typed")
    /// Imports from elsewhere with -C, and types each command of the report there.
    func follow(_ count: Int, status: Int32) throws {
      let shown = try repo.shell(
        "cd \"$1\"; promptrepo -C \"$2\" import --from langfuse --environments staging,prod2",
        elsewhere, repo.path)
      #expect(shown.status == status, "\(shown.stdout)\(shown.stderr)")
      let commands = shown.stdout.split(separator: "`", omittingEmptySubsequences: false)
        .enumerated()
        .filter { $0.offset % 2 == 1 && $0.element.hasPrefix("promptrepo ") }.map {
          String($0.element)
        }
      #expect(commands.count == count, "\(shown.stdout)")
      for command in commands {
        #expect(command.hasPrefix("promptrepo -C "), "\(command)")
        let typed = try repo.shell("cd \"$1\"; \(command)", elsewhere)
        #expect(typed.status == 0, "\(command): \(typed.stdout)\(typed.stderr)")
      }
    }
    // Three activations, a deployment before another, and files.
    try follow(6, status: 1)
    #expect(try repo.ok("show", "p@prod2") == "p")
    try repo.ok("deploy", "a@v2", "--env", "staging")
    try repo.ok("archive", "a")
    try follow(2, status: 0)
    #expect(try repo.ok("show", "a@staging") == "one")
  }

  @Test func whatFailedIsNotSaidToBeLive() throws {
    let langfuse = try LangfuseStandIn(
      #"{"prompts": {"a": {"versions": {"1": {"prompt": "one", "labels": ["production"]}}}}}"#)
    try langfuse.repo.ok("env", "add", "staging")
    try langfuse.repo.ok("env", "add", "production", "--requires", "staging")
    let result = try langfuse.importPrompts("--environments", "production,staging", status: 1)
    #expect(result.stdout.hasPrefix("a  1 version, active v1\n  v1 was not deployed to production"))
  }

  /// A name that no label has is no environment, and may be a slip.
  @Test func anEnvironmentThatNoLabelNamesIsNotAdded() throws {
    let langfuse = try LangfuseStandIn(
      #"""
      {"prompts": {"a": {"versions": {"1": {"prompt": "one", "labels": ["production", "staging"]}}}}}
      """#)
    let plan = try langfuse.importPrompts("--environments", "production,stagign", "--dry-run")
    #expect(
      plan.stdout.contains(
        "Environment stagign would not be added, since no version that can be taken over is labelled 'stagign'. "
          + "Did you mean 'staging'?\n"), "\(plan.stdout)")
    let result = try langfuse.importPrompts("--environments", "production,stagign")
    #expect(result.stdout.contains("Added the environment production\n"))
    #expect(result.stdout.contains("Environment stagign was not added, since"))
    #expect(try langfuse.repo.json("env", "list").map { $0.text("name") } == ["production"])
    let json = try langfuse.repo.json(
      "import", "--from", "langfuse", "--environments", "nothing-like-it")
    #expect(
      json.last?["unlabelled_environments"]?.array?.compactMap(\.string) == ["nothing-like-it"])
    // One that is here already, and is empty, is nobody's slip.
    try langfuse.repo.ok("env", "add", "nothing-like-it")
    #expect(
      try langfuse.importPrompts("--environments", "nothing-like-it").stdout.hasPrefix("1 prompt"))
  }

  @Test func notesForProgramsTellWhereToType() throws {
    let langfuse = try LangfuseStandIn(
      #"{"prompts": {"a": {"versions": {"1": {"prompt": "one", "labels": ["production"]}}}}}"#)
    try langfuse.repo.ok("env", "add", "staging")
    try langfuse.repo.ok("env", "add", "production", "--requires", "staging")
    let elsewhere = try langfuse.repo.elsewhere("typed")
    let result = try langfuse.repo.shell(
      "cd \"$1\"; promptrepo -C \"$2\" import --from langfuse --environments production --json",
      elsewhere, langfuse.repo.path)
    let folder = langfuse.repo.path
    #expect(
      result.stdout.contains("`promptrepo -C \(folder) deploy a@v1 --env staging`, then "),
      "\(result.stdout)\(result.stderr)")
    #expect(!result.stdout.contains("`promptrepo deploy"))
  }

  @Test func whatComesFromThereIsCut() throws {
    let label = String(repeating: "l", count: 100_000)
    let name = String(repeating: "N", count: 5_000)
    let langfuse = try LangfuseStandIn(
      #"{"prompts": {"\#(name)": {"versions": {"1": {"prompt": "x", "labels": ["\#(label)"]}}}}}"#)
    let result = try langfuse.importPrompts()
    #expect(result.stdout.contains("label 'lll"))
    #expect(result.stdout.utf8.count < 2_000, "\(result.stdout.utf8.count)")
  }

  @Test func optionsOfFilesAndOfServicesAreToldApart() throws {
    let repo = try PromptRepo().with(["LANGFUSE_PUBLIC_KEY": "pk", "LANGFUSE_SECRET_KEY": "sk"])
    for arguments in [
      ["import"], ["import", "--url", "https://x"], ["import", "a.csv", "--recreate"],
      ["import", "a.csv", "--name", "x"], ["import", "a.csv", "--environments", "x"],
      ["import", "a.csv", "--from", "langfuse"],
      ["import", "--from", "langfuse", "--format", "csv"],
      ["import", "--from", "langfuse", "--prefix", "x/"], ["import", "--from", "elsewhere"],
      ["import", "--from", "langfuse", "--environments", "a,,b"],
      ["import", "--from", "langfuse", "--environments", "v2"],
    ] {
      let result = try repo.run(arguments)
      repo.expectRefusal(result, status: 64, "\(arguments)")
    }
  }
}
