internal import DirectoryStore
internal import PromptRepo

extension Work {
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
