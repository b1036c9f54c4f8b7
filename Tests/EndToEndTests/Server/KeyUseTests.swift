import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `promptrepo key list` tells on which day a key was last used.
@Suite struct KeyUseTests {
  private func today() -> String { String(Date().ISO8601Format().prefix(10)) }

  private func use(_ server: ServerProcess, _ secret: String?) throws -> Int {
    let key = try #require(secret)
    return try server.ask("/api/v1/llm/prompts", "-H", "Authorization: Bearer \(key)").status
  }

  /// The days of the last uses by the keys' roles.
  private func uses(_ served: ServedRepo) throws -> [String: String] {
    var found: [String: String] = [:]
    let result = try served.repo.run(["key", "list", "--json"] + served.place)
    try #require(result.status == 0, "\(result.stderr)")
    for line in result.outputBytes.split(separator: 10) {
      let key = try #require(try JSONValue(parsing: Array(line)).object)
      guard let day = key["last_used_on"]?.string else { continue }
      found[key.text("role")] = day
    }
    return found
  }

  private func wait(_ what: String, _ condition: () throws -> Bool) throws {
    let end = Date(timeIntervalSinceNow: 60)
    while try !condition(), Date() < end { usleep(200_000) }
    #expect(try condition(), "\(what)")
  }

  /// The first use of a day is noted at once, also of a key whose other uses were noted before.
  @Test func aUseIsListedWithinSeconds() throws {
    let served = try ServedRepo()
    let server = try served.serve()
    for role in ["reader", "editor", "admin"] {
      let start = Date()
      #expect(try use(server, served.keys[role]) == 200)
      try wait("the use of \(role)") { try uses(served)[role] != nil }
      // A second, and time for a machine that is busy; it was ten.
      #expect(Date().timeIntervalSince(start) < 5)
    }
    try served.expectGoodEnd(server)
  }

  @Test func aDayIsNotedWithinAMinuteAndOutlivesTheServer() throws {
    let served = try ServedRepo()
    let server = try served.serve()
    let before = today()
    for _ in 0..<3 { #expect(try use(server, served.keys["reader"]) == 200) }
    #expect(
      try use(server, "promptrepo_0000000000000000_\(String(repeating: "0", count: 64))") == 401)
    try wait("the reader's use") { try uses(served)["reader"] != nil }
    #expect(server.status(after: SIGKILL) != 0)
    let noted = try uses(served)
    #expect(noted.keys.sorted() == ["reader"])
    #expect([before, today()].contains(noted["reader"]))
    let rows = try served.repo.ok("key", "list").split(separator: "\n")
      .map { $0.split(separator: /\ {2,}/).map(String.init) }
    #expect(rows[0][5] == "USED" && rows[1][5] == noted["reader"] && rows[2][5] == "never")
    // A key that is no longer valid keeps its day, and gets no other.
    let id = "key_" + (served.keys["reader"] ?? "").split(separator: "_")[1]
    let revoked = try served.repo.json("key", "revoke", id)
    #expect(revoked.count == 1)
    let second = try served.serve()
    #expect(try use(second, served.keys["reader"]) == 401)
    #expect(try use(second, served.keys["admin"]) == 200)
    try served.expectGoodEnd(second)
    #expect(try uses(served).keys.sorted() == ["admin", "reader"])
  }

  @Test func twoServersKeepEachOthersNotes() throws {
    let served = try ServedRepo.ofManyOwners()
    let servers = [try served.serve(), try served.serve()]
    #expect(try use(servers[0], served.keys["editor"]) == 200)
    #expect(try use(servers[1], served.keys["reader"]) == 200)
    #expect(try use(servers[1], served.keys["deployer"]) == 200)
    try wait("uses of both") {
      try uses(served).keys.sorted() == ["deployer", "editor", "reader"]
    }
    for server in servers { #expect(server.status(after: SIGTERM) == 0) }
    #expect(try uses(served).keys.sorted() == ["deployer", "editor", "reader"])
    let mode = try TestSupport.run(
      "stat", ["-c", "%a", "\(try #require(served.place.last))/last-used.json"])
    #expect(mode.stdout == "600\n")
  }

  @Test(.enabled(if: MemoryDisk.isPossible))
  func aFullDiskStopsNothing() throws {
    let disk = try MemoryDisk(bytes: 1 << 20)
    let served = try ServedRepo(PromptRepo(), place: ["--data", "\(disk.path)/data"])
    let server = try served.serve()
    let filler = "\(disk.path)/filler"
    _ = try TestSupport.run("dd", ["if=/dev/zero", "of=\(filler)", "bs=4096"])
    #expect(try use(server, served.keys["reader"]) == 200)
    try wait("a line in the log") { try server.log.contains("cannot note uses of keys") }
    #expect(try use(server, served.keys["reader"]) == 200)
    #expect(try uses(served).isEmpty)
    try FileManager.default.removeItem(atPath: filler)
    #expect(server.status(after: SIGTERM) == 0)
    #expect(try uses(served).keys.sorted() == ["reader"])
  }

  @Test func aDamagedFileIsAWarningAndIsWrittenAnew() throws {
    let served = try ServedRepo.ofManyOwners()
    let path = "\(try #require(served.place.last))/last-used.json"
    for text in ["", "{", "[]", "{\"x\": \"2026-01-01\"}", "{\"key_0123456789abcdef\": \"soon\"}"] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let result = try served.repo.run(["key", "list"] + served.place)
      #expect(result.status == 0 && result.stdout.contains("never"))
      #expect(
        result.stderr.hasPrefix("Warning: the last uses of keys in '\(path)' cannot be read: "))
    }
    let server = try served.serve()
    #expect(try use(server, served.keys["reader"]) == 200)
    #expect(server.status(after: SIGTERM) == 0)
    #expect(try uses(served).keys.sorted() == ["reader"])
  }
}
