import PromptRepo
import Testing

@Suite struct DeploymentRuleTests {
  private let ledger = LedgerFixture()

  private func refusal(
    _ name: PromptName, _ number: Int, in environment: EnvironmentName
  ) -> RepositoryError? {
    #expect(throws: RepositoryError.self) {
      try ledger.repository.by(ledger.author(9)).deploy(
        [DeploymentRequest(name, .number(number))], to: environment)
    }
  }

  @Test func `a refusal says which rule it is`() throws {
    let name = try ledger.prompt("a", versions: 1)
    try ledger.repository.by(ledger.author(2)).addVersion(ledger.draft("{{x}}"), to: name)
    let (staging, production) = (
      try EnvironmentName("staging"), try EnvironmentName("production")
    )
    try ledger.repository.change(by: ledger.author(3)) { (transaction) throws(RepositoryError) in
      try transaction.addEnvironment(DeploymentEnvironment(staging))
      try transaction.addEnvironment(DeploymentEnvironment(production, requires: staging))
    }
    let early = refusal(name, 1, in: production)
    #expect(early?.code == .protected)
    #expect(early?.cause as? DeploymentRule == .required(staging, name, version: 1))
    for (number, environment) in [(1, staging), (1, production), (2, staging)] {
      try ledger.repository.by(ledger.author(4)).deploy(
        [DeploymentRequest(name, .number(number))], to: environment)
    }
    #expect(refusal(name, 2, in: production)?.cause as? DeploymentRule == .variables(["x"]))
    try ledger.repository.change(by: ledger.author(5)) { (transaction) throws(RepositoryError) in
      try transaction.archive(name)
    }
    #expect(refusal(name, 2, in: staging)?.cause as? DeploymentRule == .archived(name))
  }
}
