import CanonicalJSON
import MemoryStore
import PromptMerge
import PromptRepo
import PromptSync
import PromptsClient
import Synchronization
import Testing

/// A ledger of somebody who syncs with a hosted API.
struct Side {
  let repository: Repository
  let synchronizer: Synchronizer
  private static let clock = Mutex<Int64>(1_773_500_000_000)

  init(
    _ hosted: Hosted, _ store: any Store = MemoryStore(), transport: (any HTTPTransport)? = nil
  ) throws {
    repository = Repository(store: store)
    let policy = RetryPolicy(attempts: 4, firstPause: 0, wait: { _ in }, now: { 1_773_570_600 })
    synchronizer = Synchronizer(
      repository, PromptsClient(transport ?? hosted, key: hosted.key, policy: policy),
      remote: try RemoteName("hosted"), author: { Side.author() })
  }

  static func author() -> Signature {
    let now = clock.withLock { clock in
      clock += 1_000
      return clock
    }
    return Signature(
      name: "A user", email: "user@example.com", time: Timestamp(milliseconds: now))
  }

  @discardableResult
  func run(
    _ direction: SyncOptions.Direction, _ resolution: Resolution? = nil, recreates: Bool = false,
    concurrency: Int = 1
  ) throws -> SyncReport {
    var options = SyncOptions(direction)
    options.resolution = resolution
    options.recreates = recreates
    options.concurrency = concurrency
    return try synchronizer.run(options)
  }

  func edit(_ name: String, _ edit: RecordEdit) throws {
    try repository.by(Side.author()).edit(PromptName(name), edit)
  }

  func create(_ name: String, _ template: String) throws {
    try repository.by(Side.author()).create(
      PromptName(name), VersionDraft(VersionContent(template: template)))
  }

  func commit(_ name: String, _ template: String) throws {
    try repository.by(Side.author()).addVersion(
      VersionDraft(VersionContent(template: template)), to: PromptName(name))
  }

  func rollback(_ name: String, to number: Int) throws {
    try repository.by(Side.author()).rollback(PromptName(name), to: .number(number))
  }

  /// All that a hosted API can hold of each prompt.
  func view() throws -> [String: View] { try View.all(repository) }
}
