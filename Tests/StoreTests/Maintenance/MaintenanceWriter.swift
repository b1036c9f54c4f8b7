import DirectoryStore
import PromptRepo
import Synchronization
import TestSupport

/// Changes a store as long as its crew works, and remembers what it was told of.
final class MaintenanceWriter: Sendable {
  static let chain = "refs/prompts/chain/@versions"

  /// `git gc` loses indexes of packs that `git repack` makes at the same time where there are more
  /// than some 400 files of packs, since it reads that directory bit by bit.
  private static let maximumPacks = 40

  private let path: String
  private let crew: Crew
  private let state = Mutex<(changes: Int, written: [String: ObjectID?])>((0, [:]))

  init(_ path: String, _ crew: Crew) {
    self.path = path
    self.crew = crew
  }

  /// How many changes were acknowledged.
  var changes: Int { state.withLock { $0.changes } }
  /// The last acknowledged value of each reference; `nil` for one that was removed.
  var written: [String: ObjectID?] { state.withLock { $0.written } }

  private func open() throws -> DirectoryStore {
    try DirectoryStore(opening: path, layout: .prompts, durability: .none)
  }

  private func note(_ values: [String: ObjectID?]) {
    state.withLock { state in
      state.changes += 1
      state.written.merge(values) { _, new in new }
    }
  }

  /// Moves one reference on and on.
  func moveOn() throws {
    let store = try open()
    var last: ObjectID?
    while crew.isWorking {
      let tip = last
      let next = try retrying { try store.write(Self.chain, "link \(changes)", from: tip) }
      note([Self.chain: next])
      last = next
    }
  }

  /// Makes and removes references.
  func comeAndGo() throws {
    let store = try open()
    while crew.isWorking {
      let name = "refs/prompts/guest-\(changes % 7)/@versions"
      if let old = written[name] ?? nil {
        try retrying { try store.apply(Sample.removal(name, from: old)) }
        note([name: nil])
      } else {
        note([name: try retrying { try store.write(name, "guest \(changes)") }])
      }
    }
  }

  /// Makes hundreds of references with one change, as imports do.
  func writePacks() throws {
    let store = try open()
    while crew.isWorking, changes < Self.maximumPacks {
      var change = Change(objects: [], moves: [], committer: Sample.person)
      var values: [String: ObjectID?] = [:]
      for number in 0..<201 {
        let name = "refs/prompts/import-\(changes)/\(number)/@versions"
        let (one, id) = try Sample.change(name, "import \(changes), \(number)")
        change.objects += one.objects
        change.moves += one.moves
        values[name] = id
      }
      try retrying { [change] in try store.apply(change) }
      note(values)
    }
  }

  /// Rolls prompts back and forth.
  func movePointers(_ names: ArraySlice<PromptName>) throws {
    let repository = Repository(store: try open())
    while crew.isWorking {
      for name in names {
        try retrying { try repository.by(Sample.person).rollback(name, to: .number(1)) }
        try retrying { try repository.by(Sample.person).activate(name, .number(2)) }
        note([:])
      }
    }
  }
}
