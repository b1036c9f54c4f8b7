import GitRemotes
import PromptRepo
import TestSupport
import Testing

struct SetupTests {
  @Test(arguments: Teammate.Home.allCases)
  func setupAddsFetchRefspecsOnly(home: Teammate.Home) throws {
    let server = try Server()
    let ada = try Teammate("Ada", home, server)
    let settings = {
      try git(ada.gitDirectory, ["config", "--local", "--list"]).stdout.split(separator: "\n")
        .map(String.init).sorted()
    }
    let before = try settings()
    let remote = try GitRemote(of: ada.program)
    let setup = try remote.setUp(in: ada.program)
    #expect(
      setup.added == [
        "+refs/prompts/*:refs/promptrepo/remotes/origin/prompts/*",
        "+refs/promptrepo/deleted/*:refs/promptrepo/remotes/origin/deleted/*",
        "+refs/promptrepo/ledger/*:refs/promptrepo/remotes/origin/ledger/*",
      ])
    #expect(
      try settings() == (before + setup.added.map { "remote.origin.fetch=\($0)" }).sorted())
    #expect(try remote.setUp(in: ada.program).added == [])
  }

  @Test func setupAfterARenamingRemovesWhatTheOldNameLeft() throws {
    let server = try Server()
    let ada = try Teammate("Ada", .workTree, server)
    try ada.create("greet")
    try ada.push()
    _ = try GitRemote(of: ada.program).setUp(in: ada.program)
    try git(ada.gitDirectory, ["remote", "rename", "origin", "hub"])
    let remote = try GitRemote(of: ada.program)
    let setup = try remote.setUp(in: ada.program)
    #expect(setup.added == remote.fetchRefspecs)
    #expect(
      setup.removed == [
        "+refs/prompts/*:refs/promptrepo/remotes/origin/prompts/*",
        "+refs/promptrepo/deleted/*:refs/promptrepo/remotes/origin/deleted/*",
        "+refs/promptrepo/ledger/*:refs/promptrepo/remotes/origin/ledger/*",
      ])
    #expect(
      try git(ada.gitDirectory, ["config", "--get-all", "remote.hub.fetch"]).stdout
        .split(separator: "\n").map(String.init)
        == ["+refs/heads/*:refs/remotes/hub/*"] + remote.fetchRefspecs)
    #expect(try ada.store.references(under: "refs/promptrepo/remotes/") == [])
    try git(ada.gitDirectory, ["fetch", "--quiet"])
    #expect(
      try ada.store.references(under: "refs/promptrepo/remotes/").allSatisfy {
        $0.name.rawValue.hasPrefix("refs/promptrepo/remotes/hub/prompts/greet/")
      })
    #expect(try remote.setUp(in: ada.program).removed == [])
  }

  @Test func cloneThatWasSetUpForPromptsOnlyIsBroughtUpToDate() throws {
    let server = try Server()
    let ada = try Teammate("Ada", .workTree, server)
    try ada.create("greet")
    try ada.addEnvironment("qa")
    try ada.createRelease("r1")
    try ada.push()
    let old = [
      "+refs/prompts/*:refs/promptrepo/remotes/origin/prompts/*",
      "+refs/promptrepo/deleted/*:refs/promptrepo/remotes/origin/deleted/*",
    ]
    let added = "+refs/promptrepo/ledger/*:refs/promptrepo/remotes/origin/ledger/*"
    let bob = try Teammate("Bob", .workTree, server)
    for refspec in old {
      try git(bob.gitDirectory, ["config", "--add", "remote.origin.fetch", refspec])
    }
    // A pull needs no setting up.
    #expect(
      try bob.pull().repositoryWideLines == [
        "environments: pulled +qa", "releases: pulled r1 created",
      ])
    #expect(try GitRemote(of: bob.program).setUp(in: bob.program).added == [added])
    try ada.addEnvironment("prod")
    try ada.push()
    try git(bob.gitDirectory, ["fetch", "--quiet"])
    #expect(try bob.origin().plan().report.repositoryWideLines == ["environments: behind +prod"])
    #expect(try GitRemote(of: bob.program).setUp(in: bob.program).added == [])
    // What git's renaming leaves goes with the rest.
    try git(bob.gitDirectory, ["remote", "rename", "origin", "hub"])
    #expect(try GitRemote(of: bob.program).setUp(in: bob.program).removed == old + [added])
    #expect(try bob.store.references(under: "refs/promptrepo/remotes/") == [])
  }

  @Test(arguments: [
    "+refs/promptrepo/*:refs/promptrepo/*",
    "+refs/promptrepo/ledger/releases:refs/promptrepo/ledger/releases",
    "refs/prompts/a/@info:refs/prompts/a/@info",
  ])
  func refspecThatOverwritesTheLedgerIsRefused(refspec: String) throws {
    let ada = try Teammate("Ada", .workTree, Server())
    try git(ada.gitDirectory, ["config", "--add", "remote.origin.fetch", refspec])
    let error = #expect(throws: RepositoryError.self) {
      try GitRemote(of: ada.program).setUp(in: ada.program)
    }
    #expect(error?.code == .unsupported)
  }

  @Test func plainGitStaysPlain() throws {
    let server = try Server()
    let ada = try Teammate("Ada", .workTree, server)
    try ada.create("greet")
    try ada.push()
    let work = try #require(ada.workTree)
    try git(
      ada.gitDirectory, ["--work-tree", work, "commit", "--quiet", "--allow-empty", "-m", "1"])
    try git(ada.gitDirectory, ["push", "--quiet", "--set-upstream", "origin", "HEAD"])
    let bob = try Teammate("Bob", .workTree, origin: server.path, clone: [])
    _ = try GitRemote(of: bob.program).setUp(in: bob.program)
    // Plain `git fetch` brings the mirror, which is up to date without another fetch.
    try git(bob.gitDirectory, ["fetch", "--quiet"])
    #expect(try bob.origin().plan().report.lines == ["greet: behind created v1..v1 active v1"])
    try bob.pull()
    // Plain `git push` pushes the branch.
    let top = try #require(bob.workTree)
    try git(
      bob.gitDirectory, ["--work-tree", top, "commit", "--quiet", "--allow-empty", "-m", "2"])
    #expect(try git(bob.gitDirectory, ["push", "--quiet"]).status == 0)
    #expect(
      try git(server.path, ["log", "-1", "--format=%s", "--branches"]).stdout == "2\n")
    // A deleted prompt leaves the mirror with `git fetch --prune`.
    try ada.delete("greet")
    try ada.push()
    try git(bob.gitDirectory, ["fetch", "--quiet", "--prune"])
    #expect(try bob.store.references(under: "refs/promptrepo/remotes/origin/prompts/") == [])
    #expect(try bob.pull().lines == ["greet: pulled deleted"])
  }

  @Test func pullTouchesNothingElse() throws {
    let server = try Server()
    let ada = try Teammate("Ada", .workTree, server)
    try ada.create("greet")
    let tip = try #require(try ada.store.value("refs/prompts/greet/@versions"))
    try ada.push()
    // A tag on what is fetched, which git would follow.
    try git(server.path, ["tag", "-a", "-m", "a tag", "v1", tip.hex])
    let bob = try Teammate("Bob", .workTree, origin: server.path, clone: [])
    let state = {
      try git(bob.gitDirectory, ["for-each-ref"]).stdout.split(separator: "\n")
        .filter { !$0.contains("refs/prompt") }
        + [
          Substring(run("cat", ["\(bob.gitDirectory)/config", "\(bob.gitDirectory)/HEAD"]).stdout)
        ]
    }
    let before = try state()
    try bob.pull()
    #expect(try bob.number("greet") == 1)
    #expect(try state() == before)
    #expect(try run("ls", [bob.gitDirectory]).stdout.contains("FETCH_HEAD") == false)
  }

  @Test func standardRemote() throws {
    let server = try Server()
    let ada = try Teammate("Ada", .workTree, server)
    #expect(try GitRemote(of: ada.program).name == "origin")
    try git(ada.gitDirectory, ["remote", "add", "upstream", server.path])
    #expect(try GitRemote(of: ada.program).name == "origin")
    try git(ada.gitDirectory, ["symbolic-ref", "HEAD", "refs/heads/topic"])
    try git(ada.gitDirectory, ["config", "branch.topic.remote", "upstream"])
    #expect(try GitRemote(of: ada.program).name == "upstream")
    try git(ada.gitDirectory, ["remote", "remove", "upstream"])
    try git(ada.gitDirectory, ["remote", "rename", "origin", "other"])
    #expect(try GitRemote(of: ada.program).name == "other")
    try git(ada.gitDirectory, ["remote", "add", "third", server.path])
    let several = #expect(throws: RepositoryError.self) { try GitRemote(of: ada.program) }
    #expect(several?.code == .ambiguous)
    #expect(several?.message.contains("other, third") == true)
  }

  @Test func remotesThatCannotBe() throws {
    let server = try Server()
    let ada = try Teammate("Ada", .workTree, server)
    let missing = #expect(throws: RepositoryError.self) {
      try GitRemote("nowhere", of: ada.program)
    }
    #expect(missing?.code == .notFound)
    #expect(missing?.hint == "`git remote add nowhere URL` adds one")
    let bare = try Teammate("Bo", .directory, server)
    let none = #expect(throws: RepositoryError.self) { try GitRemote("nowhere", of: bare.program) }
    #expect(
      none?.hint == "`git --git-dir='\(bare.gitDirectory)' remote add nowhere URL` adds one")
    try git(ada.gitDirectory, ["remote", "add", "a/b", server.path])
    let slash = #expect(throws: RepositoryError.self) { try GitRemote("a/b", of: ada.program) }
    #expect(slash?.code == .unsupported)
    try git(ada.gitDirectory, ["config", "remote.origin.fetch", "+refs/*:refs/*"])
    let mirror = #expect(throws: RepositoryError.self) {
      try GitRemote(of: ada.program).setUp(in: ada.program)
    }
    #expect(mirror?.code == .unsupported)
    let noProgram = GitProgram(gitDirectory: ada.gitDirectory, program: "/nowhere/git")
    let absent = #expect(throws: RepositoryError.self) { try GitRemote(of: noProgram) }
    #expect(absent?.message.contains("no git program") == true)
  }

  @Test func relativeAddressStartsFromTheTopOfTheWorkTree() throws {
    let server = try Server()
    let ada = try Teammate(
      "Ada", .workTree,
      origin: "../../\(server.directory.path.split(separator: "/").last ?? "")/server.git")
    try ada.create("greet")
    #expect(try ada.push().lines == ["greet: pushed created v1..v1 active v1"])
  }

  @Test func linkedWorkTreeSharesTheLedger() throws {
    let server = try Server()
    let ada = try Teammate("Ada", .workTree, server)
    let work = try #require(ada.workTree)
    try git(
      ada.gitDirectory, ["--work-tree", work, "commit", "--quiet", "--allow-empty", "-m", "1"])
    let linked = ada.directory.appending("linked")
    try git(ada.gitDirectory, ["worktree", "add", "--quiet", linked, "-b", "topic"])
    try ada.create("greet")
    let program = GitProgram(
      gitDirectory: "\(ada.gitDirectory)/worktrees/linked", workTree: linked, messages: .captured)
    let ledger = RemoteLedger(try GitRemote(of: program), of: ada.repository, git: program)
    #expect(try ledger.push().lines == ["greet: pushed created v1..v1 active v1"])
  }
}
