internal import PromptRepo
internal import PromptsAPI

extension PromptObject {
  /// A prompt of the ledger as the API shows it; `nil` while it has no active version.
  init?(_ prompt: Prompt) {
    guard let active = prompt.active?.version, let latest = prompt.latest?.number else {
      return nil
    }
    self.init(
      id: prompt.record.id.rawValue, name: prompt.displayName,
      description: prompt.record.description, activeVersion: active,
      latestVersion: latest, metadata: prompt.record.metadata,
      createdAt: prompt.record.createdAt.rfc3339, updatedAt: prompt.updatedAt.rfc3339)
  }
}

extension VersionObject {
  /// A version of the ledger as the API shows it.
  init(_ version: Version, template: String) {
    self.init(
      id: version.id.rawValue, promptID: version.promptID.rawValue, version: version.number,
      template: template, createdAt: version.createdAt.rfc3339)
  }
}
