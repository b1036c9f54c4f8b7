internal import Digests
internal import PromptRepo
internal import PromptsAPI

extension PromptObject {
  /// A prompt of the ledger as the API shows it; `nil` while it has no active version.
  init?(_ prompt: Prompt) {
    guard let active = prompt.active, let latest = prompt.latest?.number else { return nil }
    let record = prompt.record
    self.init(
      id: record.id.rawValue, name: prompt.displayName, description: record.description,
      activeVersion: active.version, latestVersion: latest, metadata: record.metadata,
      createdAt: record.createdAt.rfc3339, updatedAt: prompt.updatedAt.rfc3339,
      details: PromptDetails(
        name: prompt.name.rawValue, title: record.title, activeVersionHash: "\(active.hash)",
        archivedAt: record.archivedAt?.rfc3339))
  }
}

extension VersionObject {
  /// A version of the ledger as the API shows it.
  init(_ version: Version, _ content: VersionContent) {
    self.init(
      id: version.id.rawValue, promptID: version.promptID.rawValue, version: version.number,
      template: content.template, createdAt: version.createdAt.rfc3339,
      details: VersionDetails(version, content))
  }
}

extension VersionDetails {
  /// What the ledger knows of a version.
  fileprivate init(_ version: Version, _ content: VersionContent) {
    self.init(
      hash: "\(version.hash)", templateHash: "\(version.templateHash)",
      message: version.message.isEmpty ? nil : version.message,
      author: ActorObject(version.author), config: content.config)
  }
}

extension PassedRollback {
  /// What was withdrawn from a prompt that goes on; `nil` where nothing tells who did it.
  init?(_ withdrawal: WithdrawnVersions) {
    guard let newest = withdrawal.versions.first, let rollback = withdrawal.rollbacks.first else {
      return nil
    }
    self.init(
      liveVersion: withdrawal.live.version, withdrawnVersion: newest, reason: withdrawal.reason,
      actor: ActorObject(rollback.author), createdAt: rollback.author.time.rfc3339)
  }
}

extension ShownVersion {
  /// A version of the ledger whose template is shown with its prompt.
  init(_ version: Version, _ content: VersionContent) {
    self.init(
      id: version.id.rawValue, version: version.number, createdAt: version.createdAt.rfc3339,
      details: VersionDetails(version, content))
  }
}

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
