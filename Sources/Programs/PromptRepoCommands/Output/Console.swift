internal import CanonicalJSON
internal import Platform

/// One of the process's output streams, with colour where a person looks at it.
struct Console: Sendable {
  private let writer: StreamWriter
  /// Whether a person looks at it.
  let isTerminal: Bool
  /// Whether it may be coloured: on a terminal, unless `NO_COLOR` is set.
  let isColoured: Bool
  /// How many columns it has.
  let width: Int

  init(_ stream: StandardStream, environment: Environment) {
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
