internal import DirectoryStore
internal import Platform
internal import PromptRepo

extension Work {
  /// Many prompts of three versions each as one change, and what they take on the disk.
  static let bulk = Work(
    name: "import", summary: "import many prompts of three versions each, and their size"
  ) { bench in
    let count = bench.options.size(10_000, quick: 100)
    let (first, stream) = try exported(bench, count)
    let oneBranch = bench.workspace.fresh("stream")
    try shell(
      "sed -E 's,^(commit|reset) refs/prompts/.*,\\1 refs/heads/all,' \"$1\" >\"$2\"", stream,
      oneBranch)
    var ours = first
    var theirs = ""
    let prepare = {
      theirs = bench.workspace.fresh("import-git")
      try Git.run(["init", "--bare", "-q", theirs])
    }
    try bench.measure(
      "import", "\(count) prompts of 3 versions", samples: 3,
      [
        Contender(
          name: Contender.ours,
          prepare: {
            ours = try DirectoryStore.create(at: bench.workspace.fresh("import"), layout: .prompts)
          },
          work: { try Fixture.fill(ours, prompts: count, versions: 3) }),
        Contender(
          name: "git, one reference", prepare: prepare,
          work: { try fastImport(oneBranch, into: theirs) }),
        Contender(
          name: "git", prepare: prepare, work: { try fastImport(stream, into: theirs) }),
      ],
      goals: [.ratio(to: "git, one reference", atMost: 1), .ratio(to: "git", atMost: 1)])
    try Git.run(["--git-dir=\(ours.path)", "fsck", "--strict", "--no-dangling"])
    if !theirs.isEmpty { try sizes(bench, ours, theirs) }
  }

  private static func sizes(_ bench: Bench, _ ours: DirectoryStore, _ theirs: String) throws {
    let goal = [Goal.ratio(to: "git", atMost: 1.3)]
    let workspace = bench.workspace
    let git = try workspace.size(of: "\(theirs)/objects")
    let before = try workspace.size(of: "\(ours.path)/objects")
    bench.add(size("objects as imported", before, git, []))
    _ = try ours.collectGarbage(gracePeriod: 0)
    let after = try workspace.size(of: "\(ours.path)/objects")
    bench.add(size("objects after gc", after, git, bench.options.isQuick ? [] : goal))
  }

  private static func size(_ title: String, _ ours: Int, _ git: Int, _ goals: [Goal]) -> Comparison
  {
    Comparison(
      work: "import", title: title,
      series: [
        Series(Contender.ours, [Double(ours)], unit: .bytes),
        Series("git", [Double(git)], unit: .bytes),
      ].compactMap(\.self),
      goals: goals)
  }

  /// The same objects and references as a file that `git fast-import` reads.
  private static func exported(
    _ bench: Bench, _ count: Int
  ) throws -> (store: DirectoryStore, stream: String) {
    let store = try DirectoryStore.create(
      at: bench.workspace.fresh("import-first"), layout: .prompts)
    try Fixture.fill(store, prompts: count, versions: 3)
    let stream = bench.workspace.fresh("stream")
    try shell("exec git --git-dir=\"$1\" fast-export --all >\"$2\"", store.path, stream)
    return (store, stream)
  }

  private static func fastImport(_ stream: String, into path: String) throws {
    try shell("exec git --git-dir=\"$1\" fast-import --quiet <\"$2\"", path, stream)
  }

  private static func shell(_ script: String, _ words: String...) throws {
    try Git.run(program: "/bin/sh", ["-c", script, "sh"] + words)
  }
}
