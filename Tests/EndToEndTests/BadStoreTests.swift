import Foundation
import TestSupport
import Testing

/// A store that is damaged, or of a kind that cannot be used.
@Suite struct BadStoreTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo()
    try repo.commit("p", "one")
    try repo.commit("p", "two")
    try repo.commit("other", "other")
  }

  /// Makes a file writable and changes it.
  private func damage(_ name: String, _ change: (inout [UInt8]) -> Void) throws {
    var bytes = try repo.bytes(name)
    change(&bytes)
    try repo.remove(name)
    try repo.write(name, bytes: bytes)
  }

  private func looseObject(_ revision: String) throws -> String {
    let id = try repo.git("rev-parse", revision).stdout.trimmingCharacters(in: .newlines)
    return ".promptrepo/objects/\(id.prefix(2))/\(id.dropFirst(2))"
  }

  @Test(arguments: [0, 3, 8, -1])
  func aFlippedByteInALooseObjectIsFound(_ place: Int) throws {
    let path = try looseObject("refs/prompts/p/@active:template.txt")
    let good = try repo.bytes(path)
    try damage(path) { $0[place < 0 ? $0.count + place : place] ^= 0x41 }
    let message = try repo.refusal("show", "p")
    let id = path.suffix(41).filter { $0 != "/" }
    #expect(message.contains(id) && message.contains(path), "\(message)")
    #expect(try repo.ok("show", "p@1") == "one")
    #expect(try repo.ok("show", "other") == "other")
    try repo.refusal("gc")
    // With the object restored all is as before.
    try damage(path) { $0 = good }
    #expect(try repo.ok("show", "p") == "two")
    try repo.ok("gc")
    try repo.expectCleanFsck()
  }

  /// What is to be typed about a damaged reference works in the shell, word by word.
  @Test func aDamagedReferenceIsBroughtBackAsTheMessageSays() throws {
    let name = "refs/prompts/p/@active"
    let path = ".promptrepo/\(name)"
    let good = try repo.bytes(path)
    try damage(path) { $0 = Array("garbage\n".utf8) }
    let message = try repo.refusal("show", "p")
    #expect(message.contains(name), "\(message)")
    let log = try repo.bytes(".promptrepo/logs/\(name)")
    #expect(message.contains("/.promptrepo/logs/\(name)'"), "\(message)")
    let last = String(decoding: log, as: UTF8.self).split(separator: "\n").last
    let id = try #require(last?.split(separator: " ").dropFirst().first)
    let command = try #require(message.split(separator: "`").first { $0.hasPrefix("git ") })
    try repo.remove(path)
    let typed = command.replacingOccurrences(of: " ID", with: " \(id)")
    #expect(try repo.shell(typed).status == 0)
    #expect(try repo.bytes(path) == good)
    #expect(try repo.ok("show", "p") == "two")
    try repo.expectCleanFsck()
  }

  @Test func aMissingObjectIsFound() throws {
    let path = try looseObject("refs/prompts/p/@active:template.txt")
    try repo.remove(path)
    let message = try repo.refusal("show", "p")
    #expect(message.contains("missing"), "\(message)")
    #expect(try repo.ok("show", "p@1") == "one")
    // The same content committed again heals it.
    try repo.refusal("gc")
  }

  @Test func aFlippedByteInAPackIsFoundOrHarmless() throws {
    let lines = (0..<300).map { #"{"name":"n\#($0)","template":"text \#($0) \#($0 * 7919)"}"# }
    try repo.ok("import", "-", "--format", "jsonl", stdin: lines.joined(separator: "\n"))
    try repo.ok("gc")
    let folder = ".promptrepo/objects/pack"
    let pack = try #require(
      try FileManager.default.contentsOfDirectory(atPath: "\(repo.path)/\(folder)")
        .first { $0.hasSuffix(".pack") })
    let name = "\(folder)/\(pack)"
    let good = try repo.bytes(name)
    let export = try repo.ok("export")
    for step in 1...12 {
      let place = good.count * step / 13
      try damage(name) { $0[place] ^= 0x10 }
      let result = try repo.run("export")
      if result.status == 0 {
        #expect(result.stdout == export, "byte \(place)")
      } else {
        repo.expectRefusal(result, "byte \(place)")
        #expect(result.stderr.contains(".pack"), "\(result.stderr)")
      }
      try damage(name) { $0 = good }
    }
    #expect(try repo.ok("export") == export)
    try repo.expectCleanFsck()
  }

  @Test(arguments: ["", "abc", String(repeating: "z", count: 40) + "\n"])
  func aTornReferenceIsNamed(_ content: String) throws {
    let path = ".promptrepo/refs/prompts/p/@versions"
    let good = try repo.bytes(path)
    try repo.write(path, content)
    for command in [["log", "p"], ["show", "p@latest"]] {
      let result = try repo.run(command)
      repo.expectRefusal(result, "\(command)")
      #expect(result.stderr.contains("refs/prompts/p/@versions"), "\(result.stderr)")
    }
    #expect(try repo.ok("show", "other") == "other")
    try repo.write("prompts/p.prompt", "three")
    let commit = try repo.run("commit", "p")
    #expect((1...2).contains(commit.status), "\(commit.stderr)")
    #expect(try repo.bytes(path) == Array(content.utf8))
    try repo.write(path, bytes: good)
    #expect(try repo.json("log", "p").count == 2)
  }

  @Test func aReferenceThatPointsNowhereIsNamed() throws {
    let id = String(repeating: "0", count: 39) + "1"
    try repo.write(".promptrepo/refs/prompts/p/@versions", "\(id)\n")
    #expect(try repo.refusal("log", "p").contains(id))
    #expect(try repo.refusal("show", "p@latest").contains(id))
    #expect(try repo.ok("show", "other") == "other")
    try repo.commit("other", "still works")
  }

  @Test func oneDamagedPromptHidesNoOther() throws {
    let id = String(repeating: "0", count: 39) + "1"
    try repo.write(".promptrepo/refs/prompts/p/@versions", "\(id)\n")
    for arguments in [["list"], ["list", "--json"]] {
      let result = try repo.run(arguments)
      #expect(result.status == 1)
      #expect(result.stdout.contains("other") && !result.stdout.contains(id))
      #expect(result.stderr.contains("prompt 'p'") && result.stderr.contains(id))
    }
  }

  @Test(arguments: [["log", "p"], ["export", "p"], ["show", "p@latest"]])
  func versionsThatAreASymbolicReferenceToNowhereAreNotNone(_ arguments: [String]) throws {
    try repo.write(".promptrepo/refs/prompts/p/@versions", "ref: refs/nowhere\n")
    let result = try repo.run(arguments)
    repo.expectRefusal(result)
    #expect(result.stderr.contains("refs/prompts/p/@versions points nowhere"), "\(result.stderr)")
  }

  @Test(arguments: [
    ("core.repositoryformatversion", "9", "version 9"),
    ("extensions.objectformat", "sha256", "sha256"),
    ("extensions.refstorage", "reftable", "reftable"),
    ("extensions.somethingnew", "true", "somethingnew"),
  ])
  func aStoreOfAnotherKindIsRefused(_ key: String, _ value: String, _ part: String) throws {
    try repo.write("prompts/p.prompt", "three")
    if key.hasPrefix("extensions.") {
      _ = try repo.git("config", "core.repositoryformatversion", "1")
    }
    _ = try repo.git("config", key, value)
    let references = try repo.bytes(".promptrepo/refs/prompts/p/@versions")
    for command in [["list"], ["commit"], ["gc"], ["rollback", "p"], ["status"]] {
      let result = try repo.run(command)
      repo.expectRefusal(result, "\(command)")
      #expect(result.stderr.contains(part), "\(result.stderr)")
      // A second line says what to do.
      #expect(result.stderr.split(separator: "\n").count > 1, "\(result.stderr)")
    }
    #expect(try repo.bytes(".promptrepo/refs/prompts/p/@versions") == references)
  }

  @Test func borrowedObjectsAreRefused() throws {
    try repo.write(".promptrepo/objects/info/alternates", "/nowhere\n")
    #expect(try repo.refusal("show", "p").contains("alternates"))
  }

  @Test func aBrokenConfigNamesItsLine() throws {
    try repo.write(".promptrepo/config", "[core]\n\tbare = true\n[broken\n")
    let message = try repo.refusal("list")
    #expect(message.contains("line 3") && message.contains("config"), "\(message)")
  }

  @Test func aFileInTheStoresPlaceIsNamed() throws {
    let repo = try PromptRepo(initialised: false)
    try repo.write(".promptrepo", "gitdir: elsewhere\n")
    for command in [["list"], ["init"], ["status"]] {
      let result = try repo.run(command)
      repo.expectRefusal(result, "\(command)")
      #expect(result.stderr.contains("/.promptrepo' is a file"), "\(result.stderr)")
    }
    #expect(try repo.read(".promptrepo") == "gitdir: elsewhere\n")
  }

  @Test func initMakesNoSecondRepository() throws {
    let references = try repo.git("for-each-ref").stdout
    _ = try repo.run("init")
    #expect(try repo.git("for-each-ref").stdout == references)
    #expect(try repo.ok("show", "p") == "two")
  }

  @Test func aFolderWithoutARepositorySaysHowToMakeOne() throws {
    let repo = try PromptRepo(initialised: false)
    for command in [["list"], ["status"], ["commit"], ["show", "x"], ["gc"]] {
      let result = try repo.run(command)
      repo.expectRefusal(result, "\(command)")
      #expect(result.stderr.contains("promptrepo init"), "\(result.stderr)")
    }
  }
}
