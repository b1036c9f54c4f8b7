internal import DirectoryStore
internal import PromptRepo
internal import PromptTemplate

extension Work {
  /// To read and render the active version, in a process that stays.
  static let read = Work(
    name: "read", summary: "read and render the active version, in process"
  ) { bench in
    for count in bench.options.size([1_000, 10_000, 100_000], quick: [300]) {
      let store = try Fixture.store(bench, prompts: count)
      try read(bench, store, "packed, \(count) prompts", count)
    }
    let count = bench.options.size(1_000, quick: 20)
    let loose = try DirectoryStore.create(
      at: bench.workspace.fresh("loose"), layout: .prompts, durability: .none)
    let repository = Repository(store: loose)
    for prompt in 0..<count {
      try repository.by(Fixture.author).create(
        Fixture.name(prompt), Fixture.draft(prompt: prompt, edition: 1))
    }
    try read(bench, loose, "loose, \(count) prompts", count)
  }

  /// Reads 64 prompts in turn, from the first to the last: what a program has in use.
  private static func read(
    _ bench: Bench, _ store: DirectoryStore, _ title: String, _ count: Int
  ) throws {
    let places = 64
    let names = try (0..<places).map { try Fixture.name($0 * (count - 1) / (places - 1)) }
    let references = names.map { "refs/prompts/\($0)/@active" }
    let repository = Repository(store: store)
    let inGit = Repository(store: try Fixture.gitStore(store.path))
    let libgit2 = try LibGit2Repository(store.path)
    try bench.measure(
      "read", title, samples: 100,
      [
        Contender(name: Contender.ours, repetitions: places) {
          for name in names {
            consume(try repository.render(name, Fixture.values).utf8.count)
          }
        },
        Contender(name: Contender.ourGit, repetitions: places) {
          for name in names {
            consume(try inGit.render(name, Fixture.values).utf8.count)
          }
        },
        Contender(name: Contender.libgit2, repetitions: places) {
          for reference in references {
            let text = try libgit2.file("template.txt", at: reference)
            consume(Template(utf8: text).renderUTF8(Fixture.values).count)
          }
        },
      ],
      goals: [.microseconds(atMost: 5)])
  }

  /// Takes a value, so that no compiler can leave out what made it.
  @inline(never)
  static func consume(_ value: Int) {
    precondition(value > 0, "The work gave nothing.")
  }

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

  /// The versions of one prompt, read by a program that has just opened the store.
  static let history = Work(
    name: "history", summary: "the history of a prompt, all versions and the newest 50"
  ) { bench in
    let count = bench.options.size(1_000, quick: 60)
    let loose = try Fixture.store(bench, versions: count, durability: .none)
    let packed = bench.workspace.fresh("history-packed")
    try bench.workspace.copy(loose.path, to: packed)
    try Git.run(["--git-dir=\(packed)", "repack", "-a", "-q"])
    try Git.run(["--git-dir=\(packed)", "prune-packed", "-q"])
    for (path, form) in [(packed, "packed"), (loose.path, "loose")] {
      for limit in [count, 50] {
        try history(bench, path, "\(limit) of \(count) versions, \(form)", limit: limit)
      }
    }
  }

  private static func history(
    _ bench: Bench, _ path: String, _ title: String, limit: Int
  ) throws {
    let name = try Fixture.name(0)
    let reference = "refs/prompts/\(name)/@versions"
    var repository: Repository?
    var inGit: Repository?
    var libgit2: LibGit2Repository?
    let open = { libgit2 = try LibGit2Repository(path) }
    let format = "--format=%H%x00%an%x00%ad%x00%B%x00"
    try bench.measure(
      "history", title, samples: 60,
      [
        Contender(
          name: Contender.ours,
          prepare: {
            repository = Repository(store: try DirectoryStore(opening: path, layout: .prompts))
          },
          work: { consume(try repository?.versions(of: name, limit: limit).count ?? 0) }),
        Contender(
          name: Contender.ourGit,
          prepare: { inGit = Repository(store: try Fixture.gitStore(path)) },
          work: { consume(try inGit?.versions(of: name, limit: limit).count ?? 0) }),
        Contender(
          name: Contender.libgit2, prepare: open,
          work: {
            consume(
              try libgit2?.history(reference, limit: limit, readsTrailers: false).commits ?? 0)
          }),
        Contender(
          name: "libgit2, trailers", prepare: open,
          work: {
            consume(try libgit2?.history(reference, limit: limit, readsTrailers: true).commits ?? 0)
          }),
        Contender(name: "git") {
          consume(
            try Git.run(["--git-dir=\(path)", "log", "-n", "\(limit)", format, reference]).count)
        },
      ],
      goals: [.ratio(to: Contender.libgit2, atMost: 1), .ratio(to: "git", atMost: 1)])
  }
}
