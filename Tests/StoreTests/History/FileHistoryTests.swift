import Foundation
import CodeHistory
import GitStore
import Platform
import PromptRepo
import TestSupport
import Testing

/// Histories of files beside those of `git log`.
@Suite struct FileHistoryTests {
  private static let endings = [".md", ".txt", ".prompt"]

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func histories(
    _ path: String, _ paths: [String] = [""], branch: String? = nil
  ) throws -> FileHistories {
    try GitRepository(opening: path).fileHistories(
      of: paths, endings: Self.endings, branch: branch)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func linearHistoriesAreThoseOfGitLogFollow(seed: UInt64) throws {
    let folder = try TemporaryDirectory()
    var random = try RandomHistory(seed: seed)
    random.extend(by: 220)
    try random.history.write(to: folder.path)
    let log = GitLog(path: folder.path)
    let found = try histories(folder.path)
    let files = try log.text("ls-tree", "-r", "--name-only", "HEAD").split(separator: "\n")
      .map(String.init).filter { $0 != "README" && !$0.hasSuffix(".c") }
    #expect(found.files.map(\.path) == files)
    #expect(files.count > 3)
    for file in found.files { #expect(try file.lines == log.follow(file.path), "\(file.path)") }
    #expect(found.files.contains { Set($0.revisions.map(\.path)).count > 2 })
  }

  @Test func whatCommitsAreReplacedWithPlaysNoPart() throws {
    let folder = try TemporaryDirectory()
    var random = try RandomHistory(seed: 7)
    random.extend(by: 40)
    try random.history.write(to: folder.path)
    let found = try histories(folder.path)
    try git(folder.path, ["replace", "--graft", "HEAD"])
    #expect(try GitLog(path: folder.path).text("rev-list", "--count", "HEAD") == "1\n")
    #expect(try histories(folder.path) == found)
  }

  /// Old programs gave plain files other modes than git gives them; git takes them for files.
  @Test func aFileMayHaveAnyModeOfAFile() throws {
    let folder = try TemporaryDirectory()
    let script = """
      git init -q --bare . && git config user.name a && git config user.email a@example.com
      for mode in 100640 100664 100644; do
        blob=$(echo "Be brief, $mode." | git hash-object -w --stdin)
        tree=$(printf '%s blob %s\\ta.md\\n' "$mode" "$blob" | git mktree)
        git update-ref HEAD "$(git commit-tree -m "$mode" ${last:+-p "$last"} "$tree")"
        last=$(git rev-parse HEAD)
      done
      """
    let result = try Subprocess("sh", ["-ec", script], workingDirectory: folder.path).run()
    try #require(result.status == .exited(0))
    let file = try #require(try histories(folder.path).files.first)
    #expect(try file.lines == GitLog(path: folder.path).follow("a.md"))
    #expect(file.lines.count == 3)
  }

  /// Where git keeps the objects of a history makes no difference.
  @Test(arguments: [
    [["repack", "-adfq", "--depth=200"]],
    [
      ["repack", "-adq"], ["multi-pack-index", "write"], ["commit-graph", "write", "--reachable"],
    ],
    [["-c", "pack.indexVersion=1", "repack", "-adfq"]],
    [["repack", "-adbq"], ["pack-refs", "--all"]],
  ])
  func theObjectsMayBeAnywhere(_ calls: [[String]]) throws {
    let folder = try TemporaryDirectory()
    let (first, loose) = (folder.appending("first"), folder.appending("loose"))
    func call(_ path: String, _ arguments: String..., stdin: [UInt8] = []) throws {
      let result = try git(path, arguments, stdin: stdin)
      #expect(result.status == 0, "\(arguments): \(result.stderr)")
    }
    var random = try RandomHistory(seed: 11)
    random.extend(by: 90)
    try random.history.write(to: first)
    for arguments in calls { #expect(try git(first, arguments).status == 0, "\(arguments)") }
    // The same with a file for each object.
    try call(first, "clone", "-q", "--bare", first, loose)
    try unpack(loose)
    let expected = try histories(loose)
    #expect(expected.files.count > 3)
    #expect(try histories(first) == expected)
    // Borrowed twice, and seen from a linked work tree.
    let (second, third) = (folder.appending("second"), folder.appending("third"))
    try call(first, "clone", "-q", "--bare", "--shared", first, second)
    try call(second, "clone", "-q", "--bare", "--shared", second, third)
    #expect(try histories(third) == expected)
    let tree = folder.appending("tree")
    try call(third, "worktree", "add", "-q", "--no-checkout", "--detach", tree)
    #expect(try histories(tree) == expected)
  }

  /// Gives each object of a repository a file of its own.
  private func unpack(_ path: String) throws {
    let files = FileManager.default
    try files.moveItem(atPath: "\(path)/objects/pack", toPath: "\(path)/packs")
    let name = try #require(
      files.contentsOfDirectory(atPath: "\(path)/packs").first { $0.hasSuffix(".pack") })
    let bytes = try #require(files.contents(atPath: "\(path)/packs/\(name)"))
    #expect(try git(path, ["unpack-objects", "-q"], stdin: Array(bytes)).status == 0)
  }

  @Test(arguments: ["HEAD~2", "HEAD~2^{tree}"])
  func nothingDamagedOrMissingIsPassedOver(_ name: String) throws {
    let folder = try TemporaryDirectory()
    var history = CodeHistory()
    for number in 0..<4 {
      history.commit(bytes("\(number)"), [.write("a.md", bytes("\(number)\n"))])
    }
    try history.write(to: folder.path)
    try git(folder.path, ["repack", "-adq"])
    try unpack(folder.path)
    #expect(try histories(folder.path).files.map(\.revisions.count) == [4])
    let id = try GitLog(path: folder.path).text("rev-parse", name).prefix(40)
    let path = folder.appending("objects/\(id.prefix(2))/\(id.dropFirst(2))")
    for content in ["no object", "", nil] {
      try FileManager.default.removeItem(atPath: path)
      if let content { try content.write(toFile: path, atomically: true, encoding: .utf8) }
      let error = #expect(throws: RepositoryError.self) { try histories(folder.path) }
      #expect(error?.code == .damaged)
      #expect(error?.message.contains(id) == true)
    }
  }

  @Test func aFileHasALimit() throws {
    let folder = try TemporaryDirectory()
    var history = CodeHistory()
    history.commit(bytes("1"), [.write("a.md", bytes("12345"))])
    try history.write(to: folder.path)
    let blob = try #require(try histories(folder.path).files.first?.revisions.first?.blob)
    let repository = try GitRepository(opening: folder.path)
    #expect(try repository.contents(of: blob, limit: 5) == bytes("12345"))
    let error = #expect(throws: RepositoryError.self) {
      try repository.contents(of: blob, limit: 4)
    }
    #expect(error?.code == .invalid)
    #expect(error?.message == "the file has 5 bytes, more than 4")
  }

  @Test func authorsTimesAndMessagesAreThoseOfGitLog() throws {
    let folder = try TemporaryDirectory()
    var random = try RandomHistory(seed: 9)
    random.extend(by: 60)
    try random.history.write(to: folder.path)
    for revision in try histories(folder.path).files.flatMap(\.revisions) {
      let git = try GitLog(path: folder.path).text(
        "show", "-s", "--date=raw", "--format=%an <%ae> %ad|%ct|%B", "\(revision.commit)")
      let ours =
        "\(revision.author.line)|\(revision.committed.seconds)|\(revision.message)\n"
      #expect(ours == git)
    }
  }

  /// Branches that fork and merge at random, without renames.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func mergedHistoriesAreThoseOfGitLog(seed: UInt64) throws {
    let folder = try TemporaryDirectory()
    var state = seed
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    var history = CodeHistory()
    let names = ["a.md", "x/b.md", "x/c.txt", "x/y/d.prompt"]
    history.commit(bytes("1"), names.map { .write($0, bytes("start of \($0)")) })
    var tips = ["main": 1]
    for number in 2...150 {
      let branches = tips.keys.sorted()
      let branch = branches[random(branches.count)]
      let other = branches[random(branches.count)]
      let parent = tips[branch] ?? 1
      let name = names[random(names.count)]
      let edit = CodeHistory.Edit.write(name, bytes("\(name) \(random(8))"))
      var merged: [Int] = []
      if random(4) == 0, other != branch, let tip = tips[other], tip != parent { merged = [tip] }
      let target = merged.isEmpty && random(6) == 0 && tips.count < 5 ? "b\(number)" : branch
      tips[target] = history.commit(
        bytes("\(number)"), on: target, from: parent, merging: merged,
        merged.isEmpty || random(3) == 0 ? [edit] : [])
    }
    let all = tips.filter { $0.key != "main" }.values.sorted()
    history.commit(bytes("end"), on: "main", from: tips["main"], merging: all, [])
    try history.write(to: folder.path)
    let log = GitLog(path: folder.path)
    let ancestors = try Self.ancestors(log)
    for file in try histories(folder.path).files {
      let commits = try log.text("log", "--format=%H", "--", file.path).split(separator: "\n")
      let ours = file.revisions.map(\.commit.hex)
      #expect(Set(ours) == Set(commits.map(String.init)))
      #expect(ours.count == commits.count && ours.count > 2)
      for (place, commit) in ours.enumerated() {
        #expect(ancestors[commit, default: []].isDisjoint(with: ours[(place + 1)...]))
      }
    }
  }

  private static func ancestors(_ log: GitLog) throws -> [String: Set<String>] {
    var ancestors: [String: Set<String>] = [:]
    for line in try log.text("rev-list", "--topo-order", "--reverse", "--parents", "HEAD")
      .split(separator: "\n")
    {
      let ids = line.split(separator: " ").map(String.init)
      ancestors[ids[0]] = ids.dropFirst().reduce(into: Set(ids.dropFirst())) {
        $0.formUnion(ancestors[$1] ?? [])
      }
    }
    return ancestors
  }

  /// The clock would put the side branch first.
  @Test func whatAMergeBringsComesAfterWhatWasThere() throws {
    let folder = try TemporaryDirectory()
    var history = CodeHistory()
    let start = history.commit(bytes("start"), [.write("a.md", bytes("1\n2\n3\n"))])
    let side = history.commit(
      bytes("side"), on: "side", from: start, [.write("a.md", bytes("1\n2\nc\n"))])
    let main = history.commit(bytes("main"), from: start, [.write("a.md", bytes("a\n2\n3\n"))])
    history.commit(
      bytes("merge"), from: main, merging: [side], [.write("a.md", bytes("a\n2\nc\n"))])
    try history.write(to: folder.path)
    let file = try #require(try histories(folder.path).files.first)
    #expect(file.revisions.map(\.message) == ["start", "main", "side", "merge"])
    let sides = try histories(folder.path, branch: "side").files.first?.revisions
    #expect(sides?.map(\.message) == ["start", "side"])
  }

  @Test func aRenameOnOneSideIsFollowedOnBoth() throws {
    let folder = try TemporaryDirectory()
    var history = CodeHistory()
    let text = try RealPrompts.load()[0].template
    let start = history.commit(bytes("start"), [.write("a.md", bytes(text))])
    let side = history.commit(
      bytes("side"), on: "side", from: start, [.write("a.md", bytes(text + " side"))])
    let main = history.commit(bytes("main"), from: start, [.rename("a.md", to: "b.md")])
    history.commit(
      bytes("merge"), from: main, merging: [side],
      [.write("b.md", bytes(text + " side and more"))])
    try history.write(to: folder.path)
    let file = try #require(try histories(folder.path, ["b.md"]).files.first)
    #expect(file.revisions.map(\.message) == ["start", "main", "side", "merge"])
    #expect(file.revisions.map(\.path) == ["a.md", "b.md", "a.md", "b.md"])
  }

  /// `git log --follow` takes the copy's history for that of the first as well.
  @Test func aCopyAndAReusedNameBeginHistoriesOfTheirOwn() throws {
    let folder = try TemporaryDirectory()
    var history = CodeHistory()
    let texts = try RealPrompts.load().map { bytes($0.template) }
    history.commit(bytes("a"), [.write("a.md", texts[0])])
    history.commit(bytes("copy"), [.write("copy.md", texts[0])])
    history.commit(bytes("move"), [.rename("a.md", to: "b.md")])
    history.commit(bytes("again"), [.write("a.md", texts[1])])
    history.commit(bytes("drop"), [.remove("copy.md")])
    history.commit(bytes("back"), [.write("copy.md", texts[2])])
    try history.write(to: folder.path)
    let found = try histories(folder.path).files
    #expect(found.map(\.path) == ["a.md", "b.md", "copy.md"])
    #expect(
      found.map { $0.revisions.map(\.message) } == [
        ["again"], ["a", "move"], ["copy", "back"],
      ])
  }

  /// Two files change places with others, one of them edited: the most alike belong together.
  @Test func renamesOfSeveralFilesAreThoseOfGitDiff() throws {
    let folder = try TemporaryDirectory()
    var history = CodeHistory()
    let texts = try RealPrompts.load().prefix(12).map(\.template)
    history.commit(
      bytes("start"), texts.enumerated().map { .write("old/\($0).md", bytes($1)) })
    var edits: [CodeHistory.Edit] = texts.indices.map { .remove("old/\($0).md") }
    for (index, text) in texts.enumerated() {
      let half = text.index(text.startIndex, offsetBy: text.count / 2)
      let new = [text, text + "!", "x" + text, text[..<half] + " and so on", text + text][index % 5]
      edits.append(.write("new/\((index * 5) % 12).md", bytes(String(new))))
    }
    history.commit(bytes("move"), edits)
    try history.write(to: folder.path)
    let status = try GitLog(path: folder.path).text(
      "diff", "-M", "--name-status", "--diff-filter=R", "HEAD~1", "HEAD")
    let expected = status.split(separator: "\n").map { line in
      line.split(separator: "\t").dropFirst().joined(separator: " ")
    }
    let found = try histories(folder.path).files.compactMap { file in
      file.revisions.count == 2 ? "\(file.revisions[0].path) \(file.path)" : nil
    }
    #expect(Set(found) == Set(expected))
    #expect(expected.count > 4 && expected.count < 12)
  }

  /// A file that moved into the folder and was edited, beside pictures that did as well.
  private func library(_ text: String, pictureSize: Int) throws -> TemporaryDirectory {
    let folder = try TemporaryDirectory()
    var history = CodeHistory()
    var random = SystemRandomNumberGenerator()
    func picture() -> [UInt8] { (0..<pictureSize).map { _ in random.next() } }
    history.commit(
      bytes("1"), [.write("old/a.md", bytes(text)), .write("logo.png", picture())])
    history.commit(
      bytes("2"),
      [
        .rename("old/a.md", to: "lib/a.md"), .write("lib/a.md", bytes(text + "One more.\n")),
        .rename("logo.png", to: "pic.png"), .write("pic.png", picture()),
      ])
    history.commit(bytes("3"), [.write("pic.png", picture())])
    try history.write(to: folder.path)
    try git(folder.path, ["config", "uploadpack.allowFilter", "true"])
    return folder
  }

  private func clone(_ folder: TemporaryDirectory, _ filter: String) throws -> String {
    let path = folder.appending("clone-\(filter)")
    try git(
      folder.path,
      ["clone", "-q", "--bare", "--filter=\(filter)", "file://\(folder.path)", path])
    return path
  }

  /// Whatever the clone left out, the answer is that of the whole repository, or none.
  @Test(arguments: [
    ("blob:limit=100k", true), ("blob:limit=1k", true), ("blob:limit=300", false),
    ("blob:none", false), ("tree:0", false),
  ])
  func aPartialCloneHasTheWholeHistoryOrSaysWhatFetchesIt(
    filter: String, isEnough: Bool
  ) throws {
    let text = String(repeating: "Be brief.\n", count: 40)
    let folder = try library(text, pictureSize: 150_000)
    let expected = try GitLog(path: folder.path).follow("lib/a.md")
    let path = try clone(folder, filter)
    if !isEnough {
      let error = try #require(throws: RepositoryError.self) {
        let found = try histories(path, ["lib"])
        for revision in found.files[0].revisions {
          _ = try GitRepository(opening: path).contents(of: revision.blob, limit: 1_000_000)
        }
      }
      #expect(error.code == .unsupported)
      #expect(error.hint?.contains("`git fetch --refetch --no-filter origin`") == true)
      try git(path, ["fetch", "-q", "--refetch", "--no-filter", "origin"])
    }
    let file = try #require(try histories(path, ["lib"]).files.first)
    #expect(file.lines == expected && expected.count == 2)
    for revision in file.revisions {
      #expect(try !GitRepository(opening: path).contents(of: revision.blob, limit: 9_999).isEmpty)
    }
  }
}
