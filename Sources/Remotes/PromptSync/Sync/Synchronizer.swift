public import PromptMerge
public import PromptRepo
internal import PromptsAPI
public import PromptsClient
internal import Synchronization

/// Keeps the prompts of a ledger in step with those of a hosted API.
///
/// One at a time for each repository and remote: whoever runs it holds a lock.
public struct Synchronizer: Sendable {
  let repository: Repository
  let client: PromptsClient
  let remote: RemoteName
  /// Who makes changes here, and when.
  let author: @Sendable () -> Signature
  /// Called with what is done, for a person who waits.
  let progress: @Sendable (_ done: Int, _ all: Int) -> Void
  /// How much is taken from the remote, whatever it offers.
  public var limits = FetchLimits()

  /// Makes one.
  public init(
    _ repository: Repository, _ client: PromptsClient, remote: RemoteName,
    author: @escaping @Sendable () -> Signature,
    progress: @escaping @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) {
    self.repository = repository
    self.client = client
    self.remote = remote
    self.author = author
    self.progress = progress
  }

  /// Looks at the remote, then does for each prompt what is to be done.
  ///
  /// One prompt that fails stops no other.
  ///
  /// - Throws: ``SyncError`` when the remote cannot be looked at, or the ledger cannot be read.
  public func run(_ options: SyncOptions) throws(SyncError) -> SyncReport {
    var catalog = try fetch(options)
    let chosen = try choose(options, &catalog)
    let items = Mutex<[SyncItem]>([])
    let next = Mutex(0)
    let catalogNow = catalog
    Workers.run(min(options.concurrency, max(1, chosen.count))) {
      while true {
        let index = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard index < chosen.count else { return }
        var work = PromptSyncJob(self, catalogNow[chosen[index]], options)
        let item = work.run()
        let done = items.withLock { items in
          items.append(item)
          return index + 1
        }
        progress(done, chosen.count)
      }
    }
    return SyncReport(
      items: items.withLock { $0 }.sorted { ($0.name, $0.id.rawValue) < ($1.name, $1.id.rawValue) },
      warnings: catalog.warnings)
  }

  /// How each prompt stood when the remote was last looked at; asks nobody.
  public func status() throws(SyncError) -> SyncReport {
    var options = SyncOptions(.fetch)
    options.isDryRun = true
    do throws(RepositoryError) {
      var builder = PromptMatcher(repository, remote)
      let catalog = try builder.build(nil)
      let items = catalog.subjects.values.map { subject in
        var work = PromptSyncJob(self, subject, options)
        return work.run()
      }
      return SyncReport(
        items: items.sorted { ($0.name, $0.id.rawValue) < ($1.name, $1.id.rawValue) },
        warnings: [])
    } catch {
      throw .ledger(error)
    }
  }

  private func choose(
    _ options: SyncOptions, _ catalog: inout MatchedPrompts
  ) throws(SyncError) -> [PromptID] {
    guard !options.names.isEmpty else {
      return catalog.subjects.keys.sorted { $0.rawValue < $1.rawValue }
    }
    var chosen: [PromptID] = []
    for name in options.names {
      let found = catalog.subjects.values.filter { $0.hasName(name) }
      guard !found.isEmpty else { throw .noPrompt(name) }
      chosen += found.map(\.id)
    }
    return chosen
  }
}

/// What a sync is to do.
public struct SyncOptions: Sendable {
  /// Which way changes go.
  public var direction: Direction
  /// Only these prompts; all when empty.
  public var names: [PromptName] = []
  /// How prompts that changed on both sides are resolved; `nil` leaves them.
  public var resolution: Resolution?
  /// Whether prompts that are gone at the remote are created there again.
  public var recreates = false
  /// Whether to stop at the plan.
  public var isDryRun = false
  /// How many prompts are worked on at once.
  public var concurrency = 4

  /// Whether anything may be changed on either side.
  var changes: Bool { direction != .fetch && !isDryRun }

  /// The directions of a sync.
  public enum Direction: String, Sendable {
    /// Only look at the remote.
    case fetch
    /// Take what changed there.
    case pull
    /// Give what changed here.
    case push
    /// Both.
    case sync

    var pulls: Bool { self == .pull || self == .sync }
    var pushes: Bool { self == .push || self == .sync }
  }

  /// Makes options.
  public init(_ direction: Direction) {
    self.direction = direction
  }
}

extension Synchronizer {
  /// Deletes a prompt at the remote, for good; the one here stays.
  ///
  /// - Returns: Its id there.
  public func deleteAtRemote(_ name: PromptName) throws(SyncError) -> String {
    let catalog = try fetch(SyncOptions(.fetch))
    let found = catalog.subjects.values.first { $0.listed != nil && $0.hasName(name) }
    guard let found, let listed = found.listed else { throw .noPrompt(name) }
    do throws(ClientError) { try client.delete(listed.id) } catch { throw .remote(error) }
    do throws(RepositoryError) {
      var tracking = found.tracking
      tracking.isGone = true
      let noted = tracking
      try repository.change(by: author()) { (transaction) throws(RepositoryError) in
        try transaction.track(
          found.id, at: remote, noted.files, subject: "deleted at \(remote)")
      }
    } catch {
      throw .ledger(error)
    }
    return listed.id
  }
}

/// Why a sync cannot begin.
public enum SyncError: Error, Sendable {
  /// The remote cannot be looked at.
  case remote(ClientError)
  /// The ledger cannot be read or written.
  case ledger(RepositoryError)
  /// No prompt here or there has this name.
  case noPrompt(PromptName)
}
