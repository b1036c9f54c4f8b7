internal import CommandKit
internal import Platform
internal import PromptRepo

/// Words that stand where a command takes none of them, although the command has a place for them.
extension UsageFailure {
  /// The failure with what is meant, where a version, a variable or an environment is misplaced.
  var explained: UsageFailure {
    guard let command, let cause else { return self }
    let sentence =
      meaningOfOperation(in: command, cause) ?? meaningOfVersion(in: command, cause)
      ?? meaningOfVariables(in: command)
      ?? meaningOfEnvironments(in: command, cause) ?? meaningOfHead(in: command)
      ?? meaningOfAddress(in: command, cause)
    return sentence.map { UsageFailure("'promptrepo \(command)' takes \($0).") } ?? self
  }

  /// The id of an operation without its option: `undo NAME a5020f2b`.
  private func meaningOfOperation(in command: String, _ cause: any Error) -> String? {
    guard command == "undo", let unexpected = cause as? UnexpectedArguments,
      unexpected.words.count == 1, let word = unexpected.words.first, isOperation(word)
    else { return nil }
    let line = ([command] + unexpected.arguments).joined(separator: " ")
    return "an operation as an option: `promptrepo \(line) --operation \(word)`"
  }

  /// A version stands where a prompt goes or nothing does: `rollback NAME@v1`.
  private func meaningOfVersion(in command: String, _ cause: any Error) -> String? {
    guard let version = VersionForPrompt(cause: cause), let meaning = version.meaning(in: command)
    else { return nil }
    return "a prompt, and '\(version.name)@\(version.spec)' is a version: \(meaning)"
  }

  /// Variables without their option: `render NAME customer=Ada`.
  private func meaningOfVariables(in command: String) -> String? {
    guard ["render", "show"].contains(command) else { return nil }
    let isVariable = { (word: String) in word.utf8.contains(UInt8(ascii: "=")) }
    let variables = arguments.filter(isVariable)
    guard !variables.isEmpty else { return nil }
    let name = arguments.first { !isVariable($0) } ?? "NAME"
    let options = variables.map { variable in
      let parts = variable.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return "--var " + parts.map { plainOrQuoted(String($0)) }.joined(separator: "=")
    }.joined(separator: " ")
    return command == "render"
      ? "variables as options: \(options)"
      : "no variables: `promptrepo render \(name) \(options)` fills them in"
  }

  /// The text, in quotes where a shell would read more into it.
  private func plainOrQuoted(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", ":", "@", ",": true
      default: false
      }
    }
    return isPlain ? text : text.shellWord
  }

  /// Where to listen without its option: `serve 8080`, `serve :8080`, `serve 127.0.0.1:8080`.
  private func meaningOfAddress(in command: String, _ cause: any Error) -> String? {
    guard command == "serve", let unexpected = cause as? UnexpectedArguments,
      unexpected.words.count == 1, let word = unexpected.words.first
    else { return nil }
    let number = word.utf8.first == UInt8(ascii: ":") ? String(word.dropFirst()) : word
    if let port = UInt16(number) {
      return "the port as an option: `promptrepo serve --port \(port)`"
    }
    guard SocketAddress(word) != nil else { return nil }
    return "the address as an option: `promptrepo serve --listen \(word)`"
  }

  /// git's name for the commit that is checked out: `diff HEAD`, `show NAME@HEAD`.
  private func meaningOfHead(in command: String) -> String? {
    let isHead = { (word: String) in
      word.split(separator: "@").contains { ["HEAD", "HEAD~", "HEAD^"].contains($0.prefix(5)) }
        || word.hasPrefix("HEAD~") || word.hasPrefix("HEAD^")
    }
    guard let place = arguments.firstIndex(where: isHead) else { return nil }
    return command == "diff" && place == 0 && !arguments[0].utf8.contains(UInt8(ascii: "@"))
      ? "a prompt, and HEAD is git's: `promptrepo diff` compares every edited file with its latest "
        + "version"
      : "no HEAD, which is git's: NAME@latest is the newest version, NAME@active the live one, "
        + "NAME@~1 the one that was live before"
  }

  /// Environments without their options: `promote NAME staging production`.
  private func meaningOfEnvironments(in command: String, _ cause: any Error) -> String? {
    if command == "promote", let missing = cause as? MissingOption {
      let names = arguments.suffix(missing.name == "--to" ? 1 : 2)
      guard arguments.count > names.count, names.allSatisfy(isEnvironment) else { return nil }
      let prompts = arguments.dropLast(names.count).joined(separator: " ")
      let source = names.count == 2 ? names.first ?? "ENV" : "ENV"
      return "environments as options: `promptrepo promote \(prompts) --from \(source) --to "
        + "\(names.last ?? "ENV")`"
    }
    guard ["rollback", "log", "audit", "release deploy", "release rollback"].contains(command),
      let unexpected = cause as? UnexpectedArguments, unexpected.words.count == 1,
      let word = unexpected.words.first, isEnvironment(word)
    else { return nil }
    let line = ([command] + unexpected.arguments).joined(separator: " ")
    return "an environment as an option: `promptrepo \(line) --env \(word)`"
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

/// Whether a text has the form of the first digits of an operation's id, as many as `undo` takes.
func isOperation(_ text: String) -> Bool {
  text.utf8.count >= 8
    && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}
