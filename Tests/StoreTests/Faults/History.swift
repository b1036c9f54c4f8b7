import DirectoryStore
import Foundation
import PromptRepo
import TestSupport

/// A store before and after a few changes, none of which was flushed but for the journal.
struct History {
  let directory: TemporaryDirectory
  /// The references after none, one, two … of the changes.
  let values: [[String: ObjectID]]
  /// Where the records end in the journal, likewise.
  let ends: [Int]
  let objects: [GitObject]

  /// The store as it was when everything had been flushed.
  var flushed: String { directory.appending("flushed") }
  /// The store after the changes.
  var current: String { directory.appending("current") }

  static let names = [
    "refs/prompts/a/@versions", "refs/prompts/b/@versions", "refs/prompts/b/@info",
  ]

  init() throws {
    directory = try TemporaryDirectory()
    let current = directory.appending("current")
    let store = try DirectoryStore.create(at: current, layout: .prompts)
    let old = try store.write("refs/prompts/old/@versions", "old")
    let packed = try store.write("refs/prompts/packed/@versions", "packed")
    try git(current, ["pack-refs", "--all"])
    // What is there now counts as flushed: a restart of the machine begins the journal anew.
    _ = try DirectoryStore(opening: current, layout: .prompts, bootIdentifier: "earlier")
    try FileManager.default.copyItem(atPath: current, toPath: directory.appending("flushed"))

    let writer = try DirectoryStore(opening: current, layout: .prompts, bootIdentifier: "earlier")
    var values = [try writer.values()]
    var ends = [512]
    var objects: [GitObject] = []
    func apply(_ change: Change) throws {
      try writer.apply(change)
      objects += change.objects
      values.append(try writer.values())
      let state = try Data(contentsOf: URL(fileURLWithPath: "\(current)/promptrepo/state"))
      ends.append(state[24..<32].reduce(0) { $0 << 8 | Int($1) })
    }
    var tips: [ObjectID?] = Array(repeating: nil, count: History.names.count)
    for round in 0..<2 {
      for (index, name) in History.names.enumerated() {
        let (change, id) = try Sample.change(name, "round \(round) of \(index)", from: tips[index])
        try apply(change)
        tips[index] = id
      }
    }
    try apply(try Sample.change("refs/prompts/old/@versions", "newer", from: old).change)
    try apply(try Sample.removal("refs/prompts/packed/@versions", from: packed))
    if let tip = tips[0] { try apply(try Sample.removal(History.names[0], from: tip)) }
    self.values = values
    self.ends = ends
    self.objects = objects
  }

  /// The flushed store with the journal of the current one, as after a power cut that lost all
  /// other files; the journal is given.
  func afterPowerCut(_ journal: Data) throws -> (directory: TemporaryDirectory, path: String) {
    let copy = try TemporaryDirectory()
    let path = copy.appending("store")
    try FileManager.default.copyItem(atPath: flushed, toPath: path)
    try journal.write(to: URL(fileURLWithPath: "\(path)/promptrepo/journal"))
    return (copy, path)
  }

  func journal() throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(current)/promptrepo/journal"))
  }
}
