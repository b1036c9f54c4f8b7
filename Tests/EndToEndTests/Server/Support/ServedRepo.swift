import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// A repository, or a folder of many owners' ledgers, with keys and a server to be judged.
struct ServedRepo {
  let repo: PromptRepo
  /// What `serve` and `key` are given to find it.
  let place: [String]
  /// The secrets of the keys by their names.
  private(set) var keys: [String: String] = [:]

  /// A directory store, with a key of each role.
  init() throws {
    try self.init(PromptRepo())
  }

  /// A repository that is there, with a key of each role.
  init(_ repo: PromptRepo, place: [String] = []) throws {
    self.repo = repo.with(["XDG_STATE_HOME": ""])
    self.place = place
    for role in ["reader", "editor", "deployer", "admin"] {
      try makeKey(role, "--role", role)
    }
  }

  /// A folder for `--data`, with a second owner.
  static func ofManyOwners() throws -> ServedRepo {
    let repo = try PromptRepo(initialised: false)
    var served = try ServedRepo(repo, place: ["--data", "\(repo.directory.path)/data"])
    try served.makeKey("other", "--role", "admin", owner: "other")
    return served
  }

  /// Makes a key that scripts know by a name.
  @discardableResult
  mutating func makeKey(
    _ name: String, _ options: String..., owner: String = "acme"
  ) throws -> String {
    let result = try repo.run(["key", "create", "--owner", owner] + place + options)
    try #require(result.status == 0, "\(result.stderr)")
    let secret = String(result.stdout.dropLast())
    keys[name] = secret
    return secret
  }

  /// Starts a server at a free port.
  func serve(_ options: String...) throws -> ServerProcess {
    try ServerProcess(repo, ["--listen", "127.0.0.1:0"] + place + options)
  }

  /// Ends a server and expects that it ends well and leaves every store whole.
  func expectGoodEnd(
    _ server: ServerProcess, at location: SourceLocation = #_sourceLocation
  ) throws {
    let status = server.status(after: SIGTERM)
    let log = try server.log
    #expect(status == 0, "\(log)", sourceLocation: location)
    // Requests may be refused; none of them may fail inside.
    let failures = log.split(separator: "\n").filter {
      $0.contains(#""event":"request""#) && $0.contains(#""failure":"#)
    }
    #expect(failures == [], sourceLocation: location)
    try expectSoundStores(at: location)
  }

  /// Expects that git finds nothing wrong with any store.
  func expectSoundStores(at location: SourceLocation = #_sourceLocation) throws {
    let root = place.last ?? repo.path
    let found = try TestSupport.run("find", [root, "-type", "d", "-name", "objects"])
    let stores = found.stdout.split(separator: "\n").map { $0.dropLast("/objects".count) }
    #expect(!stores.isEmpty, sourceLocation: location)
    for store in stores { try expectSound(String(store), "\(store)", sourceLocation: location) }
  }
}
