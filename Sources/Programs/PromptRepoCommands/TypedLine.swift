internal import CommandKit
internal import Platform
internal import PromptRepo

/// The line to type instead of one that was typed: its words, with some put right.
///
/// Words are changed by their places, since the same word may stand in several; what is not changed
/// stays, such as the folder of `-C`.
struct TypedLine {
  private let line: LineAsRead
  /// What stands in the place of each word.
  private var pieces: [[String]]

  init(_ line: LineAsRead) {
    self.line = line
    pieces = line.words.map { [$0] }
  }

  /// The words of the line.
  var words: [String] {
    var words = pieces.flatMap(\.self)
    if line.optionsEnd != nil, words.last == "--" { words.removeLast() }
    return words
  }

  /// The line between backticks, each word in quotes where a shell would read more into it.
  var quoted: String {
    "`promptrepo \(words.map(\.plainOrQuoted).joined(separator: " "))`"
  }

  /// The arguments as they were typed.
  var arguments: [String] { line.arguments.map { line.words[$0] } }

  /// Whether an option was given.
  func has(_ option: String) -> Bool { !line.options(named: option).isEmpty }

  /// The value of an option, if it was given.
  func value(of option: String) -> String? { line.options(named: option).last?.value }

  /// The index of the argument in a place.
  func argument(at places: Range<Int>) -> Int? {
    places.last.flatMap { line.arguments.firstIndex(of: $0) }
  }

  /// The index of the last argument that reads so.
  func argument(_ word: String) -> Int? {
    arguments.lastIndex { $0.utf8.elementsEqual(word.utf8) }
  }

  /// Puts words in the place of an argument.
  func replacing(argument index: Int, with others: [String]) -> TypedLine {
    changing { $0.pieces[line.arguments[index]] = others }
  }

  /// Makes an argument the value of an option.
  func making(argument index: Int, option: String) -> TypedLine {
    let word = line.words[line.arguments[index]]
    return replacing(argument: index, with: []).adding([(option, word)], after: index)
  }

  /// Adds options after an argument, or before the `--` that it follows.
  func adding(_ options: [(name: String, value: String)], after index: Int) -> TypedLine {
    let words = options.flatMap { name, value in
      value.utf8.first == UInt8(ascii: "-") ? ["\(name)=\(value)"] : [name, value]
    }
    let place = line.arguments[index]
    return changing {
      if let end = line.optionsEnd, place > end {
        $0.pieces[end].insert(contentsOf: words, at: $0.pieces[end].count - 1)
      } else {
        $0.pieces[place] += words
      }
    }
  }

  /// Puts a word before an argument.
  func inserting(_ word: String, before index: Int) -> TypedLine {
    changing { $0.pieces[line.arguments[index]].insert(word, at: 0) }
  }

  /// Leaves out all arguments but one.
  func keeping(argument index: Int) -> TypedLine {
    changing {
      for (other, place) in line.arguments.enumerated() where other != index {
        $0.pieces[place] = []
      }
    }
  }

  /// The lines that have one of two prompts each, with a comma between.
  func oneEach(in command: String?) -> String {
    [0, 1].map { index in
      let one = keeping(argument: index)
      return command == "activate"
        ? one.replacing(argument: index, with: ["\(arguments[index])@latest"]).quoted : one.quoted
    }.joined(separator: ", ")
  }

  /// Puts another command in the place of the command.
  ///
  /// - Parameter options: The options that the other one takes, besides those that all take.
  func replacingCommand(with other: String, keeping options: [String]) -> TypedLine {
    guard let place = line.command else { return self }
    return changing {
      $0.pieces[place] = [other]
      for option in line.options
      where !option.isGlobal && !option.names.contains(where: options.contains) {
        for word in option.places { $0.pieces[word] = [] }
      }
    }
  }

  /// Puts other words in the place of the command.
  func replacingCommand(withWords words: [String]) -> TypedLine {
    guard let place = line.command else { return self }
    return changing { $0.pieces[place] = words }
  }

  /// Puts another option in the place of one.
  func replacing(option name: String, with other: String) -> TypedLine {
    changing {
      for option in line.options(named: name) {
        for word in option.places { $0.pieces[word] = [] }
        $0.pieces[option.places.lowerBound] = [other, option.value]
      }
    }
  }

  /// Puts another value in the place of one that was refused.
  func replacing(_ refused: RefusedValue, with value: String) -> TypedLine? {
    guard let place = refused.places.last else { return nil }
    let (word, old) = (Array(line.words[place].utf8), Array(refused.word.utf8))
    let start = word.dropLast(old.count)
    guard word[start.endIndex...].elementsEqual(old) || line.arguments.contains(place) else {
      return nil
    }
    let isPart = word[start.endIndex...].elementsEqual(old)
    return changing {
      $0.pieces[place] = [isPart ? String(decoding: start, as: UTF8.self) + value : value]
    }
  }

  /// Makes two arguments, a prompt and a version, one word.
  func joining(versionAt index: Int) -> TypedLine {
    replacing(argument: index - 1, with: ["\(arguments[index - 1])@\(arguments[index])"])
      .replacing(argument: index, with: [])
  }

  private func changing(_ change: (inout TypedLine) -> Void) -> TypedLine {
    var other = self
    change(&other)
    return other
  }
}
