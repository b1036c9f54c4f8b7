import APIKeys
import PromptRepo
import PromptService
import TestSupport
import Testing

/// Going back, and making a version active, as it was shown.
@Suite struct PointerMoveTests {
  let operated: Operated
  let production: EnvironmentName

  init() throws {
    operated = try Operated()
    production = try EnvironmentName("production")
    try operated.served.addEnvironments(DeploymentEnvironment(production, isProtected: true))
  }

  @Test func anEnvironmentGoesBackOneStepAndFurther() throws {
    let name = try operated.create("a", "One", "Two", "Three")
    for version in 1...3 { try operated.deploy(name, version, to: production) }
    let pointer = Pointer.environment(production)
    let plan = try operated.request(.reader).planRollback(of: .text("a"), pointer)
    #expect(plan.version.number == 2 && plan.live?.version == 3)
    #expect(plan.moves.map(\.version) == [3, 2, 1] && plan.prompt.name == name)
    operated.expectRefusal(.forbidden) {
      _ = try operated.request(.editor).rollBack(plan.shown, pointer, reason: nil)
    }
    let made = try operated.request(.deployer).rollBack(plan.shown, pointer, reason: nil)
    let move = try #require(try operated.repository().moves(of: pointer, name).first)
    #expect(move.version == 2 && move.operation == made.id && move.isRollback)
    // The next step is the one that `promptrepo rollback` would take.
    let next = try operated.request(.deployer).planRollback(of: .text("a"), pointer)
    #expect(next.version.number == 1)
    operated.expectRefusal(.conflict, "v2") {
      _ = try operated.request(.deployer).rollBack(plan.shown, pointer, reason: nil)
    }
    let chosen = try operated.request(.deployer).planRollback(of: .text("a"), pointer, to: 3)
    _ = try operated.request(.deployer).rollBack(chosen.shown, pointer, reason: "Better")
    #expect(try operated.live(name, pointer) == 3)
  }

  @Test func anEditorTakesTheActiveVersionBack() throws {
    let name = try operated.create("a", "One", "Two")
    let plan = try operated.request(.reader).planRollback(of: .text("a"), .active)
    operated.expectRefusal(.forbidden) {
      _ = try operated.request(.reader).rollBack(plan.shown, .active, reason: nil)
    }
    _ = try operated.request(.editor).rollBack(plan.shown, .active, reason: nil)
    #expect(try operated.live(name) == 1)
    operated.expectRefusal(.rule, "nothing was active before") {
      _ = try operated.request(.editor).planRollback(of: .text("a"), .active)
    }
  }

  @Test func whatCannotGoBackSaysWhy() throws {
    let name = try operated.create("a", "One", "Two")
    let pointer = Pointer.environment(production)
    operated.expectRefusal(.notFound) {
      _ = try operated.request(.reader).planRollback(of: .text("a"), pointer)
    }
    try operated.deploy(name, 1, to: production)
    operated.expectRefusal(.rule, "nothing was live in 'production' before") {
      _ = try operated.request(.reader).planRollback(of: .text("a"), pointer)
    }
    operated.expectRefusal(.notFound, "neverDeployed") {
      _ = try operated.request(.reader).planRollback(of: .text("a"), pointer, to: 2)
    }
    operated.expectRefusal(.rule, "already") {
      _ = try operated.request(.reader).planRollback(of: .text("a"), pointer, to: 1)
    }
    operated.expectRefusal(.notFound) {
      _ = try operated.request(.reader).planRollback(of: .text("b"), .active)
    }
  }

  @Test func aVersionBecomesActiveAsItWasShown() throws {
    let name = try operated.create("a", "One", "Two", "Three")
    let plan = try operated.request(.reader).planActivation(of: .text("a"), 1)
    #expect(plan.version.number == 1 && plan.live?.version == 3)
    operated.expectRefusal(.forbidden) {
      _ = try operated.request(.reader).activate(plan.shown, reason: nil)
    }
    let other = try operated.request(.editor).planActivation(of: .text("a"), 2)
    let made = try operated.request(.editor).activate(plan.shown, reason: "Shorter")
    let move = try #require(try operated.repository().moves(of: .active, name).first)
    #expect(move.version == 1 && move.reason == "Shorter" && move.operation == made.id)
    operated.expectRefusal(.conflict, "is active for 'a'") {
      _ = try operated.request(.editor).activate(other.shown, reason: nil)
    }
    operated.expectRefusal(.rule, "active already") {
      _ = try operated.request(.editor).planActivation(of: .text("a"), 1)
    }
    operated.expectRefusal(.notFound) {
      _ = try operated.request(.editor).planActivation(of: .text("a"), 4)
    }
  }
}
