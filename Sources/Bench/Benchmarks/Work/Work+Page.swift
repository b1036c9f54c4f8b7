internal import DirectoryStore
internal import PromptRepo

extension Work {
  /// A page of 50 prompts from the middle of many.
  static let page = Work(
    name: "page", summary: "a page of 50 prompts from the middle of many"
  ) { bench in
    for count in bench.options.size([1_000, 10_000, 100_000], quick: [300]) {
      let store = try Fixture.store(bench, prompts: count)
      let repository = Repository(store: store)
      let inGit = Repository(store: try Fixture.gitStore(store.path))
      let libgit2 = try LibGit2Repository(store.path)
      let after = try Fixture.name(count / 2)
      let git = ["--git-dir=\(store.path)", "for-each-ref", "--format=%(refname)"]
      try bench.measure(
        "page", "50 names of \(count)", samples: 50,
        [
          Contender(name: Contender.ours) {
            consume(try repository.names(after: after, limit: 50).count)
          },
          Contender(name: Contender.ourGit) {
            consume(try inGit.names(after: after, limit: 50).count)
          },
          Contender(name: Contender.libgit2) {
            let names = try libgit2.names(
              ending: "@info", after: "refs/prompts/\(after)/@info", limit: 50)
            consume(names.count)
          },
          Contender(name: "git") {
            consume(try Git.run(git + ["--count=\((count / 2 + 50) * 3)", "refs/prompts"]).count)
          },
        ],
        goals: [.microseconds(atMost: 50)])
      try bench.measure(
        "page", "50 whole prompts of \(count)", samples: 50,
        [
          Contender(name: Contender.ours) {
            consume(try repository.prompts(after: after, limit: 50).count)
          },
          Contender(name: Contender.ourGit) {
            consume(try inGit.prompts(after: after, limit: 50).count)
          },
          Contender(name: Contender.libgit2) {
            let names = try libgit2.names(
              ending: "@info", after: "refs/prompts/\(after)/@info", limit: 50)
            for name in names { consume(try libgit2.file("prompt.json", at: name).count) }
          },
        ],
        goals: [.microseconds(atMost: 50)])
    }
  }
}
