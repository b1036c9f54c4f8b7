internal import GitFiles
internal import Platform
internal import PromptRepo

/// The settings that variables give to one command, as git reads them.
///
/// Format: `git help git` (`-c`), `git help config` ("ENVIRONMENT"), and what `git -c` itself writes.
enum CommandSettings {
  /// All of them; the later ones win.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` where git would refuse to run.
  static func entries(in environment: EnvironmentVariables) throws -> [GitConfig.Entry] {
    var entries: [GitConfig.Entry] = []
    if let text = environment["GIT_CONFIG_COUNT"], !text.isEmpty {
      guard let count = Int(text), (0...Int(Int32.max)).contains(count) else {
        throw refusal("GIT_CONFIG_COUNT is '\(text)', which is no number of settings")
      }
      for number in 0..<count {
        let key = try required("GIT_CONFIG_KEY_\(number)", in: environment)
        let value = try required("GIT_CONFIG_VALUE_\(number)", in: environment)
        entries.append(try entry(key, value, of: "GIT_CONFIG_KEY_\(number)"))
      }
    }
    if let text = environment["GIT_CONFIG_PARAMETERS"] { entries += try parameters(text) }
    return entries
  }

  private static func required(
    _ name: String, in environment: EnvironmentVariables
  ) throws -> String {
    guard let value = environment[name] else {
      throw refusal("GIT_CONFIG_COUNT asks for \(name), which is not set")
    }
    return value
  }

  /// Reads `'KEY'='VALUE'`, `'KEY'=` for one without a value, and `'KEY=VALUE'` as older versions
  /// of git write it, with spaces between.
  private static func parameters(_ text: String) throws -> [GitConfig.Entry] {
    var entries: [GitConfig.Entry] = []
    var rest = text.utf8[...]
    func malformed() -> RepositoryError {
      refusal("GIT_CONFIG_PARAMETERS is '\(text)', which git does not write")
    }
    func isAtEnd() -> Bool { rest.first.map(isSpace) ?? true }
    while !rest.isEmpty {
      guard let word = unquoted(&rest) else { throw malformed() }
      if rest.first == UInt8(ascii: "=") {
        rest.removeFirst()
        var value: String?
        if !isAtEnd() {
          value = unquoted(&rest)
          guard value != nil else { throw malformed() }
        }
        entries.append(try entry(word, value, of: "GIT_CONFIG_PARAMETERS"))
      } else {
        let equals = word.utf8.firstIndex(of: UInt8(ascii: "="))
        let value = equals.map { String(word[word.utf8.index(after: $0)...]) }
        let key = equals.map { String(word[..<$0]) } ?? word
        entries.append(try entry(key, value, of: "GIT_CONFIG_PARAMETERS"))
      }
      guard isAtEnd() else { throw malformed() }
      rest = rest.drop(while: isSpace)
    }
    return entries
  }

  /// Takes a word in single quotes from the front, in which `'\\''` stands for a quote and `'\\!'`
  /// for that sign; `nil` where there is none.
  private static func unquoted(_ rest: inout Substring.UTF8View) -> String? {
    let quote = UInt8(ascii: "'")
    guard rest.first == quote else { return nil }
    rest.removeFirst()
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      guard byte == quote else {
        bytes.append(byte)
        continue
      }
      let next = Array(rest.prefix(3))
      guard next.count == 3, next[0] == UInt8(ascii: "\\"), next[2] == quote,
        next[1] == quote || next[1] == UInt8(ascii: "!")
      else { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(next[1])
      rest.removeFirst(3)
    }
    return nil
  }

  /// A setting by its key; section and name are without regard to case.
  private static func entry(
    _ key: String, _ value: String?, of variable: String
  ) throws -> GitConfig.Entry {
    let bytes = key.utf8
    guard let first = bytes.firstIndex(of: UInt8(ascii: ".")),
      let last = bytes.lastIndex(of: UInt8(ascii: ".")), first > bytes.startIndex,
      isName(bytes[..<first]), isName(bytes[bytes.index(after: last)...]),
      let initial = bytes[bytes.index(after: last)...].first, !(48...57).contains(initial),
      initial != UInt8(ascii: "-"), !bytes.contains(10)
    else { throw refusal("\(variable) names the setting '\(key)', which there cannot be") }
    let subsection = first < last ? String(key[bytes.index(after: first)..<last]) : nil
    return GitConfig.Entry(
      section: key[..<first].lowercased(), subsection: subsection,
      name: key[bytes.index(after: last)...].lowercased(), value: value)
  }

  private static func isName(_ bytes: Substring.UTF8View) -> Bool {
    !bytes.isEmpty
      && bytes.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || byte == UInt8(ascii: "-")
      }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  private static func refusal(_ message: String) -> RepositoryError {
    RepositoryError(.invalid, message, hint: "Unset the variable, or give git's -c what it takes")
  }
}
