import GitRemotes
import PromptRepo
import TestSupport
import Testing

struct ForeignLedgerTests {
  /// A server to which Ada pushed `good` and `bad`, each with two versions.
  private func server() throws -> (Server, ada: Teammate) {
    let server = try Server()
    let ada = try Teammate("Ada", .workTree, server)
    for name in ["good", "bad"] {
      try ada.create(name)
      try ada.commit(name, "two")
    }
    try ada.push()
    return (server, ada)
  }

  /// Makes a commit like another one, with some of its text replaced, and answers its id.
  private func forge(
    _ server: Server, _ commit: String, replacing old: String, with new: String
  ) throws -> String {
    let text = try git(server.path, ["cat-file", "commit", commit]).stdout
    let forged = text.replacing(old, with: new)
    #expect(forged != text)
    let id = try git(
      server.path, ["hash-object", "-t", "commit", "-w", "--stdin"], stdin: Array(forged.utf8))
    return String(id.stdout.prefix(40))
  }

  private func expectOnlyTheGoodOneIsPulled(
    _ server: Server, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let bob = try Teammate("Bob", .workTree, server)
    let report = try bob.pull()
    let refused = report.lines.filter { $0.hasPrefix("bad: refused") }
    #expect(refused.count == 1, sourceLocation: sourceLocation)
    #expect(
      report.lines.filter { !$0.hasPrefix("bad: refused") }
        == ["good: pulled created v1..v2 active v2"], sourceLocation: sourceLocation)
    #expect(
      try bob.references().allSatisfy { $0.hasPrefix("refs/prompts/good/") },
      sourceLocation: sourceLocation)
    #expect(report.hasRefusals, sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    ("@versions", "Prompt-Version: 2", "Prompt-Version: 3"),
    ("@versions", "Prompt-Version: 2", "Prompt-Version: 1"),
    ("@versions", "Version-Hash: sha256:", "Version-Hash: sha256:0"),
    ("@versions", "Template-Hash: ", "Template-Hash: x"),
    ("@versions", "Prompt-Id: prompt_", "Prompt-Id: prompt_x"),
    ("@versions", "Prompt-Version", "Promptversion"),
    ("@active", "Prompt-Version: 2", "Prompt-Version: 1"),
    ("@active", "Version-Commit: ", "Version-Commit: 0"),
    ("@active", "Prompt-Id:", "Restores: 0123456789012345678901234567890123456789\nPrompt-Id:"),
  ])
  func whatDoesNotFitIsRefused(kind: String, old: String, new: String) throws {
    let (server, ada) = try server()
    let name = "refs/prompts/bad/\(kind)"
    let forged = try forge(server, name, replacing: old, with: new)
    try git(server.path, ["update-ref", name, forged])
    try expectOnlyTheGoodOneIsPulled(server)
    // Who has the sound history sees that the remote's is another one, and keeps it.
    let before = try ada.references()
    let report = try ada.pull()
    #expect(report.lines.count == 1 && report.lines[0].hasPrefix("bad: "))
    #expect(try ada.references() == before)
  }

  @Test func contentThatIsNotTheVersionsIsRefused() throws {
    let (server, _) = try server()
    let name = "refs/prompts/bad/@versions"
    let tree = { (commit: String) in
      try git(server.path, ["rev-parse", "\(commit)^{tree}"]).stdout
    }
    let forged = try forge(server, name, replacing: tree(name), with: tree("\(name)~1"))
    try git(server.path, ["update-ref", name, forged])
    try expectOnlyTheGoodOneIsPulled(server)
  }

  @Test func chainsOfOtherKindsAreRefused() throws {
    for (kind, other) in [
      ("@info", "refs/prompts/bad/@versions"), ("@info", "refs/prompts/good/@info^{tree}"),
      ("@versions", "refs/prompts/bad/@info"), ("@versions", "refs/prompts/good/@versions"),
      ("@active", "refs/prompts/good/@active"), ("@active", "refs/prompts/bad/@versions"),
    ] {
      let (server, _) = try server()
      try git(server.path, ["update-ref", "refs/prompts/bad/\(kind)", other])
      try expectOnlyTheGoodOneIsPulled(server)
    }
  }

  @Test func promptWithoutARecordIsRefused() throws {
    let (server, _) = try server()
    try git(server.path, ["update-ref", "-d", "refs/prompts/bad/@info"])
    try expectOnlyTheGoodOneIsPulled(server)
  }

  @Test func namesOfNoLedgerAreLeftAlone() throws {
    let (server, ada) = try server()
    try git(server.path, ["update-ref", "-d", "refs/prompts/bad/@info"])
    try git(server.path, ["update-ref", "-d", "refs/prompts/bad/@versions"])
    try git(server.path, ["update-ref", "-d", "refs/prompts/bad/@active"])
    let names = [
      "refs/prompts/UPPER/@info", "refs/prompts/lost", "refs/prompts/a/@future",
      "refs/prompts/dot.lock.x/.hidden", "refs/prompts/ünicode/@info",
      "refs/promptrepo/deleted/nobody", "refs/promptrepo/clock", "refs/promptrepo/remotes/x/y",
      "refs/prompts/x.prompt/@active", "refs/prompts/env/@env/latest/too",
    ]
    for name in names {
      try git(server.path, ["update-ref", name, "refs/prompts/good/@versions"])
    }
    let bob = try Teammate("Bob", .workTree, server)
    let report = try bob.pull()
    #expect(report.lines == ["good: pulled created v1..v2 active v2"])
    #expect(report.foreign.count == 7)
    #expect(
      try bob.store.value("refs/promptrepo/clock") != ada.store.value("refs/prompts/good/@versions")
    )
    #expect(try bob.references().count == 3)
  }

  @Test func tombstonesOfOtherPromptsAreRefused() throws {
    let (server, ada) = try server()
    let bob = try Teammate("Bob", .workTree, server)
    try bob.pull()
    let id = try bob.repository.existing(PromptName("bad")).record.id
    try ada.delete("good")
    try ada.push()
    let names = try server.references().filter { $0.hasPrefix("refs/promptrepo/deleted/") }
    let tip = try #require(names.first?.split(separator: " ").last)
    try git(server.path, ["update-ref", "refs/promptrepo/deleted/\(id)", String(tip)])
    let report = try bob.pull()
    #expect(report.lines == ["good: pulled deleted"])
    #expect(report.foreign.map(\.name.rawValue) == ["refs/promptrepo/deleted/\(id)"])
    #expect(try bob.number("bad") == 2)
  }

  @Test func gitThatDiesLeavesTheLedgerAsItIs() throws {
    let (server, ada) = try server()
    let bob = try Teammate("Bob", .workTree, server)
    try bob.create("his")
    let before = (try bob.references(), try server.references())
    // The server's side kills the git that started it.
    let script = "#!/bin/sh\nkill -9 $PPID\nexit 1\n"
    let program = bob.directory.appending("killer")
    _ = try run(
      "/bin/sh", ["-c", "cat > \"$1\" && chmod +x \"$1\"", "sh", program],
      stdin: Array(script.utf8))
    try git(bob.gitDirectory, ["config", "remote.origin.uploadpack", program])
    let pull = #expect(throws: RepositoryError.self) { try bob.pull() }
    #expect(pull?.message.contains("could not fetch") == true)
    try git(bob.gitDirectory, ["config", "--unset", "remote.origin.uploadpack"])
    try git(bob.gitDirectory, ["config", "remote.origin.receivepack", program])
    let push = #expect(throws: RepositoryError.self) { try bob.push() }
    #expect(push?.message.contains("could not push") == true)
    #expect(try bob.references() == before.0)
    #expect(try server.references() == before.1)
    try git(bob.gitDirectory, ["config", "--unset", "remote.origin.receivepack"])
    try bob.pull()
    #expect(try bob.push().lines == ["his: pushed created v1..v1 active v1"])
    try ada.pull()
    #expect(try ada.references() == bob.references())
  }

  @Test func rejectedPromptDoesNotHoldUpOthers() throws {
    let (server, ada) = try server()
    try server.setUpdateHook("case $1 in */bad/*) echo 'not this one' >&2; exit 1;; esac")
    try ada.commit("good", "three")
    try ada.commit("bad", "three")
    let report = try ada.push()
    #expect(report.lines == ["bad: refused unsupported", "good: pushed v3..v3 active v3"])
    guard case .refused(let error) = report.prompts[0].result else { return }
    #expect(error.message.contains("hook declined"))
  }

  @Test func remoteThatIsNotThereIsSaidInGitsWords() throws {
    let ada = try Teammate("Ada", .workTree, origin: "/nowhere/server.git")
    let error = #expect(throws: RepositoryError.self) { try ada.pull() }
    #expect(error?.message.contains("'/nowhere/server.git' does not appear to be") == true)
  }
}
