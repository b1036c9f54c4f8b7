internal import Platform
internal import PromptFiles
internal import PromptRepo

/// The note of a run of `ci` about where references were before it made versions, until these are
/// pushed.
///
/// A run that is killed in between leaves versions that nobody else knows. In a clone that is used
/// again, the next run takes them back, so that they stand in nobody's way.
struct PendingPush {
  let repository: Repository
  /// The file of the note, beside the index of the working files.
  let path: String
  let files: FileSystem

  init(in context: CommandContext, _ repository: Repository) throws {
    self.repository = repository
    path = "\(try context.workspace().indexPath.parentDirectory)/ci"
    files = context.files
  }

  /// Notes where the references are that a plan moves: a line for each, and an empty one behind
  /// those that move together.
  func write(_ items: [CommitItem]) throws {
    guard !items.isEmpty else { return }
    let names = NamesGivenOn(items.map { ($0.ledgerName, $0.status.name) })
    var groups: [PromptName: [CommitItem]] = [:]
    for item in items {
      groups[names.representative(of: item.status.name), default: []].append(item)
    }
    var text = ""
    for group in groups.sorted(by: { $0.key < $1.key }).map(\.value) {
      for reference in try references(of: group) {
        text += "\(try repository.target(of: reference)?.hex ?? "-") \(reference)\n"
      }
      text += "\n"
    }
    try files.makeDirectories(path.parentDirectory)
    try files.replaceFile(path, with: Array(text.utf8))
  }

  /// The references that may be moved with prompts, those that are not there yet too.
  private func references(of items: [CommitItem]) throws -> [ReferenceName] {
    var kinds: Set<LedgerRef.PromptKind> = [.info, .versions, .pointer(.active)]
    var names: Set<PromptName> = []
    var tombstones: [ReferenceName] = []
    for item in items {
      names.formUnion([item.ledgerName, item.status.name])
      guard item.status.renamedFrom != nil else { continue }
      // A rename takes all of them along.
      let all = try repository.store.references(in: .prompts, under: "\(item.ledgerName)/@")
      for reference in all {
        if case .prompt(_, let kind)? = LedgerRef(reference.name) { kinds.insert(kind) }
      }
      if let prompt = try repository.prompt(item.ledgerName) {
        tombstones.append(.tombstones(prompt.record.id))
      }
    }
    return names.flatMap { name in kinds.map { ReferenceName.prompt(name, $0) } }.sorted()
      + tombstones
  }

  /// Removes the note.
  func remove() throws { _ = try files.unlinkIfPresent(path) }

  /// The moves that take back what a killed run made: at most one step of each chain.
  ///
  /// What it had pushed all the same comes back with a pull.
  func leftovers() throws -> [ReferenceMove] {
    guard let bytes = try files.readFileIfPresent(path, maxBytes: 1 << 28) else { return [] }
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    return try lines.split(whereSeparator: \.isEmpty).flatMap { group in
      try leftovers(of: group.map { String(decoding: $0, as: UTF8.self) })
    }
  }

  /// The same of references that move together; none where not all of them are explained by one
  /// change.
  private func leftovers(of lines: [String]) throws -> [ReferenceMove] {
    var moves: [ReferenceMove] = []
    var earlier: Set<ObjectID?> = []
    for line in lines {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { continue }
      let name = try ReferenceName(parts[1])
      let old = ObjectID(hex: parts[0])
      earlier.insert(old)
      let new = try repository.target(of: name)
      if new != old { moves.append(ReferenceMove(name, from: old, to: new, message: "")) }
    }
    let isRename = moves.contains { LedgerRef.Folder.tombstones.path(of: $0.name) != nil }
    for move in moves {
      guard let new = move.new else {
        if isRename { continue }
        return []
      }
      if isRename, earlier.contains(new) { continue }
      let step = try repository.commit(new, for: "a step of a chain")
      guard earlier.contains(step.parents.first) else { return [] }
    }
    return moves
  }
}
