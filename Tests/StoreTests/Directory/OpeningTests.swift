import DirectoryStore
import Foundation
import Platform
import PromptRepo
import TestSupport
import Testing

@Suite struct OpeningTests {
  let directory: TemporaryDirectory
  let path: String

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.appending("store")
  }

  private func code(_ body: () throws -> Void) -> RepositoryError.Code? {
    #expect(throws: RepositoryError.self, performing: body)?.code
  }

  @Test func aNewStoreIsABareRepository() throws {
    _ = try DirectoryStore.create(at: path, layout: .prompts, isHidden: true)
    #expect(try git(path, ["rev-parse", "--is-bare-repository"]).stdout == "true\n")
    #expect(try git(path, ["config", "core.logAllRefUpdates"]).stdout == "always\n")
    #expect(try git(path, ["config", "gc.auto"]).stdout == "0\n")
    #expect(try git(path, ["symbolic-ref", "HEAD"]).stdout == "refs/heads/main\n")
    #expect(try String(contentsOfFile: "\(path)/.gitignore", encoding: .utf8) == "*\n")
    try expectSound(path)
    #expect(code { _ = try DirectoryStore.create(at: path, layout: .prompts) } == .conflict)
  }

  @Test(arguments: [9_999_999_999, 9_300_000_000, -9_999_999_999])
  func timesBeyondTheCalendarAreNoTrap(seconds: Int) throws {
    let store = try DirectoryStore.create(at: path, layout: .prompts)
    try store.write("refs/prompts/p", "one")
    let touched = try run(
      "find", ["\(path)/objects", "-exec", "touch", "-d", "@\(seconds)", "{}", ";"])
    #expect(touched.status == 0)
    let again = try DirectoryStore(opening: path, layout: .prompts)
    #expect(try again.value("refs/prompts/p") != nil)
    _ = try again.collectGarbage(gracePeriod: 0)
    try expectSound(path)
  }

  @Test func creationThatDiesIsCompleted() throws {
    for number in 1...200 {
      let directory = try TemporaryDirectory()
      let path = directory.appending("deep/store")
      let plan = FaultPlan.killing(atCall: number)
      do {
        _ = try DirectoryStore.create(at: path, layout: .prompts, files: FileSystem(faults: plan))
      } catch {
        #expect(plan.isKilled)
      }
      let store: DirectoryStore
      if FileManager.default.fileExists(atPath: "\(path)/config") {
        store = try DirectoryStore(opening: path, layout: .prompts)
      } else {
        #expect(code { _ = try DirectoryStore(opening: path, layout: .prompts) } == .notFound)
        store = try DirectoryStore.create(at: path, layout: .prompts)
      }
      try store.write("refs/prompts/p", "one")
      try expectSound(path, "call \(number)")
      guard plan.isKilled else { return }
    }
    Issue.record("never came to an end")
  }

  @Test func aDirectoryWithOtherThingsIsLeftAlone() throws {
    try Data().write(to: URL(fileURLWithPath: directory.appending("notes.txt")))
    #expect(
      code { _ = try DirectoryStore.create(at: directory.path, layout: .prompts) } == .conflict)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["notes.txt"])
  }

  @Test(arguments: [
    "[core]\n\trepositoryformatversion = 2\n",
    "[core]\n\trepositoryformatversion = x\n",
    "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n",
    "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n",
    "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tfuture = true\n",
    "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n",
  ])
  func refusesWhatItDoesNotHandle(_ config: String) throws {
    _ = try DirectoryStore.create(at: path, layout: .prompts)
    try config.write(toFile: "\(path)/config", atomically: true, encoding: .utf8)
    let error = #expect(throws: RepositoryError.self) {
      try DirectoryStore(opening: path, layout: .prompts)
    }
    #expect(error?.code == .unsupported)
    #expect(error?.hint?.isEmpty == false)
  }

  @Test func refusesWhatIsNoStore() throws {
    #expect(code { _ = try DirectoryStore(opening: path, layout: .prompts) } == .notFound)
    try "gitdir: ../.git/worktrees/x\n".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(code { _ = try DirectoryStore(opening: path, layout: .prompts) } == .unsupported)
    let other = directory.appending("other")
    _ = try DirectoryStore.create(at: other, layout: .prompts)
    try "/elsewhere/objects\n".write(
      toFile: "\(other)/objects/info/alternates", atomically: true, encoding: .utf8)
    #expect(code { _ = try DirectoryStore(opening: other, layout: .prompts) } == .unsupported)
    let damaged = directory.appending("damaged")
    _ = try DirectoryStore.create(at: damaged, layout: .prompts)
    try "[core\nbare".write(toFile: "\(damaged)/config", atomically: true, encoding: .utf8)
    #expect(code { _ = try DirectoryStore(opening: damaged, layout: .prompts) } == .invalid)
  }

  @Test func damagedReferencesAreNamed() throws {
    let store = try DirectoryStore.create(at: path, layout: .prompts)
    try store.write("refs/prompts/good", "one")
    for content in ["", "\0\0\0\0", "ref:", String(repeating: "g", count: 40) + "\n"] {
      try content.write(toFile: "\(path)/refs/prompts/bad", atomically: true, encoding: .utf8)
      let error = #expect(throws: RepositoryError.self) { try store.value("refs/prompts/bad") }
      #expect(error?.code == .damaged)
      #expect(error?.message.contains("refs/prompts/bad") == true)
      #expect(code { try store.write("refs/prompts/bad", "new") } == .damaged)
    }
    try FileManager.default.removeItem(atPath: "\(path)/refs/prompts/bad")
    for content in [
      "not a line\n", "1234 refs/prompts/x\n", "\(String(repeating: "1", count: 40)) refs/x",
    ] {
      try content.write(toFile: "\(path)/packed-refs", atomically: true, encoding: .utf8)
      #expect(code { _ = try store.value("refs/prompts/x") } == .damaged)
    }
  }

  @Test(arguments: ["\0", "0123456789abcdef", "^1111111111111111111111111111111111111111\n", "\n"])
  func packedReferencesThatAreOverwrittenAreNotAbsent(junk: String) throws {
    let store = try DirectoryStore.create(at: path, layout: .prompts)
    for number in 0..<9 { try store.write("refs/prompts/p\(number)/@info", "\(number)") }
    _ = try store.collectGarbage(gracePeriod: 0)
    let file = "\(path)/packed-refs"
    let whole = try Data(contentsOf: URL(fileURLWithPath: file))
    let header = try #require(whole.firstIndex(of: 10)) + 1
    let repeated = Data(String(repeating: junk, count: 8_192).utf8)
    for damaged in [whole + repeated, whole[..<header] + repeated, whole.dropLast(9)] {
      try damaged.write(to: URL(fileURLWithPath: file))
      let error = code {
        // Nothing of it may read as an empty repository.
        _ = try store.references(under: "refs/prompts/")
        for number in 0..<9 { _ = try store.value("refs/prompts/p\(number)/@info") }
      }
      #expect(error == .damaged)
    }
  }

  @Test(arguments: [true, false])
  func aCopyByHardLinksGoesItsOwnWay(isOriginalFirst: Bool) throws {
    let copy = directory.appending("copy")
    let original = try DirectoryStore.create(at: path, layout: .prompts)
    let first = try original.write("refs/prompts/p", "one")
    // What an attempt that failed may leave.
    try "left over".write(toFile: "\(path)/promptrepo/new-0", atomically: true, encoding: .utf8)
    #expect(try TestSupport.run("cp", ["-al", path, copy]).status == 0)
    let names = isOriginalFirst ? [path, copy] : [copy, path]
    let seconds = try names.map { name in
      try DirectoryStore(opening: name, layout: .prompts).write(
        "refs/prompts/p", "two of \(name)", from: first)
    }
    for (name, second) in zip(names, seconds) {
      // As after a restart of the machine, when the whole journal is carried out again.
      let store = try DirectoryStore(opening: name, layout: .prompts, bootIdentifier: "later")
      #expect(try store.values() == ["refs/prompts/p": second])
      try store.write("refs/prompts/p", "three", from: second)
      try expectSound(name)
    }
  }

  @Test func symbolicReferencesAreFollowedButNotMoved() throws {
    let store = try DirectoryStore.create(at: path, layout: .prompts)
    let id = try store.write("refs/prompts/a", "one")
    try git(path, ["symbolic-ref", "refs/prompts/link", "refs/prompts/a"])
    #expect(try store.value("refs/prompts/link") == id)
    #expect(code { try store.write("refs/prompts/link", "two", from: id) } == .unsupported)
    try git(path, ["symbolic-ref", "refs/prompts/a", "refs/prompts/link"])
    #expect(code { _ = try store.value("refs/prompts/a") } == .damaged)
  }

  @Test func aStoreForReadingWritesNothing() throws {
    let writer = try DirectoryStore.create(at: path, layout: .prompts)
    let id = try writer.write("refs/prompts/a", "one")
    let plan = FaultPlan()
    let reader = try DirectoryStore(
      opening: path, layout: .prompts, files: FileSystem(faults: plan), isReadOnly: true,
      bootIdentifier: "later")
    #expect(try reader.value("refs/prompts/a") == id)
    #expect(code { try reader.write("refs/prompts/b", "two") } == .unsupported)
    for call in [SystemCall.write, .unlink, .rename, .link, .mkdir, .lock] {
      #expect(plan.count(of: call) == 0)
    }
  }

  /// As on a read-only file system: the journal is read where it cannot be carried out.
  @Test func withoutPermissionTheJournalIsRead() throws {
    let history = try History()
    let (directory, path) = try history.afterPowerCut(history.journal())
    try withExtendedLifetime(directory) {
      let plan = FaultPlan([
        FaultPlan.Rule(.open, pathContaining: "/lock", .fail(.readOnlyFileSystem))
      ])
      let store = try DirectoryStore(
        opening: path, layout: .prompts, files: FileSystem(faults: plan), bootIdentifier: "later")
      #expect(try store.values() == history.values.last)
      let names = try #require(history.values.last).keys.sorted()
      #expect(
        try store.references(under: "refs/", after: names[0], limit: 1).map(\.name.rawValue)
          == [names[1]])
      // Once somebody else has carried it out, the files count again.
      let other = try DirectoryStore(opening: path, layout: .prompts, bootIdentifier: "later")
      let id = try other.write("refs/prompts/later", "later")
      #expect(try store.value("refs/prompts/later") == id)
    }
  }

  @Test func aCopyThatVersionControlMadeOpens() throws {
    let store = try DirectoryStore.create(at: path, layout: .prompts)
    let id = try store.write("refs/prompts/a", "one")
    for name in ["promptrepo", "refs/heads", "refs/tags", "objects/info", "logs"] {
      try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
    let copy = try DirectoryStore(opening: path, layout: .prompts)
    #expect(try copy.value("refs/prompts/a") == id)
    try copy.write("refs/prompts/a", "two", from: id)
    try expectSound(path)
  }

  @Test func theJournalIsBegunAnewWhenItIsLong() throws {
    let store = try DirectoryStore.create(at: path, layout: .prompts)
    let text = String(repeating: "0123456789abcdef", count: 40_000)
    var values: [String: ObjectID] = [:]
    for number in 0..<16 {
      values["refs/prompts/p\(number)"] = try store.write(
        "refs/prompts/p\(number)", "\(number)\(text)")
    }
    let size = try FileManager.default.attributesOfItem(atPath: "\(path)/promptrepo/journal")[.size]
    #expect((size as? Int ?? .max) < 6 << 20)
    #expect(try store.values() == values)
    #expect(
      try DirectoryStore(opening: path, layout: .prompts, bootIdentifier: "later").values()
        == values)
    try expectSound(path)
  }
}
