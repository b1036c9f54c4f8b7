import GitRemotes
import PromptMerge
import PromptRepo
import TestSupport
import Testing

/// What steps that a join makes again have to keep.
struct ReplayTests {
  @Test func movesKeepWhatTheyAreAbout() throws {
    let server = try Server(.strict)
    let ada = try Teammate("Ada", .workTree, server)
    let bob = try Teammate("Bob", .directory, server)
    try ada.create("a")
    try ada.addEnvironment("prod")
    try ada.addEnvironment("late")
    try ada.push()
    try bob.pull()
    let name = try PromptName("a")
    let (prod, late) = (try EnvironmentName("prod"), try EnvironmentName("late"))
    func deploy(_ mate: Teammate) throws {
      try mate.change { (transaction) throws(RepositoryError) in
        try transaction.deploy([DeploymentRequest(name)], to: prod)
      }
    }
    try ada.commit("a", "of Ada")
    try deploy(ada)
    try ada.push()
    try bob.commit("a", "of Bob")
    try bob.createRelease("r1")
    try bob.deployRelease("r1", to: "prod")
    try bob.change { (transaction) throws(RepositoryError) in
      try transaction.promote([name], from: prod, to: late)
    }
    try bob.commit("a", "more of Bob")
    try deploy(bob)
    try bob.change { (transaction) throws(RepositoryError) in try transaction.undo() }
    func moves(_ environment: EnvironmentName) throws -> [PointerMove] {
      try bob.repository.moves(of: .environment(environment), name)
        .filter { $0.author.name == "Bob" }
    }
    let before = (try moves(prod), try moves(late))
    try bob.pull(.ours)
    let after = (try moves(prod), try moves(late))
    #expect(after.0.map(\.operation) == before.0.map(\.operation))
    #expect(after.0.map(\.release) == [nil, nil, "r1"])
    #expect(after.0.map(\.undoes) == [before.0[1].operation, nil, nil])
    #expect(after.0[0].restores == after.0[2].commit)
    #expect(after.0.map(\.version) == before.0.map { $0.version + 1 })
    #expect(after.1.map(\.promotedFrom) == ["prod"])
    #expect(after.1.map(\.operation) == before.1.map(\.operation))
    let push = try bob.push()
    #expect(!push.hasConflicts && !push.hasRefusals)
    try ada.pull()
    #expect(try ada.references() == server.references())
    try ada.isSound()
    try bob.isSound()
    try expectSound(server.path)
  }
}
