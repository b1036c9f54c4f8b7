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

  /// Notes where the chains of these prompts are now.
  func write(_ names: [PromptName]) throws {
    guard !names.isEmpty else { return }
    var lines: [String] = []
    for name in names {
      for kind: LedgerRef.PromptKind in [.info, .versions, .pointer(.active)] {
        let reference = ReferenceName.prompt(name, kind)
        lines.append("\(try repository.target(of: reference)?.hex ?? "-") \(reference)\n")
      }
    }
    try files.makeDirectories(path.parentDirectory)
    try files.replaceFile(path, with: Array(lines.joined().utf8))
  }

  /// Removes the note.
  func remove() throws { _ = try files.unlinkIfPresent(path) }

  /// The moves that take back what a killed run made: at most one step of each chain.
  ///
  /// What it had pushed all the same comes back with a pull.
  func leftovers() throws -> [ReferenceMove] {
    guard let bytes = try files.readFileIfPresent(path, maxBytes: 1 << 28) else { return [] }
    var moves: [ReferenceMove] = []
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { continue }
      let name = try ReferenceName(parts[1])
      let old = ObjectID(hex: parts[0])
      guard let new = try repository.target(of: name), new != old,
        try repository.commit(new, for: "a step of a chain").parents.first == old
      else { continue }
      moves.append(ReferenceMove(name, from: old, to: new, message: ""))
    }
    return moves
  }
}
