import Foundation
import Platform
import PromptRepo
import TestSupport
import Testing

@testable import DirectoryStore
@testable import GitFiles

/// A small store whose references are packed, with what is kept about them.
final class KeptStore: Sendable {
  private static let made = Result { try KeptStore() }
  static var shared: KeptStore { get throws { try made.get() } }

  private static let kinds = [PackedNotes.recent, PackedNotes.prompts]

  private let folder: TemporaryDirectory
  /// The bytes of both files, and their entries.
  let files: [[UInt8]]
  let entries: [[UInt8]]
  private let keys: [RecordKey]
  private var path: String { folder.appending("store") }

  init() throws {
    folder = try TemporaryDirectory()
    let path = folder.appending("store")
    let store = try DirectoryStore.create(at: path, layout: .prompts, durability: .none)
    let author = Signature(
      name: "A user", email: "user@example.com", time: try Timestamp("2026-03-15T10:30:00Z"))
    try Repository(store: store).change(by: author) { transaction throws(RepositoryError) in
      // As many as something is kept about.
      for number in 0..<PackedNotes.few {
        try transaction.create(
          PromptName("p\(number)"), VersionDraft(VersionContent(template: "text \(number)")))
      }
    }
    keys = try Repository(store: store).prompts().map { RecordKey($0.record) }
      .sorted { $0.createdAt < $1.createdAt }
    let paths = GitDirectory(root: path, layout: .prompts)
    let packed = try FileSystem().status(paths.packedReferences)
    files = try KeptStore.kinds.map { try FileSystem().readFile(paths.kept($0.name)) }
    entries = try KeptStore.kinds.map { kind in
      try #require(KeptEntries(kind, of: packed, in: paths, FileSystem())?.all())
    }
  }

  /// A file with other bytes is noticed, and what is told is what there is.
  func readFile(_ input: [UInt8]) throws {
    let number = Int(input.first ?? 0) % 2
    let paths = GitDirectory(root: path, layout: .prompts)
    let packed = try FileSystem().status(paths.packedReferences)
    let kind = KeptStore.kinds[number]
    try FileSystem().replaceFile(
      paths.kept(kind.name), with: Array(input.dropFirst()), durably: false)
    guard let found = KeptEntries(kind, of: packed, in: paths, FileSystem())?.all() else {
      throw Refused()
    }
    #expect(found == entries[number])
  }

  /// Whatever stands under right checksums is read without harm.
  func readEntries(_ input: [UInt8]) throws {
    let number = Int(input.first ?? 0) % 2
    let paths = GitDirectory(root: path, layout: .prompts)
    let packed = try FileSystem().status(paths.packedReferences)
    let kind = KeptStore.kinds[number]
    let bytes = Array(input.dropFirst())
    let whole = Array(bytes.prefix(bytes.count / kind.entryLength * kind.entryLength))
    KeptEntries.keep(whole, kind, of: packed, in: paths, FileSystem())
    let store = try DirectoryStore(opening: path, layout: .prompts, isReadOnly: true)
    var chronology = try store.chronology()
    for _ in 0..<50 { if try chronology.next() == nil { break } }
    var told = 0
    _ = try store.surveyRecords(findingKeys: true) { _, _, _ in told += 1 }
    #expect(told >= keys.count)
    _ = try store.recordCount()
    let references = try PackedReferences(FileSystem().map(paths.packedReferences))
    var notes = EarlierNotes(references, in: paths, FileSystem())
    var cursor = try references.cursor(notBefore: [])
    while true {
      let line = references.offset(of: cursor)
      guard let next = try references.next(&cursor) else { break }
      if ReferenceLayout.prompts.holds(next.name) { _ = notes?.next(next.name, at: line) }
    }
  }
}
