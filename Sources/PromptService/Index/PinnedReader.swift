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
    let references = PromptReferences(prompt.name)
    return switch name {
    case references.info: prompt.tips.info
    case references.versions: prompt.tips.versions
    case references.pointer(.active): prompt.tips.active
    default: try repository.target(of: name)
    }
  }

  func tip(of concern: Concern, _ name: PromptName) throws(RepositoryError) -> ObjectID? {
    guard name == prompt.name else { return try repository.tip(of: concern, name) }
    return switch concern {
    case .info: prompt.tips.info
    case .versions: prompt.tips.versions
    case .pointer(.active): prompt.tips.active
    case .pointer: try repository.tip(of: concern, name)
    }
  }
}
