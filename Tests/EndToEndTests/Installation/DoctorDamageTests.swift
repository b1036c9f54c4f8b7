import Foundation
import TestSupport
import Testing

/// `doctor` finds what of a ledger is damaged, in both kinds of stores.
@Suite struct DoctorDamageTests {
  static let kinds = ["directory", "git"]

  /// A sound repository with two prompts, one of them in an environment.
  func repository(_ kind: String) throws -> PromptRepo {
    let repo = kind == "git" ? try PromptRepo.inWorkTree() : try PromptRepo()
    try repo.commit("support/reply", "Hi")
    try repo.commit("support/reply", "Hello")
    try repo.commit("other", "Other")
    try repo.ok("env", "add", "staging")
    try repo.ok("deploy", "other", "--env", "staging")
    try repo.ok("release", "create", "first")
    #expect(try repo.run("doctor").status == 0)
    return repo.with(["EDITOR": "true", "VISUAL": "", "PAGER": "cat"])
  }

  func store(_ repo: PromptRepo, _ kind: String) -> String {
    "\(repo.path)/\(kind == "git" ? ".git" : ".promptrepo")"
  }

  func git(_ repo: PromptRepo, _ kind: String, _ arguments: String...) throws -> String {
    let result = try TestSupport.run(
      "git", ["--git-dir=\(store(repo, kind))"] + arguments, cwd: repo.path, env: repo.environment)
    try #require(result.status == 0, "\(arguments): \(result.stderr)")
    return result.stdout.trimmingCharacters(in: .newlines)
  }

  /// The file of a loose object.
  func file(_ repo: PromptRepo, _ kind: String, _ revision: String) throws -> String {
    let id = try git(repo, kind, "rev-parse", "--verify", revision)
    return "\(store(repo, kind))/objects/\(id.prefix(2))/\(id.dropFirst(2))"
  }

  /// What `doctor` calls a problem.
  func problems(_ repo: PromptRepo) throws -> [String] {
    let result = try repo.run("doctor")
    let problems = result.stdout.split(separator: "\n").map(String.init).filter {
      $0.hasPrefix("problem ")
    }
    #expect(result.status == (problems.isEmpty ? 0 : 1), "\(result.stdout)\(result.stderr)")
    #expect(result.stderr.isEmpty, "\(result.stderr)")
    return problems
  }

  /// Each object that a prompt is read from: missing, and with other bytes in its file.
  @Test(arguments: kinds)
  func aLostOrDamagedObjectIsFound(kind: String) throws {
    let repo = try repository(kind)
    let name = "refs/prompts/support/reply"
    for (revision, owner) in [
      ("\(name)/@active", "prompt support/reply"), ("\(name)/@versions", "prompt support/reply"),
      ("\(name)/@active^{tree}", "prompt support/reply"),
      ("\(name)/@active:template.txt", "prompt support/reply"),
      ("\(name)/@info", "prompt support/reply"),
      ("\(name)/@info:prompt.json", "prompt support/reply"),
      ("refs/prompts/other/@env/staging", "prompt other"),
      ("refs/promptrepo/ledger/environments:environments.json", "environments"),
      ("refs/promptrepo/ledger/releases:first.json", "releases"),
    ] {
      let path = try file(repo, kind, revision)
      let good = try Data(contentsOf: URL(filePath: path))
      let id = path.suffix(41).filter { $0 != "/" }
      for bytes in [nil, Data("garbage".utf8)] {
        if FileManager.default.fileExists(atPath: path) {
          try FileManager.default.removeItem(atPath: path)
        }
        try bytes?.write(to: URL(filePath: path))
        let found = try problems(repo)
        #expect(
          found.contains { $0.contains(owner) && $0.contains(id) }, "\(revision): \(found)")
      }
      try FileManager.default.removeItem(atPath: path)
      try good.write(to: URL(filePath: path))
      #expect(try problems(repo).isEmpty, "\(revision)")
    }
  }

  /// A reference that does not lead to its prompt, and one that is not there.
  @Test(arguments: kinds)
  func aReferenceThatLeadsAstrayIsFound(kind: String) throws {
    let repo = try repository(kind)
    let name = "refs/prompts/support/reply/@active"
    let path = "\(store(repo, kind))/\(name)"
    let good = try Data(contentsOf: URL(filePath: path))
    let other = try git(repo, kind, "rev-parse", "refs/prompts/other/@active")
    for text in [
      String(repeating: "1", count: 40), "garbage", "", "ref: refs/prompts/other/@active",
      "ref: refs/prompts/nobody/@active", other,
    ] {
      try Data("\(text)\n".utf8).write(to: URL(filePath: path))
      let found = try problems(repo)
      #expect(found.contains { $0.contains("prompt support/reply: ") }, "\(text): \(found)")
      #expect(found.contains { $0.contains("1 reference of the ledger is damaged") })
    }
    try good.write(to: URL(filePath: path))
    #expect(try problems(repo).isEmpty)
    let info = "\(store(repo, kind))/refs/prompts/support/reply/@info"
    try FileManager.default.removeItem(atPath: info)
    #expect(try problems(repo).contains { $0.contains("/@info is missing") })
  }

  /// What is to be typed about a symbolic reference works, and the pointer moves again.
  @Test(arguments: kinds)
  func aSymbolicReferenceIsMendedAsTheMessageSays(kind: String) throws {
    let repo = try repository(kind)
    let name = "refs/prompts/other/@active"
    _ = try git(repo, kind, "symbolic-ref", name, "refs/prompts/other/@env/staging")
    #expect(try problems(repo).contains { $0.contains("\(name) is a symbolic reference") })
    let text = try repo.run("doctor").stdout
    let command = try #require(
      text.split(separator: "`").first { $0.contains("update-ref --no-deref") })
    #expect(try repo.shell(String(command)).status == 0)
    #expect(try problems(repo).isEmpty)
    try repo.commit("other", "Another")
    #expect(try repo.ok("show", "other") == "Another")
    // Whatever it names, it gets what it was before, which the log has.
    let before = try git(repo, kind, "rev-parse", name)
    for target in [
      "refs/prompts/other/@env/nowhere", "refs/prompts/other/@versions",
      "refs/prompts/support/reply/@active", name,
    ] {
      // Git makes no reference that names itself.
      try repo.write(
        "\(kind == "git" ? ".git" : ".promptrepo")/\(name)", "ref: \(target)\n")
      let hint = try repo.run("doctor").stdout
      let update = try #require(hint.split(separator: "`").first { $0.contains("--no-deref") })
      let result = try repo.shell(String(update))
      #expect(result.status == 0, "\(target): \(result.stderr)")
      #expect(try git(repo, kind, "rev-parse", name) == before)
      #expect(try problems(repo).isEmpty, "\(target)")
      #expect(try repo.ok("show", "other") == "Another")
    }
  }

  @Test(arguments: kinds)
  func aHeadThatIsGoneOrDamagedIsFound(kind: String) throws {
    let repo = try repository(kind)
    let head = "\(store(repo, kind))/HEAD"
    let good = try Data(contentsOf: URL(filePath: head))
    for text in [nil, "garbage", "", String(repeating: "1", count: 40)] {
      try FileManager.default.removeItem(atPath: head)
      try text.map { try Data("\($0)\n".utf8).write(to: URL(filePath: head)) }
      let found = try problems(repo)
      let words = text == nil ? "'\(head)' is missing" : "problem  HEAD: "
      #expect(found.contains { $0.contains(words) }, "\(text ?? "none"): \(found)")
      if text == nil { try good.write(to: URL(filePath: head)) }
    }
    try good.write(to: URL(filePath: head))
    #expect(try problems(repo).isEmpty)
  }

  /// A work tree of git whose HEAD is gone is no repository for git, in whatever lies around it.
  @Test func aFolderThatLacksOnlyItsHeadIsToldOf() throws {
    let outer = try PromptRepo()
    try outer.write("inner/README", "x")
    for arguments in [["init", "-q", "inner"], ["-C", "inner", "symbolic-ref", "-d", "HEAD"]] {
      _ = try TestSupport.run("git", arguments, cwd: outer.path, env: outer.environment)
    }
    if outer.exists("inner/.git/HEAD") { try outer.remove("inner/.git/HEAD") }
    let found = try outer.run("-C", "inner", "doctor")
    #expect(found.status == 1)
    let head = "\(outer.path)/inner/.git/HEAD"
    #expect(found.stdout.contains("problem  repository: '\(head)' is missing"))
  }

  /// The remote has what is missing here, and git brings it by the command that is named.
  @Test func whatIsMissingComesFromTheRemote() throws {
    let team = try Team()
    let repo = team.first
    try repo.commit("a", "Hi", "--first")
    try repo.ok("push")
    let path = try file(repo, "git", "refs/prompts/a/@active:template.txt")
    try FileManager.default.removeItem(atPath: path)
    try repo.refusal("show", "a")
    let text = try repo.run("doctor").stdout
    let command = try #require(text.split(separator: "`").first { $0.contains("--refetch") })
    let result = try repo.shell(String(command))
    #expect(result.status == 0, "\(result.stderr)")
    #expect(try problems(repo).isEmpty)
    #expect(try repo.ok("show", "a") == "Hi")
  }
}
