import APIKeys
import Foundation
import PromptRepo
import TestSupport
import Testing

/// The days of last uses, as servers merge them.
@Suite struct KeyUseFileTests {
  private let day: Int64 = 86_400_000
  private let now = Timestamp(milliseconds: 1_800_000_000_000)

  private func later(_ days: Int64) -> Timestamp {
    Timestamp(milliseconds: now.milliseconds + days * day)
  }

  @Test func theLatestDayOfAllServersStays() throws {
    let directory = try TemporaryDirectory()
    let file = KeyFile(directory.appending("keys.json"))
    let first = try file.create(owner: Owner("a"), role: .reader, expiresAt: nil, now: now)
    let second = try file.create(owner: Owner("b"), role: .reader, expiresAt: nil, now: now)
    let rings = [KeyRing(path: file.path), KeyRing(path: file.path)]
    let uses = KeyUseFile(beside: file)
    #expect(try uses.days().isEmpty)
    // Nothing was used, so nothing is written.
    try rings[0].saveUses()
    #expect(!FileManager.default.fileExists(atPath: uses.path))
    #expect(try rings[0].key(presented: first.secret, at: later(2)) != nil)
    #expect(try rings[1].key(presented: first.secret, at: later(1)) != nil)
    #expect(try rings[1].key(presented: second.secret, at: later(3)) != nil)
    try rings[0].saveUses()
    try rings[1].saveUses()
    #expect(
      try String(contentsOfFile: uses.path, encoding: .utf8)
        == "{\n"
        + [(first.key.id, "2027-01-17"), (second.key.id, "2027-01-18")].sorted { $0.0 < $1.0 }
        .map { "  \"\($0.0)\": \"\($0.1)\"" }.joined(separator: ",\n") + "\n}\n")
    // A clock that goes back takes nothing back; the file of keys may change meanwhile.
    try file.revoke(second.key.id, now: now)
    #expect(try rings[0].key(presented: first.secret, at: now) != nil)
    #expect(try rings[0].key(presented: second.secret, at: later(9)) == nil)
    try rings[0].saveUses()
    #expect(try uses.days()[first.key.id]?.description == "2027-01-17")
    #expect(try uses.days()[second.key.id]?.description == "2027-01-18")
    #expect(try rings[0].key(presented: first.secret, at: later(4)) != nil)
    try rings[0].saveUses()
    #expect(try uses.days()[first.key.id]?.description == "2027-01-19")
  }

  @Test func countsAreOfTheMoment() throws {
    let directory = try TemporaryDirectory()
    let file = KeyFile(directory.appending("keys.json"))
    let ring = KeyRing(path: file.path)
    #expect(try ring.counts(at: now)?.active == 0)
    for days: Int64? in [nil, 1, 7, 8] {
      _ = try file.create(
        owner: Owner("a"), role: .reader, expiresAt: days.map(later), now: now)
    }
    let gone = try file.create(owner: Owner("b"), role: .reader, expiresAt: nil, now: now)
    try file.revoke(gone.key.id, now: now)
    func numbers(_ days: Int64) throws -> [Int] {
      let counts = try #require(try ring.counts(at: later(days)))
      return [counts.active, counts.expiringSoon, counts.expired, counts.revoked]
    }
    #expect(try numbers(0) == [4, 2, 0, 1])
    #expect(try numbers(1) == [3, 2, 1, 1])
    #expect(try numbers(7) == [2, 1, 2, 1])
    #expect(try numbers(9) == [1, 0, 3, 1])
  }
}
