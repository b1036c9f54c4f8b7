import CanonicalJSON
import PromptMessages
import PromptTemplate
import TestSupport
import Testing

/// `new` with `--chat` and `--messages`.
@Suite struct NewChatTests {
  private func file(_ repo: PromptRepo) throws -> String { try repo.read("prompts/a.prompt") }

  @Test func aChatBeginsWithAStarterThatNoCommitTakes() throws {
    let repo = try PromptRepo()
    try repo.ok("new", "a", "--chat", "--title", "A")
    #expect(
      try file(repo) == """
        ---
        title: A
        dialect: chat
        ---
        {{role "system"~}}
        Replace this line: who answers, and how.

        {{~role "user"~}}
        Replace this line. {{name}} is a variable.

        """)
    let left = try repo.run("commit")
    #expect(left.status == 0 && left.stderr.contains("prompts/a.prompt"), "\(left.stderr)")
    #expect(try repo.run("show", "a").status == 1)
    try repo.write("prompts/a.prompt", try file(repo).replacing("Replace this line:", with: "X"))
    try repo.ok("commit")
    #expect(try repo.json("show", "a").first?["config"] == ["dialect": "chat"])
  }

  @Test func aTemplateThatIsGivenIsOfThatDialect() throws {
    let repo = try PromptRepo()
    try repo.ok("new", "a", "--chat", "-", stdin: "{{role \"user\"}}Hi")
    #expect(try file(repo) == "---\ndialect: chat\n---\n{{role \"user\"}}Hi\n")
  }

  /// The messages of the file are those that were read.
  @Test(arguments: [
    #"[{"role":"user","content":"Hi"}]"#,
    #"[{"role":"system","content":"Be {{tone}}.\n"},{"role":"user","content":" {{q}}"}]"#,
    #"[{"role":"developer","content":""},{"role":"user","name":"Ann","content":"see {{role \"x\"}}"}]"#,
    #"[{"role":"user","content":[{"type":"text","text":"This:"},{"type":"image_url","image_url":{"url":"https://e.org/a.png"}}]},{"role":"assistant","content":"\\{{x}} ---\r\n"}]"#,
  ])
  func messagesComeBack(json: String) throws {
    let repo = try PromptRepo()
    try repo.write("m.json", json)
    try repo.ok("new", "a", "--messages", "m.json")
    try repo.ok("commit")
    let shown = try #require(try repo.json("show", "a").first)
    #expect(shown["config"] == ["dialect": "chat"])
    let text = ChatText(parsing: try #require(shown["template"]?.string))
    let back = try MessageFormat.openAI.json(text.elements)
    #expect(try back == JSONValue(parsing: Array(json.utf8)))
    #expect(try repo.json("status").map { $0.text("state") } == ["unchanged"])
  }

  @Test func theOtherFormsAreReadFromStandardInput() throws {
    for (json, template) in [
      (
        #"{"system":"Be kind.","messages":[{"role":"user","content":"Hi"}]}"#,
        "{{role \"system\"~}}\nBe kind.\n\n{{~role \"user\"~}}\nHi"
      ),
      (
        #"{"messages":[{"role":"user","content":{"type":"text","text":"Hi"}}]}"#,
        "{{role \"user\"~}}\nHi"
      ),
      (
        #"[{"type":"placeholder","name":"history"},{"role":"user","content":"Hi"}]"#,
        "{{messages \"history\"}}\n\n{{~role \"user\"~}}\nHi"
      ),
    ] {
      let repo = try PromptRepo()
      try repo.ok("new", "a", "--messages", "-", stdin: json)
      #expect(try file(repo) == "---\ndialect: chat\n---\n\(template)\n")
    }
  }

  @Test(arguments: [
    (
      #"[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[],"content":"b"}]"#,
      "messages[1].tool_calls"
    ),
    (
      #"[{"role":"user","content":[{"type":"text","text":"a","cache_control":{}}]}]"#,
      "messages[0].content[0].cache_control"
    ),
    (#"[{"role":"{x}","content":"a"}]"#, "messages[0].role"), ("[]", "messages"), ("3", "messages"),
    ("[", "not JSON"),
  ])
  func whatHasNoPlaceIsRefusedAndNothingIsWritten(json: String, place: String) throws {
    let repo = try PromptRepo()
    try repo.write("m.json", json)
    let message = try repo.refusal("new", "a", "--messages", "m.json")
    #expect(message.contains("'m.json'") && message.contains(place), "\(message)")
    #expect(throws: (any Error).self) { try file(repo) }
  }

  @Test func textIsGivenOnce() throws {
    let repo = try PromptRepo()
    try repo.refusal("new", "a", "--messages", "m.json", "--template", "x", status: 64)
    #expect(try repo.refusal("new", "a", "--messages", "none.json").contains("none.json"))
  }
}
