import CanonicalJSON
import TestSupport
import Testing

/// A repository that is kept in step with another one, which a real server serves behind a proxy.
struct SyncedRepo {
  let served: ServedRepo
  let server: ServerProcess
  let proxy: FaultyProxy
  /// The repository with the remote `hosted`.
  let local: PromptRepo

  /// The key that the client uses.
  var key: String { served.keys["admin"] ?? "" }

  /// Two empty directory stores, or repositories that are there.
  init(_ local: PromptRepo? = nil, served: ServedRepo? = nil) throws {
    self.served = try served ?? ServedRepo()
    server = try self.served.serve()
    proxy = try FaultyProxy(server.url)
    self.local = try SyncedRepo.client(local ?? PromptRepo(), self.served)
    try self.local.ok("remote", "add", "hosted", proxy.url)
  }

  /// A repository whose environment holds the key, and no proxy of the machine's.
  static func client(_ repo: PromptRepo, _ served: ServedRepo) -> PromptRepo {
    repo.with([
      "PROMPTREPO_API_KEY": served.keys["admin"] ?? "", "http_proxy": "", "https_proxy": "",
      "HTTP_PROXY": "", "HTTPS_PROXY": "", "all_proxy": "", "ALL_PROXY": "",
    ])
  }

  /// Another repository, empty, with the same remote.
  func another() throws -> PromptRepo {
    let repo = try SyncedRepo.client(PromptRepo(), served)
    try repo.ok("remote", "add", "hosted", proxy.url)
    return repo
  }

  /// Runs the client, expects an exit code, and that the key is in nothing that it printed.
  @discardableResult
  func run(
    _ arguments: String..., status: Int32 = 0, by repo: PromptRepo? = nil,
    at location: SourceLocation = #_sourceLocation
  ) throws -> RunResult {
    let result = try (repo ?? local).run(arguments)
    #expect(
      result.status == status, "\(arguments): \(result.stdout)\(result.stderr)",
      sourceLocation: location)
    #expect(!(result.stdout + result.stderr).contains(key), sourceLocation: location)
    return result
  }

  /// Expects that both sides hold the same, each version once, and that one more sync writes
  /// nothing.
  func expectInStep(
    with repo: PromptRepo? = nil, at location: SourceLocation = #_sourceLocation
  ) throws {
    proxy.follow()
    let result = try run("sync", by: repo, at: location)
    #expect(
      result.stdout.hasSuffix("nothing to do\n"), "\(result.stdout)", sourceLocation: location)
    #expect(proxy.writes == [], sourceLocation: location)
    let here = try SyncedRepo.rows(repo ?? local)
    let there = try SyncedRepo.rows(served.repo)
    #expect(here == there, sourceLocation: location)
  }

  /// What a repository holds and both sides have: name, description, metadata, and each version's
  /// number, template and whether it is active.
  static func rows(_ repo: PromptRepo) throws -> [String] {
    var names: [String: String] = [:]
    for prompt in try repo.json("list") {
      names[prompt.text("name")] = prompt["title"]?.string ?? prompt.text("name")
    }
    return try repo.json("export").map { row in
      var metadata = row["metadata"]?.object ?? JSONObject()
      for key in ["promptrepo_id", "promptrepo_name"] { metadata[key] = nil }
      let members: JSONObject = [
        "name": .string(names[row.text("name")] ?? ""), "version": .integer(row.number("version")),
        "template": row["template"] ?? .null, "description": row["description"] ?? .null,
        "metadata": .object(metadata), "active": row["active"] ?? false,
      ]
      return JSONValue.object(members).text(.canonical)
    }.sorted()
  }
}
