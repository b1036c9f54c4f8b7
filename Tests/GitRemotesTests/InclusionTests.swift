import CodeHistory
import GitRemotes
import GitStore
import PromptMerge
import PromptRepo
import TestSupport
import Testing

/// Prompts that include others do not come to a side that lacks those, and nothing takes those away.
struct InclusionTests {
  private let server: Server
  private let ada: Teammate
  private let bob: Teammate

  /// Both have `l`, and `t` which includes it.
  init() throws {
    server = try Server(.strict)
    ada = try Teammate("Ada", .workTree, server)
    bob = try Teammate("Bob", .directory, server)
    try ada.create("l", "one")
    try ada.include(["l"], in: "t")
    try ada.push()
    try bob.pull()
  }

  private func expectWhole(at location: SourceLocation = #_sourceLocation) throws {
    let shared = try GitStore(GitRepository(opening: server.path), layout: .prompts)
    for store in [shared, ada.store, bob.store] as [any Store] {
      #expect(try Repository(store: store).brokenTips() == [], sourceLocation: location)
    }
  }

  private func obstacle(_ report: RemoteReport, _ name: String) -> String? {
    for outcome in report.prompts where outcome.name.rawValue == name {
      if case .conflict(let conflict) = outcome.result { return conflict.obstacle?.message }
    }
    return nil
  }

  @Test(arguments: [[], ["t"], ["t", "l"]])
  func whatIncludesADivergedPromptIsNotPushed(names: [String]) throws {
    try ada.commit("l", "ada")
    try ada.push()
    try bob.commit("l", "bob")
    try bob.include(["l"], in: "t")
    try bob.include(["t"], in: "u")
    try bob.create("other", "more")
    let report = try bob.origin().push(names.map { try PromptName($0) })
    #expect(report.lines.contains("t: conflict missing_partial"), "\(report.lines)")
    #expect(report.lines.contains("other: pushed created v1..v1 active v1") == names.isEmpty)
    #expect(report.hasConflicts)
    let why = names == ["t"] ? "was not named" : "is in conflict"
    let message = try #require(obstacle(report, "t"))
    #expect(message.hasPrefix("its v2 includes l sha256:") && message.hasSuffix("'l' \(why)"))
    if names.isEmpty {
      #expect(report.lines.contains("u: conflict missing_partial"), "\(report.lines)")
      #expect(
        try bob.origin().previewPush().lines.filter { $0.contains("conflict") } == [
          "l: conflict diverged", "t: conflict missing_partial", "u: conflict missing_partial",
        ])
    }
    try expectWhole()
    try bob.pull(.ours)
    #expect(try !bob.push().hasConflicts)
    try ada.pull()
    #expect(try ada.rendered("t") == "bob" && ada.references() == bob.references())
    try expectWhole()
  }

  @Test func aVersionInBetweenCountsToo() throws {
    try ada.commit("l", "ada")
    try ada.push()
    try bob.commit("l", "bob")
    try bob.include(["l"], in: "t")
    try bob.commit("t", "alone")
    #expect(try bob.push().lines.contains("t: conflict missing_partial"))
    try bob.pull(.theirs)
    #expect(try !bob.push().hasConflicts)
    #expect(try ada.pull().lines.count == 2)
    for version in try ada.repository.versions(of: PromptName("t")) {
      _ = try ada.repository.text(of: version, PromptName("t"))
    }
  }

  @Test func aRenamedPartialIsPulledFirst() throws {
    try ada.rename("l", "m")
    try ada.push()
    try bob.commit("l", "bob")
    try bob.include(["l"], in: "t")
    let report = try bob.push()
    #expect(report.heldBack.map(\.rawValue) == ["m"])
    #expect(obstacle(report, "t")?.hasSuffix("there is more of 'l' to pull first") == true)
    try bob.pull()
    #expect(try !bob.push().hasConflicts)
    try ada.pull()
    #expect(try ada.rendered("t") == "bob")
    try expectWhole()
  }

  @Test func whatIncludesADivergedPromptIsNotPulled() throws {
    try bob.commit("l", "bob")
    try bob.include(["l"], in: "t")
    try bob.include(["t"], in: "u")
    try bob.push()
    try ada.commit("l", "ada")
    for report in [
      try ada.origin().preview(resolving: nil), try ada.pull(), try ada.pull("u"),
      try ada.pull(["t"], .theirs),
    ] {
      #expect(report.lines.contains("t: conflict missing_partial"), "\(report.lines)")
      #expect(obstacle(report, "t")?.hasSuffix("'l' is in conflict") == true)
    }
    #expect(try ada.pull("u").takenAlong.map(\.rawValue) == ["l", "t"])
    #expect(try ada.rendered("t") == "one" && ada.repository.prompt(PromptName("u")) == nil)
    try expectWhole()
    try ada.pull(["l"], .ours)
    #expect(try ada.pull().lines.filter { $0.contains("pulled") }.count == 2)
    #expect(try ada.rendered("u") == "bob")
    try expectWhole()
  }

  @Test func whatIncludesAPromptWhoseJoinFailsIsNotPulled() throws {
    try bob.commit("l", "bob")
    try bob.include(["l"], in: "t")
    try bob.push()
    try ada.commit("l", "ada")
    let report = try ada.pull(.merge) { (_) throws(RepositoryError) in
      throw RepositoryError(.conflict, "its file has edits")
    }
    #expect(report.lines == ["l: conflict diverged", "t: conflict missing_partial"])
    #expect(obstacle(report, "l") == "its file has edits")
    #expect(try ada.rendered("t") == "one")
    try expectWhole()
    #expect(try ada.pull(.merge).lines.contains("t: pulled v2..v2 active v2"))
    try expectWhole()
  }

  @Test(arguments: [false, true])
  func aPullDeletesNothingThatIsIncludedHere(isLiveAlone: Bool) throws {
    try ada.addEnvironment("prod")
    try ada.push()
    try bob.pull()
    try bob.include(["l"], in: "x")
    try bob.change { transaction throws(RepositoryError) in
      try transaction.move(
        .environment(EnvironmentName("prod")), of: PromptName("x"),
        to: transaction.version(PromptName("x"), .number(1)))
    }
    if isLiveAlone { try bob.commit("x", "mine") }
    try bob.create("y", "text")
    try ada.commit("t", "alone")
    try ada.delete("l")
    try ada.push()
    let report = try bob.pull()
    #expect(report.lines.first == "l: conflict included" && report.hasConflicts)
    #expect(
      obstacle(report, "l") == "it was deleted at 'origin', and 'x' includes it here, where "
        + (isLiveAlone ? "" : "v1 is active, ") + "v1 is live in prod"
        + (isLiveAlone ? "" : ", v1 is the latest"))
    try expectWhole()
    // What is named is deleted all the same.
    #expect(try bob.pull(["l"], .theirs).lines == ["l: pulled deleted"])
    #expect(try Repository(store: bob.store).brokenTips().count == 1)
    #expect(try bob.push().lines.contains("x: conflict missing_partial"))
  }

  @Test func whatCannotBeMendedAnyMoreIsNoObstacle() throws {
    try ada.commit("t", "alone")
    try ada.delete("l")
    try ada.push()
    try bob.include(["l"], in: "new")
    #expect(try bob.pull().lines.contains("l: conflict included"))
    let report = try bob.push()
    #expect(obstacle(report, "new")?.hasSuffix("'l' was deleted there") == true)
    try bob.commit("new", "alone too")
    #expect(try bob.pull().lines.contains("l: pulled deleted"))
    #expect(try bob.push().lines == ["new: pushed created v1..v2 active v2"])
    #expect(try ada.pull().lines == ["new: pulled created v1..v2 active v2"])
    try expectWhole()
  }

  @Test func aDeletionIsNotPushedWhileOthersIncludeThePrompt() throws {
    try bob.include(["l"], in: "new")
    try bob.push()
    try ada.commit("t", "alone")
    try ada.delete("l")
    let report = try ada.push()
    #expect(report.lines.contains("l: conflict included") && report.hasConflicts, "\(report.lines)")
    #expect(report.lines.contains { $0.hasPrefix("t: pushed") })
    try expectWhole()
    // Nor is what includes it pulled, until it is back.
    let pull = try ada.pull()
    #expect(pull.lines.contains("new: conflict missing_partial"), "\(pull.lines)")
    #expect(obstacle(pull, "new")?.hasSuffix("'l' was deleted here") == true)
    try ada.pull(["l"], .theirs)
    #expect(try !ada.pull().hasConflicts)
    #expect(try ada.rendered("new") == "one")
    try ada.push()
    try expectWhole()
  }

  @Test func aForcedDeletionIsPushedByWhoKnows() throws {
    try ada.repository.by(ada.person()).delete(PromptName("l"), forces: true)
    #expect(try ada.push().lines == ["l: pushed deleted"])
    // The others still have it, and are told.
    #expect(try bob.pull().lines == ["l: conflict included"])
    #expect(try bob.rendered("t") == "one")
    // A fresh clone has nothing to lose.
    let eve = try Teammate("Eve", .directory, server)
    #expect(try !eve.pull().hasConflicts)
    #expect(try eve.references() == ada.references())
  }

  @Test func whatIsIncludedComesAlong() throws {
    try ada.include(["t"], in: "u")
    try ada.create("other", "more")
    try ada.push()
    let eve = try Teammate("Eve", .workTree, server)
    let report = try eve.pull("u")
    #expect(report.takenAlong.map(\.rawValue) == ["l", "t"])
    #expect(report.prompts.count == 3 && !report.hasConflicts)
    #expect(try eve.rendered("u") == "one" && eve.repository.prompt(PromptName("other")) == nil)
    #expect(try eve.pull().takenAlong.isEmpty)
  }

  @Test func theNameOfAPromptThatStaysIsNotPassedOn() throws {
    try bob.commit("l", "bob")
    try bob.include(["l"], in: "t")
    try bob.rename("t", "moved")
    try bob.create("t", "another")
    try bob.push()
    try bob.push()
    try ada.commit("l", "ada")
    let report = try ada.pull()
    #expect(
      report.lines.sorted() == [
        "l: conflict diverged", "t: conflict missing_partial", "t: conflict same_name",
      ])
    #expect(try ada.rendered("t") == "one")
    try ada.pull(["l"], .ours)
    #expect(try !ada.pull().hasConflicts)
    #expect(try ada.rendered("moved") == "bob" && ada.rendered("t") == "another")
  }
}
