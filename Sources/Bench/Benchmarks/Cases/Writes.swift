internal import DirectoryStore
internal import MemoryStore
internal import Platform
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
    try memory.by(Fixture.author).create(name, Fixture.draft(prompt: 0, edition: 1))
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
      try repository.by(Fixture.author).addVersion(
        Fixture.draft(prompt: 0, edition: number), to: name)
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
          try repository.by(Fixture.author).rollback(name, to: .number(1 + turn % 2))
        },
        counted(Contender.ourGit) { turn in
          try inGit.by(Fixture.author).rollback(name, to: .number(1 + turn % 2))
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

  /// What the disk itself takes, to judge all other figures by.
  static let flush = Work(
    name: "flush", summary: "what the disk itself takes for 1 KB"
  ) { bench in
    let files = FileSystem()
    let folder = bench.workspace.fresh("flush")
    try files.makeDirectory(folder)
    let journal = try files.open("\(folder)/journal", .append)
    let bytes = [UInt8](repeating: 7, count: 1_024)
    var count = 0
    // A contender's closures outlive no scope of a file that cannot be copied.
    let log = OpenFile(journal)
    try bench.measure(
      "flush", "1 KB to the disk", samples: 200,
      [
        Contender(name: "append, fdatasync") {
          try log.file.write(bytes)
          try log.file.syncData()
        },
        Contender(name: "new file, fsync") {
          count += 1
          try files.replaceFile("\(folder)/\(count)", with: bytes)
        },
      ])
  }
}

/// An open file that closures can share.
private final class OpenFile {
  let file: File

  init(_ file: consuming File) {
    self.file = file
  }
}
