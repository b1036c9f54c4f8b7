import DirectoryStore
import Platform
import PromptRepo
import PromptService
import TestSupport
import Testing

/// How the index of a store is filled that tells who its prompts are.
@Suite struct IndexSurveyTests {
  private let directory: TemporaryDirectory
  private var path: String { directory.appending("store") }

  init() throws {
    directory = try TemporaryDirectory()
    _ = try DirectoryStore.create(at: path, layout: .prompts, durability: .none)
  }

  private func create(_ names: [String]) throws {
    let store = try DirectoryStore(opening: path, layout: .prompts, durability: .none)
    try Repository(store: store).change(by: Sample.person) {
      (transaction) throws(RepositoryError) in
      for name in names {
        try transaction.create(
          PromptName(name), VersionDraft(VersionContent(template: "text of \(name)")))
      }
    }
  }

  /// The calls that filling an index makes below the folder of the objects.
  private func callsForObjects() throws -> Int {
    let plan = FaultPlan()
    let store = try DirectoryStore(
      opening: path, layout: .prompts, files: FileSystem(faults: plan), durability: .none)
    let ledger = Ledger(store)
    try ledger.prepare()
    // Opening a store looks for a list of other stores to read from.
    return plan.calls.count {
      $0.path.contains("/objects/") && !$0.path.hasSuffix("/info/alternates")
    }
  }

  @Test func noObjectIsReadOfWhatIsPacked() throws {
    try create((0..<400).map { "p\($0)" })
    #expect(try callsForObjects() == 0)
    try create(["one"])
    let loose = try callsForObjects()
    #expect(loose > 0)
    // Nobody knows what another program has packed: it is read once.
    try git(path, ["pack-refs", "--all"])
    #expect(try callsForObjects() > 0)
    #expect(try callsForObjects() == 0)
  }
}
