import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// Tables in terminals of any width; Python's `wcwidth` says how wide a text is.
@Suite struct TableWidthTests {
  private static let titles = [
    "Support reply for customers who have waited longer than they should have",
    "お客様へのサポート返信テンプレート、長めの題名をここに書いておきます",
    "👩‍👩‍👧 Family 🇩🇪 flags ❤️ hearts 👍🏽 and plain hearts ❤ in one long title of a prompt",
    "e\u{301}te\u{301} de\u{301}compose\u{301} en caracte\u{300}res combinants, un titre assez long",
    "한국어 고객 지원 답장 프롬프트의 긴 제목입니다",
  ]
  private static let message =
    "Sound friendlier, as 客服 asked for in the meeting about tone and length 🎉"

  /// A repository with all that tables show.
  private static func repository() throws -> PromptRepo {
    let repo = try PromptRepo()
    try repo.ok("env", "add", "staging")
    try repo.ok("env", "add", "production", "--requires", "staging")
    for (number, title) in titles.enumerated() {
      let name = "support/reply-\(number)"
      try repo.ok("new", name, "--title", title, "--template", "Hi \(number)")
      try repo.ok("commit", "-m", message)
      try repo.ok("deploy", name, "--env", "staging", "-m", message)
    }
    try repo.ok("promote", "--all", "--from", "staging", "--to", "production")
    try repo.commit("support/reply-1", "Hello", "-m", message)
    try repo.ok("rollback", "support/reply-1", "-m", message)
    try repo.ok("release", "create", "spring")
    try repo.ok("release", "deploy", "spring", "--env", "staging")
    try repo.ok("remote", "add", "hosted", "http://127.0.0.1:8080")
    try repo.ok("key", "create", "--owner", "somebody")
    try repo.write("prompts/support/reply-2.prompt", "Hi 2, edited\n")
    try repo.write("prompts/support/reply-3.prompt", "---\nnot: [yaml\n---\nHi\n")
    return repo
  }

  private static let tables = [
    ["list"], ["log", "support/reply-1"], ["log", "support/reply-1", "--pointers"], ["audit"],
    ["matrix"], ["env", "list"], ["release", "list"], ["release", "show", "spring"],
    ["remote", "list"], ["key", "list"], ["status"],
  ]

  @Test func fitEveryWidth() throws {
    let repo = try Self.repository()
    // What people copy: names, versions with their hashes, ids of operations and keys.
    var copied: [[String]: [String]] = [:]
    copied[["list"]] = try repo.json("list").map { $0.text("name") }
    copied[["log", "support/reply-1"]] = try repo.json("log", "support/reply-1").map { version in
      String(version.text("hash").dropFirst("sha256:".count).prefix(12))
    }
    copied[["audit"]] = try repo.json("audit").map { String($0.text("operation").prefix(8)) }
    copied[["matrix"]] = copied[["list"]]
    copied[["key", "list"]] = try repo.json("key", "list").map { $0.text("id") }
    copied[["status"]] = ["prompts/support/reply-2.prompt", "prompts/support/reply-3.prompt"]

    for arguments in Self.tables {
      var lines: [JSONValue] = []
      for width in [40, 47, 60, 72, 80, 100, 132, 200] {
        let shown = try PseudoTerminal(
          PromptRepo.program, arguments, cwd: repo.path,
          environment: repo.environment.merging(["TERM": "dumb"]) { $1 }, columns: width
        ).finish()
        #expect(shown.status == 0)
        for line in shown.output.split(separator: "\r\n") {
          lines.append(["width": .integer(width), "line": .string(String(line))])
        }
        for text in copied[arguments] ?? [] {
          #expect(shown.output.contains(text), "\(arguments) at \(width) has no \(text)")
        }
      }
      #expect(lines.count >= 8)
      let wide = try PythonPackages.run(
        """
        import wcwidth
        answer = [d for d in data if not 0 <= wcwidth.wcswidth(d["line"]) <= d["width"]]
        """, on: .array(lines))
      #expect(wide == .array([]), "\(arguments)")
    }
  }

  /// A row of short names is a line also in a narrow terminal, and has everything in a pipe.
  @Test(arguments: [
    (60, ["list"]), (40, ["list"]), (60, ["log"]), (40, ["log"]), (60, ["log", "reply"]),
    (40, ["log", "reply"]), (60, ["log", "--pointers"]), (40, ["log", "reply", "--pointers"]),
    (60, ["log", "-e", "staging"]), (60, ["audit", "reply"]), (60, ["matrix"]), (44, ["matrix"]),
    (60, ["release", "list"]), (40, ["release", "list"]), (60, ["remote", "list"]),
    (60, ["key", "list"]),
  ])
  func keepEachRowOnALine(_ width: Int, _ arguments: [String]) throws {
    let repo = try PromptRepo()
    try repo.ok("env", "add", "staging")
    try repo.ok("env", "add", "production")
    for name in ["reply", "ask"] {
      try repo.commit(name, "one", "-m", Self.message)
      try repo.commit(name, "two", "-m", Self.message)
      try repo.ok("rollback", name, "-m", Self.message)
      try repo.ok("deploy", name, "-e", "staging", "-m", Self.message)
      try repo.ok("deploy", "\(name)@2", "-e", "production", "-m", Self.message)
    }
    try repo.ok("release", "create", "spring")
    try repo.ok("release", "deploy", "spring", "--env", "production")
    try repo.ok("remote", "add", "hosted", "http://127.0.0.1:8080")
    try repo.ok("key", "create", "--owner", "me")
    let piped = try repo.shell("promptrepo \(arguments.joined(separator: " "))").stdout
    let shown = try PseudoTerminal(
      PromptRepo.program, arguments, cwd: repo.path,
      environment: repo.environment.merging(["TERM": "dumb"]) { $1 }, columns: width
    ).finish()
    #expect(shown.status == 0)
    let lines = shown.output.split(separator: "\r\n")
    #expect(lines.count == piped.split(separator: "\n").count, "\(shown.output)")
    #expect(lines.allSatisfy { $0.count <= width && !$0.hasPrefix("    ") }, "\(shown.output)")
  }

  /// At 80 columns a title is cut and everything is on one line; at 200 it is whole, and so it is
  /// in a pipe, whatever `COLUMNS` says.
  @Test func cutTexts() throws {
    let repo = try Self.repository()
    func shown(_ width: Int, _ variables: [String: String] = [:]) throws -> [Substring] {
      try repo.terminal(
        "list", variables: variables.merging(["TERM": "dumb"]) { $1 }, columns: width
      ).finish().output.split(separator: "\r\n")
    }
    let title = Self.titles[0]
    let narrow = try shown(80)
    #expect(narrow.count == Self.titles.count + 1)
    #expect(narrow[1].hasPrefix("support/reply-0  v1"))
    #expect(narrow[1].hasSuffix("…"))
    #expect(narrow[1].contains(title.prefix(16)))
    #expect(try shown(200)[1].hasSuffix(title))
    #expect(try shown(200, ["COLUMNS": "80"]) == narrow)
    #expect(try shown(80, ["COLUMNS": "200"])[1].hasSuffix(title))
    #expect(try repo.with(["COLUMNS": "40"]).ok("list").contains(title))
    #expect(try repo.with(["COLUMNS": "40"]).ok("audit").contains(Self.message))
  }

  /// The columns after a text begin in the same place, whatever the text's script.
  @Test func alignEveryScript() throws {
    let repo = try PromptRepo()
    let names = ["Ada", "Łukasz", "山田太郎", "e\u{301}ve", "👩‍👧 Duo", "กุ้ง"]
    for (number, name) in names.enumerated() {
      let named = repo.with(["PROMPTREPO_AUTHOR_NAME": name])
      try named.commit("greeting", "Text \(number)", "-m", "MESSAGE")
    }
    let output = try repo.ok("log", "greeting")
    let begins = output.split(separator: "\n").map { line in
      JSONValue.string(line.range(of: "MESSAGE").map { String(line[..<$0.lowerBound]) } ?? "")
    }
    let widths = try PythonPackages.run(
      "import wcwidth\nanswer = [wcwidth.wcswidth(d) for d in data]", on: .array(begins))
    #expect(Set(widths.array ?? []).count == 1, "\(widths)\n\(output)")
    #expect(begins.count == names.count)
  }
}
