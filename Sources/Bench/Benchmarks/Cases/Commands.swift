internal import DirectoryStore
internal import Platform
internal import PromptRepo

extension Work {
  /// Whole processes that cut a version of one changed file.
  static let versionCommand = Work(
    name: "commit-command", summary: "promptrepo commit of a changed file beside git commit"
  ) { bench in
    let files = FileSystem()
    let ours = bench.workspace.fresh("commit")
    let inGit = bench.workspace.fresh("commit-in-git")
    let theirs = bench.workspace.fresh("commit-git")
    for folder in [ours, inGit, theirs] { try files.makeDirectories("\(folder)/prompts") }
    let name = "reply"
    let write = { (folder: String, edition: Int) in
      let text = Fixture.text(prompt: 0, edition: edition)
      try files.writeFile("\(folder)/prompts/\(name).prompt", Array("\(text)\n".utf8))
    }
    for folder in [ours, inGit, theirs] { try write(folder, 1) }
    let commit = { (folder: String) in ["-C", folder, "commit", "-m", "Say it more clearly"] }
    guard try bench.succeeds(["init", ours]), try bench.succeeds(commit(ours)) else { return }
    try Git.run(["init", "-q", inGit])
    guard try bench.succeeds(["init", inGit]), try bench.succeeds(commit(inGit)) else { return }
    try Git.run(["init", "-q", theirs])
    try Git.run(["-C", theirs, "add", "."])
    try Git.run(["-C", theirs, "commit", "-q", "-m", "First"])
    var edition = 1
    let edited = { (name: String, folder: String, work: @escaping () throws -> Void) in
      let prepare = {
        edition += 1
        try write(folder, edition)
      }
      return Contender(name: name, prepare: prepare, work: work)
    }
    let gitCommit = ["commit", "-q", "-a", "-m", "Say it more clearly"]
    try bench.measure(
      "commit-command", "one changed file", samples: 100,
      [
        edited(Contender.ours, ours) {
          try Git.run(program: bench.options.program, commit(ours))
        },
        edited(Contender.ourGit, inGit) {
          try Git.run(program: bench.options.program, commit(inGit))
        },
        edited("git, durable", theirs) {
          try Git.run(["-C", theirs] + Git.durable + gitCommit)
        },
        edited("git", theirs) { try Git.run(["-C", theirs] + gitCommit) },
      ],
      goals: [.ratio(to: "git, durable", atMost: 0.7), .ratio(to: "git", atMost: 0.7)])
  }

  /// Whole processes that print the active version.
  static let showCommand = Work(
    name: "show-command", summary: "promptrepo show beside git show, whole processes"
  ) { bench in
    let folder = bench.workspace.fresh("show")
    try FileSystem().makeDirectory(folder)
    let store = try DirectoryStore.create(at: "\(folder)/.promptrepo", layout: .prompts)
    let name = try Fixture.name(0)
    let repository = Repository(store: store)
    for edition in 1...3 {
      let draft = try Fixture.draft(prompt: 0, edition: edition)
      if edition == 1 {
        try repository.by(Fixture.author).create(name, draft)
      } else {
        try repository.by(Fixture.author).addVersion(draft, to: name)
      }
    }
    let show = { (folder: String) in ["-C", folder, "show", name.rawValue] }
    let inGit = bench.workspace.fresh("show-in-git")
    try Git.run(["init", "-q", inGit])
    try Git.run(["-C", inGit, "fetch", "-q", store.path, "refs/*:refs/*"])
    guard try bench.succeeds(show(folder)), try bench.succeeds(show(inGit)) else { return }
    let file = "refs/prompts/\(name)/@active:template.txt"
    try bench.measure(
      "show-command", "the active version of 1 KB", samples: 200,
      [
        Contender(name: Contender.ours) {
          consume(try Git.run(program: bench.options.program, show(folder)).count)
        },
        Contender(name: Contender.ourGit) {
          consume(try Git.run(program: bench.options.program, show(inGit)).count)
        },
        Contender(name: "git") {
          consume(try Git.run(["--git-dir=\(store.path)", "show", file]).count)
        },
      ],
      goals: [.ratio(to: "git", atMost: 1.3), .gitRatio(to: "git", atMost: 3)])
  }
}

extension Bench {
  /// Whether the program has this command and it works here; notes it otherwise.
  func succeeds(_ arguments: [String]) throws -> Bool {
    do {
      try Git.run(program: options.program, arguments)
      return true
    } catch {
      note("Left out: `promptrepo \(arguments.joined(separator: " "))` failed: \(error)")
      return false
    }
  }
}
