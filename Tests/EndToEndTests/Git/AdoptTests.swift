import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Files with a history that git made, adopted as prompts.
@Suite struct AdoptTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo.inWorkTree()
  }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// A tree as deep as git's plumbing makes it, with a file at its end that no disk could hold.
  @Test func aTreeOfManyLevelsIsLeftOut() throws {
    let script = """
      blob=$(printf 'Hi\\n' | git hash-object -w --stdin)
      tree=$(printf '100644 blob %s\\ta.prompt\\n' "$blob" | git mktree)
      python3 - "$tree" <<'PYTHON'
      import hashlib, os, sys, zlib
      tree = sys.argv[1]
      for level in range(20000):
          data = b"40000 d\\0" + bytes.fromhex(tree)
          data = b"tree %d\\0" % len(data) + data
          tree = hashlib.sha1(data).hexdigest()
          path = f".git/objects/{tree[:2]}/{tree[2:]}"
          os.makedirs(os.path.dirname(path), exist_ok=True)
          with open(path, "wb") as file: file.write(zlib.compress(data, 1))
      print(tree)
      PYTHON
      """
    let made = try repo.shell(script)
    try #require(made.status == 0, "\(made.stderr)")
    let deep = made.stdout.trimmingCharacters(in: .newlines)
    let flat = try repo.shell(
      "printf '100644 blob %s\\tb.prompt\\n40000 tree %s\\td\\n' "
        + "$(printf 'Hello\\n' | git hash-object -w --stdin) \(deep) | git mktree")
    let top = try repo.shell(
      "printf '40000 tree %s\\tprompts\\n' \(flat.stdout.trimmingCharacters(in: .newlines)) | git mktree"
    )
    let commit = try repo.workTree(
      "commit-tree", top.stdout.trimmingCharacters(in: .newlines), "-m", "Deep", "-p", "HEAD")
    try repo.workTree("update-ref", "refs/heads/main", commit)
    let result = try repo.run("adopt", "prompts")
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stdout.contains("Adopted 1 version: 1 new prompt"), "\(result.stdout)")
    #expect(
      (result.stdout + result.stderr).contains("a path in it has more than 4096 bytes, left out"))
    #expect(try repo.ok("list", "--json").split(separator: "\n").count == 1)
  }

  @Test func aHistoryOfHundredsOfCommitsBecomesVersions() throws {
    var random = try RandomHistory(seed: 7)
    random.extend(by: 240)
    try repo.make(&random.history)
    let before = try repo.workTree("status", "--porcelain", "--branch")
    let dry = try #require(try repo.json("adopt", "lib", "app/prompts", "--dry-run").first)
    #expect(try repo.ledgerReferences() == "")
    let report = try #require(try repo.json("adopt", "lib", "app/prompts").first)
    #expect(dry["prompts"] == report["prompts"])
    #expect(try repo.workTree("status", "--porcelain", "--branch") == before)
    let prompts = try #require(report["prompts"]?.array).compactMap(\.object)
    #expect(Set(prompts.map { $0.text("path") }) == Set(random.files.keys))
    var count = 0
    for prompt in prompts {
      let (name, path) = (prompt.text("name"), prompt.text("path"))
      let expected = try repo.followed(path)
      #expect(try repo.versions(name) == expected)
      #expect(try repo.templates(name).last == random.files[path])
      for (template, line) in zip(try repo.templates(name), expected) {
        let parts = line.components(separatedBy: "|")
        #expect(try repo.workTree("show", "\(parts[1]):\(parts[2])") == template)
      }
      #expect(try repo.ok("show", name) == random.files[path])
      count += expected.count
    }
    #expect(count > 100 && report.number("versions") == count)
    try repo.expectCleanRepository()

    let done = try repo.ledgerReferences()
    let again = try #require(try repo.json("adopt", "lib", "app/prompts").first)
    #expect(again.number("versions") == 0)
    #expect(again["unchanged"]?.array?.count == prompts.count)
    #expect(try repo.ledgerReferences() == done)

    let files = random.files.keys.sorted()
    for number in 0..<10 {
      let path = files[number % files.count]
      random.history.commit(bytes("More \(number)"), [.write(path, bytes("new \(number)\n"))])
    }
    try repo.make(&random.history)
    let more = try #require(try repo.json("adopt", "lib", "app/prompts").first)
    #expect(more.number("versions") == 10)
    for prompt in prompts {
      #expect(try repo.versions(prompt.text("name")) == repo.followed(prompt.text("path")))
    }
    try repo.expectCleanRepository()
  }

  @Test func peopleTimesAndMessagesOfAllKindsAreKept() throws {
    var history = CodeHistory()
    func write(_ text: String, _ message: String, author: [UInt8]) {
      history.author = author
      history.commit(bytes(message), [.write("x.md", bytes(text))])
    }
    let plain = bytes("Ada <ada@example.org> 1700000000 +0100")
    write("1", "", author: plain)
    write("2", "Subject\n\nBody\n\nVersion-Hash: sha256:00\nPrompt-Id: forged\n", author: plain)
    write("3", "Über\n\n---\nnot the end\n", author: bytes("Łukasz Żółć <l@example.org> 0 +0000"))
    write("4", "far", author: bytes("Ada <ada@example.org> 99999999999999 -1130"))
    history.encoding = "ISO-8859-1"
    history.author = bytes("J") + [0xf6] + bytes("rg <j@example.org> 5 -0000")
    history.commit(bytes("Gr") + [0xfc] + bytes("n"), [.write("x.md", bytes("5"))])
    history.encoding = nil
    history.author = bytes("B") + [0xf6] + bytes("b <b@example.org> 1 +0530")
    history.commit(bytes("bytes"), [.write("x.md", bytes("6"))])
    try repo.make(&history)
    try repo.ok("adopt", "x.md")
    let authors = try repo.versions("x").map { $0.components(separatedBy: "|")[0] }
    #expect(
      authors == [
        "Ada <ada@example.org> 1700000000 +0100", "Ada <ada@example.org> 1700000000 +0100",
        "Łukasz Żółć <l@example.org> 0 +0000", "Ada <ada@example.org> 253402300799 -1130",
        "Jörg <j@example.org> 5 +0000", "B\u{fffd}b <b@example.org> 1 +0530",
      ])
    let log = try repo.json("log", "x").reversed().map(\.self)
    #expect(
      log.map { $0.text("message") } == [
        "", "Subject\n\nBody\n\nVersion-Hash: sha256:00\nPrompt-Id: forged",
        "Über\n\n ---\nnot the end", "far", "Grün", "bytes",
      ])
    #expect(try repo.ok("show", "x@v2") == "2")
    try repo.expectCleanRepository()
  }

  /// A date before 1970, and a zone, which git writes for nobody but reads.
  @Test(arguments: [
    ("-86400 +0000", "0 +0000"), ("5 -9223372036854775808", "5 -2359"),
    ("5 99999999999999999999", "5 +0000"),
  ])
  func anOddDateIsTheNearestThereIs(_ written: String, _ kept: String) throws {
    try repo.write("x.md", "x")
    try repo.workTree("add", "x.md")
    let tree = try repo.workTree("write-tree")
    let parent = try repo.workTree("rev-parse", "HEAD")
    try repo.write(
      "commit",
      "tree \(tree)\nparent \(parent)\nauthor A <a@b> \(written)\n"
        + "committer A <a@b> \(written)\n\nm\n")
    let commit = try repo.workTree("hash-object", "-t", "commit", "-w", "--literally", "commit")
    try repo.workTree("update-ref", "refs/heads/main", commit)
    try repo.ok("adopt", "x.md")
    #expect(try repo.versions("x") == ["A <a@b> \(kept)|\(commit)|x.md"])
  }

  /// The others are adopted.
  @Test func aPromptOfOtherOriginIsLeftAlone() throws {
    try repo.commit("a", "mine")
    var history = CodeHistory()
    history.commit(bytes("c"), [.write("d/a.md", bytes("mine\n")), .write("d/b.md", bytes("x"))])
    try repo.make(&history)
    let before = try repo.json("list", "a")
    for _ in 1...2 {
      #expect(
        try repo.refusal("adopt", "d", status: 2).contains("no version of it comes from d/a.md"))
    }
    #expect(try repo.json("list", "a") == before)
    #expect(try repo.templates("a") == ["mine"])
    #expect(try repo.templates("b") == ["x"])
  }

  @Test func aRenamedFileGoesOnUnderTheNewName() throws {
    var history = CodeHistory()
    history.commit(bytes("1"), [.write("d/old.md", bytes("text of the prompt"))])
    try repo.make(&history)
    try repo.ok("adopt", "d")
    history.commit(bytes("2"), [.rename("d/old.md", to: "d/new.md")])
    history.commit(bytes("3"), [.write("d/new.md", bytes("text of the prompt, edited"))])
    try repo.make(&history)
    #expect(try repo.refusal("adopt", "d", status: 2).contains("`promptrepo mv old new`"))
    try repo.ok("mv", "old", "new")
    try repo.ok("adopt", "d")
    #expect(try repo.templates("new") == ["text of the prompt", "text of the prompt, edited"])
    // Deleted and adopted again, it is a prompt of its own.
    let id = try #require(try repo.json("list").first).text("id")
    try repo.ok("delete", "new", "--yes")
    try repo.ok("adopt", "d")
    let list = try repo.json("list")
    #expect(list.count == 1 && list[0].text("id") != id)
    #expect(try repo.templates("new").count == 2)
  }

  /// As a rebase leaves it: other commits, the same texts in the same order.
  @Test func aHistoryMadeAnewAddsNothingTwice() throws {
    var history = CodeHistory()
    let texts = ["a", "b", "a", "c"]
    for text in texts { history.commit(bytes("old"), [.write("x.md", bytes(text))]) }
    try repo.make(&history)
    try repo.ok("adopt", "x.md")
    var other = CodeHistory()
    for text in texts + ["a"] { other.commit(bytes("new"), [.write("x.md", bytes(text))]) }
    try repo.make(&other)
    try repo.ok("adopt", "x.md")
    #expect(try repo.templates("x") == ["a", "b", "a", "c", "a"])
    try repo.ok("adopt", "x.md")
    #expect(try repo.templates("x").count == 5)
  }

  @Test func aBranchThatIsMergedLaterIsAddedBehind() throws {
    var history = CodeHistory()
    let start = history.commit(bytes("1"), [.write("x.md", bytes("a\nb\n"))])
    let side = history.commit(
      bytes("side"), on: "side", from: start, [.write("x.md", bytes("a\nb\nside\n"))])
    let main = history.commit(bytes("2"), from: start, [.write("x.md", bytes("main\na\nb\n"))])
    try repo.make(&history)
    try repo.ok("adopt", "x.md")
    history.commit(
      bytes("merge"), from: main, merging: [side], [.write("x.md", bytes("main\na\nb\nside\n"))])
    try repo.make(&history)
    try repo.ok("adopt", "x.md")
    #expect(
      try repo.templates("x") == ["a\nb", "main\na\nb", "a\nb\nside", "main\na\nb\nside"])
    try repo.ok("adopt", "x.md")
    #expect(try repo.templates("x").count == 4)
  }

  @Test func versionsAndRecordsOfPeopleStay() throws {
    var history = CodeHistory()
    func write(_ title: String, _ text: String) {
      history.commit(
        bytes(text),
        [.write("d/x.md", bytes("---\ntitle: \(title)\ndescription: one\n---\n\(text)\n"))])
    }
    write("One", "1")
    try repo.make(&history)
    try repo.ok("adopt", "d")
    try repo.ok("checkout", "x")
    try repo.commit("x", "by hand")
    try repo.ok("set", "x", "--description", "by hand")
    write("Two", "2")
    try repo.make(&history)
    try repo.ok("adopt", "d")
    #expect(try repo.templates("x") == ["1", "by hand", "2"])
    let prompt = try #require(try repo.json("list").first)
    #expect(prompt.text("title") == "Two" && prompt.text("description") == "by hand")
  }

  @Test func twoPeopleGetTheSamePrompts() throws {
    var history = CodeHistory()
    for text in ["1", "2"] { history.commit(bytes(text), [.write("d/x.md", bytes(text))]) }
    try repo.make(&history)
    try repo.workTree("clone", "-q", repo.path, "\(repo.directory.path)/clone")
    let other = try repo.beside("clone")
    try repo.ok("adopt", "d")
    try other.ok("init")
    try other.ok("adopt", "d", "--first")
    let (left, right) = (try repo.json("log", "x"), try other.json("log", "x"))
    #expect(left.map { $0.text("id") } == right.map { $0.text("id") })
    #expect(left.map { $0.text("created_at") } == right.map { $0.text("created_at") })
    #expect(left.count == 2)
    let (mine, theirs) = (try repo.json("list")[0], try other.json("list")[0])
    #expect(mine.text("id") == theirs.text("id"))
    #expect(mine.text("created_at") == theirs.text("created_at"))
  }
}
