import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptService
import TestSupport
import Testing

/// Whatever is done to the ledger and by whom: the list of deployments is what the ledger says.
@Suite struct DeploymentIndexTests {
  @Test(arguments: [(TestStore.memory, 150), (.directory, 50), (.git, 15)])
  func theListIsWhatTheLedgerSays(_ store: TestStore, _ steps: Int) async throws {
    try await store.withStores { open in
      let served = try Served(.memory, open: open)
      var script = DeploymentScript(seed: 11, other: try served.repository())
      for step in 0..<steps {
        let what = try script.step(served)
        // A fresh reader, so that no cache hides anything.
        let expected = try served.live()
        let limit = [1, 2, 3, 7, 100][step % 5]
        let found = try served.pages(Served.deployments, limit: limit).map(Live.init)
        #expect(found == expected, "\(step): \(what)")
        if let name = expected.randomElement()?.environment {
          let some = try served.pages(Served.deployments, "&environment=\(name)", limit: limit)
          #expect(some.map(Live.init) == expected.filter { $0.environment == name })
        }
      }
      let fresh = try Served(.memory, open: open)
      #expect(try fresh.pages(Served.deployments, limit: 9).map(Live.init) == served.live())
      try served.service.rescan()
      #expect(try served.pages(Served.deployments, limit: 9).map(Live.init) == served.live())
    }
  }

  @Test(arguments: [TestStore.memory, .directory])
  func manyDeploymentsAtOnceAreTakenOver(_ store: TestStore) async throws {
    try await store.withStores { open in
      let served = try Served(.memory, open: open)
      try served.addEnvironments("staging", "production")
      let repository = try served.repository()
      let places = [try EnvironmentName("staging"), try EnvironmentName("production")]
      func check() throws {
        #expect(
          try served.pages(Served.deployments, limit: 100).map(Live.init) == served.live())
      }
      try repository.change(by: Sample.person) { (transaction) throws(RepositoryError) in
        for number in 0..<150 {
          try transaction.create(
            PromptName("p\(number)"), VersionDraft(VersionContent(template: "t")))
        }
      }
      for numbers in [0..<30, 20..<150] {
        try repository.change(by: Sample.person) { (transaction) throws(RepositoryError) in
          for number in numbers {
            try transaction.deploy(
              [DeploymentRequest(PromptName("p\(number)"))], to: places[number % 2])
          }
        }
        try check()
      }
      try repository.change(by: Sample.person) { (transaction) throws(RepositoryError) in
        for number in 0..<100 {
          if number % 3 == 0 {
            try transaction.delete(PromptName("p\(number)"), forces: true)
          } else {
            try transaction.rename(PromptName("p\(number)"), to: PromptName("q\(number)"))
          }
        }
      }
      try check()
      #expect(try served.live().count == 116)
    }
  }

  @Test func aPageCostsTheSameOfFewAndOfMany() throws {
    func cost(_ count: Int) throws -> [CountingStore.Counts] {
      let store = MemoryStore()
      let repository = Repository(store: store)
      let name = try EnvironmentName("production")
      try repository.change(by: Sample.person) { (transaction) throws(RepositoryError) in
        try transaction.addEnvironment(DeploymentEnvironment(name))
        for number in 0..<count {
          let prompt = try PromptName("p\(number)")
          try transaction.create(prompt, VersionDraft(VersionContent(template: "t")))
          try transaction.deploy([DeploymentRequest(prompt)], to: name)
        }
      }
      let counting = CountingStore(store)
      let served = try Served(.memory, open: { counting })
      var last = JSONObject()
      let page = { (query: String) throws -> CountingStore.Counts in
        try counting.count { () throws in
          let list = try served.get("\(Served.deployments)?limit=10\(query)").list()
          #expect(list.count == 10)
          last = list.last ?? [:]
        }
      }
      let first = try page("")
      let again = try page("")
      #expect(again == CountingStore.Counts(looks: 1))
      let next = try page("&after=\(last.text("id"))")
      let history = try counting.count {
        let answer = try served.get(Served.history(last.text("id")))
        #expect(answer.status == .ok)
      }
      return [first, again, next, history]
    }
    #expect(try cost(50) == cost(1_000))
  }
}

/// What the list shows of a deployment.
private struct Live: Equatable {
  let prompt: String
  let environment: String
  let version: Int

  init(prompt: String, environment: String, version: Int) {
    (self.prompt, self.environment, self.version) = (prompt, environment, version)
  }

  init(_ json: JSONObject) {
    self.init(
      prompt: json.text("prompt_id"), environment: json.text("environment"),
      version: json.number("version"))
  }
}

extension Served {
  /// What is to be listed, as a fresh reader finds it.
  fileprivate func live() throws -> [Live] {
    let repository = try repository()
    let names = try repository.environments().map(\.name).sorted()
    let prompts = try repository.prompts().filter { $0.active != nil }.sorted {
      let (left, right) = ($0.record.createdAt.milliseconds, $1.record.createdAt.milliseconds)
      return (left, $0.record.id.rawValue) > (right, $1.record.id.rawValue)
    }
    return try prompts.flatMap { prompt in
      try names.compactMap { name in
        try repository.lastMove(of: .environment(name), prompt.name).map { move in
          Live(
            prompt: prompt.record.id.rawValue, environment: name.rawValue, version: move.version)
        }
      }
    }
  }
}

/// Random deployments, by the service and by another program in turn.
private struct DeploymentScript {
  private var state: UInt64
  private let other: Repository
  private var count = 0

  init(seed: UInt64, other: Repository) {
    state = seed
    self.other = other
  }

  private mutating func random(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }

  /// Does one thing, and says what.
  mutating func step(_ served: Served) throws -> String {
    count += 1
    let prompts = try other.prompts()
    let environments = try other.environments().map(\.name)
    let action = random(11)
    guard !prompts.isEmpty, action > 1 else {
      try other.by(Sample.person).create(
        PromptName("p/\(count)"),
        VersionDraft(VersionContent(template: "\(count)"), activates: random(4) > 0))
      return "create"
    }
    let prompt = prompts[random(prompts.count)]
    guard !environments.isEmpty, action > 2 else {
      let name = try EnvironmentName("e\(random(4))")
      guard !environments.contains(name) else { return "nothing" }
      try served.addEnvironments(name.rawValue)
      return "add \(name)"
    }
    let name = environments[random(environments.count)]
    switch action {
    case 3:
      try other.change(by: Sample.person) { (transaction) throws(RepositoryError) in
        try transaction.removeEnvironment(name, forces: true)
      }
    case 4: try other.by(Sample.person).rename(prompt.name, to: PromptName("r/\(count)"))
    case 5 where random(3) == 0:
      try other.change(by: Sample.person) { (transaction) throws(RepositoryError) in
        try transaction.delete(prompt.name, forces: true)
      }
    case 5, 6:
      try other.by(Sample.person).addVersion(
        VersionDraft(VersionContent(template: "\(count)")), to: prompt.name)
    case 7, 8:
      let id = prompt.record.id.rawValue
      _ = try served.deploy(id, to: name.rawValue)
    default:
      try other.by(Sample.person).deploy(
        [DeploymentRequest(prompt.name, .number(1))], to: name)
    }
    return "action \(action) on \(prompt.name) in \(name)"
  }
}
