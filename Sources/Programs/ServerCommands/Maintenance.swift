internal import APIKeys
internal import Platform
internal import PromptRepo
internal import PromptRepoCommands
internal import PromptServer
internal import PromptService

/// What a server does beside its requests.
struct Maintenance {
  private let service: PromptService
  private let keys: KeyRing
  private let log: AccessLog
  private var nextRescan: UInt64 = 0
  private var nextDrop: UInt64 = 0
  private var nextMeasure: UInt64 = 0
  private var nextSave: UInt64 = 0
  private var savePause = Maintenance.savePause

  /// How long it waits, in nanoseconds, where the last uses of keys cannot be written.
  private static let savePause: UInt64 = 10_000_000_000
  /// How long at most.
  private static let longestSavePause: UInt64 = 3_600_000_000_000

  init(_ service: PromptService, _ keys: KeyRing, _ log: AccessLog) {
    self.service = service
    self.keys = keys
    self.log = log
  }

  /// Looks for what plain git has changed, every second or less often where that takes long, drops
  /// old receipts, every hour, notes which keys were used, and reads what metrics tell.
  mutating func run() {
    let now = SystemClock.monotonicNanoseconds()
    if now >= nextRescan {
      attempt("rescan", service.rescan)
      let end = SystemClock.monotonicNanoseconds()
      nextRescan = end + max(1_000_000_000, 20 * (end - now))
    }
    if now >= nextDrop {
      attempt("drop receipts", service.removeExpiredReceipts)
      nextDrop = now + 3_600_000_000_000
    }
    if now >= nextSave {
      // There is something to write once a day for each key.
      if attempt("note uses of keys", keys.saveUses) {
        savePause = Maintenance.savePause
      } else {
        // A disk that is full now may be full for long.
        nextSave = now + savePause
        savePause = min(2 * savePause, Maintenance.longestSavePause)
      }
    }
    if now >= nextMeasure,
      !attempt("measure", { () throws(RepositoryError) in try service.measure(atMost: 50) })
    {
      nextMeasure = now + 60_000_000_000
    }
  }

  /// Writes what would be lost with the process.
  func finish() {
    attempt("note uses of keys", keys.saveUses)
  }

  @discardableResult
  private func attempt(_ what: String, _ body: () throws(RepositoryError) -> Void) -> Bool {
    do throws(RepositoryError) {
      try body()
      return true
    } catch {
      log.note("cannot \(what)", ["failure": error.shellText])
      return false
    }
  }
}
