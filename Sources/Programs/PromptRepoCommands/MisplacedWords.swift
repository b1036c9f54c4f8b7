internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptRepo

/// Words that stand where a command takes none of them, although the command has a place for them.
struct MisplacedWords {
  private let failure: UsageFailure
  private let command: String
  private let cause: any Error
  private let line: TypedLine
  private let git: (any GitSupport)?
  private let parse: ([String]) -> Outcome

  /// The words of a line that is wrong; nil where nothing is known of it.
  ///
  /// - Parameters:
  ///   - git: What opens the repository that tells what names stand for.
  ///   - parse: Reads another line.
  init?(
    _ failure: UsageFailure, git: (any GitSupport)?, parse: @escaping ([String]) -> Outcome
  ) {
    guard let cause = failure.cause, let command = failure.command, let line = failure.line else {
      return nil
    }
    (self.failure, self.command, self.cause, self.git) = (failure, command, cause, git)
    (self.line, self.parse) = (TypedLine(line), parse)
  }

  private var arguments: [String] { failure.arguments }

  /// The failure with what is meant, where a version, a variable or an environment is misplaced.
  ///
  /// - Throws: ``HandOver`` where a companion program has to look at the repository.
  func explained() throws -> UsageFailure {
    let meanings: [() throws -> String?] = [
      meaningOfOperation, meaningOfVersion, meaningOfVariables, meaningOfEnvironments,
      meaningOfPrompts, meaningOfAll, meaningOfGitRevision, meaningOfHead, meaningOfAddress,
      meaningOfNewName, meaningInLowerCase,
    ]
    var sentence: String?
    for meaning in meanings where sentence == nil { sentence = try meaning() }
    guard let sentence else { return failure }
    return UsageFailure("'promptrepo \(command)' takes \(sentence).", in: failure.line)
  }

  /// The index of the only argument for which there is no place.
  private var unexpected: Int? {
    guard let unexpected = cause as? UnexpectedArguments, unexpected.words.count == 1 else {
      return nil
    }
    return arguments.indices.last
  }

  /// The id of an operation without its option: `undo NAME a5020f2b`.
  private func meaningOfOperation() -> String? {
    guard command == "undo", let last = unexpected, isOperation(arguments[last]) else { return nil }
    return "an operation as an option: \(line.making(argument: last, option: "--operation").quoted)"
  }

  /// A version stands where a prompt goes or nothing does: `rollback NAME@v1`.
  private func meaningOfVersion() -> String? {
    guard let version = VersionForPrompt(cause: cause),
      let index = version.isSeparate
        ? unexpected.map({ $0 - 1 }) : failure.refused.flatMap({ line.argument(at: $0.places) }),
      let meaning = version.meaning(in: command, line, at: index)
    else { return nil }
    return "a prompt, and '\(version.name)@\(version.spec)' is a version: \(meaning)"
  }

  /// Variables without their option: `render NAME customer=Ada`.
  private func meaningOfVariables() -> String? {
    guard ["render", "show"].contains(command) else { return nil }
    let variables = arguments.indices.filter { arguments[$0].utf8.contains(UInt8(ascii: "=")) }
    guard !variables.isEmpty else { return nil }
    let all = variables.reduce(line) { $0.making(argument: $1, option: "--var") }
    if command == "render" { return "variables as options: \(all.quoted)" }
    return "no variables: \(all.replacingCommand(with: "render", keeping: ["--var"]).quoted) "
      + "fills them in"
  }

  /// git's names for what came before: `NAME~1`, `NAME^`, `NAME@{1}`; and others' for versions, such
  /// as `NAME:2`.
  private func meaningOfGitRevision() -> String? {
    guard VersionForPrompt.commandsOfVersions.contains(command) else { return nil }
    if command == "diff", let range = arguments.first, range.contains(".."),
      !range.utf8.contains(UInt8(ascii: "@"))
    {
      return "a prompt before its versions: \(line.inserting("NAME", before: 0).quoted)"
    }
    for (index, word) in arguments.enumerated() {
      guard let revision = ForeignRevision(word) else { continue }
      let right = line.replacing(argument: index, with: [revision.argument])
      return "versions as NAME@SPEC: \(right.quoted)"
        + (revision.isOneBefore ? " is about what was live before" : "")
    }
    return nil
  }

  /// git's name for the commit that is checked out: `diff HEAD`, `show NAME@HEAD`.
  private func meaningOfHead() -> String? {
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

  /// git's name for all that is in the folder: `status .`.
  private func meaningOfAll() -> String? {
    guard ["status", "log", "diff", "commit", "checkout"].contains(command),
      let refused = failure.refused, [".", "./"].contains(refused.word),
      let index = line.argument(at: refused.places), arguments.count == 1
    else { return nil }
    let right = line.replacing(argument: index, with: [])
    return "names of prompts, and all prompts without one: \(right.quoted)"
  }

  /// Environments without their options: `promote NAME staging production`; or a second prompt where
  /// only one goes.
  private func meaningOfEnvironments() throws -> String? {
    if command == "promote", let missing = cause as? MissingOption {
      return try meaningOfPromotion(
        lackingOnly: missing.name == "--to" || line.has("--to") ? missing.name : nil)
    }
    guard ["rollback", "log", "audit", "release deploy", "release rollback"].contains(command),
      let last = unexpected
    else { return nil }
    let names = try KnownNames(line, git: git)
    let isPrompt = !command.hasPrefix("release ")
    // In the place of the prompt: `log staging NAME`.
    let isSecondPrompt = try isPrompt && last == 1 && names.isOnlyPrompt(arguments[1])
    let swapped = try isSecondPrompt && names.isOnlyEnvironment(arguments[0])
    let isEnvironment = try names.isEnvironment(arguments[last])
    if swapped || isEnvironment {
      let right = line.making(argument: swapped ? 0 : last, option: "--env")
      return "an environment as an option: \(right.quoted)"
    }
    return isSecondPrompt ? "one prompt at a time: \(line.oneEach(in: command))" : nil
  }

  /// A second prompt where a version goes: `show NAME OTHER`.
  private func meaningOfPrompts() throws -> String? {
    guard ["show", "render", "blame", "activate", "diff"].contains(command),
      let refused = failure.refused, refused.completion == .custom("version"),
      arguments.count == 2, line.argument(at: refused.places) == 1,
      try KnownNames(line, git: git).isOnlyPrompt(arguments[1])
    else { return nil }
    guard command == "diff" else {
      return "one prompt at a time: \(line.oneEach(in: command))"
    }
    let each = [0, 1].reduce(line) {
      $0.replacing(argument: $1, with: ["\(arguments[$1])@latest"])
    }
    return "a version of each prompt: \(each.quoted)"
  }

  private func meaningOfPromotion(lackingOnly only: String?) throws -> String? {
    let names = try KnownNames(line, git: git)
    let last = arguments.count - 1
    guard last >= 0, try names.isEnvironment(arguments[last]) else { return nil }
    if let only {
      let right = line.making(argument: last, option: only)
      return "environments as options: \((last == 0 ? allPrompts(right) : right).quoted)"
    }
    guard last > 0, try names.isEnvironment(arguments[last - 1]) else {
      guard last > 0 else { return nil }
      // Where from is not said.
      let right = line.replacing(argument: last, with: [])
        .adding([("--from", "ENV"), ("--to", arguments[last])], after: last)
      return "environments as options: \(right.quoted)"
    }
    let right = line.making(argument: last - 1, option: "--from")
      .making(argument: last, option: "--to")
    return "environments as options: \((last == 1 ? allPrompts(right) : right).quoted)"
  }

  private func allPrompts(_ right: TypedLine) -> TypedLine {
    right.has("--all") ? right : right.replacingCommand(withWords: ["promote", "--all"])
  }

  /// Where to listen without its option: `serve 8080`, `serve :8080`, `serve 127.0.0.1:8080`.
  private func meaningOfAddress() -> String? {
    guard command == "serve", let last = unexpected else { return nil }
    let word = arguments[last]
    let number = word.utf8.first == UInt8(ascii: ":") ? String(word.dropFirst()) : word
    let option: (String, String)
    let what: String
    if let port = UInt16(number), port > 0 {
      (option, what) = (("--port", number), "the port")
    } else if SocketAddress(word) != nil {
      (option, what) = (("--listen", word), "the address")
    } else {
      return nil
    }
    let right = line.replacing(argument: last, with: []).adding([option], after: last)
    return "\(what) as an option: \(right.quoted)"
  }

  /// A name for a file or a folder of files where a prompt's goes: `mv reply support/`, `new 'My
  /// Prompt'`.
  private func meaningOfNewName() -> String? {
    if command == "mv" { return meaningOfMove() }
    guard command == "new", cause is RepositoryError, let typed = arguments.first,
      let name = PromptName(likeTitle: typed)
    else { return nil }
    let isTitle = typed.utf8.contains(UInt8(ascii: " ")) || typed.utf8.contains { $0 >= 0x80 }
    var right = line.replacing(argument: 0, with: [name.rawValue])
    if isTitle, !line.has("--title") { right = right.adding([("--title", typed)], after: 0) }
    return "a name of lower-case letters, digits, '.', '_', '-' and '/': \(right.quoted)"
  }

  /// Names in capitals: `show Reply`, `deploy reply --env Staging`.
  private func meaningInLowerCase() -> String? {
    guard var right = MisplacedWords.inLowerCase(failure) else { return nil }
    // One after the other is refused.
    while case .refuse(let next) = parse(right.words),
      let better = MisplacedWords.inLowerCase(next)
    {
      right = better
    }
    return "names in lower case: \(right.quoted)"
  }

  /// The line with the value that was refused in lower case; nil if that is no name either.
  private static func inLowerCase(_ failure: UsageFailure) -> TypedLine? {
    guard let refused = failure.refused, case .custom(let kind) = refused.completion,
      let line = failure.line
    else { return nil }
    let lower = String(decoding: refused.word.utf8.map(lowercased), as: UTF8.self)
    guard !lower.utf8.elementsEqual(refused.word.utf8), isName(lower, ofKind: kind) else {
      return nil
    }
    return TypedLine(line).replacing(refused, with: lower)
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
  }

  /// Whether a word can be the name of something that a shell would offer by this kind.
  private static func isName(_ word: String, ofKind kind: String) -> Bool {
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
  private func meaningOfMove() -> String? {
    let last = arguments.count - 1
    guard last > 0 else { return nil }
    let typed = arguments[last]
    let folder = typed.utf8.last == UInt8(ascii: "/") ? String(typed.dropLast()) : typed
    guard cause is UnexpectedArguments || folder.utf8.count < typed.utf8.count,
      PromptName(orNil: folder) != nil
    else { return nil }
    var moves: [String] = []
    for index in 0..<last {
      let old = arguments[index]
      let name = PromptPaths.isPath(old) ? String(old.dropLast(Workspace.suffix.count)) : old
      let file = name.split(separator: "/").last.map(String.init) ?? name
      // A folder is no prompt.
      guard name.utf8.last != UInt8(ascii: "/"), PromptName(orNil: file) != nil else { return nil }
      let move = (0..<last).filter { $0 != index }.reduce(line) {
        $0.replacing(argument: $1, with: [])
      }
      moves.append(move.replacing(argument: last, with: ["\(folder)/\(file)"]).quoted)
    }
    return "one prompt and its whole new name: " + moves.joined(separator: ", ")
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
  init?(likeTitle text: String) {
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
