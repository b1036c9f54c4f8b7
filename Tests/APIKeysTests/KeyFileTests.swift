import APIKeys
import Foundation
import Platform
import PromptRepo
import TestSupport
import Testing

/// The file of keys: what is in it, and who may read it.
@Suite struct KeyFileTests {
  let directory: TemporaryDirectory
  let path: String
  let file: KeyFile
  let now = Timestamp(milliseconds: 1_800_000_000_000)

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.appending("data/keys.json")
    file = KeyFile(path)
  }

  private func create(_ owner: String = "support-bot", _ role: Role = .editor) throws -> String {
    try file.create(owner: Owner(owner), role: role, expiresAt: nil, now: now).secret
  }

  private func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  /// Expects a refusal that says all of this.
  private func expectRefusal(
    _ code: RepositoryError.Code, _ text: String, _ cause: KeyRefusal? = nil,
    at location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) {
    let error = #expect(throws: RepositoryError.self, sourceLocation: location) { try body() }
    #expect(error?.code == code, sourceLocation: location)
    #expect(error?.description == text, sourceLocation: location)
    #expect(error?.cause as? KeyRefusal == cause, sourceLocation: location)
  }

  @Test func aSecretHasItsForm() throws {
    let (secret, key) = try file.create(
      owner: Owner("a"), role: .reader, expiresAt: nil, now: now)
    #expect(secret.wholeMatch(of: /promptrepo_[0-9a-f]{16}_[0-9a-f]{64}/) != nil)
    #expect(key.id == "key_" + secret.dropFirst("promptrepo_".count).prefix(16))
    #expect(try create() != create())
  }

  @Test func theFileHoldsTheDigestAndNotTheSecret() throws {
    let secret = try create()
    let digest = try run("sha256sum", stdin: Array(secret.utf8)).stdout.prefix(64)
    let id = secret.split(separator: "_")[1]
    #expect(
      try text() == """
        {
          "keys": [
            {
              "id": "key_\(id)",
              "owner": "support-bot",
              "role": "editor",
              "sha256": "\(digest)",
              "created_at": "2027-01-15T08:00:00.000Z"
            }
          ]
        }

        """)
    #expect(try run("grep", ["-r", String(secret.suffix(64)), directory.path]).status == 1)
  }

  @Test func onlyTheUserMayReadAnyOfIt() throws {
    _ = try create()
    let modes = try run(
      "stat", ["-c", "%a", "data", "data/keys.json", "data/keys.json.lock"],
      cwd: directory.path
    ).stdout
    #expect(modes == "700\n600\n600\n")
    #expect(try FileSystem().listDirectory("\(directory.path)/data").count == 2)
  }

  @Test func theTemporaryFileToo() throws {
    let faults = FaultPlan([.init(.rename, .kill)])
    let dying = KeyFile(path, files: FileSystem(faults: faults))
    #expect(throws: RepositoryError.self) {
      try dying.create(owner: Owner("a"), role: .admin, expiresAt: nil, now: now)
    }
    let left = try FileSystem().listDirectory("\(directory.path)/data").map(\.name)
    let temporary = try #require(left.first { $0.hasSuffix(".tmp") })
    let mode = try run("stat", ["-c", "%a", "\(directory.path)/data/\(temporary)"]).stdout
    #expect(mode == "600\n")
    #expect(try file.keys().isEmpty)
  }

  @Test func whatIsOnDiskIsFlushedBeforeItHasItsName() throws {
    let faults = FaultPlan()
    let recorded = KeyFile(path, files: FileSystem(faults: faults))
    _ = try recorded.create(owner: Owner("a"), role: .admin, expiresAt: nil, now: now)
    let calls = faults.calls.map(\.call).filter { [.write, .fsync, .rename].contains($0) }
    #expect(calls == [.write, .fsync, .rename, .fsync])
    #expect(faults.calls.last { $0.call == .fsync }?.path == "\(directory.path)/data")
  }

  @Test func keysAreListedInOrderOfCreation() throws {
    for number in 0..<5 { _ = try create("owner-\(number)", Role.allCases[number % 4]) }
    let keys = try file.keys()
    #expect(keys.map(\.owner.description) == (0..<5).map { "owner-\($0)" })
    #expect(keys.map(\.role) == [.reader, .editor, .deployer, .admin, .reader])
    #expect(keys.allSatisfy { $0.createdAt == now && $0.isValid(at: now) })
  }

  @Test func aKeyThatWouldHaveExpiredIsNotMade() throws {
    expectRefusal(
      .invalid,
      "the key would have expired already, at 2027-01-15T08:00:00.000Z. Give a time in the future"
    ) { _ = try file.create(owner: Owner("a"), role: .admin, expiresAt: now, now: now) }
    #expect(try file.keys().isEmpty)
  }

  @Test func revocationIsForGoodAndSaysSo() throws {
    let secret = try create()
    _ = try create("other")
    let id = "key_" + secret.split(separator: "_")[1]
    let key = try file.revoke(id, now: now)
    #expect(key.revokedAt == now && !key.isValid(at: now))
    #expect(try file.keys().map { $0.state(at: now) } == [.revoked, .active])
    expectRefusal(
      .nothingToCommit, "key '\(id)' was revoked already, at 2027-01-15T08:00:00.000Z"
    ) { try file.revoke(id, now: Timestamp(milliseconds: 0)) }
    #expect(try file.keys()[0].revokedAt == now)
  }

  @Test func anUnknownIdIsNamedAndASecretIsNot() throws {
    let unknown = "there is no key 'key_0123456789abcdef'"
    expectRefusal(.notFound, unknown, .unknownKey) {
      try file.revoke("key_0123456789abcdef", now: now)
    }
    #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/data"))
    let secret = try create()
    expectRefusal(.notFound, unknown, .unknownKey) {
      try file.revoke("key_0123456789abcdef", now: now)
    }
    let noID = "no owner of a key has this name, and a key's id is 'key_' and 16 hexadecimal digits"
    expectRefusal(.notFound, noID, .unknownKey) { try file.revoke("", now: now) }
    let id = "key_" + secret.split(separator: "_")[1]
    expectRefusal(.notFound, "\(noID). This is the secret of \(id)", .unknownKey) {
      try file.revoke(secret, now: now)
    }
  }

  @Test func creatorsAtOnceLoseNothing() async throws {
    let file = file
    let now = now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<16 {
        group.addTask {
          _ = try file.create(owner: Owner("\(number)"), role: .reader, expiresAt: nil, now: now)
        }
      }
      try await group.waitForAll()
    }
    #expect(Set(try file.keys().map(\.owner.description)) == Set((0..<16).map(String.init)))
  }
}
