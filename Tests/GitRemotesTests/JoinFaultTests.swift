import DirectoryStore
import GitRemotes
import Platform
import PromptMerge
import PromptRepo
import TestSupport
import Testing

/// A join whose process dies before a call of the system, at one after the other.
@Suite struct JoinFaultTests {
  @Test(arguments: Resolution.allCases)
  func theLedgerIsTheOldOneOrTheNewOne(_ resolution: Resolution) throws {
    let server = try Server(.strict)
    let ada = try Teammate("Ada", .workTree, server)
    let bob = try Teammate("Bob", .directory, server)
    try ada.create("greet", "1\n2\n3")
    try ada.push()
    try bob.pull()
    try ada.commit("greet", "hers\n2\n3")
    try ada.push()
    try bob.commit("greet", "1\n2\nhis")
    try bob.commit("greet", "1\n2\nhis too")
    try bob.pull()
    let (before, person) = (try bob.references(), bob.person())

    func pull(
      _ plan: FaultPlan
    ) throws -> (references: [String], isDone: Bool, directory: TemporaryDirectory) {
      let directory = try TemporaryDirectory()
      let path = directory.appending("store")
      #expect(try run("cp", ["-R", bob.gitDirectory, path]).status == 0)
      let program = GitProgram(gitDirectory: path, messages: .captured)
      var isDone = false
      do {
        let store = try DirectoryStore(
          opening: path, layout: .prompts, files: FileSystem(faults: plan), durability: .none)
        let ledger = RemoteLedger(
          try GitRemote("origin", of: program), of: Repository(store: store), git: program)
        isDone = try !ledger.pull(resolving: resolution, by: person).hasRefusals
      } catch {
        #expect(plan.isKilled, "\(error)")
      }
      let store = try DirectoryStore(opening: path, layout: .prompts)
      let references = try store.references(under: "refs/prompts/")
        .map { "\($0.name) \($0.target)" }.sorted()
      try expectSound(path)
      return (references, isDone, directory)
    }

    let after = try pull(FaultPlan())
    #expect(after.isDone && after.references != before)
    var outcomes: Set<Bool> = []
    var number = 5
    while true {
      let plan = FaultPlan.killing(atCall: number)
      let (references, isDone, directory) = try pull(plan)
      guard plan.isKilled else { break }
      #expect(
        references == after.references || !isDone && references == before,
        "call \(number), \(plan.calls.last?.description ?? "")")
      outcomes.insert(references == before)
      withExtendedLifetime(directory) {}
      number += 13
    }
    #expect(outcomes == [true, false])
  }
}
