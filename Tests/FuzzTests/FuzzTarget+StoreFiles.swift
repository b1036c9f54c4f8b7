import APIKeys
import Digests
import Foundation
import Platform
import PromptRepo
import TestSupport
import Testing

@testable import DirectoryStore
@testable import GitFiles
@testable import PromptFiles

extension FuzzTarget {
  /// Files of stores, beside their objects.
  static let storeFiles: [FuzzTarget] = [
    FuzzTarget("git configuration") {
      let store = try FileSystem().readFile("\(ExampleLedger.path)/config")
      return [
        store,
        Array("[a \"b\\\"c\"]\n\tx = \"y # z\" ; more\n[include]\npath=~/x\\\n  y\n".utf8),
      ]
    } body: { input in
      _ = try GitConfig(parsing: input, path: "config")
    },
    FuzzTarget("records of the journal") {
      try [journalRecord.bytes]
    } body: { input in
      guard let record = JournalRecord(input) else { throw Refused() }
      #expect(JournalRecord(record.bytes) != nil)
    },
    FuzzTarget("the journal's state") {
      // Without its checksum, which would keep every change from being read.
      [Array(JournalState(generation: 7, boot: Array(1...16)).bytes.prefix(56))]
    } body: { input in
      let checksum = SHA256.hash(Array("state 1".utf8) + input).prefix(16)
      guard let state = JournalState(input + checksum) else { throw Refused() }
      #expect(JournalState(state.bytes) == state)
    },
    FuzzTarget("the index of working files") {
      let id = "prompt_" + String(repeating: "0a", count: 16)
      let line =
        "support/reply \(id) 3 \(String(repeating: "ab", count: 20)) "
        + "sha256:\(String(repeating: "cd", count: 32)) -\n"
      return [Array("promptrepo-index 1\n\(line)".utf8)]
    } body: { input in
      let seal = "sha256 \(Hex.encode(SHA256.hash(input)))\n"
      guard let index = FileIndex(input + Array(seal.utf8)) else { throw Refused() }
      #expect(FileIndex(index.bytes)?.bytes == index.bytes)
    },
    file("packed references", weight: 0.5) {
      try [sorted(isSaid: true), sorted(isSaid: false)]
    } body: { path in
      let packed = try PackedReferences(FileSystem().map(path))
      var cursor = try packed.cursor(notBefore: [])
      var names: [[UInt8]] = []
      while let line = try packed.next(&cursor) { names.append(line.name) }
      for reference in try ExampleLedger.shared.references {
        _ = try packed.target(of: reference.name)
      }
    },
    FuzzTarget("files about packed references", weight: 0.1) {
      try KeptStore.shared.files.enumerated().map { [UInt8($0.offset)] + $0.element }
    } body: { input in
      try KeptStore.shared.readFile(input)
    },
    FuzzTarget("entries about packed references", weight: 0.02) {
      try KeptStore.shared.entries.enumerated().map { [UInt8($0.offset)] + $0.element }
    } body: { input in
      try KeptStore.shared.readEntries(input)
    },
    file("files of API keys", weight: 0.3) {
      let folder = try TemporaryDirectory()
      let path = folder.appending("keys.json")
      let keys = KeyFile(path)
      _ = try keys.create(
        owner: Owner("me"), role: .editor, expiresAt: nil, now: Timestamp("2026-01-01T00:00:00Z"))
      return [try FileSystem().readFile(path)]
    } body: { path in
      try FileSystem().setPermissions(path, 0o600)
      _ = try KeyFile(path).keys()
    },
    FuzzTarget("a store with a changed file", weight: 0.1) {
      try DamagedStore.shared.seeds
    } body: { input in
      try DamagedStore.shared.read(input)
    },
    FuzzTarget("a change after a changed file", weight: 0.01) {
      try DamagedStore.shared.seeds
    } body: { input in
      try DamagedStore.shared.write(input)
    },
  ]

  /// A target whose parser wants a file.
  private static func file(
    _ name: String, weight: Double, seeds: @escaping @Sendable () throws -> [[UInt8]],
    body: @escaping @Sendable (_ path: String) throws -> Void
  ) -> FuzzTarget {
    let folder = Result { try TemporaryDirectory() }
    return FuzzTarget(name, weight: weight, seeds: seeds) { input in
      let path = try folder.get().appending("input")
      try FileSystem().writeFile(path, input)
      try body(path)
    }
  }

  private static var journalRecord: JournalRecord {
    get throws {
      let ledger = try ExampleLedger.shared
      let moves = ledger.references.map {
        ReferenceMove($0.name, from: nil, to: $0.target, message: "created")
      }
      return JournalRecord(
        committer: "A user <user@example.com> 1700000000 +0000", moves: ReferenceMoves(moves),
        objects: Array(ledger.objects.prefix(4)))
    }
  }

  private static func sorted(isSaid: Bool) throws -> [UInt8] {
    let lines = try ExampleLedger.shared.references.map { "\($0.target.hex) \($0.name.rawValue)\n" }
    let header = "# pack-refs with: peeled fully-peeled\(isSaid ? " sorted" : "") \n"
    return Array((header + lines.joined()).utf8)
  }
}

/// A small store on disk, of which one file at a time is changed.
private final class DamagedStore: Sendable {
  private static let made = Result { try DamagedStore() }
  static var shared: DamagedStore { get throws { try made.get() } }

  private let folder: TemporaryDirectory
  private let original: [(path: String, bytes: [UInt8])]
  private let objects: [ObjectID: GitObject]
  private let name: PromptName
  private var path: String { folder.appending("store") }

  init() throws {
    folder = try TemporaryDirectory()
    name = try PromptName("support/reply")
    let path = folder.appending("store")
    let store = try DirectoryStore.create(at: path, layout: .prompts, durability: .none)
    let author = Signature(
      name: "A user", email: "user@example.com", time: try Timestamp("2026-03-15T10:30:00Z"))
    let repository = Repository(store: store)
    try repository.by(author).create(
      name, VersionDraft(VersionContent(template: "Hi {{customer}}.")))
    for number in 1...5 {
      try repository.by(author).addVersion(
        VersionDraft(VersionContent(template: "Hello {{customer}}, \(number).")), to: name)
    }
    // A pack, packed references and the order by time, and after them loose ones and a journal.
    _ = try store.collectGarbage(gracePeriod: 0)
    try repository.by(author).rollback(name, reason: "Too chatty")
    objects = try ExampleLedger.objects(of: store)
    let files = try #require(FileManager.default.enumerator(atPath: path))
    original = try files.compactMap { $0 as? String }.sorted().compactMap { file in
      let whole = "\(path)/\(file)"
      let status = try FileSystem().status(whole)
      return status.type == .regular && status.size > 0
        ? (file, try FileSystem().readFile(whole)) : nil
    }
  }

  /// Each is a file's number and what stands in it.
  var seeds: [[UInt8]] { original.enumerated().map { [UInt8($0.offset & 255)] + $0.element.bytes } }

  private func replace(_ input: [UInt8], in root: String) throws -> String {
    let file = original[Int(input.first ?? 0) % original.count]
    let path = "\(root)/\(file.path)"
    try FileSystem().replaceFile(path, with: Array(input.dropFirst()), durably: false)
    return path
  }

  /// Whatever is read is what was written.
  func read(_ input: [UInt8]) throws {
    let file = original[Int(input.first ?? 0) % original.count]
    defer {
      do {
        try FileSystem().replaceFile("\(path)/\(file.path)", with: file.bytes, durably: false)
      } catch { Issue.record(error) }
    }
    _ = try replace(input, in: path)
    let store = try DirectoryStore(opening: path, layout: .prompts, isReadOnly: true)
    var refusal: (any Error)?
    for (id, object) in objects {
      do {
        let found = try store.object(id)
        // An index that is one and does not name an object cannot be told from a right one.
        if let found, found != object { Issue.record("another object for \(id)") }
      } catch { refusal = error }
    }
    _ = try store.references(under: "refs/")
    _ = try Repository(store: store).activeText(of: name)
    var audit = try Repository(store: store).audit()
    while try audit.next() != nil {}
    if let refusal { throw refusal }
  }

  /// A change goes into what is there, or is refused; it is never lost once it was acknowledged.
  func write(_ input: [UInt8]) throws {
    let copy = folder.appending("copy")
    try? FileManager.default.removeItem(atPath: copy)
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    _ = try replace(input, in: copy)
    let author = Signature(
      name: "A user", email: "user@example.com", time: try Timestamp("2026-03-16T10:30:00Z"))
    let repository = Repository(
      store: try DirectoryStore(opening: copy, layout: .prompts, durability: .none))
    let content = try VersionContent(template: "Good day, {{customer}}.")
    let added = try repository.by(author).addVersion(VersionDraft(content), to: name)
    let again = Repository(
      store: try DirectoryStore(opening: copy, layout: .prompts, isReadOnly: true))
    #expect(try again.version(name, .number(added.number)).hash == content.hash)
  }
}
