import Foundation
import CodeHistory
import GitStore
import Platform
import PromptRepo
import TestSupport
import Testing

/// References moved by the store and by git.
@Suite struct GitReferenceTests {
  let repository: BareRepository
  let store: GitStore

  init() throws {
    repository = try BareRepository()
    store = try repository.store()
  }

  private func change(
    _ moves: [(name: String, old: ObjectID?, new: ObjectID?)], objects: [GitObject] = []
  ) throws -> Change {
    Change(
      objects: objects,
      moves: try moves.map {
        ReferenceMove(try ReferenceName($0.name), from: $0.old, to: $0.new, message: "moved")
      }, committer: Sample.person)
  }

  @Test(arguments: ["refs/prompts/p/@versions.lock", "packed-refs.lock"])
  func aLockOfAnotherProgramIsWaitedForAndNamed(_ lock: String) throws {
    let first = try store.write("refs/prompts/p/@versions", "one")
    try repository.write(lock, "")
    let error = failure {
      try store.apply(Sample.removal("refs/prompts/p/@versions", from: first))
    }
    #expect(error?.code == .locked)
    #expect(error?.message.contains("\(repository.path)/\(lock)") == true)
    #expect(try locks(repository.path) == [lock])
    #expect(try store.value("refs/prompts/p/@versions") == first)
    try FileManager.default.removeItem(atPath: "\(repository.path)/\(lock)")
    try store.apply(Sample.removal("refs/prompts/p/@versions", from: first))
  }

  /// A transaction of the real `git update-ref` holds the lock, and gives it back in time.
  @Test func gitHoldsTheLockForAMoment() throws {
    let first = try store.write("refs/prompts/p", "one")
    let holder = Process()
    holder.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    holder.arguments = ["git", "--git-dir", repository.path, "update-ref", "--stdin"]
    let (input, output) = (Pipe(), Pipe())
    holder.standardInput = input
    holder.standardOutput = output
    try holder.run()
    let script = "start\nupdate refs/prompts/p \(first.hex) \(first.hex)\nprepare\n"
    try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
    var said = ""
    while !said.contains("prepare: ok") {
      let data = output.fileHandleForReading.availableData
      try #require(!data.isEmpty, "\(said)")
      said += String(decoding: data, as: UTF8.self)
    }
    #expect(try locks(repository.path) == ["refs/prompts/p.lock"])
    let end = Thread {
      Thread.sleep(forTimeInterval: 0.2)
      try? input.fileHandleForWriting.write(contentsOf: Data("abort\n".utf8))
      try? input.fileHandleForWriting.close()
    }
    end.start()
    let second = try store.write("refs/prompts/p", "two", from: first)
    holder.waitUntilExit()
    #expect(holder.terminationStatus == 0)
    #expect(try store.value("refs/prompts/p") == second)
    #expect(try locks(repository.path) == [])
  }

  @Test func gitHonoursOurLocks() throws {
    let first = try store.write("refs/prompts/p", "one")
    // A program of ours that dies leaves its locks.
    let plan = FaultPlan([FaultPlan.Rule(.rename, pathContaining: "refs/prompts/p", .kill)])
    let dying = try repository.store(FileSystem(faults: plan))
    _ = failure { try dying.write("refs/prompts/p", "two", from: first) }
    #expect(try locks(repository.path) == ["refs/prompts/p.lock"])
    let refused = try git(repository.path, ["update-ref", "-d", "refs/prompts/p"])
    #expect(refused.status != 0)
    #expect(refused.stderr.contains("p.lock"))
    // The next writer knows them for what they are, and removes no other.
    try repository.write("refs/heads/main.lock", "")
    try store.write("refs/prompts/q", "one")
    #expect(try store.value("refs/prompts/p") == Sample.commit("two", on: first).id)
    #expect(try locks(repository.path) == ["refs/heads/main.lock"])
  }

  @Test func locksAreTakenInTheOrderOfNamesAndAllBeforeAnythingMoves() throws {
    let plan = FaultPlan()
    let store = try repository.store(FileSystem(faults: plan))
    let (objects, id) = Sample.commit("one")
    plan.clearCalls()
    try store.apply(
      change(
        [
          ("refs/promptrepo/clock", nil, id), ("refs/prompts/b/@active", nil, id),
          ("refs/prompts/b/@env/prod", nil, id), ("refs/prompts/b/@info", nil, id),
          ("refs/prompts/a/@versions", nil, id), ("refs/prompts/a/@info", nil, id),
        ], objects: objects))
    let order = plan.calls.filter { $0.call == .rename }.map {
      String($0.path.dropFirst(repository.path.count + 1))
    }.filter { !$0.hasPrefix("objects/") }
    #expect(
      order == [
        "promptrepo/changes", "refs/prompts/a/@info", "refs/prompts/b/@info",
        "refs/prompts/a/@versions",
        "refs/prompts/b/@active", "refs/prompts/b/@env/prod", "refs/promptrepo/clock",
      ])
    var taken: [String] = []
    for call in plan.calls where call.call == .link && call.path.hasSuffix(".lock") {
      if !taken.contains(call.path) { taken.append(call.path) }
    }
    #expect(taken.count == 6)
    #expect(taken == taken.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    let firstRename = try #require(
      plan.calls.firstIndex { $0.call == .rename && $0.path.contains("/refs/") })
    let stands = try #require(
      plan.calls.lastIndex { $0.call == .fdatasync && $0.path.hasSuffix("promptrepo/journal") })
    #expect(stands < firstRename)
    let flushes = plan.calls[..<stands].filter { $0.call == .fsync }
    #expect(flushes.count { $0.path.contains("/promptrepo/new-") } == 6)
    // Folders are flushed after the renames.
    let last = try #require(plan.calls.lastIndex { $0.call == .rename })
    let folders = plan.calls[last...].filter { $0.call == .fsync }.map(\.path)
    #expect(folders.contains("\(repository.path)/refs/prompts/a"))
    #expect(folders.contains("\(repository.path)/refs/prompts"))
  }

  @Test func symbolicReferencesAreReadAndNeverMoved() throws {
    let first = try store.write("refs/prompts/p", "one")
    try repository.git("symbolic-ref", "refs/prompts/s", "refs/prompts/p")
    try repository.git("symbolic-ref", "refs/prompts/dangling", "refs/prompts/nothing")
    #expect(try store.value("refs/prompts/s") == first)
    #expect(try store.value("refs/prompts/dangling") == nil)
    #expect(
      try store.references(under: "refs/").map(\.name.rawValue)
        == ["refs/prompts/p", "refs/prompts/s"])
    let error = failure { try store.write("refs/prompts/s", "two", from: first) }
    #expect(error?.code == .unsupported)
    #expect(error?.message == "refs/prompts/s is a symbolic reference to refs/prompts/p")
    #expect(try repository.git("symbolic-ref", "refs/prompts/s") == "refs/prompts/p\n")
  }

  @Test(arguments: ["", "0123", "garbage that is long enough to be an id if it were one\n"])
  func tornReferencesAreDamaged(_ content: String) throws {
    let first = try store.write("refs/prompts/p", "one")
    try repository.git("pack-refs", "--all")
    try repository.write("refs/prompts/p", content)
    for call in [
      { _ = try store.value("refs/prompts/p") }, { _ = try store.references(under: "refs/") },
      { _ = try store.write("refs/prompts/p", "two", from: first) },
    ] {
      let error = failure(call)
      #expect(error?.code == .damaged)
      #expect(error?.message.contains("refs/prompts/p") == true)
    }
    #expect(repository.text("refs/prompts/p") == content)
  }

  @Test func packedReferencesAreMovedAndDeletedForGood() throws {
    let first = try store.write("refs/prompts/p/@versions", "one")
    let other = try store.write("refs/prompts/q/@versions", "other")
    try repository.git("tag", "-a", "-m", "t", "v1", other.hex)
    try repository.git("pack-refs", "--all")
    let second = try store.write("refs/prompts/p/@versions", "two", from: first)
    try store.apply(Sample.removal("refs/prompts/p/@versions", from: second))
    #expect(
      try git(repository.path, ["rev-parse", "-q", "--verify", "refs/prompts/p/@versions"])
        .status != 0)
    try store.apply(Sample.removal("refs/prompts/q/@versions", from: other))
    #expect(try store.references(under: "refs/").map(\.name.rawValue) == ["refs/tags/v1"])
    #expect(repository.text("packed-refs")?.contains("\n^\(other.hex)\n") == true)
    // Folders and logs of what is gone are gone, so that other names fit in their places.
    #expect(!FileManager.default.fileExists(atPath: "\(repository.path)/refs/prompts/q"))
    #expect(!FileManager.default.fileExists(atPath: "\(repository.path)/logs/refs/prompts/q"))
    try store.write("refs/prompts/p", "three")
    try store.write("refs/prompts/q", "four")
    try expectSound(repository.path)
  }

  @Test func emptyFoldersOfGitAreNoCollision() throws {
    for name in ["refs/prompts/p", "logs/refs/prompts/p"] {
      try FileManager.default.createDirectory(
        atPath: "\(repository.path)/\(name)/q/r", withIntermediateDirectories: true)
    }
    let id = try store.write("refs/prompts/p", "one")
    #expect(try repository.git("rev-parse", "refs/prompts/p") == "\(id.hex)\n")
  }

  @Test(arguments: [false, true])
  func collisionsWithReferencesOfGitAreRefusedBeforeAnythingMoves(isPacked: Bool) throws {
    let id = try store.write("refs/prompts/p/@versions", "one")
    try repository.git("update-ref", "refs/prompts/x/y", id.hex)
    if isPacked { try repository.git("pack-refs", "--all") }
    for name in ["refs/prompts/x", "refs/prompts/x/y/z"] {
      let error = failure {
        try store.apply(change([("refs/prompts/a/@info", nil, id), (name, nil, id)]))
      }
      #expect(error?.code == .conflict)
      #expect(error?.message.contains("cannot exist beside refs/prompts/x/y") == true)
      #expect(try store.value("refs/prompts/a/@info") == nil)
    }
    #expect(try locks(repository.path) == [])
    #expect(try store.references(under: "refs/").count == 2)
  }

  /// An import of many prompts is one pack and one packed file, not thousands of files.
  @Test func manyReferencesAtOnceArePacked() throws {
    let kept = try store.write("refs/prompts/loose/@info", "before")
    var moves: [(name: String, old: ObjectID?, new: ObjectID?)] = []
    var objects: [GitObject] = []
    for number in 0..<250 {
      let (new, id) = Sample.commit("prompt \(number)")
      objects += new
      moves.append(("refs/prompts/many/n\(number)/@info", nil, id))
    }
    // One that has a loose file stays loose.
    let (new, id) = Sample.commit("after", on: kept)
    objects += new
    moves.append(("refs/prompts/loose/@info", kept, id))
    try store.apply(change(moves, objects: objects))
    let packs = try FileManager.default.contentsOfDirectory(
      atPath: "\(repository.path)/objects/pack")
    #expect(packs.filter { $0.hasSuffix(".pack") }.count == 1)
    #expect(!FileManager.default.fileExists(atPath: "\(repository.path)/refs/prompts/many"))
    #expect(repository.text("refs/prompts/loose/@info") == "\(id.hex)\n")
    for move in moves { #expect(try store.value(move.name) == move.new) }
    for object in objects { #expect(try store.object(object.id) == object) }
    #expect(try repository.git("for-each-ref").split(separator: "\n").count == 251)
    let removals = moves.map { (name: $0.name, old: $0.new, new: ObjectID?.none) }
    try store.apply(change(removals))
    #expect(try repository.git("for-each-ref") == "")
    #expect(try locks(repository.path) == [])
    try expectSound(repository.path)
  }

  @Test(arguments: ["", "true", "always"])
  func everyMoveHasALineThatGitShows(_ setting: String) throws {
    if !setting.isEmpty { try repository.git("config", "core.logAllRefUpdates", setting) }
    let store = try repository.store()
    let (first, one) = try Sample.change("refs/prompts/p", "one")
    try store.apply(first)
    let (second, two) = try Sample.change("refs/prompts/p", "two", from: one)
    let move = ReferenceMove(
      try ReferenceName("refs/prompts/p"), from: one, to: two, message: " moved \n\t on ")
    try store.apply(Change(objects: second.objects, moves: [move], committer: Sample.person))
    let shown = try repository.git(
      "log", "-g", "--format=%gd|%H|%gs|%gn|%ge", "--date=raw", "refs/prompts/p")
    #expect(
      shown == """
        prompts/p@{1700000000 +0100}|\(two.hex)|moved on|Ada Lovelace|ada@example.com
        prompts/p@{1700000000 +0100}|\(one.hex)|created|Ada Lovelace|ada@example.com

        """)
    // What git moves is logged from then on as well.
    try repository.git("update-ref", "-m", "by git", "refs/prompts/p", one.hex)
    #expect(try repository.git("log", "-g", "--format=%gs", "refs/prompts/p").hasPrefix("by git\n"))
  }

  @Test func whoSwitchesLogsOffGetsNone() throws {
    try repository.git("config", "core.logAllRefUpdates", "false")
    try repository.store().write("refs/prompts/p", "one")
    #expect(!FileManager.default.fileExists(atPath: "\(repository.path)/logs/refs/prompts"))
  }

  @Test func nothingElseOfTheRepositoryIsTouched() throws {
    let directory = try TemporaryDirectory()
    let path = directory.appending("code")
    let script = """
      git init -q code && cd code && git config user.name a && git config user.email a@b
      echo one > a && git add a && git commit -qm one && echo two > a && git stash -q
      echo three > b && git add b && git branch other
      for hook in reference-transaction update post-index-change post-checkout; do
        printf '#!/bin/sh\\ntouch ../ran\\n' > .git/hooks/$hook; chmod +x .git/hooks/$hook; done
      """
    #expect(try run("sh", ["-c", script], cwd: directory.path).status == 0)
    func state() throws -> [String: Data?] {
      let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
      let kept = names.filter { name in
        !name.hasPrefix(".git/objects")
          && !name.contains(/^\.git\/(promptrepo|(logs\/)?refs\/(prompts|promptrepo))/)
      }
      return Dictionary(
        uniqueKeysWithValues: kept.map {
          ($0, FileManager.default.contents(atPath: "\(path)/\($0)"))
        })
    }
    let before = try state()
    let store = try GitStore(GitRepository(opening: path), layout: .prompts)
    let id = try store.write("refs/prompts/p/@versions", "one")
    let two = try store.write("refs/prompts/p/@versions", "two", from: id)
    try store.apply(Sample.removal("refs/prompts/p/@versions", from: two))
    #expect(try state() == before)
    #expect(!FileManager.default.fileExists(atPath: directory.appending("ran")))
  }
}
