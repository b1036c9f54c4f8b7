internal import PromptRepo

/// Where a chain of tombstones says that its prompt is.
enum Whereabouts: Hashable {
  /// Where it was created.
  case unmoved
  /// Nowhere.
  case deleted
  /// Under this name.
  case renamed(PromptName)

  init(_ burials: [Burial]) {
    self =
      if let newest = burials.first {
        newest.tombstone.renamedTo.map { .renamed($0) } ?? .deleted
      } else {
        .unmoved
      }
  }
}
