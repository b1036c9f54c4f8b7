internal import CanonicalJSON
internal import CommandKit
internal import PromptLint
internal import PromptRepo
internal import TextDiff

let logCommand = Command<CommandContext>(
  "log", abstract: "Show the history of a prompt, or of all.",
  discussion: """
    Lists the versions, newest first. * marks the active one; 'from' names the commit of the code \
    repository that has the file. Without NAME, lists the versions of all prompts. With \
    --pointers, lists the moves of the active pointer; with --env, those of an environment. With \
    --json, prints one per line.
    """,
  .optionalArgument("name", help: "The prompt; all prompts by default."),
  .number,
  .flag("-p", "--patch", help: "Show what each version changed."),
  .flag("--oneline", help: "Show the hash, the version and the first line of the message only."),
  .flag("--pointers", help: "Show activations and rollbacks instead of versions."),
  .option(
    "-e", "--env", valueName: "env", help: "Show deployments and rollbacks in this environment."),
  .option(
    "--since", valueName: "when",
    help: "Show only what was made since then: 30d, 12h or 90m ago, yesterday, '2 weeks ago', or "
      + "a date or day in local time."),
  .option(
    "--author", valueName: "who",
    help: "Show only what this person made: part of a name or address.")
) {
  (
    context, name: PromptName?, limit: Int?, patch: Bool, oneline: Bool, pointers: Bool,
    environment: EnvironmentName?, since: DateArgument?, author: String?
  ) in
  if let limit, limit < 1 { throw UsageError("-n takes a number from 1.") }
  guard environment == nil || !pointers else { throw UsageError("Either --pointers or --env.") }
  let pointer = environment.map { Pointer.environment($0) } ?? (pointers ? .active : nil)
  if let pointer {
    guard !patch, !oneline else {
      throw UsageError(
        "-p and --oneline are about versions, \(pointers ? "--pointers" : "--env") is not.")
    }
    guard since == nil, author == nil else {
      throw UsageError(
        "--since and --author are about versions: `promptrepo audit` takes --since, --actor and "
          + "--env together.")
    }
    try context.showMoves(of: pointer, name, limit: limit)
  } else {
    let form = VersionList.Form(isLine: oneline, isPatch: patch)
    let query = AuditQuery(
      prompt: name, since: try since?.before(context.now()), actor: author)
    try context.showVersions(query, limit: limit, form)
  }
}

extension CommandContext {
  fileprivate func showVersions(
    _ query: AuditQuery, limit: Int?, _ form: VersionList.Form
  ) throws {
    let repository = try repository()
    let isFiltered = query.since != nil || query.actor != nil
    var list = VersionList(
      context: self, repository: repository, form: form, isOfAll: query.prompt == nil)
    if let name = query.prompt {
      // A prompt that was deleted has an audit, and no versions.
      if isFiltered { _ = try repository.existing(name) }
    }
    if let name = query.prompt, !isFiltered {
      for version in try repository.versions(of: name, limit: limit) { try list.add(version, name) }
      return try list.end()
    }
    var failures: [RepositoryError] = []
    try repository.forEachEntry(query, limit: limit, failures: &failures) { entry in
      guard case .version = entry.event, let name = query.prompt ?? entry.prompt else {
        return false
      }
      try list.add(repository.version(at: entry.commit), name)
      return true
    }
    try list.end()
    if list.isEmpty, failures.isEmpty {
      let line = "promptrepo log" + (query.prompt.map { " \($0)" } ?? "")
      try sayNothingFound(
        isFiltered ? "No version is as the options say" : "There are no versions",
        next: isFiltered
          ? "`\(line)` shows all" : "`promptrepo commit` makes them of the prompt files")
    }
    try finish(failures.map { ErrorReport($0) })
  }

  fileprivate func showMoves(of pointer: Pointer, _ name: PromptName?, limit: Int?) throws {
    // The date, the author, the hash.
    let (time, person) = name == nil ? (0, 5) : (0, 4)
    var table = Table(
      narrowing: [.shorten(time), .leaveOut(person), .leaveOut(time), .leaveOut(person - 1)])
    var isEmpty = true
    let repository = try repository()
    func show(_ move: PointerMove, _ name: PromptName, isOfAll: Bool) throws {
      isEmpty = false
      if json {
        var object = move.json(of: name, pointer)
        if let reason = move.reason { object["reason"] = .string(reason.withoutSecrets) }
        return try output.json(object)
      }
      let from = move.previousVersion.map { "v\($0)" } ?? "-"
      table.add(
        cells: [.init(move.author.time.local, short: move.author.time.day)]
          + (isOfAll ? [.init(name.rawValue, .bold)] : []) + [
            .init("\(from) -> v\(move.version)", .bold),
            .init(move.verb(pointer), move.isRollback ? .red : .green),
            .init(move.hash.short(), .yellow), .cut(move.author.name, .cyan),
            .cut(move.reason?.firstLine.withoutSecrets ?? ""),
          ])
    }
    var failures: [RepositoryError] = []
    if let name {
      if let environment = pointer.environment, try repository.lastMove(of: pointer, name) == nil {
        _ = try repository.environment(environment)
        _ = try repository.version(name, .environment(environment))
      }
      for move in try repository.moves(of: pointer, name, limit: limit) {
        try show(move, name, isOfAll: false)
      }
    } else {
      if let environment = pointer.environment { _ = try repository.environment(environment) }
      try repository.forEachEntry(
        AuditQuery(environment: pointer.environment), limit: limit, failures: &failures
      ) { entry in
        guard case .moved(pointer, let move) = entry.event, let name = entry.prompt else {
          return false
        }
        try show(move, name, isOfAll: true)
        return true
      }
    }
    try output.table(table)
    if isEmpty, failures.isEmpty {
      try sayNothingFound(
        pointer.environment.map { "Nothing was deployed to '\($0)' yet" }
          ?? "No version was active yet",
        next: pointer.environment.map { "`promptrepo deploy NAME --env \($0)` does so" }
          ?? "`promptrepo commit` makes versions and activates them")
    }
    try finish(failures.map { ErrorReport($0) })
  }
}

extension Repository {
  /// Goes through what was done, newest first, until so many entries were taken.
  ///
  /// - Parameter body: Says whether it takes the entry.
  fileprivate func forEachEntry(
    _ query: AuditQuery, limit: Int?, failures: inout [RepositoryError],
    _ body: (AuditEntry) throws -> Bool
  ) throws {
    var log = try audit(query)
    var count = 0
    while count < limit ?? .max, let entry = try log.next() {
      if try body(entry) { count += 1 }
    }
    failures = log.failures
  }
}

/// Versions as they are listed.
private struct VersionList {
  /// How a version is shown.
  struct Form {
    /// Whether it is a short line, and else a row of a table.
    let isLine: Bool
    /// Whether what it changed follows.
    let isPatch: Bool

    /// Whether the rows are one table.
    var isTable: Bool { !isLine && !isPatch }
  }

  let context: CommandContext
  let repository: Repository
  let form: Form
  /// Whether versions of several prompts are listed.
  let isOfAll: Bool
  private var table = VersionList.emptyTable
  private var active: [PromptName: ObjectID] = [:]
  private var isFirst = true
  /// Whether no version was listed.
  private(set) var isEmpty = true

  init(context: CommandContext, repository: Repository, form: Form, isOfAll: Bool) {
    self.context = context
    self.repository = repository
    self.form = form
    self.isOfAll = isOfAll
  }

  /// Lists one more version.
  mutating func add(_ version: Version, _ name: PromptName) throws {
    isEmpty = false
    let isActive = try version.commit == activeCommit(of: name)
    let (console, subject) = (context.output, version.message.firstLine.withoutSecrets)
    guard !context.json else {
      var object = version.json(of: name)
      object["message"] = .string(version.message.withoutSecrets)
      object["active"] = .bool(isActive)
      if form.isPatch {
        object["template_diff"] = .string(try change(version, name).templateDiff)
      }
      return try console.json(object)
    }
    let label = isOfAll || !form.isTable ? "\(name)@v\(version.number)" : "v\(version.number)"
    let row: [Table.Cell] = [
      .init(isActive ? "*" : " ", .green), .init(label, .bold),
      .init(version.hash.short(), .yellow),
      .init(version.createdAt.local, short: version.createdAt.day),
      .cut(version.author.name, .cyan), .cut(subject),
      .cut(
        version.source.map { "from \($0.commit.short(8)):\($0.path)" } ?? "", .faint,
        atLeast: "from 01234567…".count),
    ]
    if form.isTable { return table.add(cells: row) }
    if form.isPatch, !form.isLine, !isFirst { try console.line() }
    isFirst = false
    var line = form.isLine ? Table() : VersionList.emptyTable
    line.add(
      cells: form.isLine
        ? [.init("\(version.hash.short()) \(label)\(isActive ? " (active)" : "") \(subject)")]
        : row)
    try console.table(line)
    if form.isPatch { try context.show(change(version, name)) }
  }

  /// A table that gives up, where the terminal is narrow, the source, the time of day, the author
  /// and the date.
  private static let emptyTable = Table(
    narrowing: [.leaveOut(6), .shorten(3), .leaveOut(4), .leaveOut(3)])

  /// Shows what was gathered.
  func end() throws {
    if !context.json, form.isTable { try context.output.table(table) }
  }

  private mutating func activeCommit(of name: PromptName) throws -> ObjectID? {
    if let known = active[name] { return known }
    let commit = try repository.lastMove(of: .active, name)?.versionCommit
    active[name] = commit
    return commit
  }

  /// What the version changed.
  private func change(_ version: Version, _ name: PromptName) throws -> LabelledChange {
    func side(_ version: Version) throws -> LabelledChange.Side {
      try .init(
        label: "\(name)@v\(version.number)", repository.content(of: version), in: repository)
    }
    var chain = repository.versionChain(of: name, from: version.commit)
    let versions = try chain.steps(2)
    return LabelledChange(
      try versions.dropFirst().first.map(side) ?? .init(label: "/dev/null", nil), try side(version))
  }
}
