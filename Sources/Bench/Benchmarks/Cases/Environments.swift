internal import DirectoryStore
internal import PromptRepo

extension Work {
  /// What is live of many prompts in three environments, and what was done lately: no more time
  /// than what is told takes.
  static let environments = Work(
    name: "environments", summary: "the matrix of three environments, and the newest of the audit"
  ) { bench in
    for count in bench.options.size([1_000, 10_000, 30_000], quick: [60]) {
      let store = try Fixture.deployedStore(bench, prompts: count)
      let stores: [(name: String, store: any Store)] = [
        (Contender.ours, store), (Contender.ourGit, try Fixture.gitStore(store.path)),
      ]
      let list = [
        "--git-dir=\(store.path)", "for-each-ref",
        "--format=%(refname) %(authorname) %(contents:trailers)",
      ]
      try bench.measure(
        "environments", "matrix of \(count), per prompt", samples: 10,
        stores.map { name, store in
          Contender(name: name, repetitions: count) {
            consume(try Repository(store: store).matrix().rows.count)
          }
        } + [
          Contender(name: "git", repetitions: count) {
            consume(try Git.run(list + ["refs/prompts"]).count)
          }
        ])
      let since = AuditQuery(since: Fixture.hotfixes)
      try bench.measure(
        "environments", "audit since, 10 entries of \(count) prompts", samples: 50,
        stores.map { name, store in
          Contender(name: name) {
            var log = try Repository(store: store).audit(since)
            var found = 0
            while try log.next() != nil { found += 1 }
            guard found == 10 else { throw BenchError("\(found) entries instead of 10") }
          }
        } + [
          Contender(name: "git") {
            let newest = ["--sort=-committerdate", "--count=10", "refs/prompts"]
            consume(try Git.run(list + newest).count)
          }
        ], goals: [.ratio(to: "git", atMost: 0.3)])
    }
  }
}

extension Fixture {
  /// When the newest deployments were made.
  static let hotfixes = Timestamp(milliseconds: 1_800_000_000_000)

  /// A store with so many prompts of two versions, live in three environments; ten of them were
  /// deployed to the last one again, later.
  fileprivate static func deployedStore(_ bench: Bench, prompts: Int) throws -> DirectoryStore {
    let store = try DirectoryStore.create(
      at: bench.workspace.fresh("deployed-\(prompts)"), layout: .prompts)
    try fill(store, prompts: prompts, versions: 2)
    let repository = Repository(store: store)
    let environments = try ["development", "staging", "production"].map { try EnvironmentName($0) }
    let orders = try (0..<prompts).map { DeploymentRequest(try name($0), .number(1)) }
    try repository.change(by: author) { transaction throws(RepositoryError) in
      for environment in environments {
        try transaction.addEnvironment(DeploymentEnvironment(environment))
      }
    }
    for environment in environments {
      try repository.by(author).deploy(orders, to: environment)
    }
    let later = Signature(name: author.name, email: author.email, time: hotfixes)
    for number in 0..<10 {
      let order = DeploymentRequest(try name(number * prompts / 10), .number(2))
      try repository.by(later).deploy([order], to: environments[2])
    }
    return store
  }
}
