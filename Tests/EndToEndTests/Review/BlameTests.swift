import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `blame` beside `git blame`, on ledgers in directories and in git repositories.
@Suite struct BlameTests {
  /// Where a store's references are.
  enum Store: String, CaseIterable, CustomTestStringConvertible {
    case directory, git
    var testDescription: String { rawValue }
  }

  @Test(arguments: Store.allCases)
  func everyLineHasTheVersionThatGitNames(_ store: Store) throws {
    let repo = store == .git ? try PromptRepo.inWorkTree() : try PromptRepo()
    var random = Mutator(seed: store == .git ? 1 : 2)
    let prompts = try RealPrompts.load().map(\.template)
    var names: [String] = []
    var rows = ""
    for index in 0..<12 {
      let name = "p\(index)"
      names.append(name)
      var lines = prompts[random.random(prompts.count)].split { $0 == "." || $0 == "\n" }
        .map { "\($0).\n" }
      for step in 0..<(2 + random.random(40)) {
        let place = random.random(lines.count + 1)
        switch random.random(6) {
        case 0 where place < lines.count: lines[place] = "Please:" + lines[place]
        case 1 where place < lines.count && lines.count > 3: lines.remove(at: place)
        case 2:
          let other = prompts[random.random(prompts.count)].split { $0 == "." || $0 == "\n" }
          lines.insert(contentsOf: other.prefix(3).map { "\($0).\n" }, at: place)
        case 3: lines.insert("\n", at: place)
        case 4 where place < lines.count: lines.insert(lines[place], at: 0)
        default: lines.append("Rule \(step).\n")
        }
        let row: JSONObject = [
          "name": .string(name), "version": .integer(step + 1), "template": .string(lines.joined()),
        ]
        rows += JSONValue.object(row).text() + "\n"
      }
    }
    try repo.ok("import", "-", "--format", "jsonl", stdin: rows)
    var checked = 0
    for name in names {
      let latest = try #require(try repo.json("show", name).first).number("version")
      for spec in Set([latest, max(1, latest / 2)]) {
        let found = try repo.json("blame", "\(name)@\(spec)")
        let expected = try gitBlame(repo, store, name, spec)
        #expect(found.map { "v\($0.number("version")) \($0.number("original_line"))" } == expected)
        #expect(found.map { $0.number("line") } == Array(1...max(1, found.count)))
        checked += found.count
        let text = found.map { $0.text("text") + "\n" }.joined()
        #expect(text == (try repo.ok("show", "\(name)@\(spec)")))
      }
    }
    #expect(checked > 150)
  }

  /// A line stays whose it is when another one is put below it, as in a file.
  @Test func theLastLineIsNotWhoAddedTheNext() throws {
    let repo = try PromptRepo()
    let texts = [
      "one", "one\ntwo", "one\ntwo\nthree", "one\ntwo\nthree\n", "one\r\ntwo\r\nthree",
      "one\r\ntwo\r\nthree\r\nfour",
    ]
    let rows = texts.enumerated().map { index, text in
      JSONValue.object([
        "name": "a", "version": .integer(index + 1), "template": .string(text),
      ]).text() + "\n"
    }
    try repo.ok("import", "-", "--format", "jsonl", stdin: rows.joined())
    func versions(_ spec: Int) throws -> [Int] {
      try repo.json("blame", "a@\(spec)").map { $0.number("version") }
    }
    #expect(try versions(1) == [1])
    #expect(try versions(3) == [1, 2, 3])
    #expect(try versions(4) == [1, 2, 3])
    #expect(try versions(5) == [5, 5, 5])
    #expect(try versions(6) == [5, 5, 5, 6])
    // The same by git, of the files that these templates lie in.
    let folder = try repo.elsewhere("files")
    let script = """
      set -e
      git init -q .
      export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.com
      export GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.com
      i=1
      for text in "$@"; do
        printf "$text" > a; git add a
        GIT_AUTHOR_DATE="@1600000000 +0000" git commit -qm "$i" --allow-empty; i=$((i + 1))
      done
      git blame --line-porcelain a | sed -n 's/^summary //p' | tr '\\n' ' '
      """
    let files = ["one\\n", "one\\ntwo\\n", "one\\ntwo\\nthree\\n"]
    let result = try TestSupport.run(
      "/bin/sh", ["-c", script, "sh"] + files, cwd: folder, env: repo.environment)
    #expect(result.stdout == "1 2 3 ", "\(result.stderr)")
  }

  /// Joins have a second parent, which is not of the chain.
  @Test func joinsFollowFirstParents() throws {
    let team = try Team()
    let first = team.first
    try first.ok("init")
    try first.commit("a", "one\ntwo\nthree\nfour\nfive\nend\n", "--first")
    try first.gitCommit("Add a prompt")
    try first.ok("push")
    let second = try team.clone("second")
    try second.ok("pull")
    try second.ok("checkout")
    try first.commit("a", "ONE\ntwo\nthree\nfour\nfive\nend\n")
    try first.ok("push")
    try second.commit("a", "one\ntwo\nthree\nfour\nFIVE\nend\n")
    try second.commit("a", "one\ntwo\nthree\nfour\nFIVE\nsix\nend\n")
    try second.ok("pull", "--merge")
    let merges = try second.workTree("rev-list", "--merges", "refs/prompts/a/@versions")
    #expect(!merges.isEmpty)
    let latest = try #require(try second.json("show", "a@latest").first).number("version")
    let found = try second.json("blame", "a")
      .map { "v\($0.number("version")) \($0.number("original_line"))" }
    // The last template has no line end of its own, and neither has any before it.
    let expected = try gitBlame(second, .git, "a", latest)
    #expect(found.dropLast() == expected.dropLast())
  }

  @Test func peopleReadAColumnForEach() throws {
    let repo = try PromptRepo().with(["PROMPTREPO_DATE": "2026-01-02T10:00:00Z"])
    try repo.commit("a", "You are kind.\n\ttab \u{1B}[31m\n")
    let later = repo.with([
      "PROMPTREPO_DATE": "2026-01-08T10:00:00Z", "PROMPTREPO_AUTHOR_NAME": "B",
    ])
    for number in 2...11 {
      try later.commit("a", "You are kind.\n\ttab \u{1B}[31m\nRule \(number)")
    }
    #expect(
      try repo.ok("blame", "a") == """
        v1   Test Author  2026-01-02  1  You are kind.
        v1   Test Author  2026-01-02  2  \ttab \\u{1B}[31m
        v11  B            2026-01-08  3  Rule 11

        """)
  }

  @Test func whatIsNotThereIsRefused() throws {
    let repo = try PromptRepo()
    try repo.commit("a", "x")
    #expect(try repo.refusal("blame", "b").contains("there is no prompt 'b'"))
    #expect(try repo.refusal("blame", "a@7").contains("has no version 7"))
    try repo.refusal("blame", status: 64)
    // A template that was changed in place is damage, not a line.
    let tree = try repo.git("rev-parse", "refs/prompts/a/@versions^{tree}").stdout
    #expect(!tree.isEmpty)
  }

  /// `git blame` of a version's template: for each line the version and its line there.
  private func gitBlame(
    _ repo: PromptRepo, _ store: Store, _ name: String, _ version: Int
  ) throws -> [String] {
    let place = store == .git ? ".git" : ".promptrepo"
    let script = """
      set -e
      export GIT_DIR="$1"
      tip=$(git rev-list --first-parent --reverse "refs/prompts/$2/@versions" | sed -n "${3}p")
      git rev-list --first-parent --reverse "$tip" > ../numbers
      git -c diff.indentHeuristic=false blame --first-parent --line-porcelain "$tip" -- template.txt \
        > ../blame
      awk 'NR == FNR { number[$1] = FNR; next }
        !/^\\t/ && length($1) == 40 && ($1 in number) { print "v" number[$1], $2 }' ../numbers ../blame
      """
    let result = try TestSupport.run(
      "/bin/sh", ["-c", script, "sh", place, name, "\(version)"], cwd: repo.path,
      env: repo.environment)
    #expect(result.status == 0, "\(result.stderr)")
    return result.stdout.split(separator: "\n").map(String.init)
  }
}
