internal import CommandKit
internal import PromptMerge
internal import PromptRepo
internal import Synchronization

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
    try configure(&job)
    let progress = SyncProgress(remote.name)
    job.progress = progress.note
    job.noteChange = done.note
    let outcome = try working(progress.text) { try syncSupport.run(job) }
    if job.changesRemote {
      done.note(
        "all was done with '\(remote.name)' that could be",
        hint: "the changes stand; the same command again shows what is left")
    }
    var lines = outcome.lines
    lines += try writeMarkers(outcome.unresolved)
    if json {
      for object in outcome.json { try output.json(object) }
    } else {
      for line in lines { try output.line(line) }
    }
    guard outcome.exitCode == 0 else {
      try output.flush()
      throw CommandExit(code: outcome.exitCode)
    }
  }
}

/// How far a job is, for the one who waits.
private final class SyncProgress: Sendable {
  private let remote: RemoteName
  private let state = Mutex((done: 0, all: 0))

  init(_ remote: RemoteName) {
    self.remote = remote
  }

  @Sendable func note(_ done: Int, _ all: Int) {
    state.withLock { $0 = (max(done, $0.done), all) }
  }

  var text: String {
    let (done, all) = state.withLock { $0 }
    return all == 0 ? "Looking at \(remote)" : "\(remote): \(done) of \(all) prompts"
  }
}
