import CanonicalJSON
import Platform
import PromptRepo
import TestSupport
import Testing

@testable import DirectoryStore
@testable import GitFiles
@testable import CodeHistory
@testable import GitStore

extension FuzzTarget {
  /// Objects of git, and what the ledger writes into them.
  static let objects: [FuzzTarget] = [
    FuzzTarget("commits and trailers") {
      try ExampleLedger.contents(.commit)
    } body: { input in
      let commit = try Commit(GitObject(.commit, input))
      // What is written of it is read as the same; git has no dates before 1970.
      guard min(commit.author.time, commit.committer.time).milliseconds >= 0 else { return }
      #expect(try Commit(commit.object) == commit)
    },
    FuzzTarget("commits of code") {
      try ExampleLedger.contents(.commit)
    } body: { input in
      guard RawCommit(input) != nil else { throw Refused() }
    },
    FuzzTarget("trees") {
      try ExampleLedger.contents(.tree)
    } body: { input in
      let tree = try Tree(GitObject(.tree, input))
      _ = tree.object.id
      guard TreeListing(input) != nil else { throw Refused() }
    },
    FuzzTarget("a ledger with a changed object", weight: 0.2) {
      try ExampleLedger.shared.objects.map(\.bytes)
    } body: { input in
      try ExampleLedger.read(replacing: input)
    },
    FuzzTarget("loose objects") {
      try ExampleLedger.looseFiles().map(\.bytes)
    } body: { input in
      let files = try ExampleLedger.looseFiles()
      let file = files[input.count % files.count]
      let object = try LooseFormat.decode(
        input, id: file.id, path: "objects/x", ExampleLedger.inflaters)
      #expect(object.id == file.id)
    },
    FuzzTarget("deltas") {
      let base = ExampleLedger.deltaBase
      let target = base.dropFirst(100) + Array("and more".utf8) + base.prefix(300)
      return [try #require(Delta.make(from: base, to: Array(target), maximum: 10_000))]
    } body: { input in
      _ = try Delta.apply(input, to: ExampleLedger.deltaBase)
    },
  ]
}

/// A parser's answer that an input is none of its.
struct Refused: Error {}

/// The objects and references of the example repository.
struct ExampleLedger: Sendable {
  let objects: [GitObject]
  let references: [Reference]

  static let path = "\(RealPrompts.projectRoot)/.promptrepo-example"
  static let inflaters = InflaterPool()
  static let deltaBase = Array(
    (0..<100).map { "Line \($0) of a prompt for {{name}}\n" }.joined().utf8)

  private static let read = Result { try ExampleLedger() }
  static var shared: ExampleLedger { get throws { try read.get() } }

  private init() throws {
    let store = try DirectoryStore(opening: ExampleLedger.path, layout: .prompts, isReadOnly: true)
    references = try store.references(under: "refs/")
    objects = try ExampleLedger.objects(of: store).values.sorted { $0.id.hex < $1.id.hex }
  }

  /// All objects that the references of a store reach.
  static func objects(of store: DirectoryStore) throws -> [ObjectID: GitObject] {
    var found: [ObjectID: GitObject] = [:]
    var waiting = try store.references(under: "refs/").map(\.target)
    while let id = waiting.popLast() {
      guard found[id] == nil, let object = try store.object(id) else { continue }
      found[id] = object
      switch object.kind {
      case .commit:
        let commit = try Commit(object)
        waiting += [commit.tree] + commit.parents
      case .tree: waiting += try Tree(object).entries.map(\.id)
      default: break
      }
    }
    return found
  }

  static func contents(_ kind: ObjectKind) throws -> [[UInt8]] {
    try shared.objects.filter { $0.kind == kind }.map(\.bytes)
  }

  private static let loose = Result {
    try shared.objects.map { object in
      let hex = object.id.hex
      return (
        id: object.id,
        bytes: try FileSystem().readFile("\(path)/objects/\(hex.prefix(2))/\(hex.dropFirst(2))")
      )
    }
  }
  static func looseFiles() throws -> [(id: ObjectID, bytes: [UInt8])] { try loose.get() }

  /// Reads all that can be read of the ledger when one object has other bytes, under the id that
  /// they would have: as a forger would store them.
  static func read(replacing bytes: [UInt8]) throws {
    let ledger = try shared
    let old = ledger.objects[bytes.count % ledger.objects.count]
    let repository = Repository(
      store: ForgedStore(
        ledger: ledger, forged: (old.id, GitObject(old.kind, bytes))))
    var failures = 0
    var refusal: (any Error)?
    func attempt(_ work: () throws -> Void) {
      do { try work() } catch {
        failures += 1
        refusal = error
      }
    }
    for text in ["support/reply", "proofreader", "english-translator"] {
      let name = try PromptName(text)
      attempt { _ = try repository.activeText(of: name) }
      attempt { _ = try repository.versions(of: name) }
      attempt { _ = try repository.prompt(name) }
    }
    attempt {
      _ = try repository.version(
        PromptName("support/reply"), .environment(EnvironmentName("production")))
    }
    attempt { _ = try repository.environments() }
    if let refusal { throw refusal }
  }
}

/// The example's objects, of which one has other bytes than its id says.
private struct ForgedStore: Store {
  let objects: [ObjectID: GitObject]
  let references: [Reference]

  init(ledger: ExampleLedger, forged: (id: ObjectID, object: GitObject)) {
    var objects = Dictionary(
      ledger.objects.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    objects[forged.id] = forged.object
    self.objects = objects
    references = ledger.references
  }

  func object(_ id: ObjectID) -> GitObject? { objects[id] }

  func reference(_ name: ReferenceName) -> ObjectID? {
    references.first { $0.name == name }?.target
  }

  func references(
    under prefix: String, after: String?, limit: Int?
  ) -> [Reference] {
    let found = references.filter {
      $0.name.rawValue.hasPrefix(prefix) && $0.name.rawValue > (after ?? "")
    }
    return Array(found.prefix(limit ?? .max))
  }

  func apply(_ change: Change) throws(RepositoryError) {
    throw RepositoryError(.unsupported, "this store is read only")
  }
}
