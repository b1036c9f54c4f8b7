internal import CommandKit
internal import PromptRepo

/// What completes a word, with the names in the repository of the command that is typed.
enum CompletionSource {
  /// What completes the words of a kind; nil for a kind that there is not.
  @Sendable static func completer(of kind: String) -> Program<CommandContext>.Completer? {
    switch kind {
    case "prompt": { try $0.repository().names(under: $1.prefix).map(\.rawValue) }
    case "revision": { try revisions($0.repository(), $1.prefix) }
    case "version": { try versions($0.repository(), $1) }
    case "environment":
      { context, _ in try context.repository().environments().map(\.name.rawValue) }
    case "release":
      { context, _ in try context.repository().releases().map(\.name.rawValue) }
    case "setting": { context, _ in try context.allSettings().map(\.setting.name) }
    case "remote": { context, _ in try context.remoteNames() }
    default: nil
    }
  }

  /// Names of prompts, or of versions once a name has its `@`.
  private static func revisions(_ repository: Repository, _ typed: String) throws -> [String] {
    guard let at = typed.utf8.firstIndex(of: UInt8(ascii: "@")) else {
      return try repository.names(under: typed).map(\.rawValue)
    }
    let name = String(typed[..<at])
    let spec = String(typed[typed.utf8.index(after: at)...])
    return try specs(of: name, repository, spec).map { "\(name)@\($0)" }
  }

  /// Versions of the prompt that stands before the word.
  private static func versions(
    _ repository: Repository, _ word: CompletedWord
  ) throws -> [String] {
    if word.prefix.utf8.contains(UInt8(ascii: "@")) {
      return try revisions(repository, word.prefix)
    }
    guard let first = word.arguments.first else { return [] }
    let name = String(decoding: first.utf8.prefix { $0 != UInt8(ascii: "@") }, as: UTF8.self)
    return try specs(of: name, repository, word.prefix)
  }

  /// How many of the newest versions are offered before a digit is typed.
  private static let newest = 20

  /// What may stand for a version of a prompt.
  private static func specs(
    of text: String, _ repository: Repository, _ prefix: String
  ) throws -> [String] {
    guard let name = PromptName(orNil: text), let latest = try repository.latest(of: name)
    else { return [] }
    var specs = ["active", "latest"]
    for environment in try repository.environments()
    where try repository.lastMove(of: .environment(environment.name), name) != nil {
      specs.append(environment.name.rawValue)
    }
    // Both spellings are accepted; the plain one is offered to who has begun with it.
    let isPlain = prefix.utf8.first.map { (0x30...0x39).contains($0) } == true
    let hasDigit = isPlain || prefix.utf8.contains { (0x30...0x39).contains($0) }
    let first = hasDigit ? 1 : max(1, latest.number - newest + 1)
    for number in (first...latest.number).reversed() {
      specs.append(isPlain ? "\(number)" : "v\(number)")
    }
    return specs
  }
}
