import DirectoryStore
import Platform
import PromptRepo
import TestSupport
import Testing

/// What a reader sees while a writer moves the references of a change, one after the other.
@Suite struct BetweenMovesTests {
  private let directory: TemporaryDirectory
  private let path: String
  private let name: PromptName

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.appending("store")
    name = try PromptName("a")
    _ = try DirectoryStore.create(at: path, layout: .prompts)
  }

  private func open(_ files: FileSystem = FileSystem()) throws -> Repository {
    Repository(store: try DirectoryStore(opening: path, layout: .prompts, files: files))
  }

  /// A new prompt is not there, or has no pointer to a version that a reader does not see.
  @Test(arguments: 1...5) func aNewPromptIsNeverDamaged(_ move: Int) throws {
    // Opened before: a reader that comes later completes the change.
    let reader = try open()
    let before = try reader.prompt(name)?.name
    #expect(before == nil)
    let plan = FaultPlan([
      FaultPlan.Rule(.rename, pathContaining: "/refs/", occurrence: move, .kill)
    ])
    let writer = try open(FileSystem(faults: plan)).by(Sample.person)
    do { try writer.create(name, VersionDraft(VersionContent(template: "one"))) } catch {}
    let seen = try reader.prompt(name)
    #expect(seen?.active == nil || seen?.latest?.number == 1)
    #expect(try open().prompt(name)?.active?.version == 1)
    #expect(try reader.prompt(name)?.latest?.number == 1)
  }
}
