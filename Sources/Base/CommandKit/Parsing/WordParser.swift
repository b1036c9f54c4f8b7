/// Sorts words into the occurrences of parameters, without reading any value.
///
/// Time is linear in the words' bytes, for a fixed set of parameters.
struct WordParser {
  /// What is accepted; of two with one name the earlier has it.
  private(set) var parameters: [ParameterDeclaration]
  /// Whether to stop before the first word that is no option.
  let stopsAtArgument: Bool

  private(set) var words: [String]
  /// The index of the first word that is not yet read.
  private(set) var position: Int
  /// For each parameter what was found; arguments stay empty until ``distributeArguments()``.
  private(set) var occurrences: [[Occurrence]]
  /// The option whose value would be the word after the last.
  private(set) var awaitingValue: ParameterDeclaration?
  /// Whether `--` was read, after which no option follows.
  private(set) var optionsEnded = false
  /// The arguments that were read, in their order.
  private(set) var arguments: [String] = []
  /// Where the words of ``arguments`` are.
  private(set) var argumentPlaces: [Int] = []
  /// Where the `--` is after which no option follows.
  private(set) var optionsEnd: Int?

  init(
    _ parameters: [ParameterDeclaration], words: [String], from position: Int = 0,
    stopsAtArgument: Bool = false
  ) {
    self.parameters = parameters
    self.words = words
    self.position = position
    self.stopsAtArgument = stopsAtArgument
    occurrences = Array(repeating: [], count: parameters.count)
  }

  /// Reads all words, or those before the first argument.
  mutating func parse() throws(UsageError) {
    while position < words.count {
      let word = words[position]
      if word.hasSameBytes(as: "--") {
        optionsEnd = stopsAtArgument ? nil : position
        position += 1
        optionsEnded = true
        if !stopsAtArgument { takeRest() }
        return
      }
      if isOption(word) {
        position += 1
        if word.utf8.starts(with: "--".utf8) {
          try parseLong(word)
        } else {
          try parseShort(word)
        }
      } else if stopsAtArgument {
        return
      } else if isNegativeNumber(word),
        let index = parameters.firstIndex(where: \.isDashAndNumber)
      {
        occurrences[index].append(
          Occurrence(
            name: word, value: String(word.dropFirst()), places: position..<(position + 1)))
        position += 1
      } else {
        arguments.append(word)
        argumentPlaces.append(position)
        position += 1
      }
    }
  }

  /// Takes the words after `--`: as the command that the parameters have, or else as arguments.
  private mutating func takeRest() {
    if let command = parameters.firstIndex(where: { $0.kind == .command }) {
      occurrences[command] = words.indices[position...].map {
        Occurrence(name: "", value: words[$0], places: $0..<($0 + 1))
      }
    } else {
      arguments += words[position...]
      argumentPlaces += words.indices[position...]
    }
    position = words.count
  }

  /// Takes the word before which ``parse()`` stopped, if there is one.
  mutating func takeArgument() -> String? {
    guard position < words.count else { return nil }
    defer {
      position += 1
      optionsEnded = false
    }
    return words[position]
  }

  /// Puts words in the place of the one that was read last, to be read next.
  mutating func replaceLastWord(with others: [String]) {
    position -= 1
    words.replaceSubrange(position..<(position + 1), with: others)
  }

  /// Puts another option in the place of one that was read last, with the value attached to it.
  mutating func replaceLastOption(_ name: String, with others: [String]) {
    let attached = words[position - 1].utf8.dropFirst(name.utf8.count)
    let last = (others.last ?? "") + String(decoding: attached, as: UTF8.self)
    replaceLastWord(with: others.dropLast() + [last])
  }

  /// Parts the word that was read last, one of several letters, before one that is read as an option
  /// of its own next.
  ///
  /// - Parameter name: The option that the letter stands for; if that has a value, it is what
  ///   follows the letter.
  mutating func splitLastWord(at letter: String, for name: String?) {
    let scalars = words[position - 1].unicodeScalars.dropFirst()
    guard let scalar = letter.unicodeScalars.last, let place = scalars.firstIndex(of: scalar) else {
      return
    }
    let (read, rest) = (scalars[..<place], scalars[scalars.index(after: place)...])
    var next = [letter]
    if let name, let index = index(of: name.utf8), parameters[index].kind == .option {
      next =
        rest.isEmpty ? [name] : ["\(name)=\(String(rest.first == "=" ? rest.dropFirst() : rest))"]
    } else if !rest.isEmpty {
      next.append("-\(String(rest))")
    }
    guard !read.isEmpty else { return replaceLastWord(with: next) }
    words[position - 1] = "-\(String(read))"
    words.insert(contentsOf: next, at: position)
  }

  /// Goes on with other names for the same parameters.
  mutating func rename(to parameters: [ParameterDeclaration]) {
    assert(parameters.count == self.parameters.count, "Each parameter keeps its place.")
    self.parameters = parameters
  }

  /// Reads as ``parse()`` does, and leaves out what it does not understand.
  mutating func parseLeniently() {
    while true {
      do {
        return try parse()
      } catch {
        continue  // Every failure comes after its word was taken, so this ends.
      }
    }
  }

  /// Whether the word is an option or flag and not an argument.
  ///
  /// `-` alone and negative numbers are arguments, unless a digit is declared as a short name.
  private func isOption(_ word: String) -> Bool {
    let bytes = word.utf8
    guard bytes.first == .dash, bytes.count > 1 else { return false }
    return !isNegativeNumber(word) || index(of: bytes.prefix(2)) != nil
  }

  /// `--name`, `--name=value`.
  private mutating func parseLong(_ word: String) throws(UsageError) {
    let bytes = word.utf8
    let end = bytes.firstIndex(of: UInt8(ascii: "=")) ?? bytes.endIndex
    let name = String(decoding: bytes[..<end], as: UTF8.self)
    let attached =
      end == bytes.endIndex
      ? nil : String(decoding: bytes[bytes.index(after: end)...], as: UTF8.self)
    guard let index = index(of: name.utf8) else { throw unknown(name) }
    if parameters[index].kind == .flag {
      if let attached {
        throw UsageError(
          "The option '\(name)' does not take any value, but \(quoted(attached)) was specified.",
          option: name)
      }
      note(index, name, "", from: position - 1)
    } else {
      let start = position - 1
      let value = if let attached { attached } else { try nextValue(index, name) }
      note(index, name, value, from: start)
    }
  }

  /// Notes a parameter, whose words end before the next word.
  private mutating func note(_ index: Int, _ name: String, _ value: String, from start: Int) {
    occurrences[index].append(Occurrence(name: name, value: value, places: start..<position))
  }

  /// `-x`, `-xyz`, `-xvalue`, `-x=value`.
  private mutating func parseShort(_ word: String) throws(UsageError) {
    var rest = word.unicodeScalars.dropFirst()
    let start = position - 1
    while let letter = rest.popFirst() {
      let name = "-\(letter)"
      guard let index = index(of: name.utf8) else { throw unknown(name, in: word) }
      if parameters[index].kind == .option {
        if rest.first == "=" {
          rest.removeFirst()
        } else if rest.isEmpty {
          let value = try nextValue(index, name)
          note(index, name, value, from: start)
          return
        }
        note(index, name, String(rest), from: start)
        return
      }
      if rest.first == "=" {
        throw UsageError("The option '\(name)' does not take any value.")
      }
      note(index, name, "", from: start)
    }
  }

  /// The next word as the value of an option, unless it reads like an option itself.
  private mutating func nextValue(_ index: Int, _ name: String) throws(UsageError) -> String {
    let missing = "Missing value for '\(parameters[index].synopsis(spelledAs: name))'"
    guard position < words.count else {
      awaitingValue = parameters[index]
      throw UsageError(missing)
    }
    let word = words[position]
    if looksLikeOption(word) {
      let joined = name.utf8.count == 2 ? name : "\(name)="
      throw UsageError("\(missing). A value that begins with '-' is written '\(joined)-…'.")
    }
    position += 1
    return word
  }

  /// The option that has the rest of this word as its value, and how many bytes come before that.
  func attachedValue(of word: String) -> (ParameterDeclaration, Int)? {
    let bytes = Array(word.utf8)
    if bytes.starts(with: "--".utf8) {
      guard let end = bytes.firstIndex(of: UInt8(ascii: "=")),
        let index = index(of: bytes[..<end]), parameters[index].kind == .option
      else { return nil }
      return (parameters[index], end + 1)
    }
    for position in bytes.indices.dropFirst() {
      guard let index = index(of: [.dash, bytes[position]]) else { return nil }
      guard parameters[index].kind == .option else { continue }
      let rest = bytes[(position + 1)...]
      if rest.isEmpty { return nil }
      return (parameters[index], position + (rest.first == UInt8(ascii: "=") ? 2 : 1))
    }
    return nil
  }

  /// Gives the collected words to the arguments, in declared order.
  ///
  /// Each takes what it may while leaving one for every required argument after it. Where there are
  /// too few, the last ones lack theirs.
  mutating func distributeArguments() throws(UsageError) {
    var rest = arguments[...]
    var needed = parameters.count { $0.kind == .argument && $0.isRequired }
    for (index, parameter) in parameters.enumerated() where parameter.kind == .argument {
      if parameter.isRequired { needed -= 1 }
      let available = max(parameter.isRequired ? 1 : 0, rest.count - needed)
      let taken = parameter.isRepeated ? available : min(1, available)
      occurrences[index] = rest.indices.prefix(taken).map { word in
        let place = argumentPlaces[word]
        return Occurrence(name: "", value: rest[word], places: place..<(place + 1))
      }
      rest = rest.dropFirst(taken)
    }
    guard rest.isEmpty else {
      throw UsageError(unexpected: rest, after: arguments.dropLast(rest.count))
    }
  }

  /// The parameter with this name.
  private func index(of name: some Collection<UInt8>) -> Int? {
    parameters.firstIndex { $0.isNamed(name) }
  }

  private func unknown(_ name: String, in word: String? = nil) -> UsageError {
    let context = word.map { $0.hasSameBytes(as: name) ? "" : " in \(quoted($0))" } ?? ""
    let known = parameters.flatMap(\.names)
    return UsageError(
      "Unknown option \(quoted(name))\(context)" + suggestion(for: word ?? name, among: known),
      option: context.isEmpty ? name : nil, letter: context.isEmpty ? nil : name)
  }
}

extension UsageError {
  /// There are words for which there is no argument.
  ///
  /// - Parameter arguments: Those for which there is one.
  init(unexpected words: ArraySlice<String>, after arguments: ArraySlice<String> = []) {
    let list = words.prefix(5).map(quoted).joined(separator: ", ")
    let more = words.count > 5 ? ", …" : ""
    self.init(
      words.count == 1
        ? "Unexpected argument \(list)"
        : "\(words.count) unexpected arguments: \(list)\(more)",
      cause: UnexpectedArguments(words: Array(words), arguments: Array(arguments)))
  }
}

/// Whether the word, after an option that needs a value, reads like the next option.
private func looksLikeOption(_ word: String) -> Bool {
  let bytes = word.utf8
  if word.hasSameBytes(as: "--") { return true }
  guard bytes.first == .dash else { return false }
  let name = bytes.dropFirst(bytes.starts(with: "--".utf8) ? 2 : 1)
  return name.first?.isASCIILetter == true
}

/// `-` and digits, with at most one point: `-5`, `-0.5`.
private func isNegativeNumber(_ word: String) -> Bool {
  let digits = word.utf8.dropFirst()
  let points = digits.count { $0 == UInt8(ascii: ".") }
  return word.utf8.first == .dash && points <= 1 && digits.count > points
    && digits.allSatisfy { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
}

/// One place where a parameter was given.
struct Occurrence: Sendable, Equatable {
  /// The name as typed, with dashes; empty for an argument.
  let name: String
  /// The value; empty for a flag.
  let value: String
  /// Where its words are in the line: one, unless the value is a word of its own.
  let places: Range<Int>
}

/// Hands each parameter, in declared order, what was found for it.
struct OccurrenceReader {
  private var rest: ArraySlice<[Occurrence]>

  init(_ occurrences: [[Occurrence]]) {
    rest = occurrences[...]
  }

  mutating func next<Value>(_ parameter: Parameter<Value>) throws(UsageError) -> Value {
    try parameter.read(rest.popFirst() ?? [])
  }
}

// Command lines compare as UTF-8 bytes: `String`'s own equality follows canonical equivalence, by
// which the Kelvin sign is a K and a dash with an accent is not a dash.

extension UInt8 {
  static let dash = UInt8(ascii: "-")

  var isASCIIDigit: Bool { (0x30...0x39).contains(self) }

  var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) }
}

extension String {
  func hasSameBytes(as other: String) -> Bool {
    utf8.elementsEqual(other.utf8)
  }
}
