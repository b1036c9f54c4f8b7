import DirectoryStore
import Foundation
import PromptRepo
import TestSupport
import Testing

/// What a store finds of what moved lately is what one finds who looks at everything.
@Suite struct ChronologyTests {
  @Test(arguments: [TestStore.directory, .git], 0..<8)
  func randomScriptsAreToldAlike(_ kind: TestStore, seed: Int) async throws {
    try await kind.withStores { open in
      _ = try RandomScript.run(seed: seed, on: open())
      try expectAlike(open())
      if let store = try open() as? any MaintainableStore {
        _ = try store.collectGarbage(gracePeriod: 0)
        try expectAlike(open())
      }
      _ = try RandomScript.run(seed: seed + 1_000, on: open(), begins: false)
      try expectAlike(open())
    }
  }

  @Test func aLargePackedFileIsReadOnce() throws {
    let large = try LargeLedger()
    try expectAlike(large.open())
    let index = "\(large.path)/promptrepo/recent"
    let kept = try Data(contentsOf: URL(fileURLWithPath: index))
    #expect(kept.count > 16 * 2 * LargeLedger.count)
    // It is used as it is: a look writes nothing, and reads the newest alone.
    for number in 1...3 { try large.move(number) }
    let counter = CountingStore(try large.open())
    #expect(try counter.audit(limit: 3).count == 3)
    #expect(counter.objects < LargeLedger.count / 10)
    #expect(try Data(contentsOf: URL(fileURLWithPath: index)) == kept)
    // What moves after it was made is loose, and told.
    let before = try large.open().audit()
    try large.move(LargeLedger.count / 2)
    #expect(try large.open().audit().count == before.count + 1)
    try expectAlike(large.open())
    try large.delete(7)
    try expectAlike(large.open())
    #expect(try Data(contentsOf: URL(fileURLWithPath: index)) != kept)
  }

  @Test(arguments: ["", "promptrepo recent 1\n", "torn", "zeros", "flipped", "folder"])
  func anIndexThatIsNoneIsMadeAnew(damage: String) throws {
    let large = try LargeLedger()
    let whole = try large.open().audit()
    let index = "\(large.path)/promptrepo/recent"
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: index)))
    switch damage {
    case "torn": bytes = Array(bytes.prefix(bytes.count / 2))
    case "zeros": bytes = Array(repeating: 0, count: bytes.count)
    case "flipped": bytes[bytes.count / 2] ^= 1
    default: bytes = Array(damage.utf8)
    }
    try FileManager.default.removeItem(atPath: index)
    if damage == "folder" {
      try FileManager.default.createDirectory(
        atPath: "\(index)/x", withIntermediateDirectories: true)
      #expect(try large.open().audit() == whole)
      return
    }
    try Data(bytes).write(to: URL(fileURLWithPath: index))
    #expect(try large.open().audit() == whole)
    try expectAlike(large.open())
  }

  @Test func anIndexOfAnotherFileIsNotUsed() throws {
    let (first, second) = (try LargeLedger(), try LargeLedger(prefix: "other"))
    _ = try (first.open().audit(), second.open().audit())
    try FileManager.default.removeItem(atPath: "\(second.path)/promptrepo/recent")
    try FileManager.default.copyItem(
      atPath: "\(first.path)/promptrepo/recent", toPath: "\(second.path)/promptrepo/recent")
    try expectAlike(second.open())
    // Also after git has packed anew.
    try first.move(3)
    try git(first.path, ["pack-refs", "--all"])
    try expectAlike(first.open())
  }

  @Test func whatWaitsInTheJournalIsTold() throws {
    let history = try History()
    let (directory, path) = try history.afterPowerCut(history.journal())
    try withExtendedLifetime(directory) {
      let reader = try DirectoryStore(opening: path, isReadOnly: true, bootIdentifier: "later")
      #expect(try reader.values() == history.values.last)
      var chronology = try reader.chronology()
      var found: [String: ObjectID] = [:]
      while let next = try chronology.next() {
        found[next.reference.name.rawValue] = next.reference.target
      }
      let commits = try reader.values().filter { try reader.object($0.value)?.kind == .commit }
      #expect(found == commits && !found.isEmpty)
    }
  }

  @Test func whatCannotBeReadIsNotPassedOver() throws {
    let large = try LargeLedger()
    let name = try ReferenceName("refs/prompts/p5/@info")
    let tip = try #require(try large.open().reference(name))
    try large.move(5)
    let moved = try #require(try large.open().reference(name))
    let digits = moved.hex
    try FileManager.default.removeItem(
      atPath: "\(large.path)/objects/\(digits.prefix(2))/\(digits.dropFirst(2))")
    // Its journal would bring it back.
    let reader = try DirectoryStore(opening: large.path, isReadOnly: true)
    var log = try Repository(store: reader).audit()
    _ = try log.next()
    #expect(log.failures.map(\.code) == [.damaged])
    #expect(tip != moved)
  }

  private func expectAlike(_ store: any Store, at location: SourceLocation = #_sourceLocation)
    throws
  {
    let listed = ListedStore(store: store)
    let all = try listed.audit()
    #expect(try store.audit() == all, sourceLocation: location)
    #expect(try store.audit(limit: 5) == Array(all.prefix(5)), sourceLocation: location)
    for second: Int64 in [0, 300, 600, 1_000_000] {
      let since = Timestamp(milliseconds: (1_700_000_000 + second) * 1000)
      #expect(
        try store.audit(since: since) == listed.audit(since: since), sourceLocation: location)
    }
  }
}
