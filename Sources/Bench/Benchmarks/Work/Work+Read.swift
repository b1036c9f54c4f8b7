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
      try repository.create(
        Fixture.name(prompt), Fixture.draft(prompt: prompt, edition: 1), by: Fixture.author)
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
            consume(try repository.activeText(of: name).template.renderUTF8(Fixture.values).count)
          }
        },
        Contender(name: Contender.ourGit, repetitions: places) {
          for name in names {
            consume(try inGit.activeText(of: name).template.renderUTF8(Fixture.values).count)
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
}
