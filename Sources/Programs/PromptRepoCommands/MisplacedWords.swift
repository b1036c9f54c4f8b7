internal import CommandKit
internal import Platform
internal import PromptRepo

/// Words that stand where a command takes none of them, although the command has a place for them.
extension UsageFailure {
  /// The failure with what is meant, where a version, a variable or an environment is misplaced.
  ///
  /// - Parameter words: The command line as it was typed.
  func explained(in words: [String]) -> UsageFailure {
    guard let cause else { return self }
    if cause is HabitAdvice { return UsageFailure(message.naming(arguments)) }
    guard let command else { return self }
    let line = TypedLine(words: words)
    let sentence =
      meaningOfOperation(in: command, cause, line) ?? meaningOfVersion(in: command, cause)
      ?? meaningOfVariables(in: command, line)
      ?? meaningOfEnvironments(in: command, cause, line)
      ?? meaningOfGitRevision(in: command, line) ?? meaningOfHead(in: command)
      ?? meaningOfAddress(in: command, cause, line) ?? meaningOfNewName(in: command, cause, line)
      ?? meaningInLowerCase(line)
    return sentence.map { UsageFailure("'promptrepo \(command)' takes \($0).") } ?? self
  }

  /// The id of an operation without its option: `undo NAME a5020f2b`.
  private func meaningOfOperation(
    in command: String, _ cause: any Error, _ line: TypedLine
  ) -> String? {
    guard command == "undo", let unexpected = cause as? UnexpectedArguments,
      unexpected.words.count == 1, let word = unexpected.words.first, isOperation(word)
    else { return nil }
    return line.replacing(word, with: ["--operation", word]).map {
      "an operation as an option: \($0.quoted)"
    }
  }

  /// A version stands where a prompt goes or nothing does: `rollback NAME@v1`.
  private func meaningOfVersion(in command: String, _ cause: any Error) -> String? {
    guard let version = VersionForPrompt(cause: cause), let meaning = version.meaning(in: command)
    else { return nil }
    return "a prompt, and '\(version.name)@\(version.spec)' is a version: \(meaning)"
  }

  /// Variables without their option: `render NAME customer=Ada`.
  private func meaningOfVariables(in command: String, _ line: TypedLine) -> String? {
    guard ["render", "show"].contains(command) else { return nil }
    let variables = arguments.filter { $0.utf8.contains(UInt8(ascii: "=")) }
    guard !variables.isEmpty else { return nil }
    var all = variables.reduce(Optional(line)) { $0?.replacing($1, with: ["--var", $1]) }
    if command == "render" {
      return all.map { "variables as options: \($0.quoted)" }
    }
    all = all?.replacing("show", with: ["render"])
    return "no variables: " + (all?.quoted ?? "`promptrepo render`") + " fills them in"
  }

  /// git's names for what came before: `NAME~1`, `NAME^`, `NAME@{1}`; and others' for versions, such
  /// as `NAME:2`.
  private func meaningOfGitRevision(in command: String, _ line: TypedLine) -> String? {
    guard VersionForPrompt.commandsOfVersions.contains(command) else { return nil }
    if command == "diff", let range = arguments.first, range.contains(".."),
      !range.utf8.contains(UInt8(ascii: "@"))
    {
      return line.replacing(range, with: ["NAME", range]).map {
        "a prompt before its versions: \($0.quoted)"
      }
    }
    for word in arguments {
      guard let revision = ForeignRevision(word),
        let right = line.replacing(word, with: [revision.argument])
      else { continue }
      return "versions as NAME@SPEC: \(right.quoted)"
        + (revision.isOneBefore ? " is about what was live before" : "")
    }
    return nil
  }

  /// git's name for the commit that is checked out: `diff HEAD`, `show NAME@HEAD`.
  private func meaningOfHead(in command: String) -> String? {
    let isHead = { (word: String) in
      word.split(separator: "@").contains { ["HEAD", "HEAD~", "HEAD^"].contains($0.prefix(5)) }
        || word.hasPrefix("HEAD~") || word.hasPrefix("HEAD^")
    }
    guard let place = arguments.firstIndex(where: isHead) else { return nil }
    if command == "diff", place == 0, !arguments[0].utf8.contains(UInt8(ascii: "@")) {
      return "a prompt, and HEAD is git's: `promptrepo diff` compares every edited file with its "
        + "latest version"
    }
    let typed = arguments[0].split(separator: "@").first.map(String.init) ?? ""
    let name = PromptName(orNil: typed)?.rawValue ?? "NAME"
    return "no HEAD, which is git's: \(name)@latest is the newest version, \(name)@active the live "
      + "one, \(name)@~1 the one that was live before"
  }

  /// Environments without their options: `promote NAME staging production`.
  private func meaningOfEnvironments(
    in command: String, _ cause: any Error, _ line: TypedLine
  ) -> String? {
    if command == "promote", let missing = cause as? MissingOption {
      // The source may be given.
      let isSourceGiven = missing.name == "--to"
      let names = arguments.suffix(isSourceGiven ? 1 : 2)
      guard let target = names.last, arguments.count >= names.count,
        names.allSatisfy(isEnvironment), isSourceGiven || names.count == 2
      else { return nil }
      var right = line.replacing(target, with: ["--to", target])
      if !isSourceGiven, let source = names.first {
        right = right?.replacing(source, with: ["--from", source])
      }
      if arguments.count == names.count, !line.words.contains("--all") {
        right = right?.replacing("promote", with: ["promote", "--all"])
      }
      return right.map { "environments as options: \($0.quoted)" }
    }
    guard ["rollback", "log", "audit", "release deploy", "release rollback"].contains(command),
      let unexpected = cause as? UnexpectedArguments, unexpected.words.count == 1,
      let word = unexpected.words.first, isEnvironment(word)
    else { return nil }
    return line.replacing(word, with: ["--env", word]).map {
      "an environment as an option: \($0.quoted)"
    }
  }

  /// Where to listen without its option: `serve 8080`, `serve :8080`, `serve 127.0.0.1:8080`.
  private func meaningOfAddress(
    in command: String, _ cause: any Error, _ line: TypedLine
  ) -> String? {
    guard command == "serve", let unexpected = cause as? UnexpectedArguments,
      unexpected.words.count == 1, let word = unexpected.words.first
    else { return nil }
    let number = word.utf8.first == UInt8(ascii: ":") ? String(word.dropFirst()) : word
    if let port = UInt16(number), port > 0 {
      return line.replacing(word, with: ["--port", number]).map {
        "the port as an option: \($0.quoted)"
      }
    }
    guard SocketAddress(word) != nil else { return nil }
    return line.replacing(word, with: ["--listen", word]).map {
      "the address as an option: \($0.quoted)"
    }
  }

  /// A name for a file or a folder of files where a prompt's goes: `mv reply support/`, `new 'My
  /// Prompt'`.
  private func meaningOfNewName(
    in command: String, _ cause: any Error, _ line: TypedLine
  ) -> String? {
    if command == "mv" { return meaningOfMove(cause, line) }
    guard command == "new", cause is RepositoryError, let typed = arguments.first,
      let name = PromptName(likeTitle: typed),
      let right = line.replacing(typed, with: [name.rawValue])
    else { return nil }
    let isTitle = typed.utf8.contains(UInt8(ascii: " ")) || typed.utf8.contains { $0 >= 0x80 }
    let named =
      isTitle && !line.words.contains("--title")
      ? right.replacing(name.rawValue, with: [name.rawValue, "--title", typed]) : right
    return named.map { "a name of lower-case letters, digits, '.', '_', '-' and '/': \($0.quoted)" }
  }

  /// A name in capitals: `show Reply`, `deploy reply --env Staging`.
  private func meaningInLowerCase(_ line: TypedLine) -> String? {
    guard let refused, case .custom(let kind) = refused.completion else { return nil }
    let lower = String(decoding: refused.word.utf8.map(lowercased), as: UTF8.self)
    guard !lower.utf8.elementsEqual(refused.word.utf8), isName(lower, ofKind: kind) else {
      return nil
    }
    return line.replacing(refused.word, with: [lower]).map { "names in lower case: \($0.quoted)" }
  }

  private func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
  }

  /// Whether a word can be the name of something that a shell would offer by this kind.
  private func isName(_ word: String, ofKind kind: String) -> Bool {
    do {
      switch kind {
      case "prompt": _ = try PromptName(argument: word)
      case "revision": _ = try Revision(argument: word)
      case "version": _ = try VersionSpec(word)
      case "environment": _ = try EnvironmentName(word)
      case "release": _ = try ReleaseName(word)
      default: return false
      }
      return true
    } catch {
      return false
    }
  }

  /// A folder as the new name, as git takes it: `mv a b folder`.
  private func meaningOfMove(_ cause: any Error, _ line: TypedLine) -> String? {
    guard arguments.count > 1, let last = arguments.last else { return nil }
    let folder = last.utf8.last == UInt8(ascii: "/") ? String(last.dropLast()) : last
    guard cause is UnexpectedArguments || folder.utf8.count < last.utf8.count,
      PromptName(orNil: folder) != nil
    else { return nil }
    let moves = arguments.dropLast().map { old in
      let file = old.split(separator: "/").last.map(String.init) ?? old
      return TypedLine(words: ["mv", old, "\(folder)/\(file)"]).quoted
    }
    return "one prompt and its whole new name: " + moves.joined(separator: ", ")
  }

  /// Whether a word could be the name of an environment.
  private func isEnvironment(_ word: String) -> Bool {
    do throws(RepositoryError) {
      if case .environment = try VersionSpec(word) { return true }
    } catch {
      return false  // It is no name at all.
    }
    return false
  }
}

/// A version as git or another program writes it.
private struct ForeignRevision {
  /// As it is written here.
  let argument: String
  /// Whether it is about what was live before.
  let isOneBefore: Bool

  init?(_ word: String) {
    let bytes = Array(word.utf8)
    guard let end = bytes.firstIndex(where: { !ForeignRevision.isOfName($0) }), end > 0 else {
      return nil
    }
    let name = String(decoding: bytes[..<end], as: UTF8.self)
    var rest = String(decoding: bytes[end...], as: UTF8.self)
    guard PromptName(orNil: name) != nil else { return nil }
    if rest.hasPrefix("@HEAD") { rest = String(rest.dropFirst("@HEAD".utf8.count)) }
    if rest.hasPrefix("@"), !rest.hasPrefix("@{") { rest = String(rest.dropFirst()) }
    let steps: Int? =
      if !rest.isEmpty, rest.utf8.allSatisfy({ $0 == UInt8(ascii: "^") }) {
        rest.utf8.count
      } else if rest == "~" {
        1
      } else if rest.hasPrefix("~") || rest.hasPrefix("-") {
        Int(rest.dropFirst())
      } else if rest.hasPrefix("@{"), rest.hasSuffix("}") {
        Int(rest.dropFirst(2).dropLast())
      } else {
        nil
      }
    if let steps, steps > 0 {
      argument = "\(name)@~\(steps)"
      isOneBefore = steps == 1
      return
    }
    guard rest.hasPrefix(":") || rest.hasPrefix("#") else { return nil }
    let spec = String(rest.dropFirst())
    do throws(RepositoryError) {
      argument = "\(name)@\(try VersionSpec(spec))"
    } catch {
      return nil  // It is no version.
    }
    isOneBefore = false
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}

extension PromptName {
  /// The name that is near a title, or a name in capitals; nil where nothing is left of it.
  fileprivate init?(likeTitle text: String) {
    let folders = text.split(separator: "/").map { PromptName(title: String($0))?.rawValue }
    let name = folders.compactMap { $0 }
    guard name.count == folders.count, let known = PromptName(orNil: name.joined(separator: "/"))
    else { return nil }
    self = known
  }
}

/// Whether a text has the form of the first digits of an operation's id, as many as `undo` takes.
func isOperation(_ text: String) -> Bool {
  text.utf8.count >= 8
    && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}
