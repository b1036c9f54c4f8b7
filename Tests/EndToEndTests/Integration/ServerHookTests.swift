import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `hook install --server`: what a bare repository takes of pushes, and what it says of others.
@Suite struct ServerHookTests {
  let team: Team
  var dev: PromptRepo { team.first }

  init() throws { team = try .withHook() }

  /// Pushes with git itself, and requires that nothing of it is taken.
  @discardableResult
  private func refused(
    _ refspecs: String..., in repo: PromptRepo? = nil,
    at location: SourceLocation = #_sourceLocation
  ) throws -> String {
    try team.refused(refspecs, in: repo, at: location)
  }

  /// A commit made of another one: with other parents, another tree or another message.
  private func forge(
    _ commit: String, message: (String) -> String = { $0 }, tree: String? = nil,
    parents: [String]? = nil
  ) throws -> String {
    let tree = try tree ?? dev.workTree("rev-parse", "\(commit)^{tree}")
    let text = message(try dev.workTree("log", "-1", "--format=%B", commit))
    let parents = try parents ?? [dev.workTree("rev-parse", commit)]
    let result = try TestSupport.run(
      "git", ["commit-tree", tree, "-m", text] + parents.flatMap { ["-p", $0] }, cwd: dev.path,
      // In the same second it would be the commit that is there.
      env: dev.environment.merging([
        "GIT_COMMITTER_DATE": "\(Int(Date().timeIntervalSince1970) + 60) +0000"
      ]) { $1 })
    try #require(result.status == 0, "\(result.stderr)")
    return String(result.stdout.dropLast())
  }

  private let versions = "refs/prompts/a/@versions"
  private let active = "refs/prompts/a/@active"
  private let info = "refs/prompts/a/@info"

  // What teams do.

  @Test func allThatPromptrepoPushesIsTaken() throws {
    try team.server.ok("config", "set", "allowDeletions", "true")
    for text in ["two {{x}}\n", "three {{x}}\n"] {
      try dev.commit("a", text)
      try dev.ok("push")
    }
    try dev.ok("rollback", "a")
    try dev.ok("set", "a", "--title", "A title")
    try dev.ok("env", "add", "staging")
    try dev.ok("deploy", "a", "--env", "staging")
    try dev.ok("release", "create", "r1", "a", "b")
    try dev.ok("push")
    try dev.ok("mv", "a", "c/d")
    try dev.ok("push")
    try dev.ok("delete", "b", "--yes")
    try dev.ok("push")
    #expect(try team.server.ledger() == dev.ledger())
    let clone = try team.clone("clone")
    try clone.ok("pull")
    #expect(try clone.json("list").map { $0.text("name") } == ["c/d"])
    try team.expectSound(clone)
  }

  @Test func namesAreExchangedAndReused() throws {
    try dev.ok("mv", "a", "t")
    try dev.ok("mv", "b", "a")
    try dev.ok("mv", "t", "b")
    try dev.ok("push")
    #expect(try team.texts(of: "a") == ["b"] && team.texts(of: "b") == ["one {{x}}"])
    // Deleted with a version that was never pushed, and made again with another id.
    try team.server.ok("config", "set", "allowDeletions", "true")
    try dev.commit("a", "unknown there\n")
    try dev.ok("delete", "a", "--yes")
    try dev.ok("push")
    try dev.commit("a", "another\n")
    try dev.ok("push")
    #expect(try team.server.ledger() == dev.ledger())
    try team.expectSound()
  }

  @Test func joinedHistoriesAreTaken() throws {
    let clone = try team.clone("clone")
    try clone.ok("pull")
    try clone.commit("a", "theirs {{x}}\n")
    try clone.ok("push")
    try dev.commit("a", "ours {{x}}\n")
    #expect(try dev.run("push").status == 2)
    try dev.ok("pull", "--ours")
    try dev.ok("push")
    #expect(try team.texts(of: "a") == ["ours {{x}}", "theirs {{x}}", "one {{x}}"])
    try team.expectSound(clone)
  }

  @Test func branchesAndTagsAreNotLookedAt() throws {
    try dev.workTree("tag", "v1")
    try dev.workTree("push", "-q", "origin", "v1", "HEAD:refs/heads/other", "HEAD:refs/other/x")
    try dev.workTree("push", "-q", "--force", "origin", "v1:refs/heads/x", ":refs/heads/other")
  }

  @Test func manyPromptsAreOneQuickPush() throws {
    for number in 1...1_000 { try dev.write("prompts/many/p\(number).prompt", "text \(number)\n") }
    try dev.ok("commit")
    let start = Date()
    #expect(try dev.ok("push").contains("1000 pushed"))
    #expect(Date().timeIntervalSince(start) < 60)
    #expect(try team.server.ledger() == dev.ledger())
  }

  @Test func ofTwoPushesAtOnceOneIsTaken() throws {
    let clones = try (1...4).map { try team.clone("clone\($0)") }
    for (number, clone) in clones.enumerated() {
      try clone.ok("pull")
      try clone.commit("a", "text \(number)\n")
    }
    let results = try clones.map { try $0.start("push") }.map { try $0.wait() }
    #expect(results.filter { $0.status == 0 }.count == 1)
    #expect(results.filter { $0.status == 2 }.count == 3)
    #expect(try team.texts(of: "a").count == 2)
    try team.expectSound()
  }

  /// The hook judges what came meanwhile, too; the job that came late is no failure.
  @Test func jobsAtOnceTryAgain() throws {
    for name in ["c", "d"] { try team.publish("\(name)\n", "Add", to: name) }
    let older = try (1...2).map { try team.job("older\($0)") }
    try team.publish("two {{x}}\n", "Say two", by: "Bea")
    let running = try (older + [team.job("newer1"), team.job("newer2")]).map { try $0.start("ci") }
    for job in running {
      let result = try job.wait()
      #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
    }
    for name in ["c", "d"] { #expect(try team.texts(of: name) == [name]) }
    #expect(try team.texts(of: "a") == ["two {{x}}", "one {{x}}"])
    try team.expectSound()
  }

  // What attackers and accidents do.

  @Test func historiesAreNotRewritten() throws {
    try dev.commit("a", "two {{x}}\n")
    try dev.ok("push")
    let said = try refused("\(versions)~1:\(versions)")
    #expect(said.contains("remote:   prompt 'a': the push takes away what is here of @versions"))
    try refused("\(active)~1:\(active)")
    try refused(":\(versions)")
    try refused(":\(active)")
    try refused(":\(info)", ":\(versions)", ":\(active)")
    // Another second version.
    let other = try forge(
      versions, message: { $0 }, parents: [dev.workTree("rev-parse", "\(versions)~1")])
    let diverged = try refused("\(other):\(versions)")
    #expect(diverged.contains("@versions does not go on from what is here"))
    #expect(diverged.contains("remote:   `promptrepo pull` brings what is here; then push again."))
    // The tip as a second parent does not make it go on.
    let joined = try forge(
      versions,
      parents: [
        dev.workTree("rev-parse", "\(versions)~1"), dev.workTree("rev-parse", versions),
      ])
    try refused("\(joined):\(versions)")
  }

  @Test func forgedStepsAreNotTaken() throws {
    let tip = try dev.workTree("rev-parse", versions)
    func said(_ key: String, _ value: String, of chain: String) throws -> String {
      let forged = try forge(
        chain,
        message: { text in
          text.replacingOccurrences(
            of: "\(key): [^\n]*", with: "\(key): \(value)", options: .regularExpression)
        })
      return try refused("\(forged):\(chain)")
    }
    // The same number again, one too many, another prompt's, another hash.
    _ = try said("Prompt-Version", "1", of: versions)
    _ = try said("Prompt-Version", "3", of: versions)
    let zeros = String(repeating: "0", count: 64)
    _ = try said("Version-Hash", "sha256:\(zeros)", of: versions)
    _ = try said("Template-Hash", "sha256:\(zeros)", of: versions)
    _ = try said("Prompt-Id", "prompt_\(zeros.prefix(32))", of: versions)
    _ = try said("Version-Commit", "\(zeros.prefix(40))", of: active)
    _ = try said(
      "Version-Commit", dev.workTree("rev-parse", "refs/prompts/b/@versions"), of: active)
    _ = try said("Prompt-Version", "2", of: active)
    _ = try said("Prompt-Id", "prompt_\(zeros.prefix(32))", of: info)
    // A commit of the code, a tree with more than its content, with a link, without a file.
    #expect(try refused("main:\(versions)").contains("prompt 'a'"))
    let blob = try dev.workTree("rev-parse", "main:README")
    let template = try dev.workTree("rev-parse", "\(tip):template.txt")
    for listing in [
      "100644 blob \(blob)\textra\n100644 blob \(template)\ttemplate.txt\n",
      "120000 blob \(template)\ttemplate.txt\n", "100755 blob \(template)\ttemplate.txt\n", "",
    ] {
      let tree = try TestSupport.run(
        "git", ["mktree"], cwd: dev.path, env: dev.environment, stdin: Array(listing.utf8))
      let forged = try forge(
        versions,
        message: { $0.replacingOccurrences(of: "Prompt-Version: 1", with: "Prompt-Version: 2") },
        tree: String(tree.stdout.dropLast()))
      try refused("\(forged):\(versions)")
    }
  }

  @Test func whatIsNoChainIsNotTaken() throws {
    let blob = try dev.workTree("rev-parse", "main:README")
    let tree = try dev.workTree("rev-parse", "main^{tree}")
    try dev.workTree("tag", "-a", "-m", "x", "annotated", versions)
    for object in [blob, tree, "refs/tags/annotated"] {
      try refused("\(object):\(versions)")
      try refused("\(object):refs/prompts/new/@versions")
    }
    for name in [
      "refs/prompts/a", "refs/prompts/a/versions", "refs/prompts/@versions",
      "refs/prompts/a b/@versions".replacingOccurrences(of: " ", with: "%20"),
      "refs/prompts/x/@env/", "refs/promptrepo/clock", "refs/promptrepo/ledger/other",
      "refs/promptrepo/remotes/origin/prompts/a/@info", "refs/promptrepo/deleted/x",
      "refs/promptrepo/receipts/\(String(repeating: "a", count: 40))",
    ] where !name.hasSuffix("/") {
      try refused("main:\(name)")
    }
    // Beside what may be taken, and branches.
    try dev.commit("a", "two {{x}}\n")
    try refused("\(versions):\(versions)", "main:refs/prompts/x/@versions", "main:refs/heads/new")
    try dev.ok("push")
  }

  @Test func aNameIsNotTakenByAnother() throws {
    let stranger = try team.clone("stranger")
    try stranger.commit("a", "a stranger's\n", "--first")
    let said = try refused("refs/prompts/*:refs/prompts/*", in: stranger)
    #expect(said.contains("prompt 'a'"), "\(said)")
    // What was deleted stays so.
    try team.server.ok("config", "set", "allowDeletions", "true")
    let chains = [info, versions, active]
    for chain in chains { try dev.workTree("update-ref", "refs/kept/\(chain)", chain) }
    try dev.ok("delete", "a", "--yes")
    try dev.ok("push")
    try stranger.ok("delete", "a", "--yes")
    let ledger = try team.server.ledger()
    let again = try TestSupport.run(
      "git", ["push", "--atomic", "origin"] + chains.map { "refs/kept/\($0):\($0)" }, cwd: dev.path,
      env: dev.environment)
    #expect(again.status == 1 && again.stderr.contains("deleted"), "\(again.stderr)")
    #expect(try team.server.ledger() == ledger)
  }

  /// A deletion is no step forward: it would take the prompt from everybody who pulls.
  @Test func deletionsAreTakenOnlyWhereTheServerAllowsThem() throws {
    let clone = try team.clone("clone")
    try clone.ok("pull")
    try dev.commit("a", "two {{x}}\n")
    try dev.ok("push")
    let ledger = try team.server.ledger()
    try dev.ok("delete", "a", "--yes")
    let result = try dev.run("push")
    #expect(result.status == 1)
    #expect(
      result.stderr.contains(
        "remote:   prompt 'a': the push deletes it, with all its versions, for everybody who pulls"),
      "\(result.stderr)")
    let advice = try #require(result.stderr.firstMatch(of: /`promptrepo (pull origin a --theirs)`/))
    #expect(result.stderr.contains("promptrepo config set allowDeletions true"))
    #expect(
      result.stderr.hasSuffix(
        """
        Error: prompt 'a': it is deleted here, and 'origin' does not take the deletion; the remote rejected it: pre-receive hook declined.
          Each push tries it again. `promptrepo pull origin a --theirs` brings the prompt back, and `promptrepo archive a` then puts it away for all.

        """), "\(result.stderr)")
    #expect(try team.server.ledger() == ledger)
    // Neither does it go in parts, nor as a rename to a name under which nothing comes.
    let tombstones = "refs/promptrepo/deleted/*:refs/promptrepo/deleted/*"
    #expect(try refused(tombstones).contains("the push deletes it"))
    try refused(":\(info)", ":\(versions)", ":\(active)", tombstones)
    try clone.ok("pull")
    try clone.ok("mv", "a", "elsewhere")
    let said = try refused(":\(info)", ":\(versions)", ":\(active)", tombstones, in: clone)
    #expect(
      said.contains("prompt 'a': it leaves its name, and does not come as 'elsewhere'"), "\(said)")
    // What the hook says brings it back, with all versions, and the file.
    #expect(try dev.refusal("undo", "a").contains("`promptrepo pull REMOTE NAME --theirs`"))
    let words = advice.output.1.split(separator: " ").map(String.init)
    let preview = try dev.run(words + ["--dry-run"])
    #expect(preview.status == 0 && preview.stdout.contains("a"), "\(preview)")
    #expect(try dev.run("show", "a").status == 1)
    let back = try dev.run(words)
    #expect(back.status == 0 && back.stdout.contains("pulled  a  v1 to v2"), "\(back)")
    try dev.ok("checkout", "a")
    #expect(try dev.read("prompts/a.prompt") == "two {{x}}\n")
    #expect(try dev.ledger() == ledger)
    try dev.commit("a", "three {{x}}\n")
    try dev.ok("push")
    // A rename is none, and where it is allowed a deletion is taken.
    try dev.ok("mv", "b", "c/b")
    try dev.ok("push")
    try team.server.ok("config", "set", "allowDeletions", "true")
    try dev.ok("delete", "a", "--yes")
    try dev.ok("push")
    #expect(try team.server.json("list").map { $0.text("name") } == ["c/b"])
    try team.expectSound()
  }

  /// A deletion that is refused holds up nothing else.
  @Test func whatIsPushedBesideADeletionIsTaken() throws {
    try dev.ok("delete", "a", "--yes")
    try dev.commit("b", "b two\n")
    #expect(try dev.run("push").status == 1)
    #expect(try team.texts(of: "b") == ["b two", "b"])
    #expect(try team.texts(of: "a") == ["one {{x}}"])
  }

  /// What went on there comes back, too.
  @Test func whatWasDeletedTooEarlyComesBack() throws {
    let clone = try team.clone("clone")
    try clone.ok("pull")
    try clone.ok("delete", "a", "--yes")
    try clone.ok("delete", "b", "--yes")
    try dev.commit("a", "two {{x}}\n")
    try dev.ok("mv", "b", "c")
    try dev.ok("push")
    for name in ["a", "c"] {
      let result = try clone.run("pull", "origin", name)
      #expect(result.status == 2)
      #expect(
        (result.stdout + result.stderr).contains("`promptrepo pull origin \(name) --theirs`"),
        "\(result)")
      try clone.ok("pull", "origin", name, "--theirs")
    }
    #expect(try clone.ledger() == team.server.ledger())
    // Of what nobody names, a deletion stays.
    try clone.ok("delete", "c", "--yes")
    try clone.ok("pull", "--theirs")
    #expect(try clone.run("show", "c").status == 1)
    try team.expectSound(clone)
  }

  @Test func aDeletionOfWhatWentOnIsNotTaken() throws {
    let clone = try team.clone("clone")
    try clone.ok("pull")
    try clone.ok("delete", "a", "--yes")
    try dev.commit("a", "two {{x}}\n")
    try dev.ok("push")
    let said = try refused(
      ":\(info)", ":\(versions)", ":\(active)",
      "refs/promptrepo/deleted/*:refs/promptrepo/deleted/*",
      in: clone)
    #expect(said.contains("here is more of it than its tombstone says"), "\(said)")
  }

  @Test func environmentsAndReleasesGoOnToo() throws {
    try dev.ok("env", "add", "staging")
    try dev.ok("env", "add", "production", "--requires", "staging")
    try dev.ok("release", "create", "r1", "a")
    try dev.ok("push")
    for chain in ["environments", "releases"] {
      let name = "refs/promptrepo/ledger/\(chain)"
      try refused(":\(name)")
      try refused("main:\(name)")
    }
    try refused("refs/promptrepo/ledger/environments~1:refs/promptrepo/ledger/environments")
  }

  @Test func largeObjectsAreRefusedUnread() throws {
    let path = "\(dev.path)/large"
    _ = try dev.shell("truncate -s 100M large")
    let blob = try dev.workTree("hash-object", "-w", path)
    let listing = "100644 blob \(blob)\ttemplate.txt\n"
    let tree = try TestSupport.run(
      "git", ["mktree"], cwd: dev.path, env: dev.environment, stdin: Array(listing.utf8))
    let forged = try forge(
      versions,
      message: { $0.replacingOccurrences(of: "Prompt-Version: 1", with: "Prompt-Version: 2") },
      tree: String(tree.stdout.dropLast()))
    let said = try refused("\(forged):\(versions)")
    #expect(said.contains("has 104857600 bytes"), "\(said)")
  }
}

/// How the hook comes, is found, and goes.
@Suite struct ServerHookFileTests {
  let team: Team
  private var hook: String { "hooks/pre-receive" }

  init() throws {
    team = try Team()
    try team.publish("one {{x}}\n", "Begin")
    try team.first.ok("commit", "--first")
  }

  private func write(_ script: String) throws {
    try team.server.write(hook, "#!/bin/sh\n\(script)\n")
    _ = try TestSupport.run("chmod", ["+x", "\(team.server.path)/\(hook)"])
  }

  @Test func anotherHookIsKeptAndAskedFirst() throws {
    try write("cat > seen; echo \"$GIT_PUSH_OPTION_COUNT\" >> seen; ! grep -q refs/heads/no seen")
    let before = try team.server.read(hook)
    let installed = try team.server.ok("hook", "install", "--server")
    #expect(installed.contains("\(hook).before-promptrepo: the hook that was there"))
    #expect(installed.contains("Pushes that delete prompts are refused; `promptrepo config set "))
    #expect(try team.server.ok("hook", "install", "--server") == "It is installed already\n")
    try team.first.ok("push")
    let lines = try team.server.read("seen").split(separator: "\n")
    #expect(lines.count == 4 && lines.contains { $0.hasSuffix(" refs/prompts/a/@versions") })
    let no = try TestSupport.run(
      "git", ["push", "origin", "main:refs/heads/no"], cwd: team.first.path,
      env: team.first.environment)
    #expect(no.status == 1)
    let removed = try team.server.ok("hook", "remove", "--server")
    #expect(removed.contains("removed "))
    #expect(!team.server.exists("\(hook).before-promptrepo"))
    #expect(try team.server.ok("hook", "remove", "--server") == "There is nothing to remove\n")
    #expect(try team.server.read(hook) == before)
  }

  /// Where the hook cannot be written, nobody is told that pushes are checked.
  @Test func aLinkInItsPlaceIsRefused() throws {
    let linked = try team.server.shell("ln -s nowhere \(hook)")
    #expect(linked.status == 0)
    let said = try team.server.refusal("hook", "install", "--server")
    #expect(said.contains("pushes are not checked: "), "\(said)")
    #expect(said.contains("Let it call `promptrepo hook receive`"), "\(said)")
  }

  @Test func withoutTheProgramNoPromptsAreTaken() throws {
    try team.server.ok("hook", "install", "--server")
    let script = try team.server.read(hook)
    let program = try #require(script.firstMatch(of: /\nprogram='(.*)'\n/))
    #expect(FileManager.default.isExecutableFile(atPath: String(program.output.1)))
    try team.server.write(
      hook, script.replacingOccurrences(of: program.output.1, with: "/nowhere/promptrepo"))
    let result = try team.first.run("push")
    #expect(result.status == 1)
    #expect(
      result.stderr.contains(
        "remote: The program /nowhere/promptrepo, which checks pushed prompts, is not there: "
          + "nothing is taken."), "\(result.stderr)")
    #expect(try team.server.ledger().isEmpty)
    try team.first.workTree("push", "-q", "origin", "main:refs/heads/other")
    try team.server.ok("hook", "install", "--server")
    #expect(try team.server.read(hook) == script)
    try team.first.ok("push")
    try team.server.ok("hook", "remove", "--server")
    #expect(!team.server.exists(hook))
  }

  @Test func onlyNamedPushersPushPrompts() throws {
    try team.server.ok("hook", "install", "--server")
    try team.server.workTree("config", "--add", "promptrepo.pushers", "ada, bea")
    try team.server.workTree("config", "--add", "promptrepo.pushers", "cleo")
    func push(_ variables: [String: String]) throws -> RunResult {
      try team.first.with(
        ["GL_USERNAME": "", "REMOTE_USER": "", "USER": ""].merging(variables) { $1 }
      )
      .run("push")
    }
    let nobody = try push([:])
    #expect(nobody.status == 1 && nobody.stderr.contains("it is not known who pushes"))
    let eve = try push(["GL_USERNAME": "eve", "USER": "ada"])
    #expect(eve.stderr.contains("'eve' may not push prompts here"), "\(eve.stderr)")
    #expect(eve.stderr.contains("Ask one of those who may: ada, bea, cleo"))
    #expect(try push(["USER": "be"]).status == 1)
    #expect(try team.server.ledger().isEmpty)
    // Others push branches.
    try team.first.with(["USER": "eve"]).workTree("push", "-q", "origin", "main:refs/heads/x")
    #expect(try push(["REMOTE_USER": "bea"]).status == 0)
    try team.server.workTree("config", "promptrepo.pusherVariable", "WHO")
    try team.first.commit("a", "two\n")
    #expect(try push(["USER": "ada"]).status == 1)
    #expect(try push(["WHO": "cleo"]).status == 0)
  }

  @Test func itIsForBareRepositories() throws {
    #expect(try team.first.refusal("hook", "install", "--server").contains("no bare repository"))
    #expect(try team.server.refusal("hook", "install").contains("--server"))
    #expect(try PromptRepo().refusal("hook", "remove", "--server").contains("no bare repository"))
    let twice = team.server
    try write("exit 0")
    try twice.write("\(hook).before-promptrepo", "x")
    #expect(try twice.refusal("hook", "install", "--server", status: 2).contains("is there too"))
    #expect(try twice.read(hook) == "#!/bin/sh\nexit 0\n")
  }

  @Test func itIsCalledByGitAlone() throws {
    #expect(try team.server.run("hook", "receive").status == 0)
    #expect(try team.server.refusal("hook", "receive", stdin: "x\n").contains("no line of a push"))
  }
}
