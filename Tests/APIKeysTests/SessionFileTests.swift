import APIKeys
import Foundation
import Platform
import PromptRepo
import TestSupport
import Testing

/// The file of sessions: what is in it, whom it lets in, and when no longer.
@Suite struct SessionFileTests {
  let directory: TemporaryDirectory
  let path: String
  let file: SessionFile
  let now = Timestamp(milliseconds: 1_800_000_000_000)
  let key = "key_0123456789abcdef"
  let otherKey = "key_fedcba9876543210"

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.appending("data/sessions.json")
    file = SessionFile(path)
  }

  private func begin(
    _ key: String? = nil, length: Int64 = 1_000, at time: Timestamp? = nil
  ) throws -> (token: String, session: Session) {
    try file.begin(keyID: key ?? self.key, length: length, now: time ?? now)
  }

  private func later(_ milliseconds: Int64) -> Timestamp {
    Timestamp(milliseconds: now.milliseconds + milliseconds)
  }

  private func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func aTokenHasItsFormAndTheFileHoldsItsDigestAlone() throws {
    let (token, session) = try begin(length: 43_200_000)
    #expect(token.wholeMatch(of: /[A-Za-z0-9_-]{43}/) != nil)
    let decoded = try run(
      "python3",
      ["-c", "import base64,sys; print(len(base64.urlsafe_b64decode(sys.stdin.read()+'=')))"],
      stdin: Array(token.utf8)
    ).stdout
    #expect(decoded == "32\n")
    let digest = try run("sha256sum", stdin: Array(token.utf8)).stdout.prefix(64)
    #expect(session.id == digest)
    #expect(
      try text() == """
        {
          "sessions": [
            {
              "sha256": "\(digest)",
              "key": "\(key)",
              "begin": "2027-01-15T08:00:00.000Z",
              "end": "2027-01-15T20:00:00.000Z"
            }
          ]
        }

        """)
    #expect(try run("grep", ["-r", "--", token, directory.path]).status == 1)
    #expect(try begin().token != begin().token)
  }

  @Test func itIsBesideTheKeysAndOnlyTheUserMayReadIt() throws {
    let keys = KeyFile(directory.appending("data/keys.json"))
    #expect(SessionFile(beside: keys).path == path)
    _ = try begin()
    let modes = try run(
      "stat", ["-c", "%a", "data", "data/sessions.json", "data/sessions.json.lock"],
      cwd: directory.path
    ).stdout
    #expect(modes == "700\n600\n600\n")
  }

  @Test func aTokenOpensItsSessionUntilThatIsOver() throws {
    let (token, session) = try begin()
    #expect(try file.find(token, now: now) == session)
    #expect(session.keyID == key && session.begin == now && session.end == later(1_000))
    #expect(try file.find(token, now: later(999)) == session)
    #expect(try file.find(token, now: later(1_000)) == nil)
    let other = try begin().token
    var wrong = ["", String(token.dropLast()), token + "A", token + "=", " " + token, session.id]
    wrong += [String(token.dropLast()) + (token.hasSuffix("A") ? "B" : "A"), token + "\n"]
    wrong += [String(repeating: "A", count: 43), String(repeating: "é", count: 43)]
    for text in wrong { #expect(try file.find(text, now: now) == nil, "\(text)") }
    #expect(try file.end(other, now: now))
    #expect(try file.find(other, now: now) == nil)
    #expect(try file.find(token[...], now: now) == session)
    #expect(try !file.end(other, now: now) && !file.end("x", now: now))
  }

  @Test func withoutAFileNothingIsFoundAndNothingMade() throws {
    let token = String(repeating: "A", count: 43)
    #expect(try file.find(token, now: now) == nil)
    #expect(try !file.end(token, now: now))
    #expect(try file.endAll(ofKey: key, now: now) == 0)
    #expect(try file.sessions(ofKey: key, now: now).isEmpty)
    #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/data"))
  }

  @Test func ofTwoServersEachSeesAtOnceWhatTheOtherDoes() throws {
    let other = SessionFile(path)
    let first = try begin()
    #expect(try other.find(first.token, now: now) == first.session)
    let second = try other.begin(keyID: key, length: 1_000, now: later(1))
    #expect(try file.find(second.token, now: now) == second.session)
    #expect(try file.sessions(ofKey: key, now: now) == [second.session, first.session])
    try other.end(first.token, now: now)
    #expect(try file.find(first.token, now: now) == nil)
    #expect(try file.end(id: second.session.id, ofKey: otherKey, now: now) == false)
    #expect(try file.end(id: second.session.id, ofKey: key, now: now))
    #expect(try other.find(second.token, now: now) == nil)
  }

  @Test func allSessionsOfOneKeyEndAtOnce() throws {
    let mine = try (0..<3).map { _ in try begin() }
    let others = try begin(otherKey)
    #expect(try file.endAll(ofKey: key, now: now) == 3)
    for session in mine { #expect(try file.find(session.token, now: now) == nil) }
    #expect(try file.find(others.token, now: now) == others.session)
    #expect(try file.endAll(ofKey: key, now: now) == 0)
  }

  @Test func aKeyHasFiftyAndTheOldestGoes() throws {
    let others = try begin(otherKey, at: later(-1))
    let all = try (0..<SessionFile.limit + 2).map { try begin(at: later(Int64($0))) }
    #expect(SessionFile.limit == 50)
    let kept = try file.sessions(ofKey: key, now: later(60))
    #expect(kept == all.dropFirst(2).reversed().map(\.session))
    for gone in all.prefix(2) { #expect(try file.find(gone.token, now: later(60)) == nil) }
    #expect(try file.find(others.token, now: now) == others.session)
  }

  @Test func whatIsOverIsDroppedByTheNextWrite() throws {
    let old = try begin(length: 10)
    let lasting = try begin(otherKey, length: 1_000)
    #expect(try file.sessions(ofKey: key, now: later(10)).isEmpty)
    #expect(try text().contains(old.session.id))
    let new = try begin(at: later(10))
    #expect(try !text().contains(old.session.id))
    #expect(try file.find(lasting.token, now: later(10)) == lasting.session)
    // Fifty that are over are none.
    #expect(try file.sessions(ofKey: key, now: later(10)) == [new.session])
  }

  @Test func aWriterThatIsKilledLeavesWhatWasThere() throws {
    let (token, session) = try begin()
    let before = try text()
    for call in [SystemCall.write, .fsync, .rename] {
      let dying = SessionFile(path, files: FileSystem(faults: FaultPlan([.init(call, .kill)])))
      #expect(throws: RepositoryError.self) {
        try dying.begin(keyID: key, length: 1_000, now: now)
      }
      #expect(try text() == before)
      #expect(try file.find(token, now: now) == session)
    }
    let temporary = try FileSystem().listDirectory("\(directory.path)/data").map(\.name)
      .filter { $0.hasSuffix(".tmp") }
    for name in temporary {
      #expect(try run("stat", ["-c", "%a", "\(directory.path)/data/\(name)"]).stdout == "600\n")
    }
    #expect(try file.find(begin().token, now: now) != nil)
  }

  @Test func manyWhoBeginAtOnceLoseNothing() async throws {
    let (path, now, key) = (path, now, key)
    let sessions = try await withThrowingTaskGroup(of: (String, Session).self) { group in
      for _ in 0..<16 {
        group.addTask {
          try SessionFile(path).begin(keyID: key, length: 1_000, now: now)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    for (token, session) in sessions { #expect(try file.find(token, now: now) == session) }
    #expect(try file.sessions(ofKey: key, now: now).count == 16)
  }
}

/// A file of sessions that cannot be trusted lets nobody in, and is left as it is.
@Suite struct SessionFileDamageTests {
  let directory: TemporaryDirectory
  let path: String
  let file: SessionFile
  let now = Timestamp(milliseconds: 1_800_000_000_000)
  let key = "key_0123456789abcdef"

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.appending("sessions.json")
    file = SessionFile(path)
  }

  private func expectRefusal(
    _ code: RepositoryError.Code, _ token: String, containing text: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    let key = key
    let now = now
    let bodies: [() throws -> Void] = [
      { _ = try file.find(token, now: now) }, { _ = try file.sessions(ofKey: key, now: now) },
      { _ = try file.begin(keyID: key, length: 1, now: now) }, { try file.end(token, now: now) },
      { try file.endAll(ofKey: key, now: now) },
    ]
    for body in bodies {
      let error = #expect(throws: RepositoryError.self, sourceLocation: location) { try body() }
      #expect(error?.code == code, sourceLocation: location)
      #expect(
        error?.description.contains(text) == true, "\(error?.description ?? "")",
        sourceLocation: location)
    }
  }

  @Test(arguments: [0o640, 0o604, 0o666] as [Int])
  func aFileThatIsOpenToOthersIsRefused(mode: Int) throws {
    let token = try file.begin(keyID: key, length: 1_000, now: now).token
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    expectRefusal(
      .invalid, token,
      containing: "other users can read or change the sessions in '\(path)' (its mode is "
        + "\(String(mode, radix: 8))). `chmod 600 '\(path)'` keeps them out")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    #expect(try file.find(token, now: now) != nil)
  }

  @Test(arguments: [
    ("", "line 1, column 1"), ("{}", "it is no JSON object with nothing but 'sessions'"),
    (#"{"keys":[]}"#, "it is no JSON object with nothing but 'sessions'"),
    (#"{"sessions":[1]}"#, "session 1 is no JSON object"),
    (#"{"sessions":[{}]}"#, "session 1 has no 'sha256'"),
    (#"{"sessions":[{"sha256":"00"}]}"#, "session 1 has an unreadable 'sha256'"),
    (#"{"sessions":[{"role":"x"}]}"#, "session 1 has 'role', which this version does not know"),
  ])
  func aDamagedFileIsNoEmptyOne(text: String, reason: String) throws {
    try FileSystem().writeFile(path, Array(text.utf8), permissions: 0o600)
    let token = String(repeating: "A", count: 43)
    expectRefusal(.damaged, token, containing: "the sessions in '\(path)' cannot be read: ")
    expectRefusal(.damaged, token, containing: reason)
    expectRefusal(
      .damaged, token,
      containing: ". Move it away; whoever was signed in then signs in again")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    try FileSystem().unlink(path)
    let made = try file.begin(keyID: key, length: 1_000, now: now)
    #expect(try file.find(made.token, now: now) == made.session)
  }

  @Test(arguments: ["key", "begin", "end"])
  func anUnreadableMemberIsNamed(member: String) throws {
    let token = try file.begin(keyID: key, length: 1_000, now: now).token
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacingOccurrences(of: "\"\(member)\": \"", with: "\"\(member)\": \"?")
    try FileSystem().writeFile(path, Array(text.utf8))
    expectRefusal(.damaged, token, containing: ": session 1 has an unreadable '\(member)'")
  }

  @Test func aRepeatedIdIsDamage() throws {
    let first = try file.begin(keyID: key, length: 1_000, now: now)
    let second = try file.begin(keyID: key, length: 1_000, now: now)
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacingOccurrences(of: second.session.id, with: first.session.id)
    try FileSystem().writeFile(path, Array(text.utf8))
    expectRefusal(
      .damaged, first.token, containing: ": session 2 repeats the id \(first.session.id)")
  }
}
