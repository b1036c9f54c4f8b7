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

  /// What helps where a prompt is to be deleted that is live in these environments.
  static func live(in environments: String) -> String {
    "The prompt is live in \(environments), and whoever asks there would get nothing: "
      + "`promptrepo archive` puts it away without that, `promptrepo delete --force` deletes it all "
      + "the same"
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
