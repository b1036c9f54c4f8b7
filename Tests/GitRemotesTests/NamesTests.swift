import GitRemotes
import PromptRepo
import TestSupport
import Testing

struct NamesTests {
  /// Two teammates with the same ledger: `greet` with two versions.
  private func team(
    _ rules: Server.Rules = .strict, _ home: Teammate.Home = .workTree
  ) throws -> (Server, ada: Teammate, bob: Teammate) {
    let server = try Server(rules)
    let ada = try Teammate("Ada", .workTree, server)
    let bob = try Teammate("Bob", home, server)
    try ada.create("greet")
    try ada.commit("greet", "two")
    try ada.push()
    try bob.pull()
    return (server, ada, bob)
  }

  private func expectAgreement(_ server: Server, _ teammates: Teammate...) throws {
    for teammate in teammates {
      #expect(try teammate.references() == server.references())
      #expect(try teammate.pull().lines == [])
      #expect(try teammate.push().lines == [])
      try teammate.isSound()
    }
    try expectSound(server.path)
  }

  @Test(arguments: Server.Rules.allCases, Teammate.Home.allCases)
  func deletionArrives(rules: Server.Rules, home: Teammate.Home) throws {
    let (server, ada, bob) = try team(rules, home)
    try ada.delete("greet")
    #expect(try ada.push().lines == ["greet: pushed deleted"])
    #expect(try bob.pull().lines == ["greet: pulled deleted"])
    try expectAgreement(server, ada, bob)
    #expect(try bob.references().count == 1)
    let late = try Teammate("Eve", .workTree, server)
    #expect(try late.pull().lines == ["greet: pulled buried"])
  }

  @Test(arguments: Server.Rules.allCases)
  func renamingArrives(rules: Server.Rules) throws {
    let (server, ada, bob) = try team(rules)
    try ada.rename("greet", "hello/world")
    try ada.commit("hello/world", "three")
    #expect(try ada.push().lines == ["hello/world: pushed from greet v3..v3 active v3"])
    #expect(try bob.pull().lines == ["hello/world: pulled from greet v3..v3 active v3"])
    try expectAgreement(server, ada, bob)
    // And back, to the tips that the first tombstone names.
    try bob.rename("hello/world", "greet")
    #expect(try bob.push().lines == ["greet: pushed from hello/world"])
    #expect(try ada.pull().lines == ["greet: pulled from hello/world"])
    try expectAgreement(server, ada, bob)
  }

  @Test func renamingHereAndVersionThere() throws {
    let (server, ada, bob) = try team()
    try ada.rename("greet", "hello")
    try bob.commit("greet", "three")
    try bob.push()
    #expect(try ada.push().lines == ["hello: behind v3..v3 active v3, ahead from greet"])
    #expect(try ada.pull().lines == ["hello: pulled v3..v3 active v3"])
    #expect(try ada.push().lines == ["hello: pushed from greet"])
    try bob.commit("greet", "four")
    #expect(
      try bob.pull().lines == ["hello: pulled from greet"])
    #expect(try bob.push().lines == ["hello: pushed v4..v4 active v4"])
    try ada.pull()
    try expectAgreement(server, ada, bob)
  }

  @Test func nameIsUsedAgain() throws {
    let (server, ada, bob) = try team()
    try ada.delete("greet")
    let other = try ada.create("greet", "another prompt").record.id
    #expect(
      try ada.push().lines.sorted() == [
        "greet: pushed created v1..v1 active v1", "greet: pushed deleted",
      ])
    #expect(try bob.pull().lines.count == 2)
    #expect(try bob.repository.existing(PromptName("greet")).record.id == other)
    try expectAgreement(server, ada, bob)
  }

  @Test func namesGoRound() throws {
    let (server, ada, bob) = try team()
    try ada.create("b", "b")
    try ada.create("c", "c")
    try ada.push()
    try bob.pull()
    let ids = try ["b", "c"].map { try ada.repository.existing(PromptName($0)).record.id }
    try ada.rename("b", "x")
    try ada.rename("c", "b")
    try ada.rename("x", "c")
    try ada.push()
    try bob.pull()
    #expect(
      try ["c", "b"].map { try bob.repository.existing(PromptName($0)).record.id } == ids)
    try expectAgreement(server, ada, bob)
  }

  @Test func deletedThereAndChangedHere() throws {
    let (server, ada, bob) = try team()
    try ada.delete("greet")
    try ada.push()
    try bob.commit("greet", "three")
    let before = try bob.references()
    let pull = try bob.pull()
    #expect(pull.lines == ["greet: conflict deleted_there"])
    guard case .conflict(let conflict)? = pull.prompts.first?.result else { return }
    #expect(conflict.error.message.contains("v3 (Bob, "))
    #expect(conflict.error.message.contains("'greet' deleted by Ada, "))
    #expect(try bob.push().lines == ["greet: conflict deleted_there"])
    #expect(try bob.references() == before)
    // Both gave it up: the first tombstone stands.
    try bob.delete("greet")
    #expect(try bob.pull().lines == ["greet: pulled buried"])
    try expectAgreement(server, ada, bob)
  }

  @Test func deletedHereAndChangedThere() throws {
    let (server, ada, bob) = try team()
    try ada.commit("greet", "three")
    try ada.push()
    try bob.delete("greet")
    let before = (try bob.references(), try server.references())
    #expect(try bob.push().lines == ["greet: conflict deleted_here"])
    #expect(try bob.pull().lines == ["greet: conflict deleted_here"])
    #expect(try bob.references() == before.0)
    #expect(try server.references() == before.1)
    try ada.delete("greet")
    try ada.push()
    #expect(try bob.pull().lines == ["greet: pulled buried"])
    try expectAgreement(server, ada, bob)
  }

  @Test func deletionOfVersionsNeverSeenArrives() throws {
    let (server, ada, bob) = try team()
    try ada.commit("greet", "three")
    try ada.push()
    try ada.delete("greet")
    try ada.push()
    // Version 3 was never here; what is here, the remote had when it was fetched last.
    #expect(try bob.pull().lines == ["greet: pulled deleted"])
    try expectAgreement(server, ada, bob)
  }

  @Test func renamedOnBothSides() throws {
    let (server, ada, bob) = try team()
    try ada.rename("greet", "hello")
    try ada.push()
    try bob.rename("greet", "salute")
    #expect(try bob.pull().lines == ["salute: conflict renamed"])
    try bob.rename("salute", "hello")
    #expect(try bob.pull().lines == ["hello: pulled "])
    try expectAgreement(server, ada, bob)
  }

  @Test func oneNameForTwoPrompts() throws {
    let (server, ada, bob) = try team()
    try ada.create("same", "hers")
    try ada.push()
    try bob.create("same", "his")
    let before = try bob.references()
    let pull = try bob.pull()
    #expect(pull.lines == ["same: conflict same_name"])
    guard case .conflict(let conflict)? = pull.prompts.first?.result else { return }
    guard case .conflict(let cause)? = conflict.error.cause as? RemoteRefusal else {
      Issue.record("\(conflict.error)")
      return
    }
    #expect(cause.kind == conflict.kind && cause.subject == conflict.subject)
    #expect(try bob.push().lines == ["same: conflict same_name"])
    #expect(try bob.references() == before)
    try bob.rename("same", "mine")
    #expect(try bob.pull().lines.contains("same: pulled created v1..v1 active v1"))
    #expect(try bob.push().lines == ["mine: pushed created v1..v1 active v1"])
    try ada.pull()
    try expectAgreement(server, ada, bob)
  }

  @Test func renamedThereToANameTakenHere() throws {
    let (server, ada, bob) = try team()
    try ada.rename("greet", "hello")
    try ada.push()
    try bob.create("hello", "another")
    #expect(try bob.pull().lines == ["hello: conflict same_name"])
    #expect(try bob.number("greet") == 2)
    try bob.rename("hello", "salute")
    try bob.pull()
    try bob.push()
    try ada.pull()
    try expectAgreement(server, ada, bob)
  }

  @Test func remoteThatRemovesNothing() throws {
    let (server, ada, bob) = try team(.plain)
    try server.setUpdateHook(
      "case $3 in 0000*) echo 'no removal here' >&2; exit 1;; esac")
    try ada.create("stays")
    try ada.delete("greet")
    let push = try ada.push()
    #expect(push.lines == ["greet: pushed deleted", "stays: pushed created v1..v1 active v1"])
    #expect(push.prompts[0].note != nil)
    #expect(try server.references().contains { $0.hasPrefix("refs/prompts/greet/") })
    #expect(try ada.push().lines == [])
    #expect(try bob.pull().lines.first == "greet: pulled deleted")
    #expect(try bob.references() == ada.references())
    #expect(try bob.pull().lines == [])
    // The name is held for good.
    try bob.create("greet", "another")
    let held = try bob.push()
    #expect(held.lines.contains("greet: refused conflict"))
    try bob.rename("greet", "hello")
    #expect(try bob.push().lines.contains("hello: pushed created v1..v1 active v1"))
    // A renamed one leaves its old references there.
    try ada.pull()
    try ada.rename("stays", "goes")
    #expect(try ada.push().lines == ["goes: pushed from stays"])
    #expect(try bob.pull().lines == ["goes: pulled from stays"])
    #expect(try bob.references() == ada.references())
    for path in [ada.gitDirectory, bob.gitDirectory, server.path] { try expectSound(path) }
  }
}
