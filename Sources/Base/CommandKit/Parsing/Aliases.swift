/// Where a program finds names that its users gave to words of a command line.
public struct AliasSource<Context>: Sendable {
  /// The words of one alias; `nil` where there is none of the name.
  let find: @Sendable (Context, _ name: String) throws -> [String]?
  /// All aliases, each with its words as one text.
  let all: @Sendable (Context) throws -> [(name: String, text: String)]

  /// A source of aliases.
  ///
  /// - Parameters:
  ///   - find: the words of one alias.
  ///   - all: all aliases, for completion and for suggestions.
  public init(
    find: @escaping @Sendable (Context, _ name: String) throws -> [String]?,
    all: @escaping @Sendable (Context) throws -> [(name: String, text: String)]
  ) {
    self.find = find
    self.all = all
  }
}

extension Program {
  /// Whether a word names a command or a family, so that no alias of that name is ever used.
  public func isCommand(_ word: String) -> Bool { find(word, in: nil) != nil }

  /// The word in the place of a command, if it names none and stands for none; `nil` where there is
  /// none, as after an option that is not known.
  public func unknownCommand(in words: [String]) -> String? {
    var line = WordParser(
      outline.globals + ProgramDeclaration.builtInsAtRoot, words: words, stopsAtArgument: true)
    do throws(UsageError) { try line.parse() } catch { return nil }
    guard let word = line.takeArgument(), !isCommand(word) else { return nil }
    return meaning(of: word, in: nil) == nil ? word : nil
  }

  /// Reads a command line anew with an alias's words in the place of its name.
  ///
  /// - Parameters:
  ///   - word: What is no command.
  ///   - line: The line after it.
  ///   - aliases: Those that led here.
  func expand(
    _ word: String, after line: WordParser, expanded aliases: [String], width: Int
  ) throws(UsageError) -> Outcome {
    switch try lookUp(word, line.occurrences) {
    case .failure(let error): return error.outcome(of: word, self, width)
    case .success(nil): throw unknown(word, in: nil)
    case .success(.names(let names)):
      throw unknown(word, in: nil, aliases: names, from: aliases.last)
    case .success(.words(let words)):
      if aliases.contains(where: { $0.hasSameBytes(as: word) }) {
        let circle = (aliases + [word]).map(quoted).joined(separator: ", ")
        throw UsageError("The alias \(quoted(word)) leads to itself: \(circle).")
      }
      guard !words.isEmpty else {
        throw UsageError("The alias \(quoted(word)) says no command.")
      }
      var all = line.words
      all.replaceSubrange((line.position - 1)..<line.position, with: words)
      return parse(all, expanded: aliases + [word], width: width)
    }
  }

  /// What `help` prints of an alias: what it stands for, and the help of that; `nil` where there is
  /// none of the name and the word has another meaning.
  func explain(
    alias word: String, _ globals: [[Occurrence]], width: Int
  ) throws(UsageError) -> Outcome? {
    switch try lookUp(word, globals) {
    case .failure(let error): return error.outcome(of: word, self, width)
    case .success(nil): return nil
    case .success(.names(let names)):
      guard meaning(of: word, in: nil) == nil else { return nil }
      throw unknown(word, in: nil, aliases: names)
    case .success(.words(let words)):
      let text = "'\(word)' is an alias for '\(words.joined(separator: " "))'\n"
      guard case .print(let help) = parse(words + ["--help"], expanded: [word], width: width) else {
        return .print(text)
      }
      return .print("\(text)\n\(help)")
    }
  }

  /// The words of an alias that may be completed after; `nil` where there is none, or where looking
  /// for it fails, about which a shell expects silence.
  func wordsToComplete(_ word: String, _ globals: [[Occurrence]]) -> [String]? {
    do {
      guard case .success(.words(let words)) = try lookUp(word, globals) else { return nil }
      return words
    } catch {
      return nil
    }
  }

  /// The aliases that may be completed, each with what it stands for.
  func aliasCandidates(_ globals: [[Occurrence]]) -> [CompletionRequest.Candidate] {
    guard let aliases else { return [] }
    do {
      return try aliases.all(context(globals)).filter { !isCommand($0.name) }
        .map { ($0.name, "alias for: \($0.text)") }
    } catch {
      // A shell expects silence.
      return []
    }
  }

  /// The context of a command line with these global parameters.
  func context(_ occurrences: [[Occurrence]]) throws -> Context {
    try bindContext(Array(occurrences.prefix(outline.globals.count)))()
  }

  /// What an alias stands for, or where there is none of the name, the names of the others; `nil`
  /// where the program has none.
  private func lookUp(
    _ word: String, _ occurrences: [[Occurrence]]
  ) throws(UsageError) -> Result<FoundAlias?, AliasFailure> {
    guard let aliases else { return .success(nil) }
    do {
      let context = try context(occurrences)
      if let words = try aliases.find(context, word) { return .success(.words(words)) }
      return .success(.names(try aliases.all(context).map(\.name)))
    } catch let error as UsageError {
      throw error
    } catch {
      return .failure(AliasFailure(cause: error))
    }
  }
}

/// What a look at the aliases found.
private enum FoundAlias {
  /// The words that the name stands for.
  case words([String])
  /// The names that there are.
  case names([String])
}

/// An error that came up in a look at the aliases.
private struct AliasFailure: Error {
  let cause: any Error

  /// A run that throws the error, as a command in the place would.
  func outcome<Context>(of word: String, _ program: Program<Context>, _ width: Int) -> Outcome {
    .run(
      Invocation(
        command: word, usage: Usage(program.outline, width: width), readLine: nil
      ) { [cause] in
        throw cause
      })
  }
}
