import DirectoryStore
import Foundation
import PromptRepo
import TestSupport
import Testing

@Suite struct GitMaintenanceTests {
  private func run(_ command: MaintenanceCommand, on path: String) throws {
    let result = try git(path, command.arguments)
    #expect(
      (result.status != 0) == command.isRefused, "\(command.testDescription): \(result.stderr)")
  }

  /// Each command by itself, and what comes after it: more changes, and the store's own packing.
  @Test(arguments: MaintenanceCommand.allowed + MaintenanceCommand.refused)
  func eachCommand(_ command: MaintenanceCommand) throws {
    var maintained = try MaintainedStore(prompts: 40)
    let before = try maintained.expectSameAsGit()
    try run(command, on: maintained.path)
    #expect(try before.isSubset(of: maintained.expectSameAsGit()))
    try maintained.goOn()
    _ = try maintained.store.collectGarbage(gracePeriod: -1)
    #expect(try git(maintained.path, ["count-objects", "-v"]).stdout.contains("garbage: 0\n"))
    try maintained.goOn()
    try maintained.expectSameAsGit("after its own collection and more changes")
  }

  /// All commands one after the other on hundreds of prompts, with changes between them.
  @Test(arguments: isExtra ? Array(0..<6) : [0])
  func manyCommands(order: Int) throws {
    var maintained = try MaintainedStore(prompts: 200)
    var commands = MaintenanceCommand.allowed + MaintenanceCommand.refused
    if order > 0 { commands.shuffle() }
    var seen: Set<ObjectID> = []
    for (number, command) in commands.enumerated() {
      try run(command, on: maintained.path)
      try maintained.goOn()
      guard number % 8 == 7 || number == commands.count - 1 else { continue }
      let now = try maintained.expectSameAsGit(
        "up to \(commands[...number].map(\.testDescription))")
      #expect(seen.isSubset(of: now))
      seen = now
    }
  }

  /// A pack that git completed: deltas to objects by their names, which it added at the end.
  @Test(arguments: ["1", "2"])
  func thinPacks(indexVersion: String) throws {
    var maintained = try MaintainedStore(prompts: 40)
    let other = try maintained.clone(addingVersionsTo: maintained.names)
    let old = try maintained.store.references(under: "refs/").map { "^\($0.target)\n" }
    let thin = try git(
      other.path, ["pack-objects", "--thin", "--window=500", "--stdout", "--revs", "--all", "-q"],
      stdin: Array(old.joined().utf8))
    let completed = try git(
      maintained.path,
      ["index-pack", "--stdin", "--fix-thin", "-v", "--index-version=\(indexVersion)"],
      stdin: thin.outputBytes)
    #expect(completed.stderr.contains("completed with "), "\(completed.stderr)")
    for reference in try other.references(under: "refs/") {
      try git(maintained.path, ["update-ref", reference.name.rawValue, reference.target.hex])
    }
    try maintained.expectSameAsGit()
    try maintained.goOn()
    try maintained.expectSameAsGit()
  }

  /// `git fetch` keeps what it gets as a pack, which is completed in the same way.
  @Test func fetchedPacks() throws {
    var maintained = try MaintainedStore(prompts: 40)
    let other = try maintained.clone(addingVersionsTo: maintained.names)
    let fetched = try git(
      maintained.path,
      [
        "-c", "fetch.unpackLimit=1", "-c", "repack.useDeltaBaseOffset=false", "fetch", "-q",
        other.path, "+refs/*:refs/*",
      ])
    #expect(fetched.status == 0, "\(fetched.stderr)")
    try maintained.expectSameAsGit()
    try maintained.goOn()
    try maintained.expectSameAsGit()
  }

  @Test func looseObjectsOfAnyCompression() throws {
    let maintained = try MaintainedStore(prompts: 5)
    for level in 0...9 {
      let text = Array(String(repeating: "level \(level)\n", count: level * level * 50).utf8)
      let written = try git(
        maintained.path, ["-c", "core.looseCompression=\(level)", "hash-object", "-w", "--stdin"],
        stdin: text)
      let id = try #require(ObjectID(hex: String(written.stdout.prefix(40))))
      #expect(try maintained.store.object(id)?.bytes == text)
      // The same content from us is no second object.
      try maintained.store.apply(
        Change(objects: [GitObject(.blob, text)], moves: [], committer: Sample.person))
    }
    try maintained.expectSameAsGit()
  }
}
