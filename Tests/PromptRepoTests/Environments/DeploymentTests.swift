import Digests
import PromptRepo
import Testing

/// What may be deployed, and what a refused deployment says.
struct DeploymentTests {
  let fixture: EnvironmentFixture

  init() throws {
    fixture = try EnvironmentFixture()
  }

  @Test func aProtectedEnvironmentTakesWhatWasLiveInTheRequiredOne() throws {
    let name = try fixture.prompt("a", "one", "two", "three")
    let (staging, production) = (fixture.staging, fixture.production)
    let text = fixture.refusal(.protected) { () throws(RepositoryError) in
      try fixture.deploy(name, 1, to: production)
    }
    #expect(text.contains("version 1 of prompt 'a' never was"))
    let cause = fixture.cause { () throws(RepositoryError) in
      try fixture.deploy(name, 1, to: production)
    }
    #expect(cause as? DeploymentRule == .required(staging, name, version: 1))
    try fixture.deploy(name, 1, to: staging)
    try fixture.deploy(name, 2, to: staging)
    // It was live there, though it is no more.
    try fixture.deploy(name, 1, to: production)
    try fixture.deploy(name, 2, to: production)
    _ = fixture.refusal(.protected) { () throws(RepositoryError) in
      try fixture.deploy(name, 3, to: production)
    }
    #expect(try fixture.live(name, production) == 2)
  }

  @Test func equalContentCountsAsTheSameVersion() throws {
    let name = try fixture.prompt("a", "one", "two")
    try fixture.repository.by(fixture.author).addVersion(
      VersionDraft(try VersionContent(template: "one")), to: name)
    try fixture.deploy(name, 1, to: fixture.staging)
    try fixture.deploy(name, 3, to: fixture.production)
    #expect(try fixture.live(name, fixture.production) == 3)
  }

  @Test func withoutASpecTheActiveVersionIsTaken() throws {
    let name = try fixture.prompt("a", "one", "two")
    try fixture.repository.by(fixture.author).rollback(name)
    let deployed = try fixture.repository.by(fixture.author).deploy(
      [DeploymentRequest(name)], to: fixture.staging)
    #expect(deployed.map(\.move.version) == [1])
    #expect(deployed.map(\.isChange) == [true])
    let again = try fixture.repository.by(fixture.author).deploy(
      [DeploymentRequest(name)], to: fixture.staging)
    #expect(again.map(\.isChange) == [false])
    #expect(again.map(\.move.commit) == deployed.map(\.move.commit))
  }

  @Test func allOrNone() throws {
    let (a, b) = (try fixture.prompt("a", "one"), try fixture.prompt("b", "one", "two"))
    let missing = try PromptName("missing")
    let deploy = { (names: [PromptName]) throws(RepositoryError) in
      try fixture.repository.by(fixture.author).deploy(
        names.map { DeploymentRequest($0) }, to: fixture.staging)
    }
    let text = fixture.refusal(.notFound) { () throws(RepositoryError) in
      try deploy([a, missing, b])
    }
    #expect(text.contains("there is no prompt 'missing'; so nothing was deployed"))
    #expect(try fixture.live(a, fixture.staging) == nil)
    _ = try deploy([a, b])
    let moves = try [a, b].map {
      try fixture.repository.moves(of: .environment(fixture.staging), $0)
    }
    #expect(moves.map(\.count) == [1, 1])
    // One operation did it all.
    #expect(Set(moves.compactMap { $0.first?.operation }).count == 1)
  }

  @Test func severalRefusalsAreListed() throws {
    let names = [try fixture.prompt("a", "one"), try fixture.prompt("b", "one")]
    let text = fixture.refusal(.protected) { () throws(RepositoryError) in
      try fixture.repository.by(fixture.author).deploy(
        names.map { DeploymentRequest($0) }, to: fixture.production)
    }
    #expect(text.contains("2 of 2 prompts cannot be"))
    #expect(text.contains("of prompt 'a' never was") && text.contains("of prompt 'b' never was"))
  }

  @Test func aPromptNamedTwiceIsRefused() throws {
    let name = try fixture.prompt("a", "one")
    _ = fixture.refusal(.invalid) { () throws(RepositoryError) in
      try fixture.repository.by(fixture.author).deploy(
        [DeploymentRequest(name), DeploymentRequest(name)], to: fixture.staging)
    }
  }

  @Test func otherVariablesStopAtAProtectedEnvironment() throws {
    let name = try fixture.prompt("a", "{{x}} {{y}}", "{{y}} {{z}} {{w}}")
    try fixture.ship(name, 1)
    // Not at one without rules, which says what is different.
    let deployed = try fixture.deploy(name, 2, to: fixture.staging)
    #expect(deployed?.contract?.required == ["z", "w"])
    #expect(deployed?.contract?.vanished == ["x"])
    let text = fixture.refusal(.protected) { () throws(RepositoryError) in
      try fixture.deploy(name, 2, to: fixture.production)
    }
    #expect(text.contains("it newly requires 'z', 'w', and 'x' is gone"))
    for acknowledged: Set<String> in [[], ["z", "w", "q"]] {
      let cause = fixture.cause { () throws(RepositoryError) in
        try fixture.deploy(name, 2, to: fixture.production, acknowledging: acknowledged)
      }
      #expect(cause as? DeploymentRule == .variables(["z", "w", "x"]))
    }
    try fixture.deploy(name, 2, to: fixture.production, acknowledging: ["z", "w", "x"])
    // Back is never held up, and forward again is as it was.
    try fixture.repository.by(fixture.author).rollback(
      name, .environment(fixture.production))
    #expect(try fixture.live(name, fixture.production) == 1)
  }

  @Test func theExpectedVersionHasToBeLive() throws {
    let name = try fixture.prompt("a", "one", "two", "three")
    let hashes = try (1...3).map { try fixture.repository.version(name, .number($0)).hash }
    let deploy = { (number: Int, expected: ExpectedVersion) throws(RepositoryError) in
      try fixture.repository.by(fixture.author).deploy(
        [DeploymentRequest(name, .number(number), expecting: expected)], to: fixture.staging)
    }
    _ = fixture.refusal(.conflict) { () throws(RepositoryError) in
      try deploy(1, .hash(hashes[0].short(8)))
    }
    _ = try deploy(1, .nothing)
    _ = fixture.refusal(.conflict) { () throws(RepositoryError) in try deploy(2, .nothing) }
    let text = fixture.refusal(.conflict) { () throws(RepositoryError) in
      try deploy(2, .hash(hashes[1].hex))
    }
    #expect(text.contains("v1 (sha256:\(hashes[0].short())), by Ada is live in 'staging'"))
    _ = try deploy(2, .hash(hashes[0].short(8)))
    _ = try deploy(3, ExpectedVersion("\(hashes[1])"))
    #expect(try fixture.live(name, fixture.staging) == 3)
    for text in ["", "abc", "ABCDEF01", "sha256:", String(repeating: "a", count: 65)] {
      #expect(throws: RepositoryError.self) { try ExpectedVersion(text) }
    }
  }

  @Test func anArchivedPromptIsDeployedNowhere() throws {
    let name = try fixture.prompt("a", "one")
    try fixture.ship(name, 1)
    try fixture.change { transaction throws(RepositoryError) in try transaction.archive(name) }
    #expect(
      fixture.refusal(.protected) { () throws(RepositoryError) in
        try fixture.deploy(name, 1, to: fixture.staging)
      } == "prompt 'a' is archived")
    let cause = fixture.cause { () throws(RepositoryError) in
      try fixture.deploy(name, 1, to: fixture.staging)
    }
    #expect(cause as? DeploymentRule == .archived(name))
    let all = try fixture.repository.by(fixture.author).promote(
      nil, from: fixture.staging, to: fixture.production)
    #expect(all.isEmpty)
  }

  @Test func aDeploymentHasTheIdOfPromptAndEnvironment() throws {
    // uuid.uuid5(uuid.UUID("6f1d4d7c9a0b4c2f8e3a5b7c9d1e2f30"), "production") of Python.
    let id = try PromptID("prompt_6f1d4d7c9a0b4c2f8e3a5b7c9d1e2f30")
    #expect(
      id.deployment(in: fixture.production).description == DeploymentTests.expected)
  }

  private static let expected = "ec908abc-3a28-5377-8e85-8a6a311ddadf"
}
