import Foundation
import PromptFiles
import TestSupport
import Testing

/// Merges of prompt files: headers by key, bodies as `git merge-file` merges them.
@Suite struct PromptFileMergeTests {
  private func merge(
    _ base: String, _ ours: String, _ theirs: String, size: Int = 7
  ) -> (text: String, conflicts: Int) {
    let merge = PromptFileMerge(
      base: Array(base.utf8), ours: Array(ours.utf8), theirs: Array(theirs.utf8), markerSize: size)
    return (String(decoding: merge.bytes, as: UTF8.self), merge.conflicts)
  }

  private func file(_ header: String, _ body: String = "Hi\n") -> String {
    "---\n\(header)---\n\(body)"
  }

  /// A header's base, both sides, and what comes out.
  struct HeaderCase: Sendable, CustomTestStringConvertible {
    let name: String
    let base: String
    let ours: String
    let theirs: String
    let merged: String
    var conflicts = 0
    var testDescription: String { name }
  }

  static let headers = [
    HeaderCase(
      name: "neighbours", base: "model: a\ntemperature: 1\n", ours: "model: b\ntemperature: 1\n",
      theirs: "model: a\ntemperature: 2\n", merged: "model: b\ntemperature: 2\n"),
    HeaderCase(
      name: "comments stay", base: "# m\nmodel: a # x\nt: 1\n",
      ours: "# mm\nmodel: a # x\nt: 1\n", theirs: "# m\nmodel: 'b' # y\nt:   2\n",
      merged: "# mm\nmodel: 'b' # y\nt:   2\n"),
    HeaderCase(
      name: "keys below a key", base: "config:\n  a: 1\n  b: 2\n",
      ours: "config:\n  a: 3\n  b: 2\n",
      theirs: "config:\n  a: 1\n  b: 4 # low\n", merged: "config:\n  a: 3\n  b: 4 # low\n"),
    HeaderCase(
      name: "other indentation", base: "config:\n  a: 1\n  b: 2\n",
      ours: "config:\n    a: 3\n    b: 2\n", theirs: "config:\n  a: 1\n  b: 4\n",
      merged: "config:\n    a: 3\n    b: 4\n"),
    HeaderCase(
      name: "both add", base: "model: a\n", ours: "model: a\nx: 1\n", theirs: "model: a\ny: 2\n",
      merged: "model: a\nx: 1\ny: 2\n"),
    HeaderCase(
      name: "both add the same", base: "model: a\n", ours: "x: 1\nmodel: a\n",
      theirs: "model: a\nx: 1\n", merged: "x: 1\nmodel: a\n"),
    HeaderCase(
      name: "one removes", base: "a: 1\nb: 2\nc: 3\n", ours: "a: 1\nc: 3\n",
      theirs: "a: 9\nb: 2\nc: 3\n", merged: "a: 9\nc: 3\n"),
    HeaderCase(
      name: "both change one key", base: "a: 1\nb: 2\n", ours: "a: 2\nb: 2\n",
      theirs: "a: 3\nb: 5\n",
      merged: "<<<<<<< ours\na: 2\n=======\na: 3\n>>>>>>> theirs\nb: 5\n", conflicts: 1),
    HeaderCase(
      name: "removed here, changed there", base: "a: 1\nb: 2\n", ours: "b: 2\n",
      theirs: "a: 3\nb: 2\n", merged: "<<<<<<< ours\n=======\na: 3\n>>>>>>> theirs\nb: 2\n",
      conflicts: 1),
    HeaderCase(
      name: "a conflict below a key", base: "config:\n  a: 1\n  b: 1\n",
      ours: "config:\n  a: 2\n  b: 1\n", theirs: "config:\n  a: 3\n  b: 4\n",
      merged: "config:\n<<<<<<< ours\n  a: 2\n=======\n  a: 3\n>>>>>>> theirs\n  b: 4\n",
      conflicts: 1),
    HeaderCase(
      name: "lines of a list", base: "tools:\n  - a\n  - b\n  - c\n",
      ours: "tools:\n  - x\n  - a\n  - b\n  - c\n", theirs: "tools:\n  - a\n  - b\n  - c\n  - y\n",
      merged: "tools:\n  - x\n  - a\n  - b\n  - c\n  - y\n"),
    HeaderCase(
      name: "a text of lines", base: "description: |\n  one\n  two\n  three\nmodel: a\n",
      ours: "description: |\n  ONE\n  two\n  three\nmodel: b\n",
      theirs: "description: |\n  one\n  two\n  THREE\nmodel: a\n",
      merged: "description: |\n  ONE\n  two\n  THREE\nmodel: b\n"),
    HeaderCase(
      name: "comments of both", base: "a: 1\n", ours: "# ours\na: 2\n", theirs: "# theirs\na: 2\n",
      merged: "# ours\n# theirs\na: 2\n"),
    HeaderCase(
      name: "the same value in other words", base: "a: x\nb: 1\n", ours: "a: 'x'\nb: 2\n",
      theirs: "a: x\nb: 1\nc: 3\n", merged: "a: 'x'\nb: 2\nc: 3\n"),
  ]

  @Test(arguments: headers)
  func headersAreMergedByKey(_ header: HeaderCase) throws {
    let found = merge(file(header.base), file(header.ours), file(header.theirs))
    #expect(found.text == file(header.merged))
    #expect(found.conflicts == header.conflicts)
    // With the line ends of another system, nothing else is different.
    func crlf(_ text: String) -> String { text.replacingOccurrences(of: "\n", with: "\r\n") }
    let other = merge(crlf(file(header.base)), crlf(file(header.ours)), crlf(file(header.theirs)))
    #expect(Array(other.text.utf8) == Array(crlf(file(header.merged)).utf8))
    // Our line ends are kept where the other side has others.
    if header.conflicts == 0 {
      let mixed = merge(file(header.base), file(header.ours), file(header.theirs, "Ho\n"))
      #expect(mixed.text == file(header.merged, "Ho\n"))
    }
  }

  @Test func headerAndBodyAreMergedEachByItself() {
    let base = file("model: a\n", "One.\n\nTwo.\n")
    let found = merge(
      base, file("model: b\n", "One.\n\nTwo!\n"), file("model: a\nt: 1\n", "One!\n\nTwo.\n"))
    #expect(found.text == file("model: b\nt: 1\n", "One!\n\nTwo!\n"))
    #expect(found.conflicts == 0)
    let conflict = merge(
      base, file("model: b\n", "One.\n\nTwo!\n"), file("model: c\n", "One.\n\nTwo?\n"), size: 9)
    #expect(
      conflict.text == """
        ---
        <<<<<<<<< ours
        model: b
        =========
        model: c
        >>>>>>>>> theirs
        ---
        One.

        <<<<<<<<< ours
        Two!
        =========
        Two?
        >>>>>>>>> theirs

        """)
    #expect(conflict.conflicts == 2)
  }

  /// Words of one line are never mixed.
  /// Two sides that each change another message of a chat agree, for git alone as well.
  @Test func twoMessagesAreMerged() throws {
    func chat(_ system: String, _ user: String) -> String {
      file(
        "dialect: chat\n", "{{role \"system\"~}}\n\(system)\n\n{{~role \"user\"~}}\n\(user)\n")
    }
    let sides = [chat("Be kind.", "Hi"), chat("Be brief.", "Hi"), chat("Be kind.", "Hi {{x}}")]
    let found = merge(sides[0], sides[1], sides[2])
    #expect(found.conflicts == 0 && found.text == chat("Be brief.", "Hi {{x}}"))
    let directory = try TemporaryDirectory()
    let paths = ["base", "ours", "theirs"].map(directory.appending)
    for (path, text) in zip(paths, sides) {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    let git = try run("git", ["merge-file", "-p", paths[1], paths[0], paths[2]])
    #expect(git.status == 0 && git.stdout == found.text)
  }

  @Test func aLineIsOneSidesOrTheOthers() {
    let found = merge("a b c d e f\n", "X b c d e f\n", "a b c d e Y\n")
    #expect(
      found.text == "<<<<<<< ours\nX b c d e f\n=======\na b c d e Y\n>>>>>>> theirs\n")
  }

  /// The bodies of real prompts come out as `git merge-file` makes them, byte for byte.
  @Test(arguments: 1...3)
  func bodiesAreGits(seed: Int) throws {
    let directory = try TemporaryDirectory()
    var random = Mutator(seed: UInt64(seed))
    let prompts = try RealPrompts.load().map(\.template)
    let headers = ["", "---\nmodel: a\n---\n", "\u{feff}", "# c\n---\nmodel: a # x\n---\n"]
    var cases: [[[UInt8]]] = []
    var script = "set -e\n"
    for index in 0..<40 {
      let ends = random.random(5) == 0 ? "\r\n" : "\n"
      let base = prompts[random.random(prompts.count)].split { $0 == "." || $0 == "\n" }
        .map { "\($0).\(ends)" }
      func side() -> [String] {
        var side = base
        for _ in 0...random.random(4) {
          let place = random.random(side.count + 1)
          switch random.random(5) {
          case 0 where place < side.count: side[place] = "Also:" + side[place]
          case 1 where place < side.count: side.remove(at: place)
          case 2: side.insert(contentsOf: base.prefix(random.random(4)), at: place)
          case 3: side.insert(ends, at: place)
          default: side.append("Be brief.\(random.random(2) == 0 ? ends : "")")
          }
        }
        return side
      }
      let texts = [base, side(), side()].map { Array($0.joined().utf8) }
      cases.append(texts)
      for (name, text) in zip(["base", "ours", "theirs"], texts) {
        try Data(text).write(to: URL(fileURLWithPath: directory.appending("\(index)-\(name)")))
      }
      script += """
        git merge-file -p --marker-size=8 -L ours -L base -L theirs \(index)-ours \(index)-base \
        \(index)-theirs > \(index)-merged && status=0 || status=$?
        echo $status > \(index)-status

        """
    }
    let result = try run(
      "/bin/sh", ["-c", script], cwd: directory.path,
      env: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"])
    #expect(result.status == 0, "\(result.stderr)")
    for (index, texts) in cases.enumerated() {
      let expected = Array(
        try Data(contentsOf: URL(fileURLWithPath: directory.appending("\(index)-merged"))))
      let status = try String(
        contentsOfFile: directory.appending("\(index)-status"), encoding: .utf8)
      for header in headers {
        let texts = texts.map { Array(header.utf8) + $0 }
        let merge = PromptFileMerge(
          base: texts[0], ours: texts[1], theirs: texts[2], markerSize: 8)
        #expect(merge.bytes == Array(header.utf8) + expected, "case \(index), \(header)")
        #expect("\(merge.conflicts)\n" == status, "case \(index), \(header)")
      }
    }
  }

  @Test(arguments: [
    // Added on both sides; an unreadable header; a base with markers; no prompt at all.
    ("", "---\na: 1\n---\nHi\n", "---\na: 2\n---\nHi\n"),
    ("---\na: [\n---\nx\n", "---\na: [1\n---\nx\n", "---\nb: [\n---\nx\n"),
    (
      "---\n<<<<<<<<< ours\na: 1\n=========\na: 2\n>>>>>>>>> theirs\n---\nx\n",
      "---\na: 1\n---\nx\n", "---\na: 2\n---\ny\n"
    ),
    ("a\u{0}\n", "b\u{0}\n", "c\u{0}\n"),
    ("---\na: 1\n---\nx\n", "x\n", "---\na: 2\n---\nx\n"),
  ])
  func whatIsNoPromptIsMergedAsText(base: String, ours: String, theirs: String) throws {
    let directory = try TemporaryDirectory()
    for (name, text) in [("base", base), ("ours", ours), ("theirs", theirs)] {
      // Git merges no file with a NUL; its place is taken by a letter.
      let text = text.replacingOccurrences(of: "\u{0}", with: "Z")
      try text.write(toFile: directory.appending(name), atomically: true, encoding: .utf8)
    }
    let git = try run(
      "git",
      ["merge-file", "-p", "-L", "ours", "-L", "base", "-L", "theirs", "ours", "base", "theirs"],
      cwd: directory.path, env: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"])
    let found = merge(base, ours, theirs)
    #expect(found.text.replacingOccurrences(of: "\u{0}", with: "Z") == git.stdout)
    #expect(Int32(found.conflicts) == git.status)
  }

  @Test func longFilesAreMergedAsText() {
    let long = String(repeating: "a long line of a long file\n", count: 60_000)
    let found = merge(
      file("model: a\nt: 1\n", long), file("model: b\nt: 1\n", long), file("model: a\nt: 2\n", long)
    )
    #expect(found.conflicts == 1)
    #expect(found.text.hasPrefix("---\n<<<<<<< ours\nmodel: b\nt: 1\n=======\n"))
  }

  /// No input stops it, and no line of a side gets lost where it says that there are conflicts.
  @Test(arguments: 0..<8)
  func anyBytesCanBeMerged(seed: Int) throws {
    var random = Mutator(seed: UInt64(seed))
    let corpus =
      Self.headers.flatMap { [$0.base, $0.ours, $0.theirs] }.map { Array(file($0).utf8) }
      + [Array("---\n\u{feff}".utf8), [0xff, 0xfe, 0x0a], Array("no header\n\nat all".utf8)]
    for _ in 0..<300 {
      let base = random.input(from: corpus)
      let ours = random.input(from: random.random(2) == 0 ? [base] : corpus)
      let theirs = random.input(from: random.random(2) == 0 ? [base] : corpus)
      let merge = PromptFileMerge(base: base, ours: ours, theirs: theirs)
      let markers =
        String(decoding: merge.bytes, as: UTF8.self)
        .components(separatedBy: "<<<<<<< ours").count - 1
      #expect(markers >= merge.conflicts)
      // Taken from the other side, the same lines are in conflict.
      #expect(PromptFileMerge(base: base, ours: ours, theirs: ours).bytes == ours)
      #expect(PromptFileMerge(base: base, ours: base, theirs: theirs).bytes == theirs)
    }
  }

  /// Headers of many keys take time in proportion.
  @Test func manyKeysAreMergedInTime() {
    func header(_ change: (Int) -> Int) -> String {
      (0..<6_000).map { "k\($0): \(change($0))\n" }.joined()
    }
    let start = ContinuousClock.now
    let found = merge(
      file(header { _ in 1 }), file(header { $0 % 2 == 0 ? 2 : 1 }),
      file(header { $0 % 2 == 1 ? 3 : 1 }))
    #expect(found.conflicts == 0)
    #expect(found.text == file(header { $0 % 2 == 0 ? 2 : 3 }))
    #expect(ContinuousClock.now - start < .seconds(20))
  }
}
