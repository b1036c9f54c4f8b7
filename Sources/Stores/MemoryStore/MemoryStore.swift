public import GitModel
internal import Synchronization

/// A store that lives in memory: for tests, and for programs that embed a ledger of their own.
///
/// Nothing is written anywhere; the content is gone with the value.
public final class MemoryStore: ObservableStore {
  private struct State {
    var objects: [ObjectID: GitObject] = [:]
    var references: [ReferenceName: ObjectID] = [:]
    var sortedNames: [ReferenceName]?
    var moved = RecentMoves()
  }

  private let state = Mutex(State())

  /// Makes an empty store.
  public init() {}

  /// Reads an object; `nil` when it is not there.
  public func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    state.withLock { $0.objects[id] }
  }

  /// The object a reference points at; `nil` when the reference does not exist.
  public func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    state.withLock { $0.references[name] }
  }

  /// References whose names begin with `prefix`, in the order of their bytes.
  public func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    state.withLock { state in
      let names = state.sortedNames ?? state.references.keys.sorted()
      state.sortedNames = names
      let lowerBound = max(Array(prefix.utf8), Array((after ?? "").utf8)) {
        $0.lexicographicallyPrecedes($1)
      }
      var found: [Reference] = []
      for name in names[names.firstIndex(notBefore: lowerBound)...] {
        guard name.rawValue.utf8.starts(with: prefix.utf8), found.count < limit ?? .max else {
          break
        }
        if let after, name.rawValue.utf8.elementsEqual(after.utf8) { continue }
        if let target = state.references[name] { found.append(Reference(name, target)) }
      }
      return found
    }
  }

  /// Applies a change whole, or refuses it.
  public func apply(_ change: Change) throws(RepositoryError) {
    let refusal: RepositoryError? = state.withLock { state in
      let objects = Set(change.objects.map(\.id))
      let refusal = change.refusal(
        current: { state.references[$0] },
        names: { state.references.keys },
        hasObject: { objects.contains($0) || state.objects[$0] != nil })
      if let refusal { return refusal }
      for object in change.objects { state.objects[object.id] = object }
      for move in change.moves { state.references[move.name] = move.new }
      state.sortedNames = nil
      state.moved.note(change.moves)
      return nil
    }
    if let refusal { throw refusal }
  }

  /// The references that changes moved since a mark, if it is one of the last 10,000 moves.
  package func changes(since mark: ChangeToken?) throws(RepositoryError) -> StoreChanges {
    state.withLock { $0.moved.changes(since: mark) }
  }
}

private func max(
  _ left: [UInt8], _ right: [UInt8], by precedes: ([UInt8], [UInt8]) -> Bool
) -> [UInt8] {
  precedes(left, right) ? right : left
}

extension [ReferenceName] {
  /// The first position whose name does not come before `bytes`.
  fileprivate func firstIndex(notBefore bytes: [UInt8]) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].rawValue.utf8.lexicographicallyPrecedes(bytes) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}

extension Change {
  /// Why a store that holds these references and objects has to refuse the change, or `nil`.
  func refusal(
    current: (ReferenceName) -> ObjectID?,
    names: () -> some Sequence<ReferenceName>,
    hasObject: (ObjectID) -> Bool
  ) -> RepositoryError? {
    var moved: Set<ReferenceName> = []
    for move in moves {
      guard moved.insert(move.name).inserted else { return .movedTwice(move.name) }
      let found = current(move.name)
      if found != move.old { return .lostRace(move, found: found) }
      if let new = move.new, !hasObject(new) { return .missingTarget(move.name, new) }
    }
    let created = moves.filter { $0.new != nil && $0.old == nil }.map(\.name)
    return created.isEmpty ? nil : collision(created, Set(names()))
  }

  /// A name and a folder that would be the same; names that the change removes count, as in git.
  private func collision(
    _ created: [ReferenceName], _ existing: Set<ReferenceName>
  ) -> RepositoryError? {
    var folders: [String: ReferenceName] = [:]
    let all = existing.union(created)
    for name in all {
      for folder in name.folders { folders[folder] = name }
    }
    for name in created {
      if let other = folders[name.rawValue] { return .collision(name, with: other) }
    }
    for name in all {
      guard let folder = folders[name.rawValue] else { continue }
      return .collision(folder, with: name)
    }
    return nil
  }
}

/// The names of the references that moved last, each with its place in the row of all moves.
struct RecentMoves {
  private static let limit = 10_000

  private let epoch = UInt64.random(in: 0 ... .max)
  private var names: [ReferenceName] = []
  /// How many names came before the first one that is kept.
  private var forgotten = 0

  private var mark: ChangeToken {
    ChangeToken(epoch: epoch, position: UInt64(forgotten + names.count))
  }

  /// Notes the moves of a change.
  mutating func note(_ moves: [ReferenceMove]) {
    names += moves.lazy.filter { $0.new != $0.old }.map(\.name)
    // Dropped by the half, so that most changes drop nothing.
    guard names.count > 2 * RecentMoves.limit else { return }
    let count = names.count - RecentMoves.limit
    names.removeFirst(count)
    forgotten += count
  }

  /// What moved since a mark.
  func changes(since earlier: ChangeToken?) -> StoreChanges {
    guard let earlier, earlier.epoch == epoch, let position = Int(exactly: earlier.position),
      (forgotten...forgotten + names.count).contains(position)
    else { return StoreChanges(mark: mark, references: nil) }
    return StoreChanges(mark: mark, references: Set(names[(position - forgotten)...]))
  }
}
