internal import Platform
internal import PromptRepo

extension Work {
  /// Whole processes that report a branch with a hundred edited prompts.
  static let reviewCommand = Work(
    name: "review-command", summary: "promptrepo review of a branch beside git diff --word-diff"
  ) { bench in
    let count = bench.options.isQuick ? 20 : 1_500
    let edited = bench.options.isQuick ? 2 : 100
    let folder = bench.workspace.fresh("review")
    try Git.run(["init", "-q", "-b", "main", folder])
    guard try bench.succeeds(["init", folder]) else { return }
    let write = { (prompt: Int, edition: Int) in
      let text = Fixture.text(prompt: prompt, edition: edition)
      let path = "\(folder)/prompts/\(try Fixture.name(prompt)).prompt"
      try FileSystem().makeDirectories(path.parentDirectory)
      try FileSystem().writeFile(path, Array("\(text)\n".utf8))
    }
    for prompt in 0..<count { try write(prompt, 1) }
    try Git.run(["-C", folder, "add", "."])
    try Git.run(["-C", folder, "commit", "-q", "-m", "First"])
    guard try bench.succeeds(["-C", folder, "commit", "--first"]) else { return }
    try Git.run(["-C", folder, "switch", "-q", "-c", "branch"])
    for prompt in 0..<edited { try write(prompt * (count / edited), 2) }
    try Git.run(["-C", folder, "commit", "-q", "-a", "-m", "Say it more clearly"])
    let review = ["-C", folder, "review", "main", "--fail-on", "never"]
    guard try bench.succeeds(review) else { return }
    try bench.measure(
      "review-command", "\(edited) edited prompts of \(count)", samples: 30,
      [
        Contender(name: Contender.ourGit) {
          consume(try Git.run(program: bench.options.program, review).count)
        },
        Contender(name: "git") {
          consume(try Git.run(["-C", folder, "diff", "--word-diff", "main...branch"]).count)
        },
      ], goals: [.gitRatio(to: "git", atMost: 4)])
  }

  /// Whole processes that look for mistakes in prompt files.
  static let lintCommand = Work(
    name: "lint-command", summary: "promptrepo lint beside codespell, whole processes"
  ) { bench in
    let count = bench.options.isQuick ? 20 : 4_000
    let folder = bench.workspace.fresh("lint")
    try FileSystem().makeDirectories("\(folder)/prompts")
    for prompt in 0..<count {
      let text = Fixture.text(prompt: prompt, edition: 1)
      try FileSystem().writeFile("\(folder)/prompts/p\(prompt).prompt", Array("\(text)\n".utf8))
    }
    let lint = ["-C", folder, "lint", "--fail-on", "never"]
    guard try bench.succeeds(lint) else { return }
    var contenders = [
      Contender(name: Contender.ours) {
        consume(try Git.run(program: bench.options.program, lint).count)
      }
    ]
    do {
      try Git.run(program: "codespell", ["--version"])
      contenders.append(
        Contender(name: "codespell") {
          // What it finds is its exit code.
          let script = "codespell -q 3 \"$1\" || true"
          try Git.run(program: "sh", ["-c", script, "sh", "\(folder)/prompts"])
        })
    } catch {
      bench.note("Left out: codespell, which is not here")
    }
    try bench.measure(
      "lint-command", "\(count) prompts of 1 KB", samples: 10, contenders,
      goals: [.ratio(to: "codespell", atMost: 0.5)])
  }

  /// Whole processes that say which version brought each line.
  static let blameCommand = Work(
    name: "blame-command", summary: "promptrepo blame beside git blame, whole processes"
  ) { bench in
    let versions = bench.options.isQuick ? 5 : 1_000
    let folder = bench.workspace.fresh("blame")
    try Git.run(["init", "-q", folder])
    guard try bench.succeeds(["init", folder]) else { return }
    let store = try Fixture.gitStore("\(folder)/.git")
    let name = try Fixture.name(0)
    let repository = Repository(store: store).by(Fixture.author)
    var lines = (0..<40).map { "Line \($0) of the first text" }
    for version in 1...versions {
      lines[(version * 7) % lines.count] = "Line that version \(version) changed"
      let draft = VersionDraft(try VersionContent(template: lines.joined(separator: "\n") + "\n"))
      if version == 1 {
        try repository.create(name, draft)
      } else {
        try repository.addVersion(draft, to: name)
      }
    }
    try Git.run(["-C", folder, "gc", "-q"])
    let blame = ["-C", folder, "blame", name.rawValue]
    guard try bench.succeeds(blame) else { return }
    try bench.measure(
      "blame-command", "40 lines through \(versions) versions", samples: 50,
      [
        Contender(name: Contender.ourGit) {
          consume(try Git.run(program: bench.options.program, blame).count)
        },
        Contender(name: "git") {
          consume(
            try Git.run([
              "-C", folder, "blame", "refs/prompts/\(name)/@versions", "--", "template.txt",
            ]).count)
        },
      ], goals: [.gitRatio(to: "git", atMost: 3)])
  }
}
