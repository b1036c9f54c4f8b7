internal import CanonicalJSON
public import PromptRepo

extension ImportRow {
  /// The row that an export writes for one version of a prompt.
  public init(_ version: Version, _ content: VersionContent, of prompt: Prompt) {
    self.init(name: prompt.name.rawValue, template: content.template)
    id = prompt.record.id.rawValue
    title = prompt.record.title
    description = prompt.record.description
    metadata = prompt.record.metadata.isEmpty ? nil : prompt.record.metadata
    config = content.config
    self.version = version.number
    message = version.message.isEmpty ? nil : version.message
    author = "\(version.author.name) <\(version.author.email)>"
    createdAt = version.createdAt
    promptCreatedAt = version.number == 1 ? prompt.record.createdAt : nil
    active = prompt.active?.versionCommit == version.commit ? true : nil
  }
}
