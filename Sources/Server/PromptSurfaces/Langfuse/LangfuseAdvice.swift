internal import PromptRepo
internal import PromptService

/// What to type, in errors of Langfuse's shape.
///
/// Who reads them sits before a program of another system, which shows the message and nothing else.
enum LangfuseAdvice {
  /// What helps where a label has no place.
  static func missing(environment name: String) -> String {
    "There is no environment '\(name)': make it with promptrepo env add \(name)"
  }

  /// Why a version is not found and what helps, as the end of a sentence that says which one.
  ///
  /// - Parameter name: The prompt's name; `nil` where there is no such prompt.
  static func missing(_ name: PromptName?, _ error: ServiceError) -> String {
    guard let name else { return ": there is no such prompt; `promptrepo list` shows the names" }
    let newest = "the label 'latest' reads the newest version"
    return switch error {
    case .environmentNotFound(let label, _):
      ": there is no environment '\(label)'; `promptrepo env list` shows the labels that there are, and "
        + newest
    case .notDeployed(to: "active"):
      ": it has no active version; `promptrepo activate \(name)@SPEC` makes one active, and \(newest)"
    case .notDeployed(let place):
      ": nothing of it is live in '\(place)'; `promptrepo deploy \(name) --env \(place)` deploys it, "
        + "and \(newest)"
    case .versionNotFound:
      ": it has no such version; `promptrepo log \(name)` shows those that there are"
    default: ""
    }
  }

  /// What helps where a prompt is to be deleted that is live in these environments.
  static func live(_ name: PromptName, in environments: [EnvironmentName]) -> String {
    let list = environments.map { "'\($0)'" }.joined(separator: ", ")
    return "The prompt is live in \(list), and whoever asks there would get nothing: "
      + "`promptrepo archive \(name)` puts it away without that, `promptrepo delete \(name) "
      + "--force` deletes it all the same"
  }

  /// What helps where labels are to move to a version that clients cannot hold.
  ///
  /// - Parameter reason: Why they cannot, in words.
  static func formless(
    _ found: FoundPrompt, _ version: Int, labels: [String], _ reason: String
  ) -> String {
    let prompt = "\(found.name)@v\(version)"
    let commands = labels.map { label in
      guard let name = found.pointer(of: label)?.environment else {
        return "`promptrepo activate \(prompt)`"
      }
      return "`promptrepo deploy \(prompt) --env \(name)`"
    }
    let way =
      commands.isEmpty ? "" : ". To move it all the same: " + commands.joined(separator: ", ")
    return "Version \(version) has no form for Langfuse's clients, so no label was moved: "
      + "\(reason)\(way)"
  }
}

extension RefusedMove {
  /// The rule, and the command that does what it asks for.
  var advice: String {
    let place = pointer.environment?.rawValue ?? "active"
    let command: String
    switch rule {
    case .archived(let name)?: return "\(reason): `promptrepo unarchive \(name)` brings it back"
    case .required(let environment, let name, let version)?:
      command = "promptrepo deploy \(name)@v\(version) --env \(environment)"
    case .variables(let names)?:
      command =
        "promptrepo deploy \(name)@v\(version) --env \(place) --acknowledge "
        + names.joined(separator: ",")
    case nil: command = "promptrepo deploy \(name)@v\(version) --env \(place)"
    }
    let first = isNew ? "create the version without the label '\(place)' first, then" : ""
    switch rule {
    case .variables?:
      return isNew
        ? "\(reason): \(first), once all callers are ready for it, `\(command)` deploys it"
        : "\(reason): once all callers are ready for it, `\(command)` deploys it"
    default:
      return isNew ? "\(reason): \(first) `\(command)`" : "\(reason): `\(command)` comes first"
    }
  }
}
