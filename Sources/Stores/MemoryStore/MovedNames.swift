internal import GitModel

/// The names of the references that moved last, each with its place in the row of all moves.
struct MovedNames {
  private static let limit = 10_000

  private let epoch = UInt64.random(in: 0 ... .max)
  private var names: [ReferenceName] = []
  /// How many names came before the first one that is kept.
  private var forgotten = 0

  private var mark: StoreMark {
    StoreMark(epoch: epoch, position: UInt64(forgotten + names.count))
  }

  /// Notes the moves of a change.
  mutating func note(_ moves: [ReferenceMove]) {
    names += moves.lazy.filter { $0.new != $0.old }.map(\.name)
    // Dropped by the half, so that most changes drop nothing.
    guard names.count > 2 * MovedNames.limit else { return }
    let count = names.count - MovedNames.limit
    names.removeFirst(count)
    forgotten += count
  }

  /// What moved since a mark.
  func changes(since earlier: StoreMark?) -> StoreChanges {
    guard let earlier, earlier.epoch == epoch, let position = Int(exactly: earlier.position),
      (forgotten...forgotten + names.count).contains(position)
    else { return StoreChanges(mark: mark, references: nil) }
    return StoreChanges(mark: mark, references: Set(names[(position - forgotten)...]))
  }
}
