import APIKeys
import Foundation
import Platform
import PromptRepo
import TestSupport
import Testing

/// A file of keys that cannot be trusted is refused, and left as it is.
@Suite struct KeyFileDamageTests {
  let directory: TemporaryDirectory
  let path: String
  let file: KeyFile
  let now = Timestamp(milliseconds: 1_800_000_000_000)

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.appending("data/keys.json")
    file = KeyFile(path)
  }

  private func create() throws -> String {
    try file.create(owner: Owner("me"), role: .editor, expiresAt: nil, now: now).secret
  }

  private func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test(arguments: [0o640, 0o604, 0o660, 0o666, 0o622] as [Int])
  func aFileThatIsOpenToOthersIsRefused(mode: Int) throws {
    _ = try create()
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    let before = try text()
    let message = """
      other users can read or change the API keys in '\(path)' (its mode is \
      \(String(mode, radix: 8))). `chmod 600 '\(path)'` keeps them out
      """
    for body in [{ _ = try file.keys() }, { _ = try create() }] {
      let error = #expect(throws: RepositoryError.self) { try body() }
      #expect(error?.code == .invalid)
      #expect(error?.description == message)
    }
    #expect(try text() == before)
  }

  @Test(arguments: [
    ("", "line 1, column 1"), ("{}", "it is no JSON object with nothing but 'keys'"),
    (#"{"keys":{}}"#, "it is no JSON object with nothing but 'keys'"),
    (#"{"keys":[],"more":1}"#, "it is no JSON object with nothing but 'keys'"),
    (#"{"keys":[1]}"#, "key 1 is no JSON object"), (#"{"keys":[{}]}"#, "key 1 has no 'id'"),
    (#"{"keys":[{"id":"key_1"}]}"#, "key 1 has an unreadable 'id'"),
    (
      #"{"keys":[{"id":"key_1","scope":"x"}]}"#,
      "key 1 has 'scope', which this version does not know"
    ),
  ])
  func aDamagedFileIsNoEmptyOne(text: String, reason: String) throws {
    try FileSystem().makeDirectories("\(directory.path)/data")
    try FileSystem().writeFile(path, Array(text.utf8), permissions: 0o600)
    for body in [{ _ = try file.keys() }, { _ = try create() }] {
      let error = #expect(throws: RepositoryError.self) { try body() }
      #expect(error?.code == .damaged)
      #expect(error?.message.hasPrefix("the API keys in '\(path)' cannot be read: ") == true)
      #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }
    #expect(try self.text() == text)
  }

  @Test(arguments: ["owner", "role", "sha256", "created_at"])
  func anUnreadableMemberIsNamed(member: String) throws {
    _ = try create()
    _ = try create()
    let parts = try text().components(separatedBy: "\"\(member)\": \"")
    let damaged = "\(parts[0])\"\(member)\": \"\(parts[1])\"\(member)\": \"?\(parts[2])"
    try FileSystem().writeFile(path, Array(damaged.utf8))
    let error = #expect(throws: RepositoryError.self) { try file.keys() }
    #expect(error?.message.hasSuffix(": key 2 has an unreadable '\(member)'") == true)
  }

  @Test func aRepeatedIdIsDamage() throws {
    let secret = try create()
    let id = String(secret.split(separator: "_")[1])
    let other = String(try create().split(separator: "_")[1])
    let damaged = try text().replacingOccurrences(of: other, with: id)
    try FileSystem().writeFile(path, Array(damaged.utf8))
    let error = #expect(throws: RepositoryError.self) { try file.keys() }
    #expect(error?.message.hasSuffix(": key 2 repeats the id key_\(id)") == true)
  }
}
