import CanonicalJSON
import TestSupport
import Testing

/// What `import` says of names that it gives, and of sources that are not as they should be.
@Suite struct ImportMessageTests {
  @Test func otherNamesAreSaid() throws {
    let repo = try PromptRepo()
    try repo.write("in.csv", "name,template\ngood,one\ngood,two\nGood Thing,three\nfine,four\n")
    let plan = try repo.ok("import", "in.csv", "--dry-run")
    #expect(plan.contains("2 new prompts would have another name than in the source:"), "\(plan)")
    let said = try repo.ok("import", "in.csv")
    #expect(
      said.hasPrefix(
        """
        2 new prompts have another name than in the source:
          good-2, since 'good' is another prompt
          good-thing, since 'Good Thing' cannot be a name
        Imported 4 versions: 4 new prompts,
        """), "\(said)")
    // Found again, and new no more.
    #expect(try !repo.ok("import", "in.csv").contains("another name"))
    try repo.write("more.csv", "name,template\ngood,one\ngood,two\ngood,another\nfine,five\n")
    let more = try #require(try repo.json("import", "more.csv", "--dry-run").first)
    let renamed = try #require(more["renamed"]?.array).compactMap(\.object)
    #expect(
      renamed.map {
        "\($0.number("line")) \($0.text("given")) \($0.text("name")) \($0.text("reason"))"
      }
        == ["4 good good-3 taken"])
    let changed = try repo.ok("import", "more.csv")
    #expect(changed.contains("Changed prompts that were here: fine\n"), "\(changed)")
  }

  /// A name is free whose prompt has another one now, and rows of its title are matched by the title.
  @Test func aTitleIsNotAName() throws {
    let repo = try PromptRepo()
    try repo.write("in.csv", "name,template\nfoo,one\nfoo,something else\n")
    try repo.ok("import", "in.csv")
    try repo.ok("mv", "foo", "bar")
    try repo.write("more.csv", "name,template\nfoo,one\nfoo,something else\nfoo,quite another\n")
    let said = try repo.ok("import", "more.csv")
    #expect(said.contains("foo-3, since 'foo' is the title of another prompt"), "\(said)")
    #expect(!said.contains("'foo' is another prompt"), "\(said)")
    // As the help says: a new version goes live as that of a commit does.
    try repo.commit("x", "one")
    try repo.write("x.csv", "name,template\nx,two\n")
    try repo.ok("import", "x.csv")
    #expect(try repo.json("show", "x").first?.number("version") == 2)
    let help = try repo.ok("help", "import").split { $0.isWhitespace }.joined(separator: " ")
    #expect(help.contains("a new version becomes active as one of a commit does"), "\(help)")
  }

  @Test func aLongListIsCounted() throws {
    let repo = try PromptRepo()
    let rows = (1...300).map { "Prompt No \($0),text \($0)\n" }
    try repo.write("in.csv", "name,template\n" + rows.joined())
    let said = try repo.ok("import", "in.csv")
    #expect(said.contains("300 new prompts have another name"), "\(said.prefix(300))")
    #expect(said.contains("  prompt-no-10, since 'Prompt No 10' cannot be a name\n  and 290 more"))
    #expect(!said.contains("prompt-no-11,"))
    try repo.write(
      "in.csv", "name,template\n" + (1...300).map { "prompt-no-\($0),new \($0)\n" }.joined())
    let object = try #require(try repo.json("import", "in.csv").first)
    #expect(object["renamed"]?.array?.isEmpty == true)
    #expect(object["changed"]?.array?.count == 300)
  }

  /// Sources that are not what they are taken for.
  @Test func otherSourcesSayWhatTheyAre() throws {
    let repo = try PromptRepo()
    try repo.write("folder/a.md", "text")
    try repo.write("one.md", "text")
    try repo.write("semi.csv", "name;template\na;b\n")
    try repo.write("tabs.csv", "name\ttemplate\na\tb\n")
    let cases = [
      (["folder", "--format", "csv"], "'folder' is a folder, and csv is in a file"),
      (["folder", "--format", "jsonl"], "--format files reads a folder"),
      (["one.md"], "'one.md' is no folder"),
      (["one.md", "--format", "files"], "put the file into prompts and `promptrepo commit`"),
      (["gone", "--format", "files"], "there is no file or folder 'gone'"),
      (["gone.csv"], "there is no file or folder 'gone.csv'"),
      (["semi.csv"], "the columns are separated by “;”: save the file with commas"),
      (["tabs.csv"], "the columns are separated by tabs"),
    ]
    for (arguments, expected) in cases {
      let result = try repo.run(["import"] + arguments)
      repo.expectRefusal(result, "\(arguments)")
      #expect(result.stderr.contains(expected), "\(arguments): \(result.stderr)")
    }
    #expect(try repo.json("list").isEmpty)
    try repo.ok("import", "folder", "--format", "files")
    #expect(try repo.json("list").count == 1)
  }

  /// A byte order mark and the line ends of other systems are no part of names and texts.
  @Test func rowsAroundBadOnesAreTaken() throws {
    let repo = try PromptRepo()
    var rows = (1...300).map { "p\($0),\"text \($0)\"" }
    rows[99] = "p100"
    rows[199] = ",nothing"
    try repo.write("in.csv", "\u{FEFF}name,template\r\n" + rows.joined(separator: "\r\n"))
    let result = try repo.run("import", "in.csv")
    #expect(result.status == 1)
    #expect(
      result.stdout.hasPrefix(
        "Imported 298 versions: 298 new prompts, 0 changed, 0 unchanged, 2 rows"))
    let left = result.stderr.split(separator: "\n").map(String.init)
    #expect(left.count == 2 && left[0].hasPrefix("Left out line 101: the row has 1 field"))
    #expect(left.last?.hasPrefix("Left out line 201: the name is empty") == true, "\(left)")
    #expect(try repo.ok("show", "p300") == "text 300")
  }

  /// The names of files are names of paths.
  @Test func filesSayTheirNamesToo() throws {
    let repo = try PromptRepo()
    try repo.write("in/My File.md", "text")
    try repo.write("in/fine.md", "text")
    let said = try repo.ok("import", "in")
    #expect(
      said.hasPrefix("1 new prompt has another name than in the source:\n  my-file"), "\(said)")
  }
}
