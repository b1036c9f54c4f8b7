/// A command line as it was read, with what aliases and habits stand for in their places.
public struct LineAsRead: Sendable {
  /// An option or flag of the line.
  public struct Option: Sendable {
    /// All its names.
    public let names: [String]
    /// Where its words are: one, unless its value is a word of its own.
    public let places: Range<Int>
    /// Its value; empty for a flag.
    public let value: String
    /// Whether every command takes it.
    public let isGlobal: Bool
  }

  /// The words after the program's name.
  public let words: [String]
  /// Where the last word of the command's name is; nil where no command is known.
  public let command: Int?
  /// Where the arguments are, in their order.
  public let arguments: [Int]
  /// The options, as far as they were read.
  public let options: [Option]
  /// Where the `--` is after which no option follows.
  public let optionsEnd: Int?

  /// The options of this name, by any of its names.
  public func options(named name: String) -> [Option] {
    options.filter { $0.names.contains(name) }
  }

  /// A line that was read as far as a command's name.
  init(_ line: WordParser) {
    self.init(line, command: nil, options: LineAsRead.options(of: line) { _ in true })
  }

  /// A line whose command was read.
  init(_ parser: WordParser, after line: WordParser, by command: CommandDeclaration) {
    self.init(
      parser, command: line.position - 1,
      options: LineAsRead.options(of: line) { _ in true }
        + LineAsRead.options(of: parser) { $0 >= command.parameters.count })
  }

  private init(_ parser: WordParser, command: Int?, options: [Option]) {
    (words, self.command, self.options) = (parser.words, command, options)
    (arguments, optionsEnd) = (parser.argumentPlaces, parser.optionsEnd)
  }

  private static func options(of parser: WordParser, isGlobal: (Int) -> Bool) -> [Option] {
    zip(parser.parameters, parser.occurrences).enumerated().flatMap { index, found in
      let (parameter, occurrences) = found
      guard !parameter.isPositional else { return [Option]() }
      return occurrences.map {
        Option(
          names: parameter.names, places: $0.places, value: $0.value, isGlobal: isGlobal(index))
      }
    }
  }
}
