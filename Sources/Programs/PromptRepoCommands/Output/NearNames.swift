internal import CommandKit
internal import GitRemotes
internal import PromptFiles
internal import PromptRepo

extension CommandContext {
  /// An error about a name that nothing has, with the names that are near.
  ///
  /// Names are read only once there is such an error.
  func suggestingNames(_ error: RepositoryError) throws -> RepositoryError {
    if case .deployments(let refusals, let summary)? = error.cause as? LedgerRefusal {
      return RepositoryError(
        error.code, error.message, hint: error.hint,
        cause: LedgerRefusal.deployments(try refusals.map(suggestingNames), summary: summary))
    }
    guard let near = try nearNames(of: error.cause) else { return error }
    return RepositoryError(
      error.code, error.message, hint: error.shellHint.map { "\(near) \($0)" } ?? near,
      cause: error.cause)
  }

  /// A question or sentence about what may be meant; nil where nothing is near.
  private func nearNames(of cause: (any Error)?) throws -> String? {
    switch cause {
    case let refusal as LedgerRefusal:
      switch refusal {
      case .promptNotFound(let name): return try nearPrompts(to: name)
      case .environmentNotFound(let name), .requiredEnvironmentNotFound(let name):
        return question(name.rawValue, try repository().environments().map(\.name.rawValue))
      case .neitherVersionNorEnvironment(let text, let name):
        let environments = try repository().environments().map(\.name.rawValue)
        if let near = question(text.rawValue, ["active", "latest"] + environments) { return near }
        guard let other = PromptName(orNil: text.rawValue), try repository().prompt(other) != nil
        else { return nil }
        if command == "diff" {
          return "'\(other)' is a prompt; name a version of each: \(name)@latest \(other)@latest."
        }
        guard let line = typedLine, line.arguments.count == 2 else {
          return "'\(other)' is a prompt."
        }
        return "'\(other)' is a prompt, and one is named at a time: \(line.oneEach(in: command))."
      case .releaseNotFound(let name):
        return question(name.rawValue, try repository().releases().map(\.name.rawValue))
      default: return nil
      }
    case FileRefusal.nothingNamed(let name)?: return try nearPrompts(to: name)
    case RemoteRefusal.remoteNotFound(let name)?: return question(name, try remoteNames())
    default: return nil
    }
  }

  /// `Did you mean '…'?` about the nearest words; nil where none is near.
  func question(_ typed: String, _ known: [String]) -> String? {
    PromptRepoCommands.question(about: typed, among: known)
  }

  /// Names of prompts that are near as a whole or in their last part: `reply` for `support/reply`.
  private func nearPrompts(to name: PromptName) throws -> String? {
    if let meaning = try meaning(of: name) { return meaning }
    if let question = try questionAboutPrompts(near: name.rawValue) { return question }
    do throws(RepositoryError) {
      if case .environment = try VersionSpec(name.rawValue) { return nil }
    } catch {
      return nil  // It is no version.
    }
    if command != "diff", let line = typedLine, let index = line.argument(name.rawValue), index > 0,
      let prompt = PromptName(orNil: line.arguments[index - 1]),
      try repository().prompt(prompt) != nil
    {
      return "A version is written with its prompt: \(line.joining(versionAt: index).quoted)."
    }
    let names = try repository().names(limit: 2)
    let prompt = names.count == 1 ? names[0].rawValue : "NAME"
    return command == "diff"
      ? "A version is written with its prompt: `promptrepo diff \(prompt) \(name)`."
      : "A version is written with its prompt: \(prompt)@\(name)."
  }

  /// `Did you mean '…'?` about prompts that are near what was typed; nil where none is near.
  func questionAboutPrompts(near name: String) throws -> String? {
    func lastPart(_ name: String) -> String {
      let bytes = name.utf8
      let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
      return slash.map { String(name[bytes.index(after: $0)...]) } ?? name
    }
    let last = lastPart(name)
    var near = NearWords(to: name)
    let nearLast = NearWords(to: last)
    for candidate in try repository().names().map(\.rawValue) {
      let part = lastPart(candidate)
      if part.utf8.elementsEqual(last.utf8) {
        near.offer(candidate, at: 0)
      } else if let distance = near.distance(to: candidate) {
        near.offer(candidate, at: distance)
      } else if let distance = nearLast.distance(to: part) {
        // As near, and still not as much is the same.
        near.offer(candidate, at: distance + 1)
      }
    }
    return near.question
  }
}

/// `Did you mean '…'?` about the words that are nearest to one; nil where none is near.
package func question(about typed: String, among known: [String]) -> String? {
  var near = NearWords(to: typed)
  for word in known { near.offer(word) }
  return near.question
}

extension NearWords {
  /// `Did you mean '…'?`; nil where none is near.
  fileprivate var question: String? {
    let words = words.map { "'\($0)'" }
    guard let last = words.last else { return nil }
    let list = words.dropLast().joined(separator: ", ")
    return "Did you mean \(list.isEmpty ? last : "\(list) or \(last)")?"
  }
}
