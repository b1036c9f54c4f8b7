import Foundation
import TestSupport
import Testing

/// What users of git and other tools type out of habit.
@Suite struct HabitTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo()
    try repo.commit("support/reply", "one", "-m", "first")
    try repo.commit("support/reply", "two", "-m", "second")
    try repo.ok("env", "add", "staging")
    try repo.ok("deploy", "support/reply@v1", "-e", "staging")
    try repo.ok("release", "create", "spring")
  }

  /// A word with one meaning does what the command does that has it.
  @Test(arguments: [
    ("ls", "list"), ("ls -a", "list --archived"), ("cat support/reply", "show support/reply"),
    ("get support/reply@v1", "show support/reply@v1"),
    ("show support/reply v1", "show support/reply@v1"),
    ("show support/reply staging", "show support/reply@staging"),
    ("render support/reply v1", "render support/reply@v1"),
    ("blame support/reply v1", "blame support/reply@v1"),
    ("history support/reply", "log support/reply"), ("versions", "log"),
    ("log --limit 1", "log -n 1"), ("log --max-count=1", "log -n 1"),
    ("log --environment staging", "log --env staging"), ("log -e staging", "log --env staging"),
    ("audit -e staging", "audit --env staging"),
    ("compare support/reply v1", "diff support/reply@v1"),
    ("diff support/reply@v1 support/reply@v2", "diff support/reply v1 v2"),
    ("status --porcelain", "status -s"), ("envs", "env list"), ("environment list", "env list"),
    ("env ls", "env list"), ("env get", "env list"), ("releases", "release list"),
    ("release get spring", "release show spring"), ("remotes", "remote list"),
    ("remote -v", "remote list"), ("remote ls", "remote list"), ("version", "--version"),
    ("-v", "--version"), ("annotate support/reply", "blame support/reply"),
    ("help ls", "help list"), ("ls --help", "list --help"), ("check", "lint"),
    ("dump", "export"), ("list -n 1", "list --limit 1"), ("list -1", "list --limit 1"),
    ("log -1", "log -n 1"), ("log support/reply -1", "log -n 1 support/reply"),
    ("audit -5", "audit -n 5"), ("audit --author Test", "audit --actor Test"),
    ("audit --committer=nobody", "audit --actor nobody"),
    ("diff support/reply 1..2", "diff support/reply v1 v2"),
    ("diff support/reply@1..2", "diff support/reply v1 v2"),
    ("diff support/reply v1..", "diff support/reply v1 latest"),
    ("diff support/reply ..v1", "diff support/reply latest v1"),
    ("diff support/reply@v1..support/reply@v2", "diff support/reply v1 v2"),
    ("diff support/reply staging..latest", "diff support/reply v1 v2"),
    ("ls -an 1", "list --archived --limit 1"),
    ("deploy support/reply@v1 --to staging", "deploy support/reply@v1 --env staging"),
    ("render support/reply --set a=b", "render support/reply --var a=b"),
    ("render support/reply -v a=b", "render support/reply --var a=b"),
    ("log --after 30d", "log --since 30d"), ("log --committer Test", "log --author Test"),
    ("-p list", "--paginate list"),
    ("list -n1", "list --limit 1"), ("ls -an1", "list --archived --limit 1"),
    ("render support/reply -Dc=x", "render support/reply --var c=x"),
    ("render support/reply -vc=1=x", "render support/reply --var c=1=x"),
    ("render support/reply -v=c=x", "render support/reply --var c=x"),
  ])
  func aWordStandsForAnother(_ typed: String, _ meant: String) throws {
    let (first, second) = (try run(typed), try run(meant))
    #expect(first.status == 0, "\(first.stderr)")
    #expect(first.stdout == second.stdout)
    #expect(second.status == 0 && second.stderr == first.stderr)
  }

  /// A word with several meanings, or none, is answered with one sentence that names commands.
  @Test(arguments: [
    ("rm a", ["archive", "delete"]), ("remove a", ["archive", "delete"]),
    ("add .", ["commit", "new"]),
    ("revert HEAD", ["rollback", "activate", "undo"]), ("reset --hard", ["checkout", "rollback"]),
    ("restore a", ["checkout", "rollback", "unarchive"]), ("switch a", ["activate", "checkout"]),
    ("use a", ["activate"]), ("branch", ["env add"]), ("tag v1", ["release create", "deploy"]),
    ("stash", ["commit"]), ("publish a", ["activate", "deploy", "push"]),
    ("update a", ["edit", "commit", "set", "pull"]), ("login", ["remote add"]),
    ("search x", ["grep", "list"]), ("find x", ["grep", "list"]), ("clone URL", ["pull"]),
    ("merge main", ["checkout", "pull"]), ("rebase", ["pull"]),
    ("cherry-pick 1", ["checkout", "commit", "deploy"]), ("cp a b", ["show", "new"]),
    ("fsck", ["verify-remote"]), ("inspect a", ["show", "log"]), ("run a", ["render", "bisect"]),
    ("reflog", ["log", "audit"]), ("setup", ["init", "hook install", "remote setup"]),
    ("help rm", ["archive", "delete"]),
    ("rm --help", ["archive", "delete"]), ("release rm spring", ["release rollback"]),
    ("co", ["commit", "checkout"]),
    ("remote set-url a b", ["remote remove", "remote add"]),
  ])
  func aWordIsAnsweredWithTheCommandThatIsMeant(_ typed: String, _ commands: [String]) throws {
    let result = try run(typed)
    #expect(result.status == 64)
    #expect(result.stdout == "")
    let word =
      typed.split(separator: " ").first { !["help", "release", "remote"].contains($0) } ?? ""
    #expect(result.stderr.hasPrefix("Error: There is no '\(word)' here: "))
    #expect(result.stderr.hasSuffix(".\n") && !result.stderr.dropLast(2).contains(". "))
    #expect(result.stderr.split(separator: "\n").count == 1)
    let all = try PromptRepo.commands()
    for command in commands {
      #expect(result.stderr.contains("promptrepo \(command)"), "\(result.stderr)")
      #expect(all.contains(command))
    }
  }

  @Test(arguments: [
    ("push --force", "'promptrepo push' has no option '--force': nothing is ever forced"),
    ("status --all", "without a name it is about all prompts"),
    ("log -a", "without a name it is about all prompts"),
    ("list -v", "`promptrepo -v` shows the program's version"),
    (
      "show support/reply --version 1",
      "takes '--version' only alone, for the version of the program: a version is written"
    ),
    ("show support/reply --version", "takes '--version' only alone"),
    ("render support/reply --version=1", "a version is written NAME@SPEC"),
    ("show support/reply -e staging", "NAME@ENV names what is live"),
    ("render support/reply --label staging", "NAME@ENV names what is live"),
    ("rollback support/reply --dry-run", "`promptrepo undo` takes it back"),
    ("activate support/reply@v1 --force", "nothing to force"),
    ("commit --amend", "versions are never rewritten"),
    ("diff --cached", "nothing is staged"),
    ("log --stat", "has no option '--stat': -p shows what each version changed"),
    ("key create --name app", "--owner NAME says whose key it is"),
    ("serve --host 0.0.0.0", "--listen ADDRESS:PORT"),
    ("env add production --from staging", "--requires ENV admits"),
    ("undo -n", "a second `promptrepo undo` takes back the first"),
    ("undo --dry-run", "a second `promptrepo undo` takes back the first"),
    ("show support/reply --var a=b", "`promptrepo render support/reply --var VARIABLE=TEXT`"),
    ("show --name support/reply", "`promptrepo show NAME`"),
    ("activate support/reply --to v1", "a version is written NAME@SPEC"),
    ("activate support/reply -e staging", "`promptrepo deploy support/reply@SPEC --env ENV`"),
    ("new a/b -t text", "--template TEXT gives the text, --title TITLE a title"),
    ("new a/b -m text", "`promptrepo commit -m MESSAGE`"),
    ("init --bare", "`git init --bare` makes a repository to push to"),
    ("log -S x", "`promptrepo grep --all-versions PATTERN`"),
    ("log --grep x", "`promptrepo log --oneline | grep PATTERN`"),
    ("log --reverse", "`promptrepo log --oneline | tac`"),
    ("grep -n x", "shows the numbers of lines anyway"), ("grep -c x", "uniq -c` counts them"),
    ("list --no-color", "NO_COLOR=1 turns colours off"),
    ("list --color=always", "colours are shown on a terminal and in the pager"),
    ("list --git-dir=.promptrepo", "`promptrepo -C DIR` works in another folder"),
    ("config --edit", "`promptrepo config set SETTING VALUE`"),
    ("help -a", "`promptrepo help` shows all commands"),
    ("checkout support/reply --dry-run", "`promptrepo status` shows"),
    ("delete support/reply --dry-run", "`promptrepo log support/reply` shows what would be lost"),
    ("log --graph", "goes on when it is renamed"), ("diff --stat", "`promptrepo status -s`"),
    ("checkout -b topic", "`git switch -c BRANCH`"),
    ("pull --rebase", "--merge, --ours or --theirs"),
    ("push -u origin main", "`git push`"),
    ("set support/reply --template x", "`promptrepo edit support/reply`"),
    ("list --format json", "--json prints the same for programs"),
    ("ls -la", "'promptrepo list' has no option '-l': there is no longer list"),
    ("ls -al", "'promptrepo list' has no option '-l': there is no longer list"),
    ("status -sb", "`git status` tells which one it is"),
  ])
  func anOptionWithoutAMeaningIsExplained(_ typed: String, _ sentence: String) throws {
    let result = try run(typed)
    #expect(result.status == 64)
    #expect(result.stderr.hasPrefix("Error: 'promptrepo "))
    #expect(result.stderr.contains(sentence), "\(result.stderr)")
    #expect(result.stderr.split(separator: "\n").count == 1)
  }

  /// What no habit explains stays named with the word that it is in.
  @Test func anUnknownLetterIsNamedWithItsWord() throws {
    #expect(try run("list -qz").stderr.hasPrefix("Error: Unknown option '-z' in '-qz'\n"))
  }

  /// A mistyped command is no question about the program.
  @Test(arguments: ["lgo --help", "lgo -h", "-h lgo"])
  func helpOfNoCommandIsRefused(_ typed: String) throws {
    let result = try run(typed)
    #expect(result.status == 64 && result.stdout == "")
    #expect(result.stderr.contains("Unknown subcommand 'lgo'. Did you mean 'log'?"))
  }

  /// Addresses that git takes, and a server's API does not have.
  @Test(arguments: [
    "git@example.com:prompts.git", "git@host:x", "ssh://git@host/x", "file:///srv/x", "../x",
    "https://example.com/x.git",
  ])
  func gitsRemotesAreAddedByGit(_ address: String) throws {
    let bare = try repo.refusal("remote", "add", "origin", address)
    #expect(bare.contains("`git --git-dir="), "\(bare)")
    let tree = try PromptRepo.inWorkTree()
    let message = try tree.refusal("remote", "add", "origin", address)
    #expect(message.contains("`git remote add origin \(address)` adds it"), "\(message)")
    #expect(try tree.json("remote", "list").isEmpty)
  }

  @Test func branchesArePushedByGit() throws {
    let team = try Team()
    let dev = team.first
    try dev.write("prompts/a.prompt", "one\n")
    try dev.gitCommit("Add a")
    try dev.ok("commit", "--first")
    for command in ["push", "pull"] {
      let message = try dev.refusal(command, "origin", "main")
      #expect(
        message.contains(
          "'main' is a branch, and branches are git's: `git \(command) origin main`"))
      #expect(try !dev.refusal(command, "origin", "nowhere").contains("branch"))
    }
    try dev.ok("push", "origin", "a")
  }

  /// A version where a prompt goes: the command that takes it is named.
  @Test(arguments: [
    ("rollback support/reply@v1", "`promptrepo rollback support/reply --to v1`"),
    ("rollback support/reply v1", "`promptrepo rollback support/reply --to v1`"),
    ("rollback support/reply@v1", "`promptrepo activate support/reply@v1`"),
    ("log support/reply@v1", "`promptrepo show support/reply@v1`"),
    ("log support/reply v1", "`promptrepo show support/reply@v1`"),
    ("edit support/reply@1", "`promptrepo checkout support/reply@1`"),
    ("promote support/reply@v1 --from a --to b", "`promptrepo deploy support/reply@v1 --env b`"),
    ("promote support/reply@v1", "`promptrepo deploy support/reply@v1 --env ENV`"),
    ("delete support/reply@v1", "versions stay"),
    ("commit support/reply@v1", "`promptrepo commit support/reply --onto v1`"),
    ("bisect support/reply@1 --good 1 -- true", "`promptrepo bisect support/reply --good 1`"),
  ])
  func aVersionInTheWrongPlaceIsUnderstood(_ typed: String, _ command: String) throws {
    let result = try run(typed)
    #expect(result.status == 64)
    #expect(result.stderr.contains(command), "\(result.stderr)")
    #expect(result.stderr.split(separator: "\n").count == 1)
  }

  /// Variables and environments without their options: the line is said that has them.
  @Test(arguments: [
    (
      "render support/reply customer=Ada issue=billing",
      "variables as options: `promptrepo render support/reply --var customer=Ada --var "
        + "issue=billing`."
    ),
    ("render customer=Ada support/reply", "`promptrepo render --var customer=Ada support/reply`."),
    ("undo support/reply a5020f2b", "`promptrepo undo support/reply --operation a5020f2b`"),
    (
      "render support/reply v1 customer=Ada",
      "`promptrepo render support/reply v1 --var customer=Ada`."
    ),
    ("show support/reply a=b", "`promptrepo render support/reply --var a=b` fills them in."),
    (
      "promote support/reply staging production",
      "`promptrepo promote support/reply --from staging --to production`"
    ),
    (
      "promote support/reply production --from staging",
      "`promptrepo promote support/reply --to production --from staging`"
    ),
    ("rollback support/reply staging", "`promptrepo rollback support/reply --env staging`"),
    ("log support/reply staging", "`promptrepo log support/reply --env staging`"),
    ("release deploy spring staging", "`promptrepo release deploy spring --env staging`"),
    ("release rollback staging", "`promptrepo release rollback --env staging`"),
    ("diff HEAD", "`promptrepo diff` compares every edited file with its latest version"),
    ("diff HEAD~1", "`promptrepo diff` compares every edited file with its latest version"),
    ("diff support/reply HEAD", "support/reply@latest is the newest version"),
    ("show support/reply@HEAD", "support/reply@latest is the newest version"),
    ("show support/reply HEAD^", "support/reply@latest is the newest version"),
    ("show HEAD", "NAME@latest is the newest version"),
    ("diff v1..v2", "a prompt before its versions: `promptrepo diff NAME v1..v2`"),
    ("serve 8080", "the port as an option: `promptrepo serve --port 8080`"),
    ("serve :8080", "the port as an option: `promptrepo serve --port 8080`"),
  ])
  func aWordWithoutItsOptionIsUnderstood(_ typed: String, _ sentence: String) throws {
    let result = try run(typed)
    #expect(result.status == 64)
    #expect(result.stderr.contains(sentence), "\(result.stderr)")
    #expect(result.stderr.split(separator: "\n").count == 1)
  }

  @Test func deployNamesTheOptionOfAnEnvironment() throws {
    let message = try repo.refusal("deploy", "support/reply@v2", "staging", status: 64)
    #expect(
      message.contains(
        "'staging' is an environment: `promptrepo deploy support/reply@v2 --env staging`."))
    #expect(
      try repo.refusal("deploy", "staging", status: 64).contains(
        "`promptrepo deploy NAME --env staging`"))
    #expect(
      try repo.refusal("diff", "support/reply", "1...2", status: 64).contains("as in v1..v2"))
    try repo.ok("config", "set", "environment", "staging")
    #expect(
      try repo.refusal("deploy", "support/reply", "staging").contains("--env staging"))
  }

  /// The short name of an option for a port.
  @Test func aPortIsGivenShortly() throws {
    let message = try repo.refusal("serve", "-p", "8123", "--listen", "127.0.0.1:1", status: 64)
    #expect(message.contains("--port 8123 is --listen 127.0.0.1:8123"))
  }

  /// Two letters begin a command, or are near one.
  @Test(arguments: [
    ("st", "Did you mean 'status'?"), ("di", "Did you mean 'diff'?"),
    ("un", "Did you mean 'undo' or 'unarchive'?"), ("sw", nil), ("env li", "Did you mean 'list'?"),
    ("lgo", "Did you mean 'log'?"),
  ])
  func twoLettersBeginACommand(_ typed: String, _ question: String?) throws {
    let result = try run(typed)
    #expect(result.status == 64)
    #expect(result.stderr.contains(question ?? "Unknown subcommand 'sw'"), "\(result.stderr)")
    if question == nil { #expect(!result.stderr.contains("Did you mean")) }
  }

  /// A version is given once, by either spelling.
  @Test(arguments: ["show", "render", "blame", "activate"])
  func twoVersionsAreOneTooMany(_ command: String) throws {
    let message = try repo.refusal(command, "support/reply@v1", "v2", status: 64)
    #expect(message.contains("support/reply@v1 or support/reply@v2"))
  }

  @Test func aVersionIsActivatedByTwoWords() throws {
    let shown = try repo.ok("activate", "support/reply", "v1")
    #expect(shown.hasPrefix("support/reply: v1 is active (was v2)\n"))
    #expect(try repo.refusal("activate", "support/reply", status: 64).contains("Say which version"))
  }

  /// `checkout -f` gives up edits, of the named prompts only.
  @Test func checkoutIsForced() throws {
    try repo.write("prompts/support/reply.prompt", "edited")
    try repo.refusal("checkout", "support/reply", status: 2)
    #expect(try repo.refusal("checkout", "-f", status: 64).contains("Name the prompts"))
    try repo.ok("checkout", "-f", "support/reply")
    #expect(try repo.read("prompts/support/reply.prompt") == "two")
  }

  /// Every option for an environment has the same short name.
  @Test func environmentsHaveOneShortOption() throws {
    for command in try PromptRepo.commands() {
      let help = try run("help \(command)").stdout
      let lines = help.split(separator: "\n").filter {
        $0.contains("--env <env>") && $0.hasPrefix("  ")
      }
      for line in lines where line.hasPrefix("  -") || line.hasPrefix("  --") {
        #expect(line.hasPrefix("  -e, --env <env>"), "\(command): \(line)")
      }
    }
  }

  /// Habits are in no help and no completion, and no sentence names a command that there is not.
  @Test func habitsStayHidden() throws {
    let help = try repo.ok("help")
    let completed = try repo.ok("---complete", "")
    for word in ["ls", "rm", "revert", "cat", "stash"] {
      #expect(!help.contains("  \(word) "))
      #expect(!completed.contains("\n\(word)\t"))
    }
    #expect(try repo.ok("---complete", "ls", "") == "")
  }

  @Test func remotesOfGitAreListedToo() throws {
    let team = try Team()
    let shown = try team.first.ok("remote", "-v")
    #expect(shown.contains("origin  ../server.git"), "\(shown)")
    for command in ["pull", "push", "fetch"] {
      #expect(try team.first.ok("---complete", command, "or").hasSuffix("\norigin\n"))
    }
    let objects = try team.first.json("remote", "list")
    #expect(objects.map { $0.text("name") } == ["origin"])
    let refusal = try team.first.refusal("remote", "remove", "origin")
    #expect(refusal.contains("'origin' is a git remote") && refusal.contains("`git remote`"))
  }

  private func run(_ line: String) throws -> RunResult {
    try repo.run(line.split(separator: " ").map(String.init))
  }
}
