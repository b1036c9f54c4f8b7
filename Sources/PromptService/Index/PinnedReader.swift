internal import PromptRepo

/// Reads a prompt as the index knows it, so that one answer never mixes two states.
struct PinnedReader: LedgerReader {
  private let repository: Repository
  private let tips: PromptTips
  private let info: ReferenceName
  private let versions: ReferenceName
  private let active: ReferenceName

  init(_ prompt: IndexedPrompt, in repository: Repository) {
    self.repository = repository
    tips = prompt.tips
    let references = PromptReferences(prompt.name)
    info = references.info
    versions = references.versions
    active = references.pointer(.active)
  }

  var cache: LedgerCache { repository.cache }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    try repository.object(id)
  }

  func target(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    switch name {
    case info: tips.info
    case versions: tips.versions
    case active: tips.active
    default: try repository.target(of: name)
    }
  }
}
