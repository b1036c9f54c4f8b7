internal import CanonicalJSON
internal import Platform
internal import PromptLint
internal import VisibleText

/// One of the process's output streams, with colour where a person looks at it.
struct Console: Sendable {
  private let writer: StreamWriter
  /// Whether a person looks at it.
  let isTerminal: Bool
  /// Whether it may be coloured: on a terminal, unless `NO_COLOR` is set.
  let isColoured: Bool
  /// How many columns it has: `COLUMNS` if set, as in git, else what the terminal says, else 80.
  let width: Int
  /// Whether text for people is left out.
  private var isMuted: Bool

  init(_ stream: StandardStream, environment: EnvironmentVariables, isMuted: Bool = false) {
    writer = stream == .error ? .error : .output
    isTerminal = Terminal.isTerminal(stream)
    let refusesColour =
      environment["NO_COLOR"].map { !$0.isEmpty } ?? false || environment["TERM"] == "dumb"
    isColoured = isTerminal && !refusesColour
    width = isTerminal ? Console.width(of: stream, environment) : 80
    self.isMuted = isMuted
  }

  /// The columns of a terminal.
  static func width(of stream: StandardStream, _ environment: EnvironmentVariables) -> Int {
    if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
    return Terminal.width(of: stream) ?? 80
  }

  /// The same stream, for what is written also with `--quiet`.
  var unmuted: Console {
    var console = self
    console.isMuted = false
    return console
  }

  /// Writes text and a line break; what a terminal would obey is written out.
  func line(_ text: String = "") throws(SystemError) {
    try self.text("\(text)\n")
  }

  /// Writes text; what a terminal would obey is written out.
  func text(_ text: String) throws(SystemError) {
    try styledText(text.visible)
  }

  /// Writes text that may have styles, with which all that is not ours was made visible before.
  func styledText(_ text: String) throws(SystemError) {
    if !isMuted { try writer.write(text) }
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

  /// Writes a value of machine-readable output over several lines.
  func prettyJSON(_ value: JSONValue) throws(SystemError) {
    try writer.write(HiddenCharacters.escaped(inJSON: value.utf8(.pretty)) + [10])
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

/// So many of something: `1 version`, `2 versions`.
package func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
