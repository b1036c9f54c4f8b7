import Foundation
import Synchronization

/// Threads that work at the same time: some have an end, the others go on until those are through.
///
/// Tasks would not do, since of those that block only as many run at once as there are processors.
final class Crew: Sendable {
  private let working = Atomic(0)
  private let all = DispatchGroup()
  private let failures = Mutex<[any Error]>([])

  /// Whether any of the threads that have an end is still at it.
  var isWorking: Bool { working.load(ordering: .acquiring) > 0 }

  /// Starts threads that have an end, and others that look at ``isWorking``; waits for all.
  ///
  /// - Throws: The first failure of any.
  func run(
    _ workers: [@Sendable () throws -> Void], beside others: [@Sendable () throws -> Void]
  ) throws {
    working.add(workers.count, ordering: .releasing)
    for worker in workers {
      start {
        defer { self.working.subtract(1, ordering: .releasing) }
        try worker()
      }
    }
    for other in others { start(other) }
    all.wait()
    if let failure = failures.withLock({ $0.first }) { throw failure }
  }

  private func start(_ body: @escaping @Sendable () throws -> Void) {
    all.enter()
    Thread.detachNewThread {
      do { try body() } catch { self.failures.withLock { $0.append(error) } }
      self.all.leave()
    }
  }
}
