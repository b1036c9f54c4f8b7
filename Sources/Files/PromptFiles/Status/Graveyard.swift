internal import PromptRepo

/// What became of prompts that were deleted or renamed, by the tombstones that they left.
struct Graveyard {
  /// What became of a prompt.
  enum Fate: Hashable {
    case deleted
    case renamed(PromptName)
  }

  /// What was left behind under each name, newest first.
  private(set) var burials: [PromptName: [Burial]] = [:]
  private var newest: [PromptID: Burial] = [:]
  private let repository: Repository

  /// Reads all tombstones.
  init(_ repository: Repository) throws(RepositoryError) {
    self.repository = repository
    for reference in try repository.store.references(under: Tombstone.root) {
      let chain = try repository.burials(at: reference.target)
      if let first = chain.first { newest[first.tombstone.id] = first }
      for burial in chain { burials[burial.tombstone.name, default: []].append(burial) }
    }
    for name in burials.keys {
      burials[name]?.sort { $0.author.time > $1.author.time }
    }
  }

  /// What became of a prompt; nil if it left nothing behind.
  func fate(of prompt: PromptID) throws(RepositoryError) -> Fate? {
    guard let burial = newest[prompt] else { return nil }
    guard let name = burial.tombstone.renamedTo,
      let info = try repository.target(of: PromptReferences(name).info),
      try repository.record(at: info).id == prompt
    else { return .deleted }
    return .renamed(name)
  }

  /// Whether a file can stand for a version that a prompt had when it left; of those only that are
  /// here, since what was deleted elsewhere is not fetched.
  func contains(_ file: PromptFile, in burial: Burial) throws(RepositoryError) -> Bool {
    let hashes = try reportingFile { () throws(PromptFileError) in try file.hashes() }
    var next = burial.tombstone.tips["versions"]
    while let commit = next, try repository.object(commit) != nil {
      let version = try repository.version(at: commit)
      if hashes.contains(version.hash) { return true }
      next = version.parent
    }
    return false
  }
}
