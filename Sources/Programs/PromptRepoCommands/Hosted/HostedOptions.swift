internal import CommandKit
internal import PromptMerge
internal import PromptRepo

/// The options that `pull`, `push` and `sync` have for hosted remotes.
struct HostedOptions {
  var names: [PromptName] = []
  var isDryRun = false
  var resolution: Resolution?
  var recreates = false
  var concurrency: Int?

  /// So many prompts are worked on at once if nobody says otherwise.
  static let standardConcurrency = 4

  /// Takes the options over into a job.
  func apply(to job: inout SyncJob) throws {
    let concurrency = concurrency ?? HostedOptions.standardConcurrency
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
