internal import CanonicalJSON
internal import Platform
internal import PromptLint
internal import Synchronization

/// One of the process's output streams, with colour where a person looks at it.
struct Console: Sendable {
  private let writer: StreamWriter
  /// Whether a person looks at it.
  let isTerminal: Bool
  /// Whether it may be coloured: on a terminal, unless `NO_COLOR` is set.
  let isColoured: Bool
  /// How many columns it has.
  let width: Int

  init(_ stream: StandardStream, environment: EnvironmentVariables) {
    writer = stream == .error ? .error : .output
    isTerminal = Terminal.isTerminal(stream)
    let refusesColour =
      environment["NO_COLOR"].map { !$0.isEmpty } ?? false || environment["TERM"] == "dumb"
    isColoured = isTerminal && !refusesColour
    width = isTerminal ? Terminal.width(of: stream) ?? 80 : 80
  }

  /// Writes text and a line break; what a terminal would obey is written out.
  func line(_ text: String = "") throws(SystemError) {
    try self.text("\(text)\n")
  }

  /// Writes text; what a terminal would obey is written out.
  func text(_ text: String) throws(SystemError) {
    try writer.write(text.visible)
  }

  /// Writes text that may have styles, with which all that is not ours was made visible before.
  func styledText(_ text: String) throws(SystemError) {
    try writer.write(text)
  }

  /// Writes text byte for byte; on a terminal, ends it with a line break.
  func exact(_ text: String) throws(SystemError) {
    try writer.write(text)
    if isTerminal, text.utf8.last != 10 { try writer.write("\n") }
  }

  /// Writes one object of machine-readable output on a line of its own.
  func json(_ object: JSONObject) throws(SystemError) {
    let bytes = JSONValue.object(object).utf8(.canonical)
    try writer.write(HiddenCharacters.escaped(inJSON: bytes) + [10])
  }

  /// Hands over what is buffered.
  func flush() throws(SystemError) {
    try writer.flush()
  }
}

/// How a piece of text is shown on a terminal, as ECMA-48 numbers.
enum Style: Int {
  case bold = 1
  case faint = 2
  case red = 31
  case green = 32
  case yellow = 33
  case cyan = 36
}

extension Console {
  /// The text in a style, or as it is where colour has no place.
  func styled(_ text: String, _ style: Style) -> String {
    isColoured ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}

extension String {
  /// The text before the first line break.
  var firstLine: String {
    String(decoding: utf8.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
  }
}

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

/// So many of something: `1 version`, `2 versions`.
package func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
