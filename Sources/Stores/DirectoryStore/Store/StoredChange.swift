internal import GitFiles
internal import GitModel

/// A change as this store applies it: its moves, and its objects wherever they are.
struct StoredChange {
  /// Where the objects are.
  enum Content {
    case objects([GitObject], kinds: [ObjectID: ObjectKind])
    case stage(PackStage)
  }

  let moves: ReferenceMoves
  /// Who makes the change, for the logs.
  let committer: String
  let content: Content

  init(_ moves: ReferenceMoves, committer: String, content: Content) {
    self.moves = moves
    self.committer = committer
    self.content = content
  }

  init(_ change: Change) {
    self.init(
      ReferenceMoves(change.moves), committer: change.committer.line,
      content: .objects(change.objects, kinds: change.objects.kinds))
  }
}

extension StoredChange.Content: AddedObjects {
  /// What was there before the change brought anything.
  static let nothing = StoredChange.Content.objects([], kinds: [:])

  /// Whether the change brings an object.
  func contains(_ id: ObjectID) -> Bool {
    switch self {
    case .objects(_, let kinds): kinds[id] != nil
    case .stage(let stage): stage.contains(id)
    }
  }

  /// Whether what a move goes to may be an annotated tag, which has to be read.
  func mayBeTag(_ move: ReferenceMove) -> Bool {
    if move.note != nil { return false }
    guard let new = move.new, case .objects(_, let kinds) = self, let kind = kinds[new] else {
      return true
    }
    return kind == .tag
  }
}
