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

  /// Who writes the packed file keeps what a reader of all tips would find.
  @Test func whatAWriterKeepsIsWhatAReaderFinds() throws {
    let large = try LargeLedger()
    func expectSame(_ what: Comment) throws {
      var written: [String: Data] = [:]
      for name in ["recent", "prompts"] {
        let path = "\(large.path)/promptrepo/\(name)"
        written[name] = try Data(contentsOf: URL(fileURLWithPath: path))
        try FileManager.default.removeItem(atPath: path)
      }
      _ = try large.open().audit(limit: 1)
      #expect(try large.open().surveyRecords(findingKeys: true) { _, _, _ in })
      for (name, bytes) in written {
        let made = try Data(
          contentsOf: URL(fileURLWithPath: "\(large.path)/promptrepo/\(name)"))
        #expect(made == bytes, what)
      }
    }
    try expectSame("after a bulk change")
    for number in 1...3 { try large.move(number) }
    try large.create("a/new/one")
    try large.create("zz")
    _ = try large.open().collectGarbage(gracePeriod: 0)
    try expectSame("after a collection")
    try large.delete(7)
    try large.rename(8, to: "renamed")
    try expectSame("after a deletion")
    // Another bulk change goes between and over what is there.
    try Repository(store: large.open()).change(by: Sample.person) {
      (transaction) throws(RepositoryError) in
      for number in 0..<100 {
        try transaction.create(
          PromptName("more/\(number)"), VersionDraft(VersionContent(template: "\(number)")))
      }
    }
    try expectSame("after a second bulk change")
    try expectAlike(large.open())
  }

  /// All tips are of one moment, and still no more is read than is asked for.
  @Test func aFewEntriesCostAFewReads() throws {
    var costs: [Int] = []
    for count in [600, 2_400] {
      let large = try LargeLedger(count: count)
      let counter = CountingStore(try large.open())
      #expect(try counter.audit(limit: 5).count == 5)
      costs.append(counter.objects)
      let since = Timestamp(milliseconds: 1_600_000_000_000)
      #expect(try counter.audit(since: since, limit: 5).count == 5)
    }
    #expect(costs[0] == costs[1] && costs[0] <= 12)
  }

  @Test func promptsAreCountedAndTold() throws {
    let large = try LargeLedger()
    func expectTold() throws {
      let store = try large.open()
      var told: [PromptName: RecordKey?] = [:]
      let isWhole = try store.surveyRecords(findingKeys: true) {
        (name, target, key) throws(RepositoryError) in
        let text = String(decoding: name, as: UTF8.self)
        #expect(try store.reference(ReferenceName(text)) == target)
        guard text.hasSuffix("/@info") else { return }
        told[try PromptName(String(text.dropFirst(13).dropLast(6)))] = key
      }
      #expect(isWhole)
      let prompts = try Repository(store: store).prompts()
      #expect(told.count == prompts.count)
      for prompt in prompts { #expect(told[prompt.name] == RecordKey(prompt.record)) }
      #expect(try store.recordCount() == prompts.count)
    }
    try expectTold()
    for number in 1...3 { try large.move(number) }
    try large.create("a/new/one")
    try expectTold()
    try large.delete(1)
    try large.rename(2, to: "zz")
    try expectTold()
    try git(large.path, ["pack-refs", "--all"])
    try expectTold()
    try expectTold()
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

  @Test(arguments: ["", "promptrepo prompts 1\n", "torn", "zeros", "flipped", "folder", "none"])
  func keysThatAreNoneAreMadeAnew(damage: String) throws {
    let large = try LargeLedger()
    let path = "\(large.path)/promptrepo/prompts"
    var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let whole = bytes
    switch damage {
    case "torn": bytes = Array(bytes.prefix(bytes.count / 2))
    case "zeros": bytes = Array(repeating: 0, count: bytes.count)
    case "flipped": bytes[bytes.count / 2] ^= 1
    default: bytes = Array(damage.utf8)
    }
    try FileManager.default.removeItem(atPath: path)
    if damage == "folder" {
      try FileManager.default.createDirectory(
        atPath: "\(path)/x", withIntermediateDirectories: true)
    } else if damage != "none" {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    }
    let store = try large.open()
    var told = 0
    let isWhole = try store.surveyRecords(findingKeys: true) {
      (name, target, key) throws(RepositoryError) in
      guard name.suffix(6).elementsEqual("/@info".utf8) else { return }
      told += 1
      #expect(try key == RecordKey(Repository(store: store).record(at: target)))
    }
    #expect(try isWhole && told == LargeLedger.count && store.recordCount() == LargeLedger.count)
    if ["folder", "flipped"].contains(damage) { return }
    // The next one to pack finds it whole again.
    #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) == whole)
  }

  /// A store as earlier versions left it is read, and gets both files.
  @Test(arguments: [false, true])
  func aStoreOfAnEarlierVersionIsReadAndUpgraded(writesFirst: Bool) throws {
    let large = try LargeLedger()
    let paths = ["recent", "prompts"].map { "\(large.path)/promptrepo/\($0)" }
    let made = try paths.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
    for path in paths { try FileManager.default.removeItem(atPath: path) }
    // A name, what it is of, 16 bytes a line, and one checksum.
    var old = Array("promptrepo recent 1\n".utf8)
    old += repeatElement(7, count: 96 + 16 * 2 * LargeLedger.count)
    try Data(old).write(to: URL(fileURLWithPath: paths[0]))
    if writesFirst {
      try large.move(3)
      _ = try large.open().collectGarbage(gracePeriod: 0)
      try expectAlike(large.open())
    } else {
      try expectAlike(large.open())
      #expect(try large.open().surveyRecords(findingKeys: true) { _, _, _ in })
      #expect(try paths.map { try Data(contentsOf: URL(fileURLWithPath: $0)) } == made)
    }
    #expect(try large.open().recordCount() == LargeLedger.count)
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
      let reader = try DirectoryStore(
        opening: path, layout: .prompts, isReadOnly: true, bootIdentifier: "later")
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
    let reader = try DirectoryStore(opening: large.path, layout: .prompts, isReadOnly: true)
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
