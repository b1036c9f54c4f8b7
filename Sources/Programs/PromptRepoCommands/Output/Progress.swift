internal import Platform
internal import Synchronization

extension CommandContext {
  /// Does some work, and shows on a terminal that it goes on when it takes longer than a second.
  ///
  /// - Parameter label: What is done, and how far; asked for again each second.
  func working<Result>(
    _ label: @autoclosure @escaping @Sendable () -> String, _ body: () throws -> Result
  ) throws -> Result {
    let errors = Console(.error, environment: environment)
    guard errors.isTerminal else { return try body() }
    let line = ProgressLine(errors)
    let ticker = Ticker { second in line.show("\(label())… \(second) s") }
    ticker.start()
    defer {
      ticker.stop()
      line.remove()
    }
    return try body()
  }
}

/// A line on a terminal that is written over again and again.
private final class ProgressLine: Sendable {
  private let console: Console
  private let isShown = Mutex(false)

  init(_ console: Console) {
    self.console = console
  }

  func show(_ text: String) {
    isShown.withLock { $0 = true }
    write("\r\(text.visibleLine)")
  }

  func remove() {
    if isShown.withLock({ $0 }) { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    // Progress that cannot be shown is no reason to stop the work.
    do { try console.styledText(text) } catch {}
  }
}
