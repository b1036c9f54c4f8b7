internal import CommandKit
internal import Platform
internal import PromptRepo

/// A command line as it was typed, in which words are put right.
struct TypedLine {
  private(set) var words: [String]

  /// Puts words in the place of the last one that is the same, if it is there.
  ///
  /// - Returns: The line with the words; nil where the word was not typed, as one of an alias.
  func replacing(_ word: String, with others: [String]) -> TypedLine? {
    guard let place = words.lastIndex(where: { $0.utf8.elementsEqual(word.utf8) }) else {
      return nil
    }
    var line = self
    line.words.replaceSubrange(place...place, with: others)
    return line
  }

  /// The line between backticks, each word in quotes where a shell would read more into it.
  var quoted: String {
    "`promptrepo \(words.map(\.plainOrQuoted).joined(separator: " "))`"
  }
}

extension String {
  /// The text as one word of a command line, in quotes where a shell would read more into it.
  var plainOrQuoted: String {
    let isPlain = unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", ":", "@", ",", "=", "+", "%", "~":
        true
      default: false
      }
    }
    // Some a shell expands at the beginning of a word, or of a value after `=` or `:`.
    let isExpanded = isEmpty || ["=", "~"].contains(prefix(1)) || contains("=~") || contains(":~")
    return isPlain && !isExpanded ? self : shellWord
  }

  /// The sentence with a prompt in place of `NAME` in the lines that it tells people to type, and
  /// another one in place of `OTHER`.
  ///
  /// - Parameter typed: What was typed after a word or before an option.
  func naming(_ typed: [String]) -> String {
    guard let first = typed.first, typed.count == 1 || (typed.count == 2 && contains("OTHER")),
      let (name, spec) = Revision.words(first), !isVersion(first)
    else { return self }
    let pieces = split(separator: "`", omittingEmptySubsequences: false)
    return pieces.enumerated().map { index, piece in
      guard index % 2 == 1, piece.utf8.starts(with: "promptrepo ".utf8) else {
        return String(piece)
      }
      return piece.split(separator: " ").map { word in
        switch word {
        case "NAME": name
        case "NAME@SPEC": "\(name)@\(spec ?? "SPEC")"
        case "OTHER": (typed.last ?? "").plainOrQuoted
        default: String(word)
        }
      }.joined(separator: " ")
    }.joined(separator: "`")
  }

  /// Whether the text names a version by itself, and no prompt.
  private func isVersion(_ text: String) -> Bool {
    do throws(RepositoryError) {
      if case .environment = try VersionSpec(text) { return false }
      return true
    } catch {
      return false  // It is no version.
    }
  }
}

extension Revision {
  /// The prompt and the version that a word names, for a shell; nil where it is neither.
  ///
  /// The path of a prompt's file stays as it is, since commands take it.
  fileprivate static func words(_ word: String) -> (name: String, spec: String?)? {
    if PromptPaths.isPath(word) { return (word.plainOrQuoted, nil) }
    do {
      let revision = try Revision(argument: word)
      return (revision.name.rawValue, revision.spec.map { "\($0)" })
    } catch {
      return nil  // It is no name.
    }
  }
}
