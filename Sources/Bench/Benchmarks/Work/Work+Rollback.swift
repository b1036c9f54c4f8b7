internal import DirectoryStore
internal import MemoryStore
internal import PromptRepo

extension Work {
  /// To make an earlier version active again, with the record of who did it and why.
  static let rollback = Work(
    name: "rollback", summary: "a durable rollback, audit record included"
  ) { bench in
    let store = try Fixture.store(bench, versions: 2)
    let copies = try ["ours", "libgit2", "git"].map { name in
      try bench.workspace.copy(of: store.path, "rollback-\(name)")
    }
    let libgit2 = try LibGit2Repository(copies[1])
    let name = try Fixture.name(0)
    let repository = Repository(store: store)
    let inGit = Repository(store: try Fixture.gitStore(copies[0]))
    try bench.measure(
      "rollback", "one step back", samples: 300,
      [
        counted(Contender.ours) { turn in
          try repository.rollback(name, to: .number(1 + turn % 2), by: Fixture.author)
        },
        counted(Contender.ourGit) { turn in
          try inGit.rollback(name, to: .number(1 + turn % 2), by: Fixture.author)
        },
        counted(Contender.libgit2) { turn in
          try libgit2.rollBack(name.rawValue, number: 1 + turn % 2)
        },
        counted("git") { turn in try rollBack(copies[2], name, number: 1 + turn % 2) },
      ],
      goals: [.ratio(to: Contender.libgit2, atMost: 0.8)])
  }

  private static func rollBack(_ path: String, _ name: PromptName, number: Int) throws {
    let active = "refs/prompts/\(name)/@active"
    let git = ["--git-dir=\(path)"] + Git.durable
    let message = Fixture.moveMessage(name.rawValue, verb: "rolls back to", number: number)
    let commit = try Git.run(
      git + ["commit-tree", "-p", active, "\(active)~1^{tree}"], input: Array(message.utf8))
    let id = String(decoding: commit.prefix(40), as: UTF8.self)
    try Git.run(git + ["update-ref", "-m", "\(name) active rolls back", active, id])
  }
}
