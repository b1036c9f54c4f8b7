internal import CommandKit
internal import PromptRepo

/// A version stands where a whole prompt goes: `rollback NAME@v1`.
struct VersionForPrompt: Error, CustomStringConvertible {
  /// The prompt as it was typed.
  let name: String
  /// What stands behind its `@`.
  let spec: String

  /// The commands that take versions.
  static let commandsOfVersions = [
    "show", "render", "blame", "diff", "checkout", "activate", "deploy", "release create",
  ]

  /// What is wrong, where nothing is known of the command.
  var description: String {
    "a prompt goes here, not one of its versions. Leave out '@\(spec)'"
  }

  /// What is meant by it in a command; nil where only the prompt can be meant.
  func meaning(in command: String) -> String? {
    // They are as they were typed, and may be anything.
    let (name, spec) = (name.plainOrQuoted, spec.plainOrQuoted)
    let version = "\(self.name)@\(self.spec)".plainOrQuoted
    return switch command {
    case "rollback":
      "`promptrepo rollback \(name) --to \(spec)` goes back to that version, `promptrepo activate "
        + "\(version)` makes it live in any case"
    case "log", "audit":
      "`promptrepo \(command) \(name)` shows the history of the prompt, `promptrepo show \(version)` "
        + "that version"
    case "edit":
      "`promptrepo checkout \(version)` writes that version to the file, which `promptrepo edit "
        + "\(name)` then opens"
    case "promote":
      "`promptrepo deploy \(version) --env ENV` deploys that version, `promptrepo promote \(name)` "
        + "the one that is live in another environment"
    case "delete", "archive":
      "versions stay, and `promptrepo \(command) \(name)` is about the whole prompt"
    case "bisect":
      "--good and --bad name versions, as in `promptrepo bisect \(name) --good \(spec)`"
    case "commit":
      "--onto says which version a file follows, as in `promptrepo commit \(name) --onto \(spec)`"
    case "grep": "--all-versions searches every version of \(name)"
    default: nil
    }
  }
}

extension VersionForPrompt {
  /// What a value was refused with, or a version after the only argument: `rollback NAME v1`.
  init?(cause: any Error) {
    if let cause = cause as? VersionForPrompt {
      self = cause
      return
    }
    guard let unexpected = cause as? UnexpectedArguments, unexpected.words.count == 1,
      let spec = unexpected.words.first, let name = unexpected.arguments.last
    else { return nil }
    do throws(RepositoryError) {
      if case .environment = try VersionSpec(spec) { return nil }
    } catch {
      return nil  // It is no version.
    }
    self.init(name: name, spec: spec)
  }
}
