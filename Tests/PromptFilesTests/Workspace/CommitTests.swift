import CanonicalJSON
import Foundation
import MemoryStore
import Platform
import PromptFiles
import PromptRepo
import Synchronization
import TestSupport
import Testing

@Suite struct CommitTests {
  @Test func allFilesAreOneChange() throws {
    let store = CountingStore()
    let desk = try Desk(Repository(store: store))
    for number in 0..<20 { try desk.write("p\(number)", "text \(number)\n") }
    let report = try desk.commit(nil, CommitOptions(message: "First"))
    #expect(report.results.count == 20 && report.results.allSatisfy(\.isNewPrompt))
    #expect(store.changes == 1)
    #expect(Set(report.results.compactMap { $0.version?.message }) == ["First"])
    #expect(try desk.workspace.status(in: desk.repository).isClean)
    #expect(try desk.commit().results.isEmpty)
    #expect(store.changes == 1)
  }

  @Test func activatesUnlessToldNotTo() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    #expect(try desk.prompt("a").active?.version == 1)
    try desk.write("a", "two\n")
    try desk.commit(nil, CommitOptions(activates: false))
    #expect(try desk.prompt("a").active?.version == 1)
    #expect(try desk.prompt("a").latest?.number == 2)
  }

  @Test func aLostRaceIsAConflictAndChangesNothing() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.commit("b", "one\n")
    try desk.write("a", "mine\n")
    try desk.write("b", "mine\n")
    let plan = try desk.workspace.planCommit(to: desk.repository)
    try desk.cutElsewhere("b", "theirs")
    #expect {
      try desk.workspace.commit(plan, to: desk.repository, by: Desk.author)
    } throws: { ($0 as? RepositoryError)?.code == .conflict }
    #expect(try desk.latestTemplate("a") == "one")
    #expect(try desk.latestTemplate("b") == "theirs")
  }

  @Test func mergeMarkersAreRefused() throws {
    let marked = "a\n<<<<<<< file\nb\n=======\nc\n>>>>>>> v2\n"
    let desk = try Desk()
    try desk.write("new", marked)
    try desk.commit("a", "one\n")
    try desk.write("a", marked)
    try desk.commit("h", "one\n")
    try desk.write("h", "---\n<<<<<<< file\nm: 1\n=======\nm: 2\n>>>>>>> v2\n---\none\n")
    for name in ["new", "a", "h"] {
      #expect(try desk.state(name) == .conflict(.markers))
      #expect { try desk.commit([name]) } throws: { ($0 as? RepositoryError)?.code == .conflict }
    }
    // A prompt that is about them, and always had them, is fine.
    try desk.repository.by(Desk.author).create(
      try PromptName("about"), VersionDraft(try VersionContent(template: marked)))
    try desk.write("about", "\(marked)\nmore\n")
    try desk.commit(["about"], CommitOptions(onto: .latest))
    #expect(try desk.status("about").latest == 2)
  }

  @Test func aPromptThatShowsMarkersInCodeIsCommittedAsNewAndAsChanged() throws {
    let shown = "Resolve this:\n```\n<<<<<<< file\nb\n=======\nc\n>>>>>>> v2\n```\n"
    let desk = try Desk()
    try desk.write("about", shown)
    #expect(try desk.state("about") == .new)
    try desk.commit(["about"])
    try desk.write("about", "\(shown)Explain.\n")
    #expect(try desk.state("about") == .changed)
    try desk.commit(["about"])
    #expect(try desk.status("about").latest == 2)
    // A merge may have left its markers in the block of code of a prompt that never had any.
    try desk.commit("other", "```\na\n```\n")
    try desk.write("other", shown)
    #expect(try desk.state("other") == .conflict(.markers))
  }

  @Test func oneBadFileAmongAHundredKeepsNobodyFromCommitting() throws {
    let desk = try Desk()
    for number in 0..<100 { try desk.write("p\(number)", "text \(number)\n") }
    try desk.commit("old", "one\n")
    try desk.write("old", "---\na: 1\na: 2\n---\nx\n")
    try desk.write("bad", "---\nmodel: m\n")
    let report = try desk.commit()
    #expect(report.results.count == 100)
    let failure = try #require(report.failure)
    #expect(failure.code == .invalid)
    #expect(failure.message.contains("prompts/bad.prompt:1: "))
    #expect(failure.message.contains("prompts/old.prompt:3:"))
    #expect(try desk.latestTemplate("old") == "one")
    #expect(try desk.repository.prompt(PromptName("bad")) == nil)
    // Who names the file, or wants all or nothing, gets nothing.
    try desk.write("p1", "changed\n")
    for (names, options) in [
      (["p1", "bad"], CommitOptions()), (nil, CommitOptions(isAllOrNothing: true)),
    ] {
      #expect { try desk.commit(names, options) } throws: {
        ($0 as? RepositoryError)?.code == .invalid
      }
    }
    #expect(try desk.latestTemplate("p1") == "text 1")
  }

  @Test func aConflictKeepsAllFromBeingCommitted() throws {
    let desk = try Desk()
    try desk.commit("a", "one\n")
    try desk.cutElsewhere("a", "two")
    try desk.write("a", "mine\n")
    try desk.write("b", "b\n")
    try desk.write("bad", "")
    #expect { try desk.commit() } throws: {
      guard let error = $0 as? RepositoryError else { return false }
      return error.code == .conflict && error.message.contains("prompts/bad.prompt")
    }
    #expect(try desk.repository.prompt(PromptName("b")) == nil)
  }

  /// Names that no prompt can have; whoever looks at the folder is told of each.
  @Test(arguments: [
    "_style", "folder/_style", "Upper", "two words", "日本語", "x.lock", "a..b", "x.prompt", "-x",
  ])
  func aFileThatCanBeNoPromptIsPassedOver(name: String) throws {
    let desk = try Desk()
    try desk.write(name, "Be kind.\n")
    try desk.write("hello", "Hi\n")
    let report = try desk.commit()
    #expect(report.results.map(\.name.rawValue) == ["hello"])
    #expect(report.failure == nil)
    #expect(report.warnings.count == 1)
    #expect(report.warnings[0].hasPrefix("prompts/\(name).prompt is passed over: "))
    #expect(try desk.repository.names().map(\.rawValue) == ["hello"])
    let status = try desk.workspace.status(in: desk.repository)
    #expect(status.isClean && status.unrecognisedFiles.map(\.path) == ["prompts/\(name).prompt"])
    #expect(try desk.workspace.planCheckout(from: desk.repository).items.isEmpty)
    #expect { try desk.commit(nil, CommitOptions(isAllOrNothing: true)) } throws: {
      "\($0)".contains("prompts/\(name).prompt")
    }
  }

  /// What may lie where a file is expected.
  @Test(arguments: ["link", "dangling", "circle", "link to folder", "folder", "fifo"])
  func whatIsNoFileIsPassedOverUnlessItIsAPrompts(what: String) throws {
    let desk = try Desk()
    func place(_ name: String) throws {
      let path = desk.path(name)
      switch what {
      case "link": _ = try run("ln", ["-s", "hello.prompt", path])
      case "dangling": _ = try run("ln", ["-s", "nowhere", path])
      case "circle": _ = try run("ln", ["-s", path, path])
      case "link to folder": _ = try run("ln", ["-s", ".", path])
      case "folder": _ = try run("mkdir", [path])
      default: _ = try run("mkfifo", [path])
      }
    }
    try desk.write("hello", "Hi\n")
    try place("odd")
    let report = try desk.commit()
    #expect(report.results.map(\.name.rawValue) == ["hello"])
    #expect(report.failure == nil)
    #expect(report.warnings.map { $0.hasPrefix("prompts/odd.prompt is passed over: ") } == [true])
    #expect(try desk.workspace.status(in: desk.repository).isClean)
    // In the place of a prompt's own file it is a file that cannot be read.
    try desk.commit("mine", "one\n")
    try desk.remove("mine")
    try place("mine")
    try desk.write("hello", "Hello\n")
    let second = try desk.commit()
    #expect(second.results.map(\.name.rawValue) == ["hello"])
    #expect(second.failure?.message.hasPrefix("prompts/mine.prompt: ") == true)
    #expect(try !desk.workspace.status(in: desk.repository).isClean)
    #expect(try desk.workspace.planCheckout(from: desk.repository).refusals.isEmpty)
  }

  @Test func aFolderThatIsALinkHoldsUpOnlyThePromptsInIt() throws {
    let desk = try Desk()
    try desk.commit("folder/a", "one\n")
    _ = try run("mv", ["\(desk.folder.path)/prompts/folder", "\(desk.folder.path)/away"])
    _ = try run("ln", ["-s", "../away", "\(desk.folder.path)/prompts/folder"])
    try desk.write("b", "two\n")
    let report = try desk.commit()
    #expect(report.results.map(\.name.rawValue) == ["b"])
    #expect(report.failure?.message.contains("prompts/folder") == true)
    #expect(report.warnings.map { $0.hasPrefix("prompts/folder is passed over: ") } == [true])
    #expect { try desk.state("folder/none") } throws: {
      ($0 as? RepositoryError)?.code == .invalid
    }
  }

  /// The superuser may read all, so the system's refusal is made by hand.
  @Test(arguments: ["/b.prompt", "/folder"])
  func whatMayNotBeReadHoldsUpNothingElse(path: String) throws {
    let calls: [SystemCall] = [.open, .list]
    let faults = FaultPlan(
      calls.map { .init($0, pathContaining: path, .fail(.accessDenied)) })
    let desk = try Desk(faults: faults)
    try desk.write("a", "one\n")
    try desk.write("b", "one\n")
    try desk.write("folder/c", "one\n")
    let report = try desk.commit()
    let left = path == "/folder" ? ["a", "b"] : ["a", "folder/c"]
    #expect(report.results.map(\.name.rawValue) == left)
    #expect(report.failure?.message.contains("prompts\(path)") == true)
    #expect(report.failure?.message.contains("cannot be read: ") == true)
    #expect(try !desk.workspace.status(in: desk.repository).isClean)
  }

  @Test func longTemplatesAreAWarning() throws {
    let desk = try Desk()
    try desk.write("a", String(repeating: "é", count: 100_000))
    #expect(try desk.workspace.planCommit(to: desk.repository).warnings.isEmpty)
    try desk.write("a", String(repeating: "é", count: 100_001))
    let plan = try desk.workspace.planCommit(to: desk.repository)
    #expect(plan.warnings.count == 1 && plan.warnings[0].contains("100001"))
    try desk.write("a", String(repeating: "a", count: 1_048_577))
    #expect(try desk.commit().failure?.code == .invalid)
    #expect { try desk.commit(["a"]) } throws: { ($0 as? RepositoryError)?.code == .invalid }
  }

  @Test func anIndexThatCannotBeWrittenLosesNoVersion() throws {
    let faults = FaultPlan([.init(.write, pathContaining: "index", .fail(.noSpace))])
    let desk = try Desk(faults: faults)
    try desk.write("a", "one\n")
    let report = try desk.commit()
    #expect(report.warnings.count == 1 && report.warnings[0].contains("No space left"))
    #expect(try desk.state("a") == .unchanged)
  }

  @Test func commitsAtTheSameTimeKeepEachOthersBases() async throws {
    let desk = try Desk()
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<12 {
        group.addTask {
          do { try desk.commit("p\(number)", "x\n") } catch { Issue.record(error) }
        }
      }
    }
    #expect(try desk.workspace.index().bases.count == 12)
  }
}

/// A store in memory that counts the changes it applied.
private final class CountingStore: Store {
  private let store = MemoryStore()
  private let count = Mutex(0)

  var changes: Int { count.withLock { $0 } }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? { try store.object(id) }

  func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try store.reference(name)
  }

  func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    try store.references(under: prefix, after: after, limit: limit)
  }

  func apply(_ change: Change) throws(RepositoryError) {
    try store.apply(change)
    count.withLock { $0 += 1 }
  }
}
