internal import PromptRepo

/// What the index knows of one prompt: who it is, and where its chains stand.
struct IndexedPrompt: Sendable {
  let name: PromptName
  let id: PromptID
  /// Milliseconds since 1970.
  let createdAt: Int64
  var tips: PromptTips

  /// The prompt's place in the list.
  var place: Place { Place(createdAt: createdAt, id: id) }

  /// Whether the API shows it: it has an active version.
  var isServed: Bool { tips.versions != nil && tips.active != nil }
}

/// A place in the list of prompts: by creation, the id deciding between equal times.
struct Place: Sendable, Comparable {
  let createdAt: Int64
  let id: PromptID

  static func < (left: Place, right: Place) -> Bool {
    (left.createdAt, left.id.uuid) < (right.createdAt, right.id.uuid)
  }
}

extension [Place] {
  /// Where a place is among ascending ones, or would be.
  func position(of place: Place) -> Int {
    // New prompts go to the end.
    if let last, last < place { return count }
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

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

  func tip(of kind: LedgerRef.PromptKind, _ name: PromptName) throws(RepositoryError) -> ObjectID? {
    guard name == prompt.name else { return try repository.tip(of: kind, name) }
    return prompt.tips[kind]
  }
}
