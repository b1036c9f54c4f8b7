import APIKeys
import PromptRepo
import PromptService
import TestSupport
import Testing

/// What is promoted is what was shown, or nothing is.
@Suite struct PromotionTests {
  let operated: Operated
  let staging: EnvironmentName
  let production: EnvironmentName

  init() throws {
    operated = try Operated()
    staging = try EnvironmentName("staging")
    production = try EnvironmentName("production")
    try operated.served.addEnvironments(
      DeploymentEnvironment(staging), DeploymentEnvironment(production, requires: staging))
  }

  @Test func thePlanHasWhatDiffersAndWhatTheRulesSay() throws {
    let same = try operated.create("same", "One")
    let behind = try operated.create("behind", "Old", "New {{a}}")
    let first = try operated.create("first", "Only")
    for (name, version) in [(same, 1), (behind, 1)] {
      try operated.deploy(name, version, to: staging)
      try operated.deploy(name, version, to: production)
    }
    try operated.deploy(behind, 2, to: staging)
    try operated.deploy(first, 1, to: staging)
    let plan = try operated.request(.reader).planPromotion(of: nil, from: staging, to: production)
    #expect(plan.environment.name == production && plan.source == staging)
    #expect(plan.entries.map(\.prompt.name) == [behind, first])
    let entry = plan.entries[0]
    #expect(entry.version?.number == 2 && entry.live?.version == 1 && !entry.isLive)
    #expect(entry.contract?.required == ["a"] && entry.earlier?.version == 2)
    #expect(entry.rule == .variables(["a"]))
    #expect(plan.entries[1].live == nil && plan.entries[1].refusal == nil)
    let ready = try operated.request(.reader).planPromotion(
      of: [behind, same], from: staging, to: production, acknowledging: ["a"])
    #expect(ready.entries.allSatisfy { $0.refusal == nil })
    #expect(ready.entries.map(\.isLive) == [false, true])
    // Nothing was done.
    #expect(try operated.live(behind, .environment(production)) == 1)
  }

  @Test func whatIsAgainstOnePromptIsSaidOfThatOne() throws {
    let good = try operated.create("good", "One")
    let never = try operated.create("never", "One")
    try operated.deploy(good, 1, to: staging)
    let plan = try operated.request(.reader).planDeployment(
      of: [DeploymentRequest(good), DeploymentRequest(never), DeploymentRequest(good, .number(9))],
      to: production)
    #expect(plan.entries[0].version?.number == 1)
    #expect(plan.entries[1].rule == .required(staging, never, version: 1))
    #expect(plan.entries[1].version?.number == 1 && plan.entries[1].earlier == nil)
    operated.expectRefusal(.notFound) {
      _ = try operated.request(.reader).planPromotion(
        of: nil, from: EnvironmentName("nowhere"), to: production)
    }
    operated.expectRefusal(.invalid) {
      _ = try operated.request(.reader).planPromotion(of: nil, from: staging, to: staging)
    }
  }

  @Test func aDamagedPromptIsNamedAndHidesNoOther() throws {
    let good = try operated.create("good", "One")
    let bad = try operated.create("bad", "One")
    try operated.deploy(good, 1, to: staging)
    try operated.deploy(bad, 1, to: staging)
    try operated.served.damage("versions", of: "bad")
    let plan = try operated.request(.reader).planPromotion(
      of: [bad, good], from: staging, to: production)
    #expect(plan.entries.map { $0.refusal?.code } == [.damaged, nil])
    #expect(plan.entries[1].version?.number == 1)
  }

  @Test func allThatWasShownGoesLiveAsOneOperation() throws {
    let names = try [operated.create("a", "One"), operated.create("b", "Two")]
    for name in names { try operated.deploy(name, 1, to: staging) }
    let plan = try operated.request(.reader).planPromotion(of: nil, from: staging, to: production)
    let shown = plan.entries.compactMap(\.shown)
    #expect(shown.count == 2)
    for role in [Role.reader, .editor] {
      operated.expectRefusal(.forbidden) {
        _ = try operated.request(role).deploy(
          shown, to: production, from: staging, reason: nil)
      }
    }
    let made = try operated.request(.deployer).deploy(
      shown, to: production, from: staging, reason: "Tested")
    #expect(made.moves.map(\.name) == names)
    for name in names {
      let move = try #require(
        try operated.repository().moves(of: .environment(production), name).first)
      #expect(move.version == 1 && move.operation == made.id && move.reason == "Tested")
      #expect(move.promotedFrom == "staging" && move.author.name == "team")
    }
    // Sent twice, the second finds that it is not as it was shown any more.
    operated.expectRefusal(.conflict, "is live in 'production'") {
      _ = try operated.request(.deployer).deploy(
        shown, to: production, from: staging, reason: "Tested")
    }
  }

  @Test func whatMovedMeanwhileIsNotPromoted() throws {
    let name = try operated.create("a", "One", "Two", "Three")
    try operated.deploy(name, 1, to: staging)
    try operated.deploy(name, 1, to: production)
    try operated.deploy(name, 2, to: staging)
    let plan = try operated.request(.reader).planPromotion(of: nil, from: staging, to: production)
    let shown = plan.entries.compactMap(\.shown)
    // The source has something else by now.
    try operated.deploy(name, 3, to: staging)
    operated.expectRefusal(.conflict, "v3") {
      _ = try operated.request(.deployer).deploy(
        shown, to: production, from: staging, reason: nil)
    }
    // As a deployment of a version that was shown, it does not matter what the source has.
    let made = try operated.request(.deployer).deploy(shown, to: production, reason: nil)
    #expect(made.moves.map(\.move.version) == [2])
    #expect(try operated.live(name, .environment(production)) == 2)
  }

  @Test func aRuleThatCameMeanwhileHolds() throws {
    let name = try operated.create("a", "One", "Two {{x}}")
    try operated.deploy(name, 1, to: staging)
    try operated.deploy(name, 1, to: production)
    try operated.deploy(name, 2, to: staging)
    let plan = try operated.request(.reader).planPromotion(
      of: nil, from: staging, to: production, acknowledging: ["x"])
    let shown = plan.entries.compactMap(\.shown)
    operated.expectRefusal(.rule, "newly requires 'x'") {
      _ = try operated.request(.deployer).deploy(
        shown, to: production, from: staging, reason: nil)
    }
    #expect(try operated.live(name, .environment(production)) == 1)
    _ = try operated.request(.admin).deploy(
      shown, to: production, from: staging, reason: nil, acknowledging: ["x"])
    #expect(try operated.live(name, .environment(production)) == 2)
  }

  @Test func whatIsGoneIsNoErrorOfTheServer() throws {
    let name = try operated.create("a", "One")
    try operated.deploy(name, 1, to: staging)
    let plan = try operated.request(.reader).planPromotion(of: nil, from: staging, to: production)
    let shown = plan.entries.compactMap(\.shown)
    try operated.repository().by(Sample.person).delete(name, forces: true)
    operated.expectRefusal(.conflict) {
      _ = try operated.request(.deployer).deploy(
        shown, to: production, from: staging, reason: nil)
    }
  }

  @Test func aMoveIsReadAgainFromAForm() throws {
    let name = try operated.create("a", "One", "Two")
    try operated.deploy(name, 1, to: staging)
    let plan = try operated.request(.reader).planDeployment(
      of: [DeploymentRequest(name, .latest)], to: staging)
    let shown = try #require(plan.entries[0].shown)
    #expect(try ShownMove(name, form: shown.form) == shown)
    let first = try operated.request(.reader).planDeployment(
      of: [DeploymentRequest(name)], to: production)
    let nothing = try #require(first.entries[0].shown)
    #expect(nothing.live == .nothing && nothing.form.hasSuffix(" none"))
    #expect(try ShownMove(name, form: nothing.form) == nothing)
    let hash = String(repeating: "0", count: 64)
    for text in [
      "", "1", "1 \(hash)", "0 \(hash) none", "x \(hash) none", "1 \(hash) \(hash) 1",
      "1  \(hash) none", "1 \(hash.dropLast()) none", "1 \(hash) nothing", "-1 \(hash) none",
    ] {
      operated.expectRefusal(.invalid) { _ = try ShownMove(name, form: text) }
    }
  }
}
