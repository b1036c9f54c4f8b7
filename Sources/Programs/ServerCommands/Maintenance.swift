internal import Platform
internal import PromptRepo
internal import PromptServer
internal import PromptService

/// What a server does beside its requests.
struct Maintenance {
  private let service: PromptService
  private let log: AccessLog
  private var nextRescan: UInt64 = 0
  private var nextDrop: UInt64 = 0

  init(_ service: PromptService, _ log: AccessLog) {
    self.service = service
    self.log = log
  }

  /// Looks for what plain git has changed, every second or less often where that takes long, and
  /// drops old receipts, every hour.
  mutating func run() {
    let now = SystemClock.monotonicNanoseconds()
    if now >= nextRescan {
      attempt("rescan", service.rescan)
      let end = SystemClock.monotonicNanoseconds()
      nextRescan = end + max(1_000_000_000, 20 * (end - now))
    }
    if now >= nextDrop {
      attempt("drop receipts", service.removeExpiredIdempotencyRecords)
      nextDrop = now + 3_600_000_000_000
    }
  }

  private func attempt(_ what: String, _ body: () throws(RepositoryError) -> Void) {
    do throws(RepositoryError) {
      try body()
    } catch {
      log.note("cannot \(what)", ["failure": error.description])
    }
  }
}
