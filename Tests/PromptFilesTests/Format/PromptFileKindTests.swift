import CanonicalJSON
import Foundation
import PromptFiles
import TestSupport
import Testing

/// Files of other tools, read by an import of a folder.
@Suite struct PromptFileKindTests {
  func read(_ name: String, _ text: String) throws -> (
    rows: [ImportRow], errors: [RowError]
  ) {
    let folder = try TemporaryDirectory()
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.appending(name)))
    var source = try FilesImport(folder: folder.path)
    return source.readAll()
  }

  private func row(_ name: String, _ text: String) throws -> ImportRow {
    let (rows, errors) = try read(name, text)
    #expect(errors == [])
    return try #require(rows.first)
  }

  @Test(arguments: [
    "a.prompt", "a.md", "a.prompt.md", "a.txt", "a.prompty",
  ])
  func theEndingIsNoPartOfTheName(name: String) throws {
    let row = try row(name, "Hi {{x}}\n\n")
    #expect(row.name == "a" && row.template == "Hi {{x}}\n")
  }

  @Test func theExampleOfGitHubModelsKeepsAllItSays() throws {
    let row = try row(
      "sum.prompt.yml",
      """
      name: Text Summarizer
      description: Summarizes input text concisely
      model: gpt-4o-mini
      modelParameters:
        temperature: 0.5
      messages:
        - role: system
          content: You are a text summarizer.
        - role: user
          content: |
            Summarize the given text, beginning with "Summary -":
            <text>
            {{input}}
            </text>
      testData:
        - input: |
            The quick brown fox.
          expected: Summary - A fox
      evaluators:
        - name: Output should start with 'Summary -'
          string:
            startsWith: 'Summary -'
      """)
    #expect(row.name == "sum" && row.title == "Text Summarizer")
    #expect(row.description == "Summarizes input text concisely")
    #expect(
      row.template == """
        {{role "system"~}}
        You are a text summarizer.

        {{~role "user"~}}
        Summarize the given text, beginning with "Summary -":
        <text>
        {{input}}
        </text>

        """)
    let config = try JSONValue(
      parsing: Array(
        """
        {"model":"gpt-4o-mini","modelParameters":{"temperature":0.5},"testData":\
        [{"input":"The quick brown fox.\\n","expected":"Summary - A fox"}],"evaluators":\
        [{"name":"Output should start with 'Summary -'","string":{"startsWith":"Summary -"}}],\
        "dialect":"chat"}
        """.utf8)
    ).object
    #expect(row.config == config)
  }

  @Test(arguments: [
    "messages: [{role: user, content: Hi}]",
    "{\"messages\": [{\"content\": \"Hi\", \"role\": \"user\"}]}",
  ])
  func oneMessageOfTheUserIsTheTemplate(text: String) throws {
    let row = try row("a.prompt.yaml", text)
    #expect(row.template == "Hi" && row.config == nil)
  }

  @Test(arguments: [
    ("messages: [{role: system, content: Hi}]", "{{role \"system\"~}}\nHi"),
    (
      "---\nmessages:\n- {role: a, content: x}\n- {role: b, content: ''}\n- {role: c, content: z}\n",
      "{{role \"a\"~}}\nx\n\n{{~role \"b\"~}}\n\n{{~role \"c\"~}}\nz"
    ),
    (
      "messages: [{role: on-call_2, content: 'see {{role \"x\"}} {{ y }}'}]",
      "{{role \"on-call_2\"~}}\nsee \\{{role \"x\"}} {{ y }}"
    ),
  ])
  func messagesBecomeAChat(text: String, template: String) throws {
    let row = try row("a.prompt.yaml", text)
    #expect(row.template == template && row.config == ["dialect": "chat"])
  }

  /// Who wrote the key says how the text is read.
  @Test(arguments: [
    ("chat", "{{role \"system\"~}}\nHi"), ("plain", "{{role \"system\"}}\nHi"),
    ("jinja", "{{role \"system\"}}\nHi"), ("5", "{{role \"system\"}}\nHi"),
    ("postgres", "{{role \"system\"}}\nHi"),
  ])
  func aDialectOfTheFileStays(dialect: String, template: String) throws {
    let row = try row(
      "a.prompt.yaml", "dialect: \(dialect)\nmessages: [{role: system, content: Hi}]")
    #expect(row.template == template)
    #expect(row.config == ["dialect": dialect == "5" ? 5 : .string(dialect)])
  }

  @Test func whatNoChatHoldsIsRefusedWithItsPlace() throws {
    let first = "messages:\n- role: user\n  content: Hi\n- content: a\n  role: "
    for role in ["'{{r}}'", "''", String(repeating: "r", count: 65), "'a\\b'"] {
      let (rows, errors) = try read("a.prompt.yml", "\(first)\(role)\n")
      #expect(rows.isEmpty)
      let error = try #require(errors.first)
      #expect(error.line == 5 && error.column == 3, "\(error)")
      #expect(error.reason.contains("messages[1].role: "), "\(error)")
    }
  }

  @Test(arguments: [
    ("model: m\n", 1), ("model: m\nmessages: []\n", 2), ("- a\n", 1),
    ("messages:\n- role: user\n  content: [a]\n", 2),
    ("messages:\n- {role: user, content: a, name: b}\n", 2),
    ("messages:\n- {role: 'user\"}}', content: a}\n", 2),
    ("messages: [{role: user, content: ''}]\n", 1), ("a: 1\na: 2\n", 2),
    ("description: [x]\nmessages: [{role: user, content: a}]\n", 1), ("", 1),
  ])
  func whatIsNoListOfMessagesIsRefusedWithItsLine(text: String, line: Int) throws {
    let (rows, errors) = try read("a.prompt.yml", text)
    #expect(rows.isEmpty)
    #expect(errors.map(\.line) == [line], "\(errors)")
  }

  /// A working file has other meanings for these keys, and nothing may be lost.
  @Test func keysThatAWorkingFileReservesBecomeMetadata() throws {
    let first = try row(
      "a.prompty", "---\nname: N\ntitle: T\nmetadata:\n  k: 1\nauthors: [x]\n---\nsystem:\nHi\n")
    #expect(first.title == "N" && first.template == "system:\nHi")
    #expect(first.metadata == ["title": "T", "k": 1] && first.config == ["authors": ["x"]])
    let second = try row("a.prompty", "---\nmetadata: text\n---\nHi\n")
    #expect(second.metadata == ["metadata": "text"] && second.config == nil)
    let third = try row("a.prompty", "---\nmetadata:\nname:\n---\nHi\n")
    #expect(third.metadata == nil && third.title == nil)
    let (_, errors) = try read("a.prompty", "---\nmodel: m\ndescription: 1\n---\nHi\n")
    #expect(errors.map(\.line) == [3])
  }
}

extension PromptFileKindTests {
  @Test(arguments: ["a.md", "a.prompt", "a.txt"])
  func whatAMergeLeftIsRefused(name: String) throws {
    let marked = "one\n<<<<<<< HEAD\ntwo\n=======\nthree\n>>>>>>> 4f1c2d3 (Edit)\n"
    let (rows, errors) = try read(name, marked)
    #expect(rows.isEmpty && errors.first?.reason.contains("markers of a merge") == true)
    let crlf = marked.replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try read(name, crlf).rows.isEmpty)
    // Sides are named after branches and files, too, or not at all.
    for (ours, theirs) in [
      ("feature/tone", "main"), ("a.md", "b.md"), ("", ""), ("HEAD", "MAIN"), ("working copy", "X"),
    ] {
      let text = marked.replacing("HEAD", with: ours).replacing("4f1c2d3 (Edit)", with: theirs)
      #expect(try read(name, text).rows.isEmpty, "\(ours)")
    }
    // Prompts show such lines, and have models write others like them.
    for text in [
      "Edits:\n<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE\n", "```\n\(marked)```\n",
      "    <<<<<<< HEAD\n=======\n>>>>>>> b\n", "<<<<<<< HEAD\nis the first line\n",
      "Title\n=======\n>>>>>>> b\n", "<<<<<<< ORIGINAL\nold\n=======\nnew\n>>>>>>> UPDATED\n",
    ] { #expect(try read(name, text).rows.count == 1) }
  }
}
