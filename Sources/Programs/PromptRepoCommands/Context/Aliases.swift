internal import CommandKit
internal import PromptRepo

/// The words that an alias stands for, read from the text of its setting.
struct AliasWords {
  let words: [String]

  /// Reads words as a shell would, with quotes and backslashes, and nothing else of a shell.
  ///
  /// - Parameter name: The setting, for errors.
  init(_ text: String, of name: String) throws(RepositoryError) {
    if text.utf8.first == UInt8(ascii: "!") {
      throw RepositoryError(
        .unsupported, "the setting '\(name)' is a command of the shell, and those are not run",
        hint: "Give the words of a promptrepo command, or make it an alias of your shell or of git")
    }
    var words: [String] = []
    var word: [UInt8]?
    var quote: UInt8?
    var isEscaped = false
    for byte in text.utf8 {
      if isEscaped {
        isEscaped = false
        word = (word ?? []) + [byte]
      } else if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
        isEscaped = true
      } else if byte == quote {
        quote = nil
      } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
        word = word ?? []
      } else if quote == nil, [9, 10, 13, 32].contains(byte) {
        if let word { words.append(String(decoding: word, as: UTF8.self)) }
        word = nil
      } else {
        word = (word ?? []) + [byte]
      }
    }
    guard quote == nil, !isEscaped else {
      throw RepositoryError(
        .invalid,
        "the setting '\(name)' ends \(isEscaped ? "in a backslash" : "within quotes"): \(text)",
        hint: "`promptrepo config set \(name) 'WORDS…'` changes it")
    }
    if let word { words.append(String(decoding: word, as: UTF8.self)) }
    self.words = words
  }

  /// Whether a word can be an alias: git's rule for the names of settings, in lower case.
  static func isName(_ word: String) -> Bool {
    guard let first = word.utf8.first, isLetter(first) else { return false }
    return word.utf8.allSatisfy {
      isLetter($0) || $0 == UInt8(ascii: "-")
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
}

extension CommandContext {
  /// The words that an alias stands for; `nil` where there is no such alias.
  func words(ofAlias name: String) throws -> [String]? {
    guard AliasWords.isName(name) else { return nil }
    let setting = Setting.alias(name)
    guard let text = try text(of: setting) else { return nil }
    return try AliasWords(text, of: setting.name).words
  }

  /// The aliases of the repository, the user and the machine, in the order of their names.
  func aliases() throws -> [(name: String, text: String)] {
    var names = try commandSettings().names(in: "promptrepo", "alias")
    for source in try settingsSources() {
      names.formUnion(try settings(source).names(in: "promptrepo", "alias"))
    }
    var aliases: [(name: String, text: String)] = []
    for name in names.sorted() {
      if let text = try text(of: .alias(name)) { aliases.append((name, text)) }
    }
    return aliases
  }
}
