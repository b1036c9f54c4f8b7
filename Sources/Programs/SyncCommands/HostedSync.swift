internal import CanonicalJSON
internal import GitCommands
internal import HTTPClient
internal import Platform
internal import PromptRepo
internal import PromptRepoCommands
internal import PromptSync
internal import PromptsClient

/// Runs the program with the process's arguments, git repositories and hosted APIs included.
///
/// - Parameter arguments: The arguments, without the program's own name.
/// - Returns: The exit code.
public func runWithSync(_ arguments: [String]) -> Int32 {
  runWithGit(arguments, sync: HostedSync())
}

/// Keeps repositories in step with hosted APIs, over the network.
struct HostedSync: SyncSupport {
  var libraries: [LinkedLibrary] {
    // Its own name and version, those of what it does TLS with, and then what other packages bring.
    libCurlVersion.split(separator: " ").prefix(2).compactMap { word in
      let parts = word.split(separator: "/", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      return LinkedLibrary(name: String(parts[0]), version: String(parts[1]))
    }
  }

  func run(_ job: SyncJob) throws -> SyncOutcome {
    let synchronizer = try synchronizer(job)
    guard job.kind != .status else {
      return SyncReportText(try status(job, synchronizer), job).outcome
    }
    let lock = try lock(job)
    let result = Result { try work(job, synchronizer) }
    lock.release()
    return try result.get()
  }

  private func status(
    _ job: SyncJob, _ synchronizer: Synchronizer
  ) throws(RepositoryError) -> SyncReport {
    var report = try SyncErrorTranslation.explaining { () throws(SyncError) in
      try synchronizer.status()
    }
    let names = Set(job.names.map(\.rawValue))
    guard !names.isEmpty else { return report }
    report.items.removeAll { !names.contains($0.name) }
    return report
  }

  private func work(_ job: SyncJob, _ synchronizer: Synchronizer) throws -> SyncOutcome {
    switch job.kind {
    case .verify:
      return VerificationText(
        try SyncErrorTranslation.explaining { () throws(SyncError) in try synchronizer.verify() },
        job
      ).outcome
    case .delete(let name):
      let id = try SyncErrorTranslation.explaining { () throws(SyncError) in
        try synchronizer.deleteAtRemote(name)
      }
      return SyncOutcome(
        lines: ["Deleted \(name), \(id), at \(job.remote.name)"],
        json: [
          [
            "object": "prompt.deleted", "name": .string(name.rawValue), "id": .string(id),
            "deleted": true,
          ]
        ],
        exitCode: 0)
    default:
      let options = SyncOptions(job)
      let report = try SyncErrorTranslation.explaining { () throws(SyncError) in
        try synchronizer.run(options)
      }
      return SyncReportText(report, job).outcome
    }
  }

  private func synchronizer(_ job: SyncJob) throws -> Synchronizer {
    guard let transport = CurlTransport(job.remote.url) else {
      throw RepositoryError(
        .invalid, "'\(job.remote.url)' is not the address of a server",
        hint: "Remove the remote and add it again")
    }
    let client = PromptsClient(
      transport, key: job.key, onBehalfOf: job.remote.onBehalfOf, policy: .standard)
    let author = job.author
    return Synchronizer(
      Repository(store: job.store, noteChange: job.noteChange), client, remote: job.remote.name,
      author: { author.now }, progress: job.progress)
  }

  /// Keeps a second sync of the same repository and remote away.
  private func lock(_ job: SyncJob) throws -> FileLock {
    do throws(SystemError) {
      return try FileSystem().lock(job.lock, timeout: .seconds(1))
    } catch {
      guard error.errno == .wouldBlock else { throw error }
      throw RepositoryError(
        .locked, "another sync of this repository with '\(job.remote.name)' is at work",
        hint: "Try again when it is done")
    }
  }
}

extension RetryPolicy {
  /// With the system's clock.
  static let standard = RetryPolicy(
    wait: { seconds in pause(milliseconds: Int(seconds * 1_000)) },
    now: { SystemClock.nowMilliseconds() / 1_000 })
}

extension Signature {
  /// The same person at this moment.
  var now: Signature {
    var signature = self
    signature.time = Timestamp(
      milliseconds: SystemClock.nowMilliseconds(), offset: time.offset)
    return signature
  }
}

extension SyncOptions {
  init(_ job: SyncJob) {
    let direction: Direction =
      switch job.kind {
      case .pull: .pull
      case .push: .push
      case .sync: .sync
      default: .fetch
      }
    self.init(direction)
    names = job.names
    resolution = job.resolution
    recreates = job.recreates
    isDryRun = job.isDryRun
    concurrency = job.concurrency
  }
}

/// Says in this program's own errors why a sync cannot begin.
enum SyncErrorTranslation {
  static func explaining<Result>(
    _ body: () throws(SyncError) -> Result
  ) throws(RepositoryError) -> Result {
    do throws(SyncError) {
      return try body()
    } catch {
      switch error {
      case .ledger(let error): throw error
      case .noPrompt(let name):
        throw RepositoryError(
          .notFound, "there is no prompt '\(name)', neither here nor at the remote",
          hint: "`promptrepo list` shows those that are here")
      case .remote(let error): throw failure(error)
      }
    }
  }

  private static func failure(_ error: ClientError) -> RepositoryError {
    let hint: String? =
      switch error.status {
      case 401: "Check the API key: `promptrepo remote list` shows where it is taken from"
      case 403: "Use a key that may do this"
      case 404: "Check the address: `promptrepo remote list` shows it"
      default: error.isPermanent ? "Check the address: `promptrepo remote list` shows it" : nil
      }
    let fallback =
      if case .unreachable = error {
        "Nothing was changed; see that the server runs, and that its address is what `promptrepo "
          + "remote list` shows"
      } else {
        "Nothing was changed; try again"
      }
    return RepositoryError(
      .inputOutput, "the remote cannot be looked at: \(error.message)",
      hint: hint ?? fallback, cause: error)
  }
}
