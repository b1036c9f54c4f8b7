import PromptRepo
import Testing

/// Which environments there are, and what their rules may be.
struct EnvironmentTests {
  @Test(arguments: ["production", "eu-west.1", "v2-beta", "abc", "staging_2"])
  func anEnvironmentHasAPlainName(text: String) throws {
    #expect(try EnvironmentName(text).rawValue == text)
    #expect(try VersionSpec(text) == .environment(EnvironmentName(text)))
  }

  @Test(arguments: [
    "", "active", "latest", "v", "v3", "3", "1a", "deadbeef", "Production", "a/b", "a..b", "a.lock",
    "-a", ".a", "a b", "é",
  ])
  func whatNamesAVersionOrNoReferenceIsNone(text: String) {
    #expect(throws: RepositoryError.self) { try EnvironmentName(text) }
  }

  @Test func theOrderIsThatOfTheirAdding() throws {
    let fixture = try EnvironmentFixture()
    let last = try EnvironmentName("archive-site")
    try fixture.change { transaction throws(RepositoryError) in
      try transaction.addEnvironment(DeploymentEnvironment(last, isProtected: true))
    }
    let list = try fixture.repository.environments()
    #expect(list.map(\.name.rawValue) == ["staging", "production", "archive-site"])
    #expect(list.map(\.isProtected) == [false, true, true])
    #expect(list.map(\.requires) == [nil, fixture.staging, nil])
  }

  @Test func rulesThatCannotHoldAreRefused() throws {
    let fixture = try EnvironmentFixture()
    let (staging, production) = (fixture.staging, fixture.production)
    let unknown = try EnvironmentName("nowhere")
    let add = { (environment: DeploymentEnvironment) throws(RepositoryError) in
      try fixture.change { transaction throws(RepositoryError) in
        try transaction.addEnvironment(environment)
      }
    }
    let set = { (environment: DeploymentEnvironment) throws(RepositoryError) in
      try fixture.change { transaction throws(RepositoryError) in
        try transaction.setEnvironment(environment)
      }
    }
    _ = fixture.refusal(.conflict) { () throws(RepositoryError) in
      try add(DeploymentEnvironment(staging))
    }
    #expect(
      fixture.refusal(.notFound) { () throws(RepositoryError) in
        try set(DeploymentEnvironment(staging, requires: unknown))
      }.contains("there is no environment 'nowhere' to require"))
    let cause = fixture.cause { () throws(RepositoryError) in
      try set(DeploymentEnvironment(staging, requires: unknown))
    }
    guard case .requiredEnvironmentNotFound(unknown)? = cause as? LedgerRefusal else {
      Issue.record("\(String(describing: cause))")
      return
    }
    _ = fixture.refusal(.notFound) { () throws(RepositoryError) in
      try set(DeploymentEnvironment(unknown))
    }
    _ = fixture.refusal(.invalid) { () throws(RepositoryError) in
      try set(DeploymentEnvironment(staging, requires: production))
    }
    _ = fixture.refusal(.invalid) { () throws(RepositoryError) in
      try set(DeploymentEnvironment(staging, requires: staging))
    }
    _ = fixture.refusal(.nothingToCommit) { () throws(RepositoryError) in
      try set(DeploymentEnvironment(staging))
    }
    #expect(try fixture.repository.environments().count == 2)
  }

  @Test func anEnvironmentInUseIsNotRemoved() throws {
    let fixture = try EnvironmentFixture()
    let (staging, production) = (fixture.staging, fixture.production)
    let name = try fixture.prompt("a", "one")
    try fixture.ship(name, 1)
    let remove = { (environment: EnvironmentName, forces: Bool) throws(RepositoryError) in
      try fixture.change { transaction throws(RepositoryError) in
        try transaction.removeEnvironment(environment, forces: forces)
      }
    }
    #expect(
      fixture.refusal(.protected) { () throws(RepositoryError) in try remove(staging, true) }
        .contains("'production' requires 'staging'"))
    #expect(
      fixture.refusal(.protected) { () throws(RepositoryError) in try remove(production, false) }
        .contains("a prompt is live"))
    try remove(production, true)
    #expect(try fixture.repository.environments().map(\.name) == [staging])
    // The history is still there, and counts again when the environment does.
    #expect(try fixture.live(name, production) == 1)
    _ = fixture.refusal(.notFound) { () throws(RepositoryError) in
      try fixture.deploy(name, 1, to: production)
    }
  }

  @Test func aDeploymentDuringARemovalIsAConflict() throws {
    let fixture = try EnvironmentFixture(isProtected: false)
    let name = try fixture.prompt("a", "one")
    let staging = fixture.staging
    _ = fixture.refusal(.conflict) { () throws(RepositoryError) in
      try fixture.change { transaction throws(RepositoryError) in
        try transaction.removeEnvironment(staging)
        try fixture.deploy(name, 1, to: staging)
      }
    }
    #expect(try fixture.repository.environments().map(\.name).contains(staging))
  }

  @Test func ruleChangesDuringADeploymentAreConflicts() throws {
    let fixture = try EnvironmentFixture(isProtected: false)
    let name = try fixture.prompt("a", "one")
    let (staging, production) = (fixture.staging, fixture.production)
    _ = fixture.refusal(.conflict) { () throws(RepositoryError) in
      try fixture.change { transaction throws(RepositoryError) in
        try transaction.deploy([DeploymentRequest(name)], to: production)
        try fixture.change { other throws(RepositoryError) in
          try other.setEnvironment(DeploymentEnvironment(production, requires: staging))
        }
      }
    }
    #expect(try fixture.live(name, production) == nil)
  }
}
