import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// A server whose ledger is not where it was: what is not there is not an empty ledger.
@Suite struct AbsentLedgerTests {
  private static let surfaces = ["langfuse", "litellm", "langsmith", "evalguard", "mcp"]
  /// What reads a prompt, or all, by a path; each gives a client something to forget by.
  private static let reads = [
    "/api/v1/llm/prompts", "/api/public/v2/prompts/a", "/api/public/v2/prompts",
    "/beta/litellm_prompt_management?prompt_id=a", "/langsmith/commits/-/a/latest",
    "/langsmith/repos?limit=10&offset=0", "/api/v1/prompts?project_id=p",
    "/api/v1/environments?project_id=p",
  ]

  private func server(_ served: ServedRepo) throws -> ServerProcess {
    try served.serve(
      surfaceOptions[0], surfaceOptions[1], surfaceOptions[2], surfaceOptions[3], surfaceOptions[4])
  }

  private var surfaceOptions: [String] { Self.surfaces.map { "--surface=\($0)" } }

  private func statuses(_ served: ServedRepo, _ server: ServerProcess) throws -> [Int] {
    let key = "Authorization: Bearer \(served.keys["admin"] ?? "")"
    let messages = [
      #"{"jsonrpc":"2.0","id":1,"method":"prompts/list"}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"a","arguments":{"x":"1"}}}"#,
    ]
    return try Self.reads.map { try server.ask($0, "-H", key).status }
      + messages.map { try server.ask("/mcp", "-H", key, "--json", $0).status }
      + [server.ask("/readyz").status]
  }

  /// What writing is answered, by the Prompts API and by Langfuse's.
  private func writes(_ served: ServedRepo, _ server: ServerProcess) throws -> [Int] {
    let key = "Authorization: Bearer \(served.keys["admin"] ?? "")"
    let bodies = [
      ("/api/v1/llm/prompts", #"{"name":"n","template":"t"}"#),
      ("/api/public/v2/prompts", #"{"name":"m","type":"text","prompt":"t"}"#),
    ]
    return try bodies.map { try server.ask($0, "-H", key, "--json", $1).status }
  }

  private func everything(_ status: Int) -> [Int] {
    Array(repeating: status, count: Self.reads.count + 3)
  }

  @Test(arguments: [false, true])
  func whatIsMovedAwayIsUnavailableUntilItIsBack(_ isGit: Bool) throws {
    let repo = isGit ? try PromptRepo.inWorkTree() : try PromptRepo()
    let served = try ServedRepo(repo)
    try served.repo.commit("a", "Hi {{x}}")
    let server = try server(served)
    #expect(try statuses(served, server) == everything(200))
    let store = "\(repo.path)/\(isGit ? ".git" : ".promptrepo")"
    try FileManager.default.moveItem(atPath: store, toPath: "\(store).away")
    #expect(try statuses(served, server) == everything(503))
    #expect(try writes(served, server) == [503, 503])
    // An empty folder is all that is left of a disk that was mounted there.
    try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: false)
    #expect(try statuses(served, server) == everything(503))
    #expect(try writes(served, server) == [503, 503])
    #expect(try FileManager.default.contentsOfDirectory(atPath: store) == [])
    let log = try server.log
    #expect(log.contains(#""failure":"the repository '"#))
    try FileManager.default.removeItem(atPath: store)
    try FileManager.default.moveItem(atPath: "\(store).away", toPath: store)
    #expect(try statuses(served, server) == everything(200))
    #expect(try served.repo.ok("list", "--json").contains(#""name":"a""#))
    #expect(server.status(after: SIGTERM) == 0)
    try served.expectSoundStores()
  }

  @Test(arguments: ["git", "directory"])
  func whatIsConvertedIsUnavailableUntilTheServerStartsAnew(_ target: String) throws {
    let repo = try PromptRepo.inWorkTree(initialised: false)
    try repo.ok("init", "--store", target == "git" ? "directory" : "git")
    let served = try ServedRepo(repo)
    try served.repo.commit("a", "Hi {{x}}")
    let server = try server(served)
    #expect(try statuses(served, server) == everything(200))
    try served.repo.ok("convert", "--to", target)
    #expect(try statuses(served, server) == everything(503))
    #expect(try writes(served, server) == [503, 503])
    #expect(server.status(after: SIGTERM) == 0)
    // The keys and the prompts are those from before.
    let second = try self.server(served)
    #expect(try statuses(served, second) == everything(200))
    #expect(second.status(after: SIGTERM) == 0)
    #expect(try served.repo.ok("list", "--json").split(separator: "\n").count == 1)
    try served.expectSoundStores()
  }

  @Test func anOwnersLedgerThatIsAwayIsNothingToTheOthers() throws {
    let served = try ServedRepo.ofManyOwners()
    let server = try served.serve()
    let path = "/api/v1/llm/prompts"
    let keys = ["admin", "other"].map { "Authorization: Bearer \(served.keys[$0] ?? "")" }
    for key in keys {
      let made = try server.ask(path, "-H", key, "--json", #"{"name":"n","template":"t"}"#)
      #expect(made.status == 201)
    }
    let folder = "\(try #require(served.place.last))/owners/acme"
    try FileManager.default.moveItem(atPath: folder, toPath: "\(folder).away")
    #expect(try keys.map { try server.ask(path, "-H", $0).status } == [503, 200])
    #expect(try server.ask("/readyz").status == 200)
    try FileManager.default.moveItem(atPath: "\(folder).away", toPath: folder)
    #expect(try keys.map { try server.ask(path, "-H", $0).status } == [200, 200])
    #expect(server.status(after: SIGTERM) == 0)
  }
}
