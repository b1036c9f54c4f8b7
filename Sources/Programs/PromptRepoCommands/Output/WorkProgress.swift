internal import Platform
internal import PromptLint
internal import PromptRepo
internal import Synchronization
internal import VisibleText

extension CommandContext {
  /// Does some work, and shows on a terminal how far it is when it takes longer than a second, or
  /// than `GIT_PROGRESS_DELAY` says.
  ///
  /// - Parameters:
  ///   - label: What is done, such as `Importing`.
  ///   - showsTime: Whether the seconds are counted where nothing else is: not while another program
  ///     writes to the terminal.
  func working<Result>(
    _ label: String, showsTime: Bool = true, _ body: (Progress) throws -> Result
  ) throws -> Result {
    guard showsProgress else { return try body(.ignored) }
    let delay = environment["GIT_PROGRESS_DELAY"].flatMap { Int($0) } ?? 1
    let line = ProgressLine(
      Console(.error, environment: environment), label: label, showsTime: showsTime)
    let ticker = Ticker { tenths in
      if tenths > delay * 10 { line.show(seconds: tenths / 10) }
    }
    ticker.start()
    defer {
      ticker.stop()
      line.end()
    }
    return try body(Progress(line.note))
  }

  /// Whether somebody looks on: at a terminal in the foreground, without `--quiet` and `--json`.
  var showsProgress: Bool {
    !isQuiet && !json && Terminal.isTerminal(.error) && Terminal.isForeground(.error)
  }
}

/// A line on a terminal that tells how far some work is, and goes when that is done.
private final class ProgressLine: Sendable {
  private struct State {
    var phase: Progress.Phase?
    var done = 0
    var total: Int?
    /// How many columns of the line are written on.
    var shown = 0
    var text = ""
  }

  private let console: Console
  private let label: String
  private let showsTime: Bool
  private let state = Mutex(State())

  init(_ console: Console, label: String, showsTime: Bool) {
    self.console = console
    self.label = label
    self.showsTime = showsTime
  }

  /// Notes how far a phase is; at its end the line goes at once, since others may write now.
  @Sendable func note(_ phase: Progress.Phase, _ done: Int, _ total: Int?) {
    state.withLock { state in
      // Of several that work at the same time, a slow one may tell late.
      state.done = state.phase == phase && total == state.total ? max(done, state.done) : done
      state.phase = phase
      state.total = total
      if done == total { write("", &state) }
    }
  }

  /// Shows what is known after so many seconds.
  func show(seconds: Int) {
    state.withLock { state in
      guard let phase = state.phase else {
        if showsTime { write("\(label)… \(seconds) s", &state) }
        return
      }
      let what = phase.label ?? label
      guard let total = state.total else { return write("\(what): \(state.done)", &state) }
      guard total > 0, state.done < total else { return }
      // As git prints it.
      let share = "\(state.done * 100 / total)"
      let padding = String(repeating: " ", count: 3 - share.utf8.count)
      write("\(what): \(padding)\(share)% (\(state.done)/\(total))", &state)
    }
  }

  /// Removes the line.
  func end() {
    state.withLock { write("", &$0) }
  }

  private func write(_ whole: String, _ state: inout State) {
    let text = whole.visibleLine.cut(to: max(1, console.width - 1))
    guard text != state.text else { return }
    let columns = text.columns
    let rest = String(repeating: " ", count: max(0, state.shown - columns))
    let end = text.isEmpty ? "\r" : ""
    (state.text, state.shown) = (text, columns)
    // Progress that cannot be shown is no reason to stop the work.
    do { try console.styledText("\r\(text)\(rest)\(end)") } catch {}
  }
}

extension Progress.Phase {
  /// What is said of the phase; nil where it is the work itself.
  fileprivate var label: String? {
    switch self {
    case .adding: nil
    case .reading: "Reading"
    case .comparing: "Comparing prompts"
    case .counting: "Counting objects"
    case .copying: "Copying objects"
    case .checking: "Checking objects"
    case .packing: "Packing objects"
    case .writing: "Writing files"
    }
  }
}
