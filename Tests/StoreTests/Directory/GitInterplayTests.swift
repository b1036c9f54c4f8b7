import DirectoryStore
import Foundation
import PromptRepo
import TestSupport
import Testing

@Suite struct GitInterplayTests {
  let directory: TemporaryDirectory
  let path: String
  let store: DirectoryStore

  init() throws {
    directory = try TemporaryDirectory()
    path = directory.appending("store")
    store = try DirectoryStore.create(at: path, layout: .prompts)
  }

  private func gitValue(_ name: String) throws -> String {
    try git(path, ["rev-parse", "--verify", "-q", name]).stdout.trimmingCharacters(in: .newlines)
  }

  @Test func gitReadsWhatIsWrittenAndTheOtherWayRound() throws {
    let first = try store.write("refs/prompts/p/@versions", "one\n")
    #expect(try gitValue("refs/prompts/p/@versions") == first.hex)
    #expect(try git(path, ["show", "refs/prompts/p/@versions:template.txt"]).stdout == "one\n")
    let second = try store.write("refs/prompts/p/@versions", "two\n", from: first)
    #expect(
      try git(path, ["rev-list", "refs/prompts/p/@versions"]).stdout
        == "\(second.hex)\n\(first.hex)\n")
    try git(path, ["update-ref", "refs/prompts/q", first.hex])
    #expect(try store.value("refs/prompts/q") == first)
    try git(path, ["update-ref", "-d", "refs/prompts/q"])
    #expect(try store.value("refs/prompts/q") == nil)
    try expectSound(path)
  }

  @Test func logsAreThoseThatGitWrites() throws {
    let (first, one) = try Sample.change("refs/prompts/p", "one")
    try store.apply(first)
    let (second, two) = try Sample.change("refs/prompts/p", "two", from: one)
    let move = ReferenceMove(
      try ReferenceName("refs/prompts/p"), from: one, to: two, message: " moved \n\t on ")
    try store.apply(Change(objects: second.objects, moves: [move], committer: Sample.person))
    let shown = try git(path, ["log", "-g", "--format=%gd|%H|%gs|%gn|%ge", "refs/prompts/p"])
    #expect(
      shown.stdout == """
        prompts/p@{0}|\(two.hex)|moved on|Ada Lovelace|ada@example.com
        prompts/p@{1}|\(one.hex)|created|Ada Lovelace|ada@example.com

        """)
    // The same moves made by git give the same bytes, but for person and time.
    try git(path, ["update-ref", "-m", "created", "refs/prompts/g", one.hex])
    try git(path, ["update-ref", "-m", " moved \n\t on ", "refs/prompts/g", two.hex])
    func lines(_ name: String) throws -> [[Substring]] {
      try String(contentsOfFile: "\(path)/logs/\(name)", encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false).map { line in
          let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
          return Array((parts.first ?? "").split(separator: " ").prefix(2)) + parts.dropFirst()
        }
    }
    #expect(try lines("refs/prompts/p") == lines("refs/prompts/g"))
    try store.apply(Sample.removal("refs/prompts/p", from: two))
    #expect(!FileManager.default.fileExists(atPath: "\(path)/logs/refs/prompts/p"))
  }

  @Test func packedReferencesAreReadMovedAndDeleted() throws {
    var ids: [String: ObjectID] = [:]
    for number in 0..<40 {
      let name = "refs/prompts/n\(number)/@versions"
      ids[name] = try store.write(name, "text \(number)")
    }
    try git(path, ["pack-refs", "--all"])
    #expect(!FileManager.default.fileExists(atPath: "\(path)/refs/prompts/n1/@versions"))
    #expect(try store.values() == ids)
    for (name, id) in ids { #expect(try store.value(name) == id) }
    #expect(try store.value("refs/prompts/n1") == nil)
    let moved = try store.write(
      "refs/prompts/n3/@versions", "moved", from: ids["refs/prompts/n3/@versions"])
    ids["refs/prompts/n3/@versions"] = moved
    for name in ["refs/prompts/n3/@versions", "refs/prompts/n7/@versions"] {
      let old = try #require(ids[name])
      ids[name] = nil
      try store.apply(Sample.removal(name, from: old))
      #expect(try gitValue(name) == "")
    }
    #expect(try store.values() == ids)
    let (collision, _) = try Sample.change("refs/prompts/n9", "x")
    #expect { try store.apply(collision) } throws: { ($0 as? RepositoryError)?.code == .conflict }
    try expectSound(path)
  }

  @Test func tagsStayPeeledInThePackedFile() throws {
    let id = try store.write("refs/heads/main", "one")
    try git(path, ["tag", "-a", "-m", "tagged", "v1", id.hex])
    try git(path, ["pack-refs", "--all"])
    let other = try store.write("refs/prompts/p", "two")
    _ = try store.collectGarbage(gracePeriod: 0)
    let ours = try String(contentsOfFile: "\(path)/packed-refs", encoding: .utf8)
    try store.apply(Sample.removal("refs/prompts/p", from: other))
    let removed = try String(contentsOfFile: "\(path)/packed-refs", encoding: .utf8)
    #expect(removed == ours.replacingOccurrences(of: "\(other.hex) refs/prompts/p\n", with: ""))
    // What git itself writes for the same references.
    try git(path, ["update-ref", "refs/prompts/p", other.hex])
    try git(path, ["pack-refs", "--all"])
    #expect(try String(contentsOfFile: "\(path)/packed-refs", encoding: .utf8) == ours)
  }

  @Test func unsortedPackedReferencesAreReadAsWell() throws {
    let id = try store.write("refs/heads/main", "one")
    let lines = ["refs/prompts/c", "refs/prompts/a", "refs/prompts/b"].map { "\(id.hex) \($0)\n" }
    try lines.joined().write(toFile: "\(path)/packed-refs", atomically: true, encoding: .utf8)
    #expect(
      try store.references(under: "refs/prompts/").map(\.name.rawValue)
        == ["refs/prompts/a", "refs/prompts/b", "refs/prompts/c"])
    #expect(try store.value("refs/prompts/b") == id)
    try store.apply(Sample.removal("refs/prompts/b", from: id))
    #expect(try store.value("refs/prompts/c") == id)
    #expect(try gitValue("refs/prompts/c") == id.hex)
  }

  @Test func aLockOfGitIsRespectedAndNeverRemoved() throws {
    let first = try store.write("refs/prompts/p", "one")
    for lock in ["refs/prompts/p.lock", "packed-refs.lock"] {
      let file = "\(path)/\(lock)"
      try Data().write(to: URL(fileURLWithPath: file))
      let error = #expect(throws: RepositoryError.self) {
        try store.apply(Sample.removal("refs/prompts/p", from: first))
      }
      #expect(error?.code == .locked)
      #expect(error?.message.contains(file) == true)
      #expect(try locks(path) == [lock])
      #expect(try store.value("refs/prompts/p") == first)
      try FileManager.default.removeItem(atPath: file)
    }
    try store.apply(Sample.removal("refs/prompts/p", from: first))
  }

  @Test func gitRespectsALockOfOursAndTheNextChangeRemovesALeftOver() throws {
    let first = try store.write("refs/prompts/p", "one")
    let lock = "\(path)/refs/prompts/p.lock"
    try FileManager.default.linkItem(atPath: "\(path)/promptrepo/token", toPath: lock)
    let refused = try git(path, ["update-ref", "refs/prompts/p", first.hex, first.hex])
    #expect(refused.status != 0)
    #expect(refused.stderr.contains("p.lock"))
    let second = try store.write("refs/prompts/p", "two", from: first)
    #expect(try locks(path) == [])
    #expect(try git(path, ["update-ref", "refs/prompts/p", first.hex, second.hex]).status == 0)
  }

  @Test func gitPacksAndCleansWithoutLoss() throws {
    var last: ObjectID?
    for round in 0..<5 { last = try store.write("refs/prompts/p", "\(round)", from: last) }
    #expect(try git(path, ["repack", "-a", "-q"]).status == 0)
    #expect(try git(path, ["prune-packed", "-q"]).status == 0)
    #expect(try git(path, ["pack-refs", "--all"]).status == 0)
    // The settings keep git from dropping anything.
    #expect(try git(path, ["repack", "-a", "-d", "-q"]).status != 0)
    #expect(try git(path, ["prune"]).status != 0)
    let id = try #require(last)
    #expect(try store.object(id) != nil)
    #expect(try store.write("refs/prompts/p", "more", from: id) != id)
    try expectSound(path)
  }

  /// git programs and writers of the store move and pack the same references at the same time.
  @Test func atTheSameTimeAsGit() async throws {
    let name = "refs/prompts/p"
    let path = path
    let (objects, base) = Sample.commit("base")
    let create = ReferenceMove(try ReferenceName(name), from: nil, to: base, message: "")
    try store.apply(Change(objects: objects, moves: [create], committer: Sample.person))
    let other = try store.write("refs/prompts/other", "other")
    let rounds = isExtra ? 100 : 12
    let moves = try await withThrowingTaskGroup(of: Int.self) { group in
      group.addTask {
        let store = try DirectoryStore(opening: path, layout: .prompts, durability: .none)
        var wins = 0
        for round in 0..<rounds * 20 {
          do {
            try store.write(name, "round \(round)", from: try store.value(name))
            wins += 1
          } catch let error as RepositoryError
            where error.code == .conflict || error.code == .locked
          {
            continue
          }
        }
        return wins
      }
      group.addTask {
        var wins = 0
        for _ in 0..<rounds {
          let old = try git(path, ["rev-parse", name]).stdout.prefix(40)
          let result = try git(path, ["update-ref", name, other.hex, String(old)])
          // git keeps no log of a move that leaves the reference where it is.
          if result.status == 0, old != other.hex { wins += 1 }
        }
        return wins
      }
      group.addTask {
        for _ in 0..<rounds { try git(path, ["pack-refs", "--all"]) }
        return 0
      }
      return try await group.reduce(0, +)
    }
    // Every move that anybody was told of is in the log: none was lost, none made twice.
    let log = try git(path, ["log", "-g", "--format=%H", name]).stdout
    #expect(log.split(separator: "\n").count == moves + 1)
    try expectSound(path)
  }
}
