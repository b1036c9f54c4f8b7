import DirectoryStore
import Foundation
import Platform
import PromptRepo
import TestSupport
import Testing

@Suite struct PowerCutTests {
  let history: History

  init() throws { history = try History() }

  @Test func theJournalAloneBringsEverythingBack() throws {
    let (directory, path) = try history.afterPowerCut(history.journal())
    try withExtendedLifetime(directory) {
      let reader = try DirectoryStore(
        opening: path, layout: .prompts, isReadOnly: true, bootIdentifier: "later")
      #expect(try reader.values() == history.values.last)
      for object in history.objects { #expect(try reader.object(object.id) == object) }
      #expect(try git(path, ["for-each-ref"]).stdout.split(separator: "\n").count == 2)
      try expectRestored(path, history.values.last)
    }
  }

  /// Each file that was not flushed is as before, as after, empty, cut short or full of zeros.
  @Test func anyMixtureOfFilesIsPutInOrder() throws {
    var numbers = RepeatableNumbers(seed: 7)
    for round in 0..<(isExtra ? 400 : 30) {
      let (directory, path) = try history.afterPowerCut(history.journal())
      try withExtendedLifetime(directory) {
        try scatter(path, &numbers)
        try expectRestored(path, history.values.last, "round \(round)")
      }
    }
  }

  @Test func aJournalThatIsCutShortKeepsWhatIsWhole() throws {
    let journal = try history.journal()
    let end = try #require(history.ends.last)
    for length in stride(from: 0, through: end, by: isExtra ? 1 : 97) {
      let (directory, path) = try history.afterPowerCut(journal[..<length])
      let whole = history.ends.lastIndex { $0 <= length } ?? 0
      try withExtendedLifetime(directory) {
        try expectRestored(path, history.values[whole], "\(length) bytes")
      }
    }
  }

  @Test func aRecordThatIsThereTwiceCountsOnce() throws {
    let journal = try history.journal()
    for index in 1..<history.ends.count {
      let record = journal[history.ends[index - 1]..<history.ends[index]]
      let doubled = journal[..<history.ends[index]] + record + journal[history.ends[index]...]
      let (directory, path) = try history.afterPowerCut(doubled)
      try withExtendedLifetime(directory) {
        // What follows is not where it should be, and does not count either.
        try expectRestored(path, history.values[index], "record \(index)")
      }
    }
  }

  @Test func aFlippedBitEndsTheJournalThere() throws {
    let journal = try history.journal()
    let end = try #require(history.ends.last)
    for position in stride(from: 0, to: end, by: isExtra ? 3 : 131) {
      var damaged = journal
      damaged[position] ^= 1 << UInt8(position % 8)
      let (directory, path) = try history.afterPowerCut(damaged)
      // The header may be damaged without harm: the records speak for themselves.
      let whole =
        position < 512
        ? history.values.count - 1 : (history.ends.lastIndex { $0 <= position } ?? 0)
      try withExtendedLifetime(directory) {
        // The version is a part of the magic number; a later one is refused.
        if position == 19 { return }
        try expectRestored(path, history.values[whole], "bit of byte \(position)")
      }
    }
  }

  @Test func aJournalOfALaterVersionIsRefused() throws {
    var journal = try history.journal()
    journal[19] = UInt8(ascii: "2")
    let (directory, path) = try history.afterPowerCut(journal)
    withExtendedLifetime(directory) {
      let error = #expect(throws: RepositoryError.self) {
        try DirectoryStore(opening: path, layout: .prompts, bootIdentifier: "later")
      }
      #expect(error?.code == .unsupported)
    }
  }

  /// What git made of a reference after the change is left alone.
  @Test func whatOthersChangedSinceIsLeft() throws {
    let (directory, path) = try history.afterPowerCut(history.journal())
    try withExtendedLifetime(directory) {
      let tree = try git(path, ["mktree"])
      let id = try git(path, ["commit-tree", "-m", "own", String(tree.stdout.prefix(40))]).stdout
        .prefix(40)
      try git(path, ["update-ref", "refs/prompts/old/@versions", String(id)])
      let store = try DirectoryStore(opening: path, layout: .prompts, bootIdentifier: "later")
      #expect(try store.value("refs/prompts/old/@versions")?.hex == String(id))
      try expectSound(path)
    }
  }

  /// Objects of a change that never came to stand may be torn, and nothing names them.
  @Test(arguments: [0, 10, 500]) func tornObjectsOfARefusedChangeAreRemoved(_ length: Int) throws {
    let path = history.current
    let plan = FaultPlan([
      FaultPlan.Rule(.write, pathContaining: "promptrepo/journal", .tear(bytes: 30, .killed))
    ])
    let before = try FileManager.default.subpathsOfDirectory(atPath: "\(path)/objects")
    let writer = try DirectoryStore(
      opening: path, layout: .prompts, files: FileSystem(faults: plan), bootIdentifier: "earlier")
    #expect(throws: RepositoryError.self) { try writer.write("refs/prompts/lost", "lost") }
    let after = try FileManager.default.subpathsOfDirectory(atPath: "\(path)/objects")
    var torn = 0
    for name in Set(after).subtracting(before) where name.utf8.count == 41 {
      let file = "\(path)/objects/\(name)"
      try FileManager.default.removeItem(atPath: file)
      try Data(count: length).write(to: URL(fileURLWithPath: file))
      torn += 1
    }
    #expect(torn == 3)
    try expectRestored(path, history.values.last)
  }

  /// Mixes the current files into the flushed ones, in whatever state a power cut may leave them.
  private func scatter(_ path: String, _ numbers: inout RepeatableNumbers) throws {
    let files = FileManager.default
    let names = try files.subpathsOfDirectory(atPath: history.current).sorted()
    for name in names where name != "promptrepo/journal" {
      let source = "\(history.current)/\(name)"
      let target = "\(path)/\(name)"
      var isDirectory: ObjCBool = false
      _ = files.fileExists(atPath: source, isDirectory: &isDirectory)
      if isDirectory.boolValue {
        if Bool.random(using: &numbers) {
          try files.createDirectory(atPath: target, withIntermediateDirectories: true)
        }
        continue
      }
      // Files that were flushed before they got their names.
      let isFlushed = name == "packed-refs" || name == "config" || name == "HEAD"
      let before = files.contents(atPath: target)
      let after = try Data(contentsOf: URL(fileURLWithPath: source))
      var choice = Int.random(in: 0..<(isFlushed ? 2 : 5), using: &numbers)
      if before == after { choice = 1 }
      let content: Data
      switch choice {
      case 0: continue
      case 1: content = after
      case 2: content = Data()
      case 3: content = after.prefix(Int.random(in: 0...after.count, using: &numbers))
      default: content = Data(count: after.count)
      }
      try files.createDirectory(
        atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      if before != nil { try files.removeItem(atPath: target) }
      try content.write(to: URL(fileURLWithPath: target))
    }
    for name in try files.subpathsOfDirectory(atPath: path) where name.hasPrefix("refs/") {
      // Names that were removed are back, or are not.
      let isGone = !files.fileExists(atPath: "\(history.current)/\(name)")
      var isDirectory: ObjCBool = false
      guard files.fileExists(atPath: "\(path)/\(name)", isDirectory: &isDirectory) else { continue }
      if isGone, !isDirectory.boolValue, Bool.random(using: &numbers) {
        try files.removeItem(atPath: "\(path)/\(name)")
      }
    }
  }

  private func expectRestored(
    _ path: String, _ values: [String: ObjectID]?, _ comment: Comment? = nil
  ) throws {
    let store = try DirectoryStore(opening: path, layout: .prompts, bootIdentifier: "later")
    #expect(try store.values() == values, comment)
    try expectSound(path, comment)
    for (name, id) in values ?? [:] {
      #expect(try store.object(id) != nil, comment)
      #expect(try git(path, ["reflog", "show", name]).status == 0, comment)
    }
    try store.write("refs/prompts/next", "next")
    #expect(
      try DirectoryStore(opening: path, layout: .prompts, bootIdentifier: "later").value(
        "refs/prompts/next") != nil)
    #expect(try locks(path) == [], comment)
  }
}
