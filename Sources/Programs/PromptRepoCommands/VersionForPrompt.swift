internal import CommandKit
internal import PromptRepo

/// A version stands where a whole prompt goes: `rollback NAME@v1`.
struct VersionForPrompt: Error, CustomStringConvertible {
  /// The prompt as it was typed.
  let name: String
  /// What stands behind its `@`.
  let spec: String
  /// Whether it is an argument of its own.
  var isSeparate = false

  /// The commands that take versions.
  static let commandsOfVersions = [
    "show", "render", "vars", "reach", "blame", "diff", "checkout", "activate", "deploy",
    "release create",
  ]

  /// What is wrong, where nothing is known of the command.
  var description: String {
    "a prompt goes here, not one of its versions. Leave out '@\(spec)'"
  }

  /// What is meant by it in a command; nil where only the prompt can be meant.
  ///
  /// - Parameters:
  ///   - line: The line with it.
  ///   - index: The argument that names the prompt.
  func meaning(in command: String, _ typed: TypedLine, at index: Int) -> String? {
    // They are as they were typed, and may be anything.
    let (plainName, plainSpec) = (name.plainOrQuoted, spec.plainOrQuoted)
    let version = "\(name)@\(spec)"
    let whole = isSeparate ? typed.replacing(argument: index + 1, with: []) : typed
    let line = whole.replacing(argument: index, with: [name])
    let only = typed.keeping(argument: index).replacing(argument: index, with: [name])
    let versionOnly = only.replacing(argument: index, with: [version])
    switch command {
    case "rollback":
      guard line.value(of: "--to") == nil else { return nil }
      let back = line.adding([("--to", spec)], after: index).quoted
      let forward = line.replacing(argument: index, with: [version])
      let live =
        line.value(of: "--env") == nil
        ? forward.replacingCommand(with: "activate", keeping: ["--message"])
        : forward.replacingCommand(with: "deploy", keeping: ["--env", "--message"])
      return "\(back) goes back to that version, \(live.quoted) makes it live in any case"
    case "log", "audit":
      return "\(line.quoted) shows the history of the prompt, `promptrepo show "
        + "\(version.plainOrQuoted)` that version"
    case "edit":
      return
        "`promptrepo checkout \(version.plainOrQuoted)` writes that version to the file, which "
        + "\(line.quoted) then opens"
    case "promote":
      var deployment = versionOnly.replacingCommand(
        with: "deploy", keeping: ["--to", "--message", "--acknowledge", "--dry-run"])
      deployment =
        line.value(of: "--to") == nil
        ? deployment.adding([("--env", "ENV")], after: index)
        : deployment.replacing(option: "--to", with: "--env")
      return "\(deployment.quoted) deploys that version, \(line.quoted) the one that is live in "
        + "another environment"
    case "delete", "archive":
      return "versions stay, and \(line.quoted) is about the whole prompt"
    case "bisect":
      return "--good and --bad name versions, as in `promptrepo bisect \(plainName) --good "
        + "\(plainSpec)`"
    case "commit":
      let onto = only.adding([("--onto", spec)], after: index)
      return "--onto says which version a file follows, as in \(onto.quoted)"
    case "grep": return "--all-versions searches every version of \(plainName)"
    default: return nil
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
    self.init(name: name, spec: spec, isSeparate: true)
  }
}
