import GitRemotes
import PromptRepo
import TestSupport
import Testing

struct PartialCloneTests {
  /// A server with some code, and `greet` with three versions.
  private func server() throws -> Server {
    let server = try Server()
    try git(server.path, ["config", "uploadpack.allowFilter", "true"])
    let ada = try Teammate("Ada", .workTree, server)
    let work = try #require(ada.workTree)
    for number in 1...3 {
      try git(
        ada.gitDirectory, ["--work-tree", work, "commit", "-q", "--allow-empty", "-m", "\(number)"])
    }
    try git(ada.gitDirectory, ["push", "--quiet", "origin", "HEAD"])
    try ada.create("greet")
    try ada.commit("greet", "two")
    try ada.commit("greet", "three")
    try ada.push()
    return server
  }

  @Test(arguments: [[], ["--depth", "1"], ["--filter=blob:none"], ["--bare"]])
  func pullBringsAllOfTheLedgerIntoAnyClone(options: [String]) throws {
    let server = try server()
    let home = Teammate.Home.workTree
    let bob =
      if options == ["--bare"] {
        try Teammate("Bob", .directory, server)
      } else {
        try Teammate("Bob", home, origin: "file://\(server.path)", clone: options)
      }
    #expect(try bob.pull().lines == ["greet: pulled created v1..v3 active v3"])
    let versions = try bob.repository.versions(of: PromptName("greet"))
    #expect(
      try versions.map { try bob.repository.content(of: $0).template } == ["three", "two", "one"])
    #expect(try bob.references() == server.references())
  }

  @Test func historyThatWasCutOffIsRefusedWithTheRemedy() throws {
    let server = try server()
    let bob = try Teammate(
      "Bob", .workTree, origin: "file://\(server.path)", clone: ["--depth", "1"])
    _ = try GitRemote(of: bob.program).setUp(in: bob.program)
    try git(bob.gitDirectory, ["fetch", "--quiet", "--depth", "1"])
    let report = try bob.pull()
    #expect(report.lines == ["greet: refused unsupported"])
    guard case .refused(let error)? = report.prompts.first?.result else { return }
    #expect(error.hint?.contains("git fetch --unshallow") == true)
    #expect(try bob.references() == [])
    try git(bob.gitDirectory, ["fetch", "--quiet", "--unshallow", "origin"])
    #expect(try bob.pull().lines == ["greet: pulled created v1..v3 active v3"])
  }

  @Test func contentThatWasLeftOutIsRefusedWithTheRemedy() throws {
    let server = try server()
    let bob = try Teammate(
      "Bob", .workTree, origin: "file://\(server.path)", clone: ["--filter=blob:none"])
    _ = try GitRemote(of: bob.program).setUp(in: bob.program)
    try git(bob.gitDirectory, ["fetch", "--quiet"])
    let report = try bob.pull()
    #expect(report.lines == ["greet: refused unsupported"])
    guard case .refused(let error)? = report.prompts.first?.result else { return }
    #expect(error.hint?.contains("git fetch --refetch --no-filter origin") == true)
    try git(bob.gitDirectory, ["fetch", "--quiet", "--refetch", "--no-filter", "origin"])
    #expect(try bob.pull().lines == ["greet: pulled created v1..v3 active v3"])
  }
}
