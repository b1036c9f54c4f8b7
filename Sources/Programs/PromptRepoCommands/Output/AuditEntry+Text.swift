internal import CanonicalJSON
internal import PromptRepo

extension AuditEntry {
  /// What was done, in a word, for programs and for people.
  var action: String {
    if undoes != nil { return "undo" }
    return switch event {
    case .created: "create"
    case .version: "version"
    case .moved(let pointer, let move): move.verb(pointer)
    case .edited: "edit"
    case .archived: "archive"
    case .unarchived: "unarchive"
    case .left(nil): "delete"
    case .left(_?): "rename"
    case .synced: "sync"
    case .environments: "environment"
    case .release(let step): step.verb
    }
  }

  /// What it did, as people read it: what moved, from where to where.
  var summary: String {
    if case .moved(_, let move) = event, let from = move.previousVersion {
      return "\(subject) (was v\(from))"
    }
    return subject
  }

  /// The entry as machine-readable output shows it.
  var json: JSONObject {
    var object: JSONObject = ["object": "audit.entry", "action": .string(action)]
    object["name"] = prompt.map { .string($0.rawValue) } ?? .null
    if let promptID { object["prompt_id"] = .string(promptID.rawValue) }
    if let environment { object["environment"] = .string(environment.rawValue) }
    object["subject"] = .string(subject)
    switch event {
    case .version(let number, let hash):
      object["version"] = .integer(number)
      object["hash"] = .string("\(hash)")
    case .moved(_, let move):
      object["version"] = .integer(move.version)
      object["previous_version"] = move.previousVersion.map { .integer($0) } ?? .null
      object["hash"] = .string("\(move.hash)")
      if let source = move.promotedFrom { object["promoted_from"] = .string(source) }
      if let release = move.release { object["release"] = .string(release) }
    case .left(let newName?): object["new_name"] = .string(newName.rawValue)
    case .synced(let remote): object["remote"] = .string(remote.rawValue)
    case .release(let step): object["release"] = .string(step.release.rawValue)
    case .created, .edited, .archived, .unarchived, .left, .environments: break
    }
    if !message.isEmpty { object["message"] = .string(message) }
    if let reason { object["reason"] = .string(reason) }
    object["author"] = .object(author.json)
    object["committer"] = .object(committer.json)
    if let onBehalfOf { object["on_behalf_of"] = .string(onBehalfOf) }
    object["created_at"] = .string(time.rfc3339)
    if let operation { object["operation"] = .string(operation) }
    if let undoes { object["undoes"] = .string(undoes) }
    object["commit"] = .string(commit.hex)
    object["reference"] = .string(reference.rawValue)
    return object
  }
}

extension ReleaseStep {
  fileprivate var verb: String {
    switch action {
    case .created: "release"
    case .withdrawn: "release"
    case .deployed: "deploy"
    case .rolledBack: "rollback"
    }
  }
}
