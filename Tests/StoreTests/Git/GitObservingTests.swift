import Foundation
import CodeHistory
import GitStore
import Platform
import PromptRepo
import TestSupport
import Testing

/// What a git store tells of changes where its list of them is not as usual.
@Suite struct GitObservingTests {
  let repository: BareRepository
  let writer: GitStore
  static let list = "promptrepo/changes"

  init() throws {
    repository = try BareRepository()
    writer = try repository.store()
  }

  @Test func theListIsWhatTheFormatSays() throws {
    let id = try writer.write("refs/prompts/p", "one")
    try writer.apply(Sample.removal("refs/prompts/p", from: id))
    let text = try #require(repository.text(Self.list))
    let rest = "\nrefs/prompts/p\n.\nrefs/prompts/p\n.\n"
    #expect(text.hasPrefix("promptrepo-changes 1 ") && text.hasSuffix(rest))
    #expect(text.utf8.count == 37 + rest.utf8.count)
    try repository.git("gc", "--quiet", "--prune=now")
    #expect(repository.text(Self.list) == text)
    try expectSound(repository.path)
  }

  @Test func aRepositoryWithoutAListIsWatchedByItsFolder() async throws {
    var observer = try Observer(repository.store())
    #expect(try observer.look() == nil)
    #expect(try observer.look() == [])
    let first = try writer.write("refs/prompts/p", "one")
    #expect(try observer.look() == nil)
    #expect(try observer.look() == [])
    try FileManager.default.removeItem(atPath: "\(repository.path)/\(Self.list)")
    #expect(try observer.look() == nil)
    // Too young a time could be that of the next change as well.
    #expect(try observer.look() == nil)
    try await Task.sleep(for: .milliseconds(2_100))
    #expect(try observer.look() == nil)
    #expect(try observer.look() == [])
    let second = try writer.write("refs/prompts/p", "two", from: first)
    #expect(try observer.look() == nil)
    #expect(observer.view == ["refs/prompts/p": second])
  }

  @Test func aLongListIsReplaced() throws {
    try writer.write("refs/prompts/p", "one")
    var observer = try Observer(repository.store())
    try observer.look()
    try append(String(repeating: "refs/prompts/p\n.\n", count: 16_000))
    #expect(try observer.look() == ["refs/prompts/p"])
    #expect(try observer.look() == [])
    try writer.write("refs/prompts/q", "one")
    #expect(try #require(repository.text(Self.list)).utf8.count < 100)
    #expect(try observer.look() == nil)
    #expect(try observer.view == writer.values())
    try writer.write("refs/prompts/r", "one")
    #expect(try observer.look() == ["refs/prompts/r"])
  }

  @Test(arguments: ["refs/prompts/to", "no name\n.\n", "refs/prompts/x\n\0\0\0\0", "\u{0}\n.\n"])
  func aDamagedListSaysNothing(_ text: String) throws {
    try writer.write("refs/prompts/p", "one")
    var observer = try Observer(repository.store())
    try observer.look()
    try append(text)
    #expect(try observer.look() == nil)
    try writer.write("refs/prompts/q", "one")
    try observer.look()
    #expect(try observer.view == writer.values())
    #expect(try observer.look() == [])
    try writer.write("refs/prompts/r", "one")
    #expect(try observer.look() == ["refs/prompts/r"])
  }

  @Test(arguments: ["", "promptrepo-changes 1 ", "promptrepo-changes 1 0123456789abcdez\n", "x\n"])
  func anotherFileIsReplaced(_ text: String) throws {
    try repository.write(Self.list, text)
    var observer = try Observer(repository.store())
    for _ in 0..<2 { #expect(try observer.look() == nil) }
    try writer.write("refs/prompts/q", "one")
    #expect(try observer.look() == nil)
    #expect(try observer.view == writer.values())
    #expect(try observer.look() == [])
  }

  /// A list that another repository has too tells both of the changes of each, and not for long.
  @Test func aCopyByHardLinksGetsAListOfItsOwn() throws {
    try writer.write("refs/prompts/p", "one")
    let copy = repository.directory.appending("copy.git")
    try #require(run("cp", ["-al", repository.path, copy], env: [:]).status == 0)
    var observer = try Observer(repository.store())
    try observer.look()
    try GitStore(GitRepository(opening: copy), layout: .prompts).write("refs/prompts/other", "one")
    #expect(try observer.look() == [])
    try writer.write("refs/prompts/q", "one")
    #expect(try observer.look() == ["refs/prompts/q"])
  }

  /// A change stands, whatever becomes of its note.
  @Test(arguments: [SystemCall.open, .write, .read, .stat], [false, true])
  func aNoteThatFails(_ call: SystemCall, isStuck: Bool) throws {
    let first = try writer.write("refs/prompts/p", "one")
    var observer = try Observer(repository.store())
    try observer.look()
    let plan = FaultPlan([FaultPlan.Rule(call, pathContaining: Self.list, .fail(.noSpace))])
    if isStuck { plan.add(FaultPlan.Rule(.unlink, pathContaining: Self.list, .fail(.noSpace))) }
    let store = try repository.store(FileSystem(faults: plan))
    let second = try store.write("refs/prompts/p", "two", from: first)
    #expect(try writer.value("refs/prompts/p") == second)
    #expect((repository.text(Self.list) != nil) == isStuck)
    if !isStuck { #expect(try observer.look() == nil) }
    try writer.write("refs/prompts/q", "one")
    try observer.look()
    #expect(observer.view["refs/prompts/q"] != nil)
    try expectSound(repository.path)
  }

  /// Nothing is opened, and one call is made, when nothing has changed.
  @Test func anIdleLookCostsOneCall() throws {
    try writer.write("refs/prompts/p", "one")
    let plan = FaultPlan()
    let store = try repository.store(FileSystem(faults: plan))
    let mark = try store.changes(since: nil).mark
    plan.clearCalls()
    #expect(try store.changes(since: mark).references == [])
    #expect(plan.calls.map(\.call) == [.stat])
  }

  private func append(_ text: String) throws {
    let url = URL(fileURLWithPath: "\(repository.path)/\(Self.list)")
    let file = try FileHandle(forWritingTo: url)
    try file.seekToEnd()
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }
}
