import APIKeys
import Foundation
import Platform
import PromptRepo
import TestSupport
import Testing

/// What a server asks: whether a secret opens anything.
@Suite struct KeyRingTests {
  let directory: TemporaryDirectory
  let path: String
  let file: KeyFile
  let ring: KeyRing
  let now = Timestamp(milliseconds: 1_800_000_000_000)

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.appending("keys.json")
    file = KeyFile(path)
    ring = KeyRing(path: path)
  }

  private func create(expiresAt: Timestamp? = nil) throws -> (secret: String, key: APIKey) {
    try file.create(owner: Owner("me"), role: .deployer, expiresAt: expiresAt, now: now)
  }

  @Test func aKeyIsGoodAtOnceAndNoLongerAtOnce() throws {
    #expect(try ring.key(presented: "promptrepo_", at: now) == nil)
    let first = try create()
    #expect(try ring.key(presented: first.secret, at: now) == first.key)
    let second = try create()
    #expect(try ring.key(presented: second.secret[...], at: now) == second.key)
    try file.revoke(first.key.id, now: now)
    #expect(try ring.key(presented: first.secret, at: now) == nil)
    #expect(try ring.key(presented: second.secret, at: now) == second.key)
  }

  @Test func whoManagesKeysSeesTheFileAndItsUses() throws {
    #expect(try ring.keys() == [])
    let (first, second) = (try create(), try create())
    #expect(try ring.keys() == [first.key, second.key])
    #expect(ring.lastUses() == [:])
    #expect(try ring.key(presented: first.secret, at: now) != nil)
    // What this process has seen counts before it is in the file, and what others saw after it is.
    #expect(ring.lastUses() == [first.key.id: UseDay(now)])
    let other = KeyRing(path: path)
    let later = Timestamp(milliseconds: now.milliseconds + 86_400_000)
    for (secret, time) in [(first.secret, later), (second.secret, now)] {
      #expect(try other.key(presented: secret, at: time) != nil)
    }
    try other.saveUses()
    #expect(ring.lastUses() == [first.key.id: UseDay(later), second.key.id: UseDay(now)])
  }

  @Test func aKeyIsRevokedThroughTheRing() throws {
    let (secret, key) = try create()
    try ring.revoke(key.id, at: now)
    #expect(try ring.key(presented: secret, at: now) == nil)
    #expect(try file.keys().map(\.revokedAt) == [now])
    let again = #expect(throws: RepositoryError.self) { try ring.revoke(key.id, at: now) }
    #expect(again?.code == .nothingToCommit)
    let unknown = #expect(throws: RepositoryError.self) {
      try ring.revoke("key_0000000000000000", at: now)
    }
    #expect(unknown?.code == .notFound)
  }

  @Test func whatIsNotTheSecretOpensNothing() throws {
    let (secret, key) = try create()
    let other = try create().secret
    let id = String(key.id.dropFirst(4))
    var wrong = ["", id, key.id, String(secret.dropLast()), secret + "0", secret + "\n"]
    wrong += [secret.uppercased(), "promptrepo_\(id)_" + other.suffix(64), " " + secret]
    wrong += [String(secret.dropLast()) + (secret.hasSuffix("0") ? "1" : "0")]
    wrong += ["promptrepo_0000000000000000_" + secret.suffix(64)]
    wrong += [String(repeating: "é", count: 46), String(repeating: "a", count: 1_000_000)]
    for text in wrong { #expect(try ring.key(presented: text, at: now) == nil, "\(text)") }
    #expect(try ring.key(presented: secret, at: now) == key)
  }

  @Test func aKeyEndsAtItsTime() throws {
    let end = Timestamp(milliseconds: now.milliseconds + 1)
    let (secret, key) = try create(expiresAt: end)
    #expect(try ring.key(presented: secret, at: now) == key)
    #expect(try ring.key(presented: secret, at: end) == nil)
    #expect(key.state(at: end) == .expired)
  }

  @Test func aKeyIsFoundByItsIdWhileItIsValid() throws {
    #expect(try ring.key(id: "key_0123456789abcdef", at: now) == nil)
    let end = Timestamp(milliseconds: now.milliseconds + 1)
    let (secret, key) = try create(expiresAt: end)
    #expect(try ring.key(id: key.id, at: now) == key)
    #expect(try ring.key(id: key.id, at: end) == nil)
    for text in ["", secret, String(key.id.dropLast()), key.id + "0"] {
      #expect(try ring.key(id: text, at: now) == nil)
    }
    // Whoever is signed in uses the key.
    try ring.saveUses()
    #expect(try KeyUseFile(beside: file).days()[key.id]?.description == "2027-01-15")
    try file.revoke(key.id, now: now)
    #expect(try ring.key(id: key.id, at: now) == nil)
    try FileSystem().setPermissions(path, 0o644)
    #expect(throws: RepositoryError.self) { try ring.key(id: key.id, at: now) }
  }

  @Test func aFileThatCannotBeReadOpensNothingUntilItIsPutRight() throws {
    let (secret, key) = try create()
    let files = FileSystem()
    #expect(try ring.key(presented: secret, at: now) == key)
    try files.setPermissions(path, 0o644)
    #expect(throws: RepositoryError.self) { try ring.key(presented: secret, at: now) }
    try files.setPermissions(path, 0o600)
    #expect(try ring.key(presented: secret, at: now) == key)
    let good = try files.readFile(path)
    try files.replaceFile(path, with: Array("[".utf8), permissions: 0o600)
    for _ in 0..<2 {
      let error = #expect(throws: RepositoryError.self) {
        try ring.key(presented: secret, at: now)
      }
      #expect(error?.code == .damaged)
    }
    try files.replaceFile(path, with: good, permissions: 0o600)
    #expect(try ring.key(presented: secret, at: now) == key)
    try files.unlink(path)
    #expect(try ring.key(presented: secret, at: now) == nil)
  }

  @Test func manyThreadsAskWhileKeysComeAndGo() async throws {
    let lasting = try create()
    let (ring, file, now) = (ring, file, now)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<200 {
            let found = try ring.key(presented: lasting.secret, at: now)
            #expect(found == lasting.key)
          }
        }
      }
      group.addTask {
        for _ in 0..<10 {
          let made = try file.create(owner: Owner("x"), role: .reader, expiresAt: nil, now: now)
          #expect(try ring.key(presented: made.secret, at: now) == made.key)
          try file.revoke(made.key.id, now: now)
          #expect(try ring.key(presented: made.secret, at: now) == nil)
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func aQuestionIsCheap() throws {
    for _ in 0..<100 { _ = try create() }
    let (secret, key) = try create()
    let start = SystemClock.monotonicNanoseconds()
    for _ in 0..<1_000 { #expect(try ring.key(presented: secret, at: now) == key) }
    let each = (SystemClock.monotonicNanoseconds() - start) / 1_000
    // Far above what it takes, also in a debug build; reading the file each time takes longer.
    #expect(each < 300_000, "\(each) ns")
  }
}
