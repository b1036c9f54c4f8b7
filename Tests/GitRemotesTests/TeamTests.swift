import GitRemotes
import PromptRepo
import TestSupport
import Testing

struct TeamTests {
  @Test(arguments: Teammate.Home.allCases, Server.Rules.allCases)
  func differentPromptsMergeWithoutAWord(home: Teammate.Home, rules: Server.Rules) throws {
    let server = try Server(rules)
    let ada = try Teammate("Ada", home, server)
    let bob = try Teammate("Bob", .workTree, server)
    try ada.create("support/reply")
    try ada.commit("support/reply", "two")
    try bob.create("sales/offer")

    #expect(try ada.push().lines == ["support/reply: pushed created v1..v2 active v2"])
    #expect(try bob.push().lines.contains("sales/offer: pushed created v1..v1 active v1"))
    #expect(try bob.pull().lines == ["support/reply: pulled created v1..v2 active v2"])
    #expect(try ada.pull().lines == ["sales/offer: pulled created v1..v1 active v1"])

    #expect(try ada.references() == bob.references())
    #expect(try ada.references() == server.references())
    let again = try bob.pull()
    #expect(again.lines == [])
    #expect(again.upToDate.map(\.rawValue) == ["sales/offer", "support/reply"])
    #expect(try bob.push().lines == [])
    for path in [ada.gitDirectory, bob.gitDirectory, server.path] { try expectSound(path) }
  }

  @Test(arguments: Teammate.Home.allCases)
  func samePromptIsAConflictThatNamesBothVersions(home: Teammate.Home) throws {
    let server = try Server(.strict)
    let ada = try Teammate("Ada", home, server)
    let bob = try Teammate("Bob", .workTree, server)
    try ada.create("greet")
    try ada.push()
    try bob.pull()
    let hers = try ada.commit("greet", "hers")
    let his = try bob.commit("greet", "his")
    try bob.create("other")
    try ada.push()
    let before = (try bob.references(), try server.references())

    let pull = try bob.pull()
    #expect(pull.lines == ["greet: conflict diverged", "other: ahead created v1..v1 active v1"])
    #expect(pull.hasConflicts)
    guard case .conflict(let conflict)? = pull.prompts.first?.result else {
      Issue.record("no conflict")
      return
    }
    #expect(conflict.here.tips.first?.commit == his.commit)
    #expect(conflict.there.tips.first?.commit == hers.commit)
    #expect(conflict.error.message == "prompt 'greet' went on both here and at 'origin'")
    #expect(conflict.texts?.here.version.hash == his.hash)
    #expect(conflict.texts?.there.version.hash == hers.hash)
    #expect(conflict.here.tips.first?.description.hasPrefix("v2 (Bob, 2023-11-14") == true)
    #expect(conflict.there.tips.first?.description.hasPrefix("v2 (Ada, 2023-11-14") == true)
    #expect(try bob.references() == before.0)

    // The other prompt goes its way.
    let push = try bob.push()
    #expect(push.lines == ["greet: conflict diverged", "other: pushed created v1..v1 active v1"])
    let greetings = { (lines: [String]) in lines.filter { $0.contains("/greet/") } }
    #expect(try greetings(server.references()) == greetings(before.1))
    #expect(try ada.pull().lines == ["other: pulled created v1..v1 active v1"])
    for path in [ada.gitDirectory, bob.gitDirectory, server.path] { try expectSound(path) }
  }

  @Test func chainsThatWentOnApartAreBroughtTogether() throws {
    let server = try Server(.strict)
    let ada = try Teammate("Ada", .workTree, server)
    let bob = try Teammate("Bob", .directory, server)
    try ada.create("greet")
    try ada.push()
    try bob.pull()
    try ada.title("greet", "Greeting")
    try ada.push()
    try bob.commit("greet", "two")

    let refused = try bob.push()
    #expect(refused.lines == ["greet: behind record, ahead v2..v2 active v2"])
    #expect(try bob.pull().lines == ["greet: pulled record"])
    #expect(try bob.repository.existing(PromptName("greet")).record.title == "Greeting")
    #expect(try bob.number("greet") == 2)
    #expect(try bob.push().lines == ["greet: pushed v2..v2 active v2"])
    #expect(try ada.pull().lines == ["greet: pulled v2..v2 active v2"])
    #expect(try ada.references() == bob.references())
  }

  @Test func rollbackArrives() throws {
    let server = try Server(.strict)
    let ada = try Teammate("Ada", .workTree, server)
    try ada.create("greet")
    try ada.commit("greet", "two")
    try ada.commit("greet", "three")
    try ada.push()
    let bob = try Teammate("Bob", .workTree, server)
    try bob.pull()
    try bob.rollBack("greet", to: 1)
    #expect(try bob.push().lines == ["greet: pushed active v1"])
    #expect(try ada.pull().lines == ["greet: pulled active v1"])
    #expect(try ada.repository.active(of: PromptName("greet"))?.number == 1)
  }

  @Test func onlyNamedPromptsMove() throws {
    let server = try Server()
    let ada = try Teammate("Ada", .workTree, server)
    for name in ["a", "b", "c"] { try ada.create(name) }
    #expect(try ada.push("b").lines == ["b: pushed created v1..v1 active v1"])
    try ada.push()
    let bob = try Teammate("Bob", .workTree, server)
    #expect(try bob.pull("a", "c").lines.count == 2)
    #expect(try bob.number("b") == nil)
    let error = #expect(throws: RepositoryError.self) { try bob.pull("nothing") }
    #expect(error?.code == .notFound)
  }

  @Test func whatIsCreatedAfterAPullIsNewerThanWhatWasPulled() throws {
    let server = try Server()
    let ada = try Teammate("Ada", .workTree, origin: server.path, clock: 1_700_050_000)
    let bob = try Teammate("Bob", .workTree, origin: server.path, clock: 1_700_000_000)
    let hers = try ada.create("a").record.createdAt
    try ada.push()
    try bob.pull()
    #expect(try bob.create("b").record.createdAt > hers)
    // A clock that is years ahead does not carry others away.
    let eve = try Teammate("Eve", .workTree, origin: server.path, clock: 250_000_000_000)
    try eve.create("e")
    try eve.push()
    try bob.pull()
    let day: Int64 = 86_400_000
    #expect(try bob.create("c").record.createdAt.milliseconds < 1_700_100_000_000 + 2 * day)
    #expect(try !server.references().contains { $0.contains("clock") })
  }

  @Test func manyPromptsGoAndComeInOneGo() throws {
    let server = try Server(.strict)
    let ada = try Teammate("Ada", .directory, server)
    let bob = try Teammate("Bob", .directory, server)
    try ada.create("shared")
    try ada.push()
    try bob.pull()
    try bob.commit("shared", "his")
    try bob.push()
    try ada.commit("shared", "hers")
    try ada.create("deleted")
    try ada.delete("deleted")
    var prompts = try RealPrompts.load()
    while prompts.count < 100 { prompts += prompts }
    try ada.repository.change(by: ada.person()) { transaction throws(RepositoryError) in
      for (index, prompt) in prompts.enumerated() {
        try transaction.create(
          PromptName("real/p\(index)"), title: nil,
          VersionDraft(VersionContent(template: prompt.template)))
      }
    }
    // What belongs to no prompt does not travel.
    try ada.store.write("refs/prompts/stray", "stray")
    let counter = try GitCounter(for: ada)
    let report = try counter.origin(of: ada).push()
    #expect(report.hasConflicts)
    #expect(report.prompts.count == prompts.count + 2)
    #expect(try counter.count() <= 8)
    #expect(try !server.references().contains { $0.contains("stray") })

    let other = try GitCounter(for: bob)
    let pulled = try other.origin(of: bob).pull(by: bob.person())
    #expect(pulled.prompts.count == prompts.count + 1)
    #expect(try other.count() <= 4)
    #expect(try bob.references() == server.references())
    for path in [ada.gitDirectory, bob.gitDirectory, server.path] { try expectSound(path) }
  }
}
