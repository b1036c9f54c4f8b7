internal import CanonicalJSON
internal import PromptRepo
internal import PromptRepoCommands
internal import PromptSync

extension SyncItem {
  /// The prompt for programs.
  var json: JSONObject {
    var json: JSONObject = [
      "object": "sync.prompt", "id": .string(id.rawValue), "name": .string(name),
      "state": .string(state.rawValue), "actions": .array(actions.map { .object($0.json) }),
      "notes": .array(notes.map { .string($0) }),
    ]
    switch result {
    case .done: json["result"] = "done"
    case .planned: json["result"] = "planned"
    case .failed(let reason):
      json["result"] = "failed"
      json["message"] = .string(reason)
    case .conflict(let conflict):
      json["result"] = "conflict"
      json["message"] = .string(conflict.summary)
    }
    return json
  }

  /// The texts that have to be merged by hand.
  var unresolved: SyncOutcome.UnresolvedText? {
    guard case .conflict(let conflict) = result, case .edit(let marked) = conflict.remedy else {
      return nil
    }
    do throws(RepositoryError) {
      return SyncOutcome.UnresolvedText(
        name: try PromptName(name), base: marked.base, ours: marked.ours, theirs: marked.theirs,
        labels: marked.labels)
    } catch {
      return nil
    }
  }
}

extension SyncAction {
  /// The step for programs.
  var json: JSONObject {
    switch self {
    case .createHere: ["action": "create_here"]
    case .takeVersion(let there, let here):
      ["action": "take_version", "there": .integer(there), "here": .integer(here)]
    case .takeRecord: ["action": "take_record"]
    case .activateHere(let number): ["action": "activate_here", "version": .integer(number)]
    case .resolve(let how): ["action": "resolve", "message": .string(how)]
    case .adopt(let id): ["action": "adopt", "id": .string(id)]
    case .createThere: ["action": "create_there"]
    case .giveVersion(let here, let there):
      ["action": "give_version", "here": .integer(here), "there": .integer(there)]
    case .giveRecord: ["action": "give_record"]
    case .activateThere(let number): ["action": "activate_there", "version": .integer(number)]
    }
  }
}
