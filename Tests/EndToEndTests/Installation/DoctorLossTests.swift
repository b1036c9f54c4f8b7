import Foundation
import TestSupport
import Testing

/// What is lost of a repository while the rest of it reads as if it were whole.
extension DoctorDamageTests {
  /// Damages by a shell, which has the store in `$S`, and what `doctor` says of each.
  private static let losses: [(damage: String, kinds: [String], words: [String])] = [
    (
      "rm $S/refs/prompts/support/reply/@versions", kinds,
      ["@versions points nowhere", "reference refs/prompts/support/reply/@versions: it is missing"]
    ),
    ("rm $S/refs/prompts/other/@active", kinds, ["reference refs/prompts/other/@active: "]),
    (
      "g update-ref refs/prompts/support/reply/@versions refs/prompts/support/reply/@versions~1",
      kinds, ["prompt support/reply: ", "@versions does not have v2", "which is active"]
    ),
    (
      "rm -r $S/refs", kinds,
      ["/refs' is missing: git takes", "reference refs/promptrepo/ledger/environments: "]
    ),
    (
      "g pack-refs --all && rm $S/packed-refs", kinds,
      ["reference refs/prompts/old/@info: ", "reference refs/prompts/support/reply/@info: "]
    ),
    (
      "g pack-refs --all && : > $S/packed-refs", kinds, ["reference refs/prompts/other/@versions: "]
    ),
    ("lose refs/prompts/old/@info~1", kinds, ["prompt old: object "]),
    ("lose refs/prompts/old/@info~1^{tree}", kinds, ["prompt old: object "]),
    ("lose refs/prompts/old/@info~1:prompt.json", kinds, ["prompt old: object "]),
    ("rm -r $S/objects", kinds, ["/objects' is missing: git takes"]),
    ("rm $S/config", ["directory"], ["it has no config"]),
    ("lose HEAD^{tree}", ["git"], ["HEAD: tree ", "is missing"]),
    ("mkdir -p $S/objects/info && echo /gone > $S/objects/info/alternates", ["git"], ["'/gone'"]),
  ]

  @Test(arguments: kinds)
  func aLossIsFound(kind: String) throws {
    let repo = try repository(kind)
    try repo.commit("old", "Old")
    try repo.ok("archive", "old")
    let store = store(repo, kind)
    let saved = try repo.elsewhere("saved")
    let functions = """
      set -e
      S=\(store)
      g() { git --git-dir=$S "$@"; }
      lose() { id=$(g rev-parse --verify "$1"); rm -f "$S/objects/${id:0:2}/${id:2}"; }

      """
    func shell(_ script: String) throws {
      let result = try repo.shell(functions + script)
      try #require(result.status == 0, "\(script): \(result.stderr)")
    }
    try shell("cp -a $S/. \(saved)")
    for (damage, kinds, words) in DoctorDamageTests.losses where kinds.contains(kind) {
      try shell(damage)
      let found = try problems(repo)
      for word in words {
        #expect(found.contains { $0.contains(word) }, "\(damage): \(word): \(found)")
      }
      try shell("rm -r $S && cp -a \(saved) $S")
      #expect(try problems(repo).isEmpty, "\(damage)")
    }
  }

  /// The lines that are named bring back what is lost; until then, nothing says that a prompt whose
  /// versions are lost is new.
  @Test(arguments: kinds)
  func aLostReferenceComesBackAsTheMessageSays(kind: String) throws {
    let repo = try repository(kind)
    // The clock has no log: the next prompt that is made sets it.
    let folders = ["refs/prompts", "refs/promptrepo/ledger"]
    let before = try git(repo, kind, "for-each-ref", folders[0], folders[1])
    let name = "refs/prompts/support/reply/@versions"
    try FileManager.default.removeItem(atPath: "\(store(repo, kind))/\(name)")
    for command in [["status"], ["commit"], ["commit", "--dry-run"], ["status", "support/reply"]] {
      let result = try repo.run(command)
      #expect(result.status == 1, "\(command): \(result.stdout)")
      #expect(result.stderr.contains("\(name) points nowhere"), "\(command): \(result.stderr)")
    }
    if kind == "directory" {
      _ = try git(repo, kind, "pack-refs", "--all")
      try FileManager.default.removeItem(atPath: "\(store(repo, kind))/packed-refs")
    }
    for command in try repo.run("doctor").stdout.split(separator: "`")
    where command.contains(" update-ref ") {
      let result = try repo.shell(String(command))
      #expect(result.status == 0, "\(command): \(result.stderr)")
    }
    #expect(try git(repo, kind, "for-each-ref", folders[0], folders[1]) == before)
    #expect(try problems(repo).isEmpty)
  }

  /// A directory that lost its configuration is completed by what each command names.
  @Test func aDirectoryWithoutConfigurationIsCompleted() throws {
    let repo = try repository("directory")
    _ = try git(repo, "directory", "pack-refs", "--all")
    let before = try git(repo, "directory", "for-each-ref")
    try repo.write(".promptrepo/FETCH_HEAD", "")
    try repo.write(".promptrepo/HEAD", "ref: refs/heads/other\n")
    try repo.remove(".promptrepo/config")
    #expect(try repo.refusal("list").contains("`promptrepo init` makes it, or completes it"))
    try repo.ok("init")
    #expect(try problems(repo).isEmpty)
    #expect(try git(repo, "directory", "for-each-ref") == before)
    #expect(try git(repo, "directory", "symbolic-ref", "HEAD") == "refs/heads/other")
    #expect(try repo.ok("show", "support/reply") == "Hello")
  }

  /// Where a part of a git repository is lost, no other one is made beside it, which would hide its
  /// prompts when it is mended.
  @Test func noSecondRepositoryHidesTheFirst() throws {
    let repo = try repository("git")
    try FileManager.default.moveItem(
      atPath: "\(repo.path)/.git/HEAD", toPath: "\(repo.path)/saved")
    try repo.write("folder/file", "x")
    for arguments in [
      ["show", "other"], ["list"], ["init"], ["init", "--store", "directory"],
      ["init", "--store", "git"], ["-C", "folder", "init"], ["-C", "folder", "list"],
    ] {
      let result = try repo.run(arguments)
      #expect(result.status == 1, "\(arguments): \(result.stdout)")
      #expect(result.stderr.contains("'\(repo.path)/.git/HEAD' is missing"), "\(arguments)")
    }
    #expect(!repo.exists(".promptrepo") && !repo.exists("folder/.promptrepo"))
    // One that was made all the same is told of.
    let other = try repo.shell(
      "mv .git away && promptrepo init && mv away .git && mv saved .git/HEAD")
    #expect(other.status == 0, "\(other.stderr)")
    #expect(try problems(repo).contains { $0.contains("the git repository '\(repo.path)' holds") })
    try repo.remove(".promptrepo")
    #expect(try problems(repo).isEmpty)
  }

  @Test(arguments: ["HEAD", "refs", "objects"])
  func aBareRepositoryThatLacksAPartIsToldOf(part: String) throws {
    let team = try Team()
    let server = team.server
    try server.remove(part)
    let found = try server.run("doctor")
    #expect(found.status == 1)
    #expect(found.stdout.contains("problem  repository: '\(server.path)/\(part)' is missing"))
    for command in ["list", "init"] {
      #expect(try server.refusal(command).contains("'\(server.path)/\(part)' is missing"))
    }
  }

  /// A linked work tree that does not lead to its repository, as git says it, too.
  @Test func aWorkTreeThatLeadsNowhereIsToldOf() throws {
    let repo = try repository("git")
    try repo.workTree("worktree", "add", "-q", "../other")
    let other = try repo.beside("other")
    #expect(try other.run("doctor").status == 0)
    let linked = "\(repo.path)/.git/worktrees/other"
    for (damage, words) in [
      ("rm \(linked)/commondir", "'\(linked)/commondir' does not name"),
      ("echo garbage > \(linked)/commondir", "'\(linked)/commondir' does not name"),
      ("echo gitdir: /gone > .git", "'\(other.path)/.git' names '/gone', which is not there"),
      ("echo garbage > .git", "'\(other.path)/.git' does not name a git directory"),
      (": > .git", "'\(other.path)/.git' does not name a git directory"),
    ] {
      let saved = "cp .git ../saved.git; cp -a \(linked) ../saved; "
      #expect(try other.shell(saved + damage).status == 0)
      #expect(try TestSupport.run("git", ["status"], cwd: other.path).status != 0, "\(damage)")
      let found = try other.run("doctor")
      #expect(found.status == 1, "\(damage): \(found.stdout)")
      #expect(found.stdout.contains("problem  work tree: \(words)"), "\(damage): \(found.stdout)")
      #expect(!found.stdout.contains("ref: refs/heads/BRANCH"))
      let back = "cp ../saved.git .git; rm -r \(linked); mv ../saved \(linked)"
      #expect(try other.shell(back).status == 0)
      #expect(try other.run("doctor").status == 0, "\(damage)")
    }
    // A main repository that was moved is found again by the command that is named.
    let moved = try repo.beside("moved")
    try FileManager.default.moveItem(atPath: repo.path, toPath: moved.path)
    let text = try other.run("doctor").stdout
    let command = try #require(text.split(separator: "`").first { $0.contains("repair") })
    #expect(try moved.shell(String(command)).status == 0)
    #expect(try other.run("doctor").status == 0)
    #expect(try other.ok("show", "other") == "Other")
  }

  /// What a partial clone was made without is no damage, and comes by the command that works.
  @Test func whatACloneWasMadeWithoutIsNoDamage() throws {
    let team = try Team()
    let repo = team.first
    try repo.commit("a", "Hi", "--first")
    try repo.ok("push")
    try repo.workTree("config", "remote.origin.promisor", "true")
    let path = try file(repo, "git", "refs/prompts/a/@active:template.txt")
    try FileManager.default.removeItem(atPath: path)
    let text = try repo.run("doctor").stdout
    #expect(text.contains("this clone was made without what 2 references of the ledger lead to"))
    #expect(!text.contains("damaged"))
    let command = try #require(text.split(separator: "`").first { $0.contains("git fetch ") })
    #expect(command.contains("--no-filter"))
    #expect(try repo.shell(String(command)).status == 0)
    #expect(try problems(repo).isEmpty)
    #expect(try repo.ok("show", "a") == "Hi")
  }

  /// Git finds no directory store by itself, so the line that is named has its path.
  @Test func linesForGitNameADirectoryStore() throws {
    let repo = try repository("directory")
    let path = try file(repo, "directory", "refs/prompts/other/@active")
    try FileManager.default.removeItem(atPath: path)
    try Data("garbage".utf8).write(to: URL(filePath: path))
    let texts = [try repo.refusal("show", "other"), try repo.run("doctor").stdout]
    for text in texts {
      #expect(text.contains("`git --git-dir='\(repo.path)/.promptrepo' fsck`"), "\(text)")
      #expect(!text.contains("`git fsck`"), "\(text)")
    }
  }
}
