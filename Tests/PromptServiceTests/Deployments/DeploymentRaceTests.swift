import APIKeys
import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptService
import TestSupport
import Testing

/// What others change while a deployment is asked for.
@Suite struct DeploymentRaceTests {
  @Test func oneOfTwoMovesAtOnceIsRefused() throws {
    let memory = MemoryStore()
    let store = ShiftingStore(memory)
    let served = try Served(.memory, open: { store })
    let id = try served.create("A", "one")
    try served.addVersion(id, "two")
    try served.addVersion(id, "three")
    try served.addEnvironments("production")
    let deployment = try served.deployed(id, to: "production", version: 1).text("id")
    let (name, production) = (try PromptName("a"), try EnvironmentName("production"))
    let other = Repository(store: memory)
    func meanwhile(_ number: Int) {
      store.once(after: "/a/@env/production") {
        _ = try? other.by(Sample.person).deploy(
          [DeploymentRequest(name, .number(number))], to: production)
      }
    }
    // The index is up to date, so that the transaction is the first to look.
    _ = try served.get(Served.deployments)
    meanwhile(2)
    try served.deploy(id, to: "production", ["version": 3])
      .expectError(409, "concurrent_deployment")
    _ = try served.get(Served.deployments)
    meanwhile(3)
    try served.rollBack(deployment, to: "\(VersionContent(template: "one").hash)")
      .expectError(409, "concurrent_deployment")
    #expect(try served.get(Served.deployments).list().map { $0.number("version") } == [3])
  }

  @Test func anEnvironmentThatIsRemovedMeanwhileIsNotFound() throws {
    let memory = MemoryStore()
    let store = ShiftingStore(memory)
    let served = try Served(.memory, open: { store })
    let id = try served.create("A", "one")
    let production = try EnvironmentName("production")
    let other = Repository(store: memory)
    func remove() {
      store.once(after: "/a/@info") {
        _ = try? other.change(by: Sample.person) { (transaction) throws(RepositoryError) in
          try transaction.removeEnvironment(production, forces: true)
        }
      }
    }
    try served.addEnvironments("production")
    let deployment = try served.deployed(id, to: "production").text("id")
    _ = try served.get(Served.deployments)
    remove()
    try served.deploy(id, to: "production").expectError(404, "environment_not_found")
    try served.addEnvironments("production")
    _ = try served.get(Served.deployments)
    remove()
    try served.rollBack(deployment, to: "12345678").expectError(404, "deployment_not_found")
  }

  @Test func anAnswerShowsOneState() throws {
    let memory = MemoryStore()
    let store = ShiftingStore(memory)
    let served = try Served(.memory, open: { store })
    let id = try served.create("A", "1")
    try served.addEnvironments("production")
    let deployment = try served.deployed(id, to: "production").text("id")
    let (name, production) = (try PromptName("a"), try EnvironmentName("production"))
    let other = Repository(store: memory)
    for number in 2...4 {
      try other.by(Sample.person).edit(name, RecordEdit(title: .set("Title \(number)")))
      store.once(after: "/a/@env/production") {
        _ = try? other.change(by: Sample.person) { (transaction) throws(RepositoryError) in
          try transaction.addVersion(
            VersionDraft(VersionContent(template: "\(number)")), to: name)
          try transaction.edit(name, RecordEdit(title: .set("\(number)")))
          try transaction.deploy([DeploymentRequest(name)], to: production)
        }
      }
      let shown = try #require(try served.get(Served.deployments).list().first)
      #expect(shown.text("prompt_name") == "\(number)" && shown.number("version") == number)
      let history = try served.get(Served.history(deployment))
      #expect(history.fields[.tip]?.isEmpty == false)
      #expect(try history.list().first?.text("id") == history.fields[.tip])
    }
  }

  @Test(arguments: Setup.observable)
  func aDeploymentIsFoundUnderThePromptsNewName(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      try served.addVersion(id, "two")
      try served.addEnvironments("production")
      let deployment = try served.deployed(id, to: "production", version: 1).text("id")
      try served.deployed(id, to: "production")
      try served.repository().by(Sample.person).rename(PromptName("a"), to: PromptName("b"))
      #expect(try served.get(Served.deployments).list().map { $0.text("id") } == [deployment])
      let hash = try VersionContent(template: "one").hash
      #expect(try served.rollBack(deployment, to: "\(hash)").status == .ok)
      #expect(try served.get(Served.history(deployment)).list().count == 3)
    }
  }

  @Test(arguments: [TestStore.memory, .directory])
  func manyDeployersAtOnceLoseNothing(_ store: TestStore) async throws {
    try await store.withStores { open in
      let served = try Served(.memory, open: open)
      try served.addEnvironments("production")
      var ids: [String] = []
      for number in 0..<16 { ids.append(try served.create("p\(number)")) }
      let (service, fields) = (served.service, served.fields(.deployer))
      let statuses = await withTaskGroup(of: Int.self) { group in
        for id in ids {
          group.addTask {
            service.respond(
              to: HTTPRequest(.post, Served.deployments, fields: fields),
              body: Array(#"{"prompt_id": "\#(id)", "environment": "production"}"#.utf8)
            ).status.rawValue
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses == Array(repeating: 201, count: 16))
      let listed = try served.pages(Served.deployments, limit: 5)
      #expect(listed.map { $0.text("prompt_id") } == ids.reversed())
    }
  }
}
