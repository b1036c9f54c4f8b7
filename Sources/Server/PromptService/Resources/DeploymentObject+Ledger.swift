internal import Digests
internal import PromptRepo
internal import PromptsAPI

extension DeploymentObject {
  /// What a pointer's last move made live, as the API shows it.
  init(_ prompt: Prompt, in environment: EnvironmentName, _ move: PointerMove) {
    self.init(
      id: prompt.record.id.deployment(in: environment).description,
      promptID: prompt.record.id.rawValue, promptName: prompt.displayName,
      environment: environment.rawValue, version: move.version, versionHash: "\(move.hash)",
      previousVersion: move.previousVersion, deployedAt: move.author.time.rfc3339,
      deployedBy: ActorObject(move.author), reason: move.reason, operation: move.operation)
  }
}

extension DeploymentMoveObject {
  /// A pointer's move as the API shows it.
  ///
  /// - Parameter previous: The move before it.
  init(_ move: PointerMove, after previous: PointerMove?) {
    self.init(
      id: move.commit.hex, action: Action(move), version: move.version,
      versionHash: "\(move.hash)", createdAt: move.author.time.rfc3339,
      actor: ActorObject(move.author), commit: move.commit.hex)
    if let previous {
      previousVersion = previous.version
      previousVersionHash = "\(previous.hash)"
    }
    onBehalfOf = move.onBehalfOf
    reason = move.reason
    promotedFrom = move.promotedFrom
    release = move.release
    operation = move.operation
  }
}

extension DeploymentMoveObject.Action {
  /// What a move of an environment's pointer was.
  fileprivate init(_ move: PointerMove) {
    if move.undoes != nil {
      self = .undone
    } else if move.restores != nil {
      self = .rolledBack
    } else {
      self = move.promotedFrom == nil ? .deployed : .promoted
    }
  }
}

extension ActorObject {
  /// Who a commit is by; an address is not shown unless it is the id of a key.
  init(_ signature: Signature) {
    let isKey = signature.email.utf8.starts(with: "key_".utf8) && !signature.email.contains("@")
    self.init(name: signature.name, keyID: isKey ? signature.email : nil)
  }
}
