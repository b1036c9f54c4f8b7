/// A mistake in how a command is called.
///
/// The parser makes them, and a command may throw one for what it finds itself, such as two options
/// that exclude each other; it is shown with the command's usage and exits with 64.
public struct UsageError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, and if possible how to put it right.
  public let message: String
  /// What a value was refused with, or what is wrong besides values; nil where the message is all.
  let cause: (any Error)?
  /// The option that is not known or is given what it does not take, with its dashes.
  let option: String?
  /// The word that names no subcommand.
  let subcommand: String?
  /// The letter that is not known in a word of several, with a dash.
  let letter: String?
  /// The word that is no value of its parameter.
  var refused: RefusedValue?

  /// An error with this message.
  public init(_ message: String) {
    self.init(message, cause: nil)
  }

  init(
    _ message: String, cause: (any Error)? = nil, option: String? = nil, subcommand: String? = nil,
    letter: String? = nil
  ) {
    self.message = message
    self.cause = cause
    self.option = option
    self.subcommand = subcommand
    self.letter = letter
  }

  /// The message.
  public var description: String { message }
}

extension UsageError: Equatable {
  /// Whether the messages are the same.
  public static func == (first: UsageError, second: UsageError) -> Bool {
    first.message == second.message
  }
}

/// Words for which a command has no argument: the cause of a ``UsageFailure``.
public struct UnexpectedArguments: Error, Equatable {
  /// The words.
  public let words: [String]
  /// The arguments before them.
  public let arguments: [String]
}

/// A word that a parameter does not take.
public struct RefusedValue: Sendable {
  /// The word.
  public let word: String
  /// What a shell would offer in its place, which tells the kind of thing that goes there.
  public let completion: Completion
  /// Where it is in the line as it was read, with its option if it has one.
  public let places: Range<Int>
}

/// A command lacks an option that it needs: the cause of a ``UsageFailure``.
public struct MissingOption: Error, Equatable {
  /// Its long name.
  public let name: String
}

/// A sentence tells what may be meant by a word that is typed out of habit: the cause of a
/// ``UsageFailure``, whose arguments are what the sentence may name.
public struct HabitAdvice: Error, Equatable {}

/// A usage error together with what is printed for it.
public struct UsageFailure: Error, Sendable, CustomStringConvertible {
  /// What is wrong, in one or two sentences, without `Error: `.
  public let message: String
  /// The command that was called, by its name in full; nil where there is none.
  public let command: String?
  /// The words of the command line that are neither options nor their values, as far as it was read.
  public let arguments: [String]
  /// What a value was refused with, or what is wrong besides values; nil where the message is all.
  public let cause: (any Error)?
  /// The line as it was read; nil where it is not at hand.
  public let line: LineAsRead?
  /// What to do, as a sentence; nil where the message says it.
  public let hint: String?
  /// The word that is no value of its parameter; nil where something else is wrong.
  public let refused: RefusedValue?
  /// What to print to standard error; ends with a line feed.
  public let text: String
  /// `EX_USAGE` of `sysexits.h`.
  public let exitCode: Int32 = 64

  init(
    _ error: UsageError, usage: Usage, of command: String? = nil, with arguments: [String] = [],
    in line: LineAsRead? = nil
  ) {
    self.line = line
    message = error.message
    self.command = command
    self.arguments = arguments
    cause = error.cause
    let hint = "See '\(usage.helpCommand)' for more information."
    self.hint = hint
    refused = error.refused
    text = """
      Error: \(error.message)
      Usage: \(usage.lines(indent: 7))
        \(hint)

      """
  }

  /// A failure that one sentence tells all about.
  ///
  /// - Parameter line: The line that is wrong.
  public init(_ sentence: String, in line: LineAsRead? = nil) {
    self.init(sentence, of: nil, with: [], in: line, cause: nil)
  }

  /// What is said about a word or an option that is typed out of habit.
  ///
  /// - Parameter arguments: What the sentence may name in place of its placeholders.
  init(advice sentence: String, with arguments: [String], in line: LineAsRead) {
    self.init(sentence, of: nil, with: arguments, in: line, cause: HabitAdvice())
  }

  private init(
    _ sentence: String, of command: String?, with arguments: [String], in line: LineAsRead?,
    cause: (any Error)?
  ) {
    self.line = line
    message = sentence
    self.command = command
    self.arguments = arguments
    self.cause = cause
    refused = nil
    hint = nil
    text = "Error: \(sentence)\n"
  }

  /// The message.
  public var description: String { message }
}

/// The text in single quotes for a message: control characters made visible, and cut if long.
func quoted(_ text: String) -> String {
  let limit = 100
  var result = "'"
  for (count, scalar) in text.unicodeScalars.enumerated() {
    if count == limit {
      result += "…"
      break
    }
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator:
      result += scalar.escaped(asASCII: true)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "'"
}

/// `'a', 'b' or 'c'`.
func alternatives(_ words: [String]) -> String {
  let quotedWords = words.map { "'\($0)'" }
  guard let last = quotedWords.last, quotedWords.count > 1 else {
    return quotedWords.first ?? ""
  }
  return quotedWords.dropLast().joined(separator: ", ") + " or " + last
}
