internal import DirectoryStore
internal import MemoryStore
internal import PromptRepo

extension Work {
  /// A new version that becomes active, through the libraries.
  static let version = Work(
    name: "version", summary: "a new durable version, made active, library"
  ) { bench in
    let store = try Fixture.store(bench, versions: 1)
    let copy = bench.workspace.fresh("version-libgit2")
    try bench.workspace.copy(store.path, to: copy)
    let libgit2 = try LibGit2Repository(copy)
    let name = try Fixture.name(0)
    let memory = Repository(store: MemoryStore())
    try memory.create(name, Fixture.draft(prompt: 0, edition: 1), by: Fixture.author)
    try bench.measure(
      "version", "1 KB, made active", samples: 300,
      [
        versions(Contender.ours, Repository(store: store), name),
        counted("libgit2") { number in
          let text = Fixture.text(prompt: 0, edition: number)
          try libgit2.addVersion(Array(text.utf8), name: name.rawValue, number: number)
        },
        versions("memory", memory, name),
      ],
      goals: [.ratio(to: "libgit2", atMost: 0.4)])
    try Git.run(["--git-dir=\(copy)", "fsck", "--strict", "--no-dangling"])
  }

  private static func versions(
    _ label: String, _ repository: Repository, _ name: PromptName
  ) -> Contender {
    counted(label) { number in
      try repository.addVersion(
        Fixture.draft(prompt: 0, edition: number), to: name, by: Fixture.author)
    }
  }

  /// A contender that is told how often it was called, beginning at 2.
  static func counted(_ name: String, _ work: @escaping (Int) throws -> Void) -> Contender {
    var number = 1
    return Contender(name: name) {
      number += 1
      try work(number)
    }
  }
}
