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
  init?(_ withdrawal: Withdrawal) {
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
