internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptMerge
internal import PromptRepo

extension CommandContext {
  /// Does a job with a hosted remote, shows what came of it, and ends with its exit code.
  func sync(
    _ kind: SyncJob.Kind, with remote: HostedRemote,
    _ configure: (inout SyncJob) throws -> Void = { _ in }
  ) throws {
    guard let syncSupport else { throw HandOver(to: .sync) }
    let location = try location()
    let store = try store()
    var job = SyncJob(
      kind: kind, remote: remote, key: kind == .status ? "" : try key(of: remote), store: store,
      lock: "\(try commonDirectory(of: location.store))/promptrepo/sync-\(remote.name).lock",
      author: try author())
    job.folder = try promptFolder()
    try configure(&job)
    job.noteChange = done.note
    let outcome = try working("\(remote.name)") { progress in
      job.progress = { progress(.adding, $0, of: $1) }
      return try syncSupport.run(job)
    }
    if job.changesRemote {
      done.note(
        "all was done with '\(remote.name)' that could be",
        hint: "the changes stand; the same command again shows what is left")
    }
    var lines = outcome.lines
    lines += try writeConflictMarkers(outcome.unresolved)
    try show(outcome, lines, isPlan: job.isDryRun)
  }

  /// Shows what came of a job, and ends with its exit code.
  ///
  /// - Parameters:
  ///   - lines: What people are shown.
  ///   - isPlan: Whether nothing was done yet.
  func show(_ outcome: SyncOutcome, _ lines: [String], isPlan: Bool) throws {
    if json {
      for object in outcome.json { try output.json(object.inFolder(typedDirectory)) }
    } else {
      // What is left to do is no confirmation.
      let output = isPlan || outcome.exitCode != 0 ? results : output
      for line in outcome.warnings { try results.line("warning: \(line)") }
      for line in lines { try output.line(line) }
    }
    guard outcome.exitCode == 0 else {
      try output.flush()
      throw CommandExit(code: outcome.exitCode)
    }
  }
}

extension JSONObject {
  /// The object with a folder's `-C` in the lines that its notes tell people to type.
  fileprivate func inFolder(_ folder: String?) -> JSONObject {
    guard let notes = self["notes"]?.array else { return self }
    var object = self
    object["notes"] = .array(
      notes.map { note in note.string.map { .string($0.inFolder(folder)) } ?? note })
    return object
  }
}

/// The options that `pull`, `push` and `sync` have for hosted remotes.
struct HostedOptions {
  var names: [PromptName] = []
  var isDryRun = false
  var resolution: Resolution?
  var recreates = false
  var concurrency: Int?

  /// So many prompts are worked on at once if nobody says otherwise.
  static let defaultConcurrency = 4

  /// Takes the options over into a job.
  func apply(to job: inout SyncJob) throws {
    let concurrency = concurrency ?? HostedOptions.defaultConcurrency
    guard (1...16).contains(concurrency) else {
      throw UsageError("--concurrency takes a number from 1 to 16.")
    }
    job.names = names
    job.isDryRun = isDryRun
    job.resolution = resolution
    job.recreates = recreates
    job.concurrency = concurrency
  }

  /// Refuses what only hosted remotes have, for a remote of git.
  func refuseForGit() throws {
    guard !recreates, concurrency == nil else {
      throw UsageError("--recreate and --concurrency are for hosted remotes.")
    }
  }
}

extension Resolution {
  /// The resolution that flags choose; nil where none is given.
  static func chosen(ours: Bool, theirs: Bool, merge: Bool) throws -> Resolution? {
    let chosen = zip(Resolution.allCases, [ours, theirs, merge]).filter(\.1).map(\.0)
    guard chosen.count < 2 else {
      throw UsageError("Give one of --ours, --theirs and --merge, not several.")
    }
    return chosen.first
  }
}

extension CommandContext {
  /// Deletes a prompt at a hosted remote, once its name was typed again.
  func deleteAtRemote(_ name: PromptName, _ remote: HostedRemote, isSure: Bool) throws {
    guard syncSupport != nil else { throw HandOver(to: .sync) }
    if !isSure {
      try confirm(
        "This deletes \(name) and all its versions at \(remote.name), for good. "
          + "Type its name to go on: ", typing: name,
        orRefuse: "that is not the name; nothing was deleted",
        unasked: RepositoryError(
          .invalid,
          "deleting '\(name)' at '\(remote.name)' cannot be undone, and nobody can be asked",
          hint: "Say --yes if that is what you want"))
    }
    try sync(.delete(name), with: remote)
  }

  /// Writes texts that have to be merged by hand into the working files.
  ///
  /// - Returns: What to say where that is not possible.
  func writeConflictMarkers(_ texts: [SyncOutcome.UnresolvedText]) throws -> [String] {
    guard !texts.isEmpty else { return [] }
    guard let workspace = try workspaceIfAny() else {
      return ["There are no working files here: choose with --ours or --theirs instead."]
    }
    let repository = try repository()
    for text in texts {
      let sides = MergeSides(
        base: text.base.map { MergeSides.Side($0, label: text.labels[1]) },
        ours: MergeSides.Side(text.ours, label: text.labels[0]),
        theirs: MergeSides.Side(text.theirs, label: text.labels[2]))
      try workspace.writeConflictMarkers(sides, of: text.name, in: repository)
    }
    return []
  }
}
