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
