package import PromptRepo
internal import Synchronization

/// A prompt that has left a name: it was deleted, or it was given another one.
package struct DepartedPrompt: Sendable, Hashable {
  /// Its id.
  package let id: PromptID
  /// The name that it left.
  package let name: PromptName
  /// Who did it, and when.
  package let author: Signature
  /// Why; `nil` where nobody said.
  package let reason: String?
  /// The name that it was given; `nil` where it was deleted.
  package let renamedTo: PromptName?
  /// The name that it has today; `nil` where it is gone.
  package fileprivate(set) var current: PromptName?
}

extension ServiceRequest {
  /// The deletion of a prompt, by its id; `nil` for one that is there, or never was.
  package func deletedPrompt(_ id: PromptID) throws -> DepartedPrompt? {
    let last = try departures { $0.id == id }.first
    guard let last, last.current == nil, last.renamedTo == nil else { return nil }
    return last
  }

  /// The prompts that have left a name, the last one first.
  package func departed(from name: PromptName) throws -> [DepartedPrompt] {
    try departures { $0.name == name }
  }

  /// Those that left a name and are asked for, the last one first.
  private func departures(_ isWanted: (Tombstone) -> Bool) throws -> [DepartedPrompt] {
    guard let ledger else { return [] }
    let known = kept("departures") { _ in Departures() }
    let left = try known?.all(in: ledger) ?? []
    return try left.filter { isWanted($0.tombstone) }.map { entry in
      let tombstone = entry.tombstone
      var departed = DepartedPrompt(
        id: tombstone.id, name: tombstone.name, author: entry.author, reason: entry.reason,
        renamedTo: tombstone.renamedTo, current: nil)
      departed.current = try ledger.index.anyPrompt(tombstone.id)?.name
      return departed
    }
  }
}

/// What prompts left behind, read again only where something was added.
private final class Departures: Sendable {
  private struct State {
    /// The index was at this state when the chains were looked at; each departure makes a new one.
    var generation = -1
    /// The entries of each chain, and where it stood.
    var chains: [ReferenceName: (tip: ObjectID, entries: [TombstoneEntry])] = [:]
    /// All entries, the last one first.
    var entries: [TombstoneEntry] = []
  }

  private let state = Mutex(State())

  /// All entries, the last one first.
  func all(in ledger: Ledger) throws(RepositoryError) -> [TombstoneEntry] {
    let generation = try ledger.index.summaries().generation
    return try state.withLock { (state) throws(RepositoryError) in
      if state.generation == generation { return state.entries }
      let repository = ledger.repository
      var chains: [ReferenceName: (tip: ObjectID, entries: [TombstoneEntry])] = [:]
      for reference in try repository.references(under: LedgerRef.Folder.tombstones.rawValue) {
        if let known = state.chains[reference.name], known.tip == reference.target {
          chains[reference.name] = known
        } else if let entries = try Departures.entries(at: reference.target, in: repository) {
          chains[reference.name] = (reference.target, entries)
        }
      }
      state.chains = chains
      state.entries = chains.values.flatMap(\.entries).sorted { left, right in
        left.author.time != right.author.time
          ? left.author.time > right.author.time : left.commit.hex < right.commit.hex
      }
      state.generation = generation
      return state.entries
    }
  }

  /// The entries of a chain; `nil` for one that is damaged, which hides no other.
  private static func entries(
    at tip: ObjectID, in repository: Repository
  ) throws(RepositoryError) -> [TombstoneEntry]? {
    do throws(RepositoryError) {
      return try repository.tombstoneEntries(at: tip)
    } catch {
      guard error.code == .damaged || error.code == .invalid else { throw error }
      return nil
    }
  }
}
