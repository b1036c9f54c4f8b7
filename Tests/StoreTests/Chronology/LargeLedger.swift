import DirectoryStore
import PromptRepo
import Synchronization
import TestSupport

/// A ledger of so many prompts that its references are in one packed file.
struct LargeLedger {
  static let count = 600

  let path: String
  private let directory: TemporaryDirectory
  private let prefix: String

  init(prefix: String = "p", count: Int = LargeLedger.count) throws {
    self.prefix = prefix
    directory = try TemporaryDirectory()
    path = directory.appending("store")
    let repository = Repository(
      store: try DirectoryStore.create(at: path, layout: .prompts, durability: .none))
    try repository.change(by: author(0)) { transaction throws(RepositoryError) in
      for number in 0..<count {
        try transaction.create(
          PromptName("\(prefix)\(number)"),
          VersionDraft(try VersionContent(template: "text \(number)")))
      }
    }
  }

  func open() throws -> DirectoryStore {
    try DirectoryStore(opening: path, layout: .prompts, durability: .none)
  }

  /// Cuts a version that is not made live, and makes it so.
  func move(_ number: Int) throws {
    let repository = Repository(store: try open())
    let name = try PromptName("\(prefix)\(number)")
    try repository.by(author(Int64(number + 1))).edit(
      name, RecordEdit(description: .set("another")))
  }

  /// Makes the references of a prompt, which are loose then.
  func create(_ name: String) throws {
    try Repository(store: open()).by(author(800)).create(
      PromptName(name), VersionDraft(try VersionContent(template: name)))
  }

  func rename(_ number: Int, to name: String) throws {
    try Repository(store: open()).by(author(850)).rename(
      PromptName("\(prefix)\(number)"), to: PromptName(name))
  }

  func delete(_ number: Int) throws {
    try Repository(store: open()).by(author(900)).delete(PromptName("\(prefix)\(number)"))
  }

  private func author(_ second: Int64) -> Signature {
    Signature(
      name: "Ada", email: "ada@example.com",
      time: Timestamp(milliseconds: (1_700_000_000 + second) * 1000))
  }
}

/// A store that counts the objects that are read.
final class CountingStore: ChronologicalStore {
  private let store: DirectoryStore
  private let count = Mutex(0)

  init(_ store: DirectoryStore) { self.store = store }

  var objects: Int { count.withLock { $0 } }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    count.withLock { $0 += 1 }
    return try store.object(id)
  }

  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try store.reference(name)
  }

  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    try store.references(under: prefix, after: after, limit: limit)
  }

  func apply(_ change: Change) throws(RepositoryError) { try store.apply(change) }

  func chronology() throws(RepositoryError) -> any ReferenceChronology {
    try store.chronology()
  }
}
