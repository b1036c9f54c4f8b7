internal import PromptRepo

/// Reads a prompt as the index knows it, so that one answer never mixes two states.
struct SnapshotReader: LedgerReader {
  private let repository: Repository
  private let prompt: IndexedPrompt

  init(_ prompt: IndexedPrompt, in repository: Repository) {
    self.repository = repository
    self.prompt = prompt
  }

  var cache: LedgerCache { repository.cache }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    try repository.object(id)
  }

  func target(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    guard case .prompt(prompt.name, let kind)? = LedgerRef(name) else {
      return try repository.target(of: name)
    }
    return prompt.tips[kind]
  }

  func references(under prefix: String) throws(RepositoryError) -> [Reference] {
    try repository.references(under: prefix)
  }

  func tip(of kind: LedgerRef.PromptKind, _ name: PromptName) throws(RepositoryError) -> ObjectID? {
    guard name == prompt.name else { return try repository.tip(of: kind, name) }
    return prompt.tips[kind]
  }
}
