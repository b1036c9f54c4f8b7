import Foundation
import CodeHistory
import GitStore
import PromptRepo
import TestSupport
import Testing

/// Repositories as git makes and keeps them, compared with what git reads in them.
@Suite struct GitReadingTests {
  let repository: BareRepository
  let store: GitStore

  init() throws {
    repository = try BareRepository()
    store = try repository.store()
  }

  /// Chains of texts that are alike, so that packs hold deltas.
  private func fill(_ store: GitStore, _ name: String, rounds: Int) throws {
    let text = (0..<200).map { "line \($0) of \(name)\n" }.joined()
    var last = try store.value(name)
    for round in 0..<rounds { last = try store.write(name, "\(text)\(round)\n", from: last) }
  }

  /// Every object of a repository as `git cat-file --batch` prints it.
  private func expectSame(_ store: GitStore, _ path: String, atLeast count: Int) throws {
    var rest = try git(path, ["cat-file", "--batch-all-objects", "--batch"]).outputBytes[...]
    var found = 0
    while let end = rest.firstIndex(of: 10) {
      let line = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      let size = try #require(Int(line[2]))
      let object = try store.object(try #require(ObjectID(hex: String(line[0]))))
      #expect(object?.kind.rawValue == String(line[1]))
      #expect(object?.bytes[...] == rest[(end + 1)...].prefix(size))
      rest = rest[(end + 1 + size + 1)...]
      found += 1
    }
    #expect(found >= count)
    let listed = try git(path, ["for-each-ref", "--format=%(objectname) %(refname)"]).stdout
    let ours = try store.references(under: "refs/").map { "\($0.target.hex) \($0.name)\n" }
    #expect(ours.joined() == listed)
  }

  @Test func looseAndPackedWithDeltas() throws {
    try fill(store, "refs/prompts/p/@versions", rounds: 12)
    try fill(store, "refs/prompts/q/@versions", rounds: 12)
    try expectSame(store, repository.path, atLeast: 72)
    try repository.git("repack", "-adfq", "--depth=20", "--window=20")
    #expect(try repository.git("verify-pack", "-v", packIndex()).contains("chain length = 2"))
    try repository.git("pack-refs", "--all")
    try fill(store, "refs/prompts/q/@versions", rounds: 2)
    try expectSame(store, repository.path, atLeast: 74)
    try expectSame(repository.store(), repository.path, atLeast: 74)
  }

  private func packIndex() throws -> String {
    let folder = "\(repository.path)/objects/pack"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return "\(folder)/\(try #require(names.first { $0.hasSuffix(".idx") }))"
  }

  /// What git replaces while the store is open is found again.
  @Test func gitCleansUpWhileItIsOpen() throws {
    try fill(store, "refs/prompts/p/@versions", rounds: 4)
    for round in 0..<4 {
      try repository.git("gc", "-q", "--prune=now")
      // Objects that were never read before, from the new pack; then ones that git writes.
      try expectSame(store, repository.path, atLeast: 12)
      try repository.git("update-ref", "refs/prompts/g\(round)", "refs/prompts/p/@versions")
      try fill(store, "refs/prompts/p/@versions", rounds: 2)
      try expectSame(store, repository.path, atLeast: 14)
    }
    try expectSound(repository.path)
  }

  @Test func alternates() throws {
    try fill(store, "refs/prompts/p/@versions", rounds: 3)
    let borrower = try BareRepository()
    try borrower.write("objects/info/alternates", "\(repository.path)/objects\n")
    let theirs = try borrower.store()
    let tip = try #require(try store.value("refs/prompts/p/@versions"))
    #expect(try theirs.object(tip) != nil)
    let move = ReferenceMove(
      try ReferenceName("refs/prompts/p/@versions"), from: nil, to: tip, message: "borrowed")
    try theirs.apply(Change(objects: [], moves: [move], committer: Sample.person))
    try theirs.write("refs/prompts/p/@versions", "more", from: tip)
    try expectSame(theirs, borrower.path, atLeast: 12)
    // Nothing is written to the other one.
    #expect(try store.value("refs/prompts/p/@versions") == tip)
    try expectSound(borrower.path)
  }

  @Test func linkedWorkTreesShareTheLedger() throws {
    let directory = try TemporaryDirectory()
    let main = directory.appending("main")
    _ = try run("git", ["init", "-q", main])
    let commit = [
      "-C", main, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty",
      "-m", "m",
    ]
    #expect(try run("git", commit).status == 0)
    let linked = directory.appending("linked")
    #expect(try run("git", ["-C", main, "worktree", "add", "-q", linked]).status == 0)
    let discovered = try #require(try GitRepository.discover(from: linked))
    #expect(discovered.workTree == linked)
    #expect(discovered.gitDirectory == "\(main)/.git/worktrees/linked")
    #expect(discovered.commonDirectory == "\(main)/.git")
    let store = try GitStore(discovered, layout: .prompts)
    let id = try store.write("refs/prompts/p/@versions", "one")
    let other = try GitStore(GitRepository(opening: main), layout: .prompts)
    #expect(try other.value("refs/prompts/p/@versions") == id)
    #expect(try other.object(id) != nil)
    let shown = try run("git", ["-C", linked, "show", "refs/prompts/p/@versions:template.txt"])
    #expect(shown.stdout == "one")
    #expect(try run("git", ["-C", main, "reflog", "refs/prompts/p/@versions"]).stdout != "")
  }

  @Test func damagedObjectsAreToldAndReplaced() throws {
    let (objects, id) = Sample.commit("text")
    try store.write("refs/prompts/p", "text")
    let hex = objects[0].id.hex
    let file = "objects/\(hex.prefix(2))/\(hex.dropFirst(2))"
    for damage in ["", "no object", String(repeating: "x", count: 5_000)] {
      _ = try run("chmod", ["u+w", "\(repository.path)/\(file)"])
      try repository.write(file, damage)
      let fresh = try repository.store()
      #expect(failure { _ = try fresh.object(objects[0].id) }?.code == .damaged, "\(damage)")
      // Whoever writes the same object again repairs it.
      try fresh.apply(
        Change(
          objects: objects,
          moves: [
            ReferenceMove(try ReferenceName("refs/prompts/p"), from: id, to: id, message: "")
          ], committer: Sample.person))
      #expect(try repository.store().object(objects[0].id) == objects[0], "\(damage)")
      try expectSound(repository.path)
    }
  }
}
