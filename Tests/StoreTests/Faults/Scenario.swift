import DirectoryStore
import Foundation
import Platform
import PromptRepo
import TestSupport
import Testing

/// A change to a small store, for tests that let it fail in every way.
enum Scenario: String, CaseIterable, Sendable {
  case creates, moves, deletes, deletesPacked, createsAndDeletes, createsMany

  static let loose = "refs/prompts/p/@versions"
  static let packed = "refs/prompts/q/@versions"

  /// A store with a loose and a packed reference, in a directory of its own.
  struct Fixture {
    let directory: TemporaryDirectory
    let loose: ObjectID
    let packed: ObjectID

    var path: String { directory.appending("store") }

    init() throws {
      directory = try TemporaryDirectory()
      let path = directory.appending("store")
      let store = try DirectoryStore.create(at: path, layout: .prompts)
      packed = try store.write(Scenario.packed, "packed")
      try git(path, ["pack-refs", "--all"])
      loose = try store.write(Scenario.loose, "loose")
    }

    /// A copy to destroy.
    func copy() throws -> TemporaryDirectory {
      let copy = try TemporaryDirectory()
      try FileManager.default.copyItem(atPath: path, toPath: copy.appending("store"))
      return copy
    }

    /// What the references are before the change.
    var before: [String: ObjectID] { [Scenario.loose: loose, Scenario.packed: packed] }
  }

  /// The change.
  func change(_ fixture: Fixture) throws -> Change {
    switch self {
    case .creates:
      let (info, _) = try Sample.change("refs/prompts/new/@info", "new info")
      let (versions, _) = try Sample.change("refs/prompts/new/@versions", "new version")
      return Change(
        objects: info.objects + versions.objects, moves: info.moves + versions.moves,
        committer: Sample.person)
    case .moves:
      let (first, _) = try Sample.change(Scenario.loose, "moved", from: fixture.loose)
      let (second, _) = try Sample.change(Scenario.packed, "moved too", from: fixture.packed)
      return Change(
        objects: first.objects + second.objects, moves: first.moves + second.moves,
        committer: Sample.person)
    case .deletes:
      return try Sample.removal(Scenario.loose, from: fixture.loose)
    case .deletesPacked:
      return try Sample.removal(Scenario.packed, from: fixture.packed)
    case .createsAndDeletes:
      var (change, _) = try Sample.change("refs/prompts/renamed/@versions", "loose")
      change.moves += try Sample.removal(Scenario.loose, from: fixture.loose).moves
      change.moves += try Sample.removal(Scenario.packed, from: fixture.packed).moves
      return change
    case .createsMany:
      let (objects, id) = Sample.commit("one for all")
      var moves = [
        ReferenceMove(
          try ReferenceName(Scenario.packed), from: fixture.packed, to: id, message: "moved"),
        ReferenceMove(
          try ReferenceName(Scenario.loose), from: fixture.loose, to: id, message: "moved"),
      ]
      for number in 0..<205 {
        let name = try ReferenceName("refs/prompts/many/n\(number)")
        moves.append(ReferenceMove(name, from: nil, to: id, message: "imported"))
      }
      return Change(objects: objects, moves: moves, committer: Sample.person)
    }
  }

  /// What the references are after the change.
  func after(_ fixture: Fixture) throws -> [String: ObjectID] {
    var values = fixture.before
    for move in try change(fixture).moves { values[move.name.rawValue] = move.new }
    return values
  }
}

extension Store {
  /// Every reference and its value.
  func values() throws -> [String: ObjectID] {
    var values: [String: ObjectID] = [:]
    for reference in try references(under: "refs/") {
      values[reference.name.rawValue] = reference.target
    }
    return values
  }
}

extension DirectoryStore {
  /// Applies a change whose objects are handed over one by one.
  func applyStaged(_ change: Change) throws(RepositoryError) {
    let stage = try stage()
    for object in change.objects { try stage.add(object) }
    try stage.apply(ReferenceMoves(change.moves), committer: change.committer)
  }
}

/// Objects of so many bytes that a pack of them is written in several pieces.
enum BulkObjects {
  static let all = (0..<200).map { number in
    // Bytes that do not deflate.
    var state = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    let bytes = (0..<2_000).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return UInt8(truncatingIfNeeded: state)
    }
    return GitObject(.blob, bytes)
  }
}

/// The names of the locks in a repository.
func locks(_ path: String) throws -> [String] {
  let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
  return names.filter { $0.hasSuffix(".lock") }
}
