import GitRemotes
import PromptMerge
import PromptRepo
import TestSupport
import Testing

@Suite struct JoinTests {
  /// Two who share a prompt of three lines, on a server as strict as servers are.
  private struct Pair {
    let server: Server
    let ada: Teammate
    let bob: Teammate

    init(_ home: Teammate.Home = .workTree, _ rules: Server.Rules = .strict) throws {
      server = try Server(rules)
      ada = try Teammate("Ada", .workTree, server)
      bob = try Teammate("Bob", home, server)
      try ada.create("greet", "1\n2\n3")
      try ada.push()
      try bob.pull()
    }

    /// Both get what the other has, and have the same then.
    func settle(sourceLocation: SourceLocation = #_sourceLocation) throws {
      let push = try bob.push()
      #expect(!push.hasConflicts && !push.hasRefusals, sourceLocation: sourceLocation)
      let pull = try ada.pull()
      #expect(!pull.hasConflicts && !pull.hasRefusals, sourceLocation: sourceLocation)
      #expect(try ada.references() == bob.references(), sourceLocation: sourceLocation)
      #expect(try ada.references() == server.references(), sourceLocation: sourceLocation)
      for path in [ada.gitDirectory, bob.gitDirectory, server.path] {
        try expectSound(path, sourceLocation: sourceLocation)
      }
    }

    func texts() throws -> [String] {
      try bob.repository.versions(of: PromptName("greet")).reversed().map { version in
        try bob.repository.content(of: version).template
      }
    }

    func active() throws -> Int? { try bob.repository.active(of: PromptName("greet"))?.number }
  }

  @Test(arguments: Teammate.Home.allCases, Server.Rules.allCases)
  func oursComesOnTopOfTheirs(home: Teammate.Home, rules: Server.Rules) throws {
    let pair = try Pair(home, rules)
    let hers = try pair.ada.commit("greet", "hers")
    try pair.ada.push()
    let first = try pair.bob.commit("greet", "mine")
    let second = try pair.bob.commit("greet", "mine too")
    #expect(
      try pair.bob.pull(.ours).lines == ["greet: joined v2..v2 v2>v3 v3>v4 active v4"])
    #expect(try pair.texts() == ["1\n2\n3", "hers", "mine", "mine too"])
    #expect(try pair.active() == 4)
    let versions = try pair.bob.repository.versions(of: PromptName("greet"))
    #expect(versions.map(\.number) == [4, 3, 2, 1])
    #expect(versions[2].commit == hers.commit)
    #expect(versions[0].author == second.author)
    #expect(versions[1].hash == first.hash)
    let parents = try git(
      pair.bob.gitDirectory, ["rev-list", "--parents", "-n1", versions[1].commit.hex]
    ).stdout.split(whereSeparator: \.isWhitespace).dropFirst().map(String.init)
    #expect(parents == [hers.commit.hex, second.commit.hex])
    try pair.settle()
    #expect(try pair.bob.pull(.ours).lines == [])
  }

  @Test func theirsIsCutOnTop() throws {
    let pair = try Pair()
    try pair.ada.commit("greet", "hers")
    try pair.ada.push()
    try pair.bob.commit("greet", "mine")
    #expect(try pair.bob.pull(.theirs).lines == ["greet: joined v2..v2 v2>v3 top v4 active v4"])
    #expect(try pair.texts() == ["1\n2\n3", "hers", "mine", "hers"])
    try pair.settle()
  }

  @Test func linesApartAreMerged() throws {
    let pair = try Pair()
    try pair.ada.commit("greet", "one\n2\n3")
    try pair.ada.push()
    try pair.bob.commit("greet", "1\n2\nthree")
    #expect(try pair.bob.pull(.merge).lines == ["greet: joined v2..v2 v2>v3 top v4 active v4"])
    #expect(try pair.texts().last == "one\n2\nthree")
    let top = try #require(try pair.bob.repository.latest(of: PromptName("greet")))
    #expect(top.message == "Merge v2 of origin and v3, which both go on from v1")
    try pair.settle()
  }

  @Test func linesThatOverlapAreLeftToPeople() throws {
    let pair = try Pair()
    try pair.ada.commit("greet", "hers\n2\n3")
    try pair.ada.push()
    try pair.bob.commit("greet", "mine\n2\n3")
    let before = try pair.bob.references()
    let bare = try pair.bob.pull(.merge, preparing: nil)
    #expect(bare.lines == ["greet: conflict diverged"])
    #expect(bare.prompts.first.map { "\($0.result)" }?.contains("bare repository") == true)
    #expect(try pair.bob.references() == before)

    var texts: [String] = []
    let report = try pair.bob.pull(.merge) { unresolved in
      texts = [unresolved.base, unresolved.ours, unresolved.theirs].map {
        "v\($0?.number ?? 0) \($0?.content.template ?? "")"
      }
    }
    #expect(report.lines == ["greet: joined v2..v2 v2>v3 active v2 unresolved"])
    #expect(report.hasConflicts)
    #expect(texts == ["v1 1\n2\n3", "v3 mine\n2\n3", "v2 hers\n2\n3"])
    #expect(try pair.active() == 2)
    try pair.bob.commit("greet", "ours\n2\n3")
    #expect(try pair.active() == 4)
    try pair.settle()
  }

  @Test func aRollbackIsNotOverruledByAMerge() throws {
    let pair = try Pair()
    try pair.ada.commit("greet", "1\n2\nhers")
    try pair.ada.rollBack("greet", to: 1)
    try pair.ada.push()
    try pair.bob.commit("greet", "mine\n2\n3")
    let before = try pair.bob.references()
    // She moved to and fro, so only he moved it in the end.
    #expect(try pair.bob.pull(.merge).lines == ["greet: joined v2..v2 v2>v3 top v4 active v3"])
    #expect(try pair.bob.references() != before)
    try pair.settle()

    try pair.ada.commit("greet", "more")
    try pair.ada.rollBack("greet", to: 2)
    try pair.ada.push()
    try pair.bob.commit("greet", "mine\nand\n3")
    let refused = try pair.bob.pull(.merge)
    #expect(refused.lines == ["greet: conflict diverged"])
    #expect(refused.prompts.first.map { "\($0.result)" }?.contains("@active is v5") == true)
    #expect(try pair.bob.pull(.theirs).lines == ["greet: joined v5..v5 v5>v6 top v7 active v2"])
    try pair.settle()
  }

  @Test func recordsAreJoinedByField() throws {
    let pair = try Pair()
    try pair.ada.title("greet", "Hers")
    try pair.ada.push()
    try pair.bob.repository.by(pair.bob.person()).edit(
      PromptName("greet"), RecordEdit(description: .set("His")))
    #expect(try pair.bob.pull(.merge).lines == ["greet: joined record"])
    var record = try pair.bob.repository.existing(PromptName("greet")).record
    #expect(record.title == "Hers" && record.description == "His")
    try pair.settle()

    try pair.ada.title("greet", "A")
    try pair.ada.push()
    try pair.bob.title("greet", "B")
    let refused = try pair.bob.pull(.merge)
    #expect(refused.lines == ["greet: conflict diverged"])
    #expect(
      refused.prompts.first.map { "\($0.result)" }?.contains("title is 'B' here and 'A' there")
        == true)
    #expect(try pair.bob.pull(.theirs).lines == ["greet: joined record"])
    record = try pair.bob.repository.existing(PromptName("greet")).record
    #expect(record.title == "A" && record.description == "His")
    try pair.settle()
  }

  @Test func rollbacksGoOnWithTheVersionsMadeAgain() throws {
    let pair = try Pair()
    try pair.ada.commit("greet", "hers")
    try pair.ada.push()
    try pair.bob.commit("greet", "mine")
    try pair.bob.commit("greet", "bad")
    try pair.bob.rollBack("greet", to: 2)
    #expect(try pair.bob.pull(.ours).lines == ["greet: joined v2..v2 v2>v3 v3>v4 active v3"])
    try pair.settle()
    // What was restored was made again too, so that the next step goes before it.
    try pair.bob.repository.by(pair.bob.person()).rollback(PromptName("greet"))
    #expect(try pair.active() == 2)
    try pair.settle()
  }

  /// What goes on from a withdrawn text, cut without knowing of the rollback, goes live by nothing
  /// but a decision.
  @Test func aRollbackThereHoldsAgainstAVersionFromHere() throws {
    let pair = try Pair()
    try pair.ada.commit("greet", "bad\n2\n3")
    try pair.ada.push()
    try pair.bob.pull()
    try pair.ada.rollBack("greet", to: 1)
    try pair.ada.push()
    try pair.bob.commit("greet", "bad\n2\nmine")
    #expect(try pair.bob.pull(.merge).lines == ["greet: conflict diverged"])
    #expect(try pair.bob.pull(.theirs).lines == ["greet: joined active v1"])
    try pair.settle()
    let name = try PromptName("greet")
    let latest = try #require(try pair.ada.repository.latest(of: name))
    let withdrawal = try #require(try pair.ada.repository.withdrawal(of: name))
    #expect(latest.number == 3 && withdrawal.covers(latest) && withdrawal.versions == [2])
  }

  /// What was held back on both sides is so after a join.
  @Test(arguments: [Resolution.ours, .theirs, .merge])
  func versionsThatWereHeldBackStaySo(resolution: Resolution) throws {
    let pair = try Pair()
    try pair.ada.commit("greet", "bad\n2\n3")
    try pair.ada.rollBack("greet", to: 1)
    try pair.ada.push()
    try pair.bob.pull()
    let name = try PromptName("greet")
    for (one, text) in [(pair.ada, "bad\n2\nhers"), (pair.bob, "bad and mine\n2\n3")] {
      let base = try one.repository.latest(of: name)
      try one.repository.by(one.person()).addVersion(
        VersionDraft(VersionContent(template: text), from: base), to: name)
    }
    try pair.ada.push()
    #expect(!(try pair.bob.pull(resolution)).hasConflicts)
    #expect(try pair.active() == 1)
    try pair.settle()
    let latest = try #require(try pair.ada.repository.latest(of: name))
    let withdrawal = try #require(try pair.ada.repository.withdrawal(of: name))
    #expect(withdrawal.covers(latest) && withdrawal.versions == [2])
  }

  @Test func aRenamedPromptIsJoinedUnderItsNewName() throws {
    let pair = try Pair()
    try pair.ada.commit("greet", "hers")
    try pair.ada.rename("greet", "welcome")
    try pair.ada.push()
    try pair.bob.commit("greet", "mine")
    #expect(try pair.bob.pull(.merge).lines == ["greet: conflict diverged"])
    #expect(try pair.bob.pull(.ours).lines == ["welcome: joined v2..v2 v2>v3 active v3"])
    #expect(try pair.bob.repository.names().map(\.rawValue) == ["welcome"])
    try pair.settle()
  }

  @Test func onePromptOfTwoOriginsIsJoinedWithoutABase() throws {
    let server = try Server(.strict)
    let ada = try Teammate("Ada", .workTree, server)
    let bob = try Teammate("Bob", .directory, server)
    let id = try ada.create("greet", "hers").record.id
    try ada.push()
    try bob.repository.change(by: bob.person()) { transaction throws(RepositoryError) in
      _ = try transaction.create(
        PromptName("greet"), id: id, title: "His", VersionDraft(VersionContent(template: "his")))
    }
    #expect(try bob.pull(.theirs).lines == ["greet: joined v1..v1 v1>v2 top v3 active v3 record"])
    try bob.push()
    #expect(try ada.pull().lines.first?.hasPrefix("greet: pulled v2..v3") == true)
    #expect(try ada.references() == bob.references())
    for path in [ada.gitDirectory, bob.gitDirectory, server.path] { try expectSound(path) }
  }

  @Test func aPointerThatOnlyWeHaveKeepsItsPastReachable() throws {
    let server = try Server(.strict)
    let ada = try Teammate("Ada", .workTree, server)
    let bob = try Teammate("Bob", .directory, server)
    try ada.repository.change(by: ada.person()) { transaction throws(RepositoryError) in
      _ = try transaction.create(
        PromptName("greet"), VersionDraft(VersionContent(template: "1"), activates: false))
    }
    try ada.push()
    try bob.pull()
    try ada.commit("greet", "hers", activates: false)
    try ada.push()
    try bob.commit("greet", "mine")
    let tips = try bob.references().map { $0.suffix(40) }
    #expect(try bob.pull(.ours).lines == ["greet: joined v2..v2 v2>v3 active v3"])
    let reachable = try git(bob.gitDirectory, ["rev-list", "--all"]).stdout
    for tip in tips { #expect(reachable.contains(tip)) }
    try bob.push()
    try ada.pull()
    #expect(try ada.references() == bob.references())
  }

  @Test func aDryRunChangesNothing() throws {
    let pair = try Pair()
    try pair.ada.commit("greet", "hers")
    try pair.ada.push()
    try pair.bob.commit("greet", "mine")
    let before = try pair.bob.references()
    #expect(
      try pair.bob.origin().preview(resolving: .theirs).lines
        == ["greet: joinable v2..v2 v2>v3 top v4 active v4"])
    #expect(
      try pair.bob.origin().preview(resolving: .merge).lines
        == ["greet: joinable v2..v2 v2>v3 active v2 unresolved"])
    #expect(try pair.bob.references() == before)
  }

  /// A server that removes no references keeps those of the old name; what is in them is in the
  /// joined chains too.
  @Test func aRenamedPromptIsJoinedOnAServerThatKeepsOldNames() throws {
    let pair = try Pair()
    try pair.server.setUpdateHook("! expr \"$3\" : '0*$' >/dev/null")
    try pair.ada.commit("greet", "hers")
    try pair.ada.push()
    try pair.bob.rename("greet", "welcome")
    try pair.bob.commit("welcome", "mine")
    #expect(try pair.bob.pull(.ours).lines == ["welcome: joined v2..v2 v2>v3 active v3"])
    #expect(try !pair.bob.push().hasRefusals)
    #expect(try pair.ada.pull().lines == ["welcome: pulled from greet v3..v3 active v3"])
    #expect(try pair.ada.references() == pair.bob.references())
    for mate in [pair.ada, pair.bob] { #expect(try mate.pull().lines == []) }
  }

  /// What somebody else does here in the middle of a join is part of the join, or of none.
  @Test func aVersionThatIsCutMeanwhileIsJoinedToo() throws {
    let pair = try Pair()
    try pair.ada.commit("greet", "hers\n2\n3")
    try pair.ada.push()
    try pair.bob.commit("greet", "mine\n2\n3")
    var isFirst = true
    let report = try pair.bob.pull(.merge) { (_) throws(RepositoryError) in
      guard isFirst else { return }
      isFirst = false
      try pair.bob.repository.by(pair.bob.person()).addVersion(
        VersionDraft(VersionContent(template: "mine\n2\nthree")), to: PromptName("greet"))
    }
    #expect(report.lines == ["greet: joined v2..v2 v2>v3 v3>v4 active v2 unresolved"])
    #expect(try pair.texts().last == "mine\n2\nthree")
    try pair.settle()
  }

  @Test func whatCannotBePreparedStaysAsItIs() throws {
    let pair = try Pair()
    try pair.ada.commit("greet", "hers")
    try pair.ada.push()
    try pair.bob.commit("greet", "mine")
    try pair.bob.create("other")
    let before = try pair.bob.references()
    for (code, outcome) in [
      (RepositoryError.Code.conflict, "conflict diverged"),
      (RepositoryError.Code.inputOutput, "refused \(RepositoryError.Code.inputOutput.rawValue)"),
    ] {
      let report = try pair.bob.pull(.merge) { (_) throws(RepositoryError) in
        throw RepositoryError(code, "no place")
      }
      #expect(report.lines.first == "greet: \(outcome)")
      #expect(try pair.bob.references() == before)
    }
  }

  @Test(arguments: Resolution.allCases, [true, false])
  func joinedRecordStaysArchived(resolution: Resolution, isByBob: Bool) throws {
    let server = try Server(.strict)
    let ada = try Teammate("Ada", .workTree, server)
    let bob = try Teammate("Bob", .workTree, server)
    try ada.create("a")
    try ada.push()
    try bob.pull()
    let name = try PromptName("a")
    let (archiver, editor) = isByBob ? (bob, ada) : (ada, bob)
    try archiver.repository.change(by: archiver.person()) {
      (transaction) throws(RepositoryError) in
      try transaction.archive(name)
    }
    let time = try archiver.repository.existing(name).record.archivedAt
    try editor.title("a", "A")
    try ada.push()
    try bob.pull(resolution)
    try bob.push()
    try ada.pull()
    for mate in [ada, bob] {
      let record = try mate.repository.existing(name).record
      #expect(record.archivedAt == time)
      #expect(record.isArchived)
      #expect(record.title == "A")
      try mate.isSound()
    }
  }
}
