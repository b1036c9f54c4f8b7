import CanonicalJSON
import TestSupport
import Testing

/// Texts that come with a history are taken as they are, and what cannot be rendered is named.
@Suite struct ImportedPartialTests {
  private static func warnings(_ report: JSONObject) -> [String] {
    report["warnings"]?.array?.compactMap(\.string) ?? []
  }

  @Test func whatCannotBeRenderedIsNamed() throws {
    let repo = try PromptRepo()
    try repo.write(
      "r.jsonl",
      """
      {"name":"x","template":"{{> a}}","config":{"dialect":"chat"}}
      {"name":"y","template":"{{#if","config":{"dialect":"handlebars"}}
      {"name":"z","template":"{{#if","config":{"dialect":"plain"}}
      {"name":"w","template":"{{role \\"user\\"}}Hi","config":{"dialect":"chat"}}

      """)
    for extra in [["--dry-run"], []] {
      let result = try repo.run(["import", "r.jsonl", "--json"] + extra)
      #expect(result.status == 0)
      let report = try #require(try JSONValue(parsing: result.outputBytes).object)
      let said = "its active version cannot be rendered"
      let reasons = [
        "x: \(said): x v1 includes a, which its header has no pin for",
        "y: \(said): y v1 cannot be read as handlebars",
      ]
      let warnings = Self.warnings(report)
      #expect(warnings.count == 2, "\(warnings)")
      #expect(zip(warnings, reasons).allSatisfy { $0.hasPrefix($1) }, "\(warnings)")
    }
    let other = try PromptRepo()
    let said = try other.run("import", "\(repo.path)/r.jsonl")
    #expect(said.status == 0)
    #expect(said.stderr.contains("x: its active version cannot be rendered"), "\(said.stderr)")
    for name in ["x", "y"] { try other.refusal("render", name) }
    try other.ok("render", "w")
    // A few by name, and a count of the rest.
    let many = (0..<9).map {
      #"{"name":"n\#($0)","template":"{{> a}}","config":{"dialect":"chat"}}"#
    }
    try other.write("many.jsonl", many.joined(separator: "\n"))
    let report = try #require(try other.json("import", "many.jsonl").first)
    #expect(Self.warnings(report).count == 6)
    #expect(
      Self.warnings(report).last == "4 more prompts have active versions that cannot be rendered")
  }

  /// A later row may be what an earlier one includes, in all formats.
  @Test func whatComesTogetherIsFound() throws {
    let repo = try PromptRepo()
    try repo.write("prompts/l.prompt", "L")
    try repo.write("prompts/a.prompt", "---\ndialect: chat\n---\n{{> l}}")
    try repo.ok("pin")
    try repo.ok("commit")
    try repo.ok("export", "-o", "all.jsonl")
    for source in ["all.jsonl", "prompts"] {
      let other = try PromptRepo()
      let report = try #require(try other.json("import", "\(repo.path)/\(source)").first)
      #expect(Self.warnings(report).isEmpty)
      #expect(try other.ok("render", "a") == "L")
    }
  }

  /// What a prefix takes from the names is found by its hash, and told of where it is not there.
  @Test func aPrefixIsToldOf() throws {
    let repo = try PromptRepo()
    try repo.write("prompts/l.prompt", "L")
    try repo.write("prompts/a.prompt", "---\ndialect: chat\n---\n{{> l}}")
    try repo.ok("pin")
    let other = try PromptRepo()
    let report = try #require(
      try other.json("import", "\(repo.path)/prompts", "--prefix", "lib/").first)
    #expect(Self.warnings(report).isEmpty)
    #expect(try other.ok("render", "lib/a") == "L")
    // Another text than the one that is pinned.
    try repo.write("prompts/l.prompt", "M")
    let changed = try PromptRepo()
    let told = try #require(
      try changed.json("import", "\(repo.path)/prompts", "--prefix", "lib/").first)
    #expect(Self.warnings(told).last?.contains("without the prefix 'lib/'") == true)
  }
}
