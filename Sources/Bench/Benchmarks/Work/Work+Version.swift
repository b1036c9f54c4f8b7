internal import DirectoryStore
internal import MemoryStore
internal import PromptRepo

extension Work {
  /// A new version that becomes active, through the libraries.
  static let version = Work(
    name: "version", summary: "a new durable version, made active, library"
  ) { bench in
    let store = try Fixture.store(bench, versions: 1)
    let copy = try bench.workspace.copy(of: store.path, "version-libgit2")
    let git = try bench.workspace.copy(of: store.path, "version-git")
    let libgit2 = try LibGit2Repository(copy)
    let name = try Fixture.name(0)
    let memory = Repository(store: MemoryStore())
    try memory.create(name, Fixture.draft(prompt: 0, edition: 1), by: Fixture.author)
    try bench.measure(
      "version", "1 KB, made active", samples: 300,
      [
        versions(Contender.ours, Repository(store: store), name),
        versions(Contender.ourGit, Repository(store: try Fixture.gitStore(git)), name),
        counted(Contender.libgit2) { number in
          let text = Fixture.text(prompt: 0, edition: number)
          try libgit2.addVersion(Array(text.utf8), name: name.rawValue, number: number)
        },
        versions("memory", memory, name),
      ],
      goals: [.ratio(to: Contender.libgit2, atMost: 0.4)])
    for path in [copy, git] {
      try Git.run(["--git-dir=\(path)", "fsck", "--strict", "--no-dangling"])
    }
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
