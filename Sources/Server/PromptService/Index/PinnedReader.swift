internal import PromptRepo

/// Reads a prompt as the index knows it, so that one answer never mixes two states.
struct PinnedReader: LedgerReader {
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
    guard let chain = PromptChain(name), chain.prompt == prompt.name else {
      return try repository.target(of: name)
    }
    return prompt.tips[chain.concern]
  }

  func tip(of concern: Concern, _ name: PromptName) throws(RepositoryError) -> ObjectID? {
    guard name == prompt.name else { return try repository.tip(of: concern, name) }
    return prompt.tips[concern]
  }
}
