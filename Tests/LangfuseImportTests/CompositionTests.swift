import CanonicalJSON
import PromptRepo
import TestSupport
import Testing

@testable import LangfuseImport

/// Texts that include others, and configurations.
@Suite struct CompositionTests {
  private func tag(_ name: String, _ rest: String) -> String {
    "@@@langfusePrompt:name=\(name)|\(rest)@@@"
  }

  @Test func aTextIncludesByPins() throws {
    let importing = Importing()
    importing.langfuse.add("Tone of voice", 1, "Be kind.")
    importing.langfuse.add("Tone of voice", 2, "Be {{mood}}.", ["labels": ["production"]])
    importing.langfuse.add(
      "a", 1,
      .string(#"Say {{x}}, \{{y}}, {{role "z"}}. "# + tag("Tone of voice", "version=1")),
      ["labels": ["production"], "config": ["model": "m"]])
    importing.langfuse.add(
      "a", 2, .string("{" + tag("Tone of voice", "label=production") + "}"))
    let report = try importing.run()
    let name = try PromptName("a")
    let rendered = try importing.repository.render(name, ["x": "1", "y": "2"])
    #expect(rendered == #"Say 1, \2, {{role "z"}}. Be kind."#)
    #expect(
      try importing.repository.render(name, ["mood": "calm"], version: .number(2)) == "{Be calm.}")
    let hashes = try importing.versions("tone-of-voice").map(\.hash)
    let config = try #require(
      try importing.repository.content(of: importing.versions("a")[0]).config)
    #expect(
      JSONValue.object(config).text()
        == #"{"dialect":"chat","model":"m","partials":{"tone-of-voice":"\#(hashes[0])"}}"#)
    let remarks = try importing.item(report, "a").remarks
    #expect(remarks.map(\.versions) == [[1], [2]])
    #expect(remarks[0].text.hasPrefix(#"'{{role "z"}}' in line 1 is the variable 'role "z"'"#))
    #expect(
      remarks[1].text.contains("label 'production'") && remarks[1].text.contains("pinned to 2"))
    #expect(try importing.run().prompts.allSatisfy { !$0.isChange && $0.notes.isEmpty })
  }

  @Test func aChatIncludesByPins() throws {
    let importing = Importing()
    importing.langfuse.add("tone", 1, "Be kind.")
    importing.langfuse.add(
      "chat", 1,
      [
        ["role": "system", "content": .string("You help {{who}}. \(tag("tone", "label=latest"))")],
        ["type": "placeholder", "name": "history"],
        ["type": "chatmessage", "role": "user", "content": "{{question}}"],
      ], ["labels": ["production"], "config": ["temperature": 1]])
    try importing.run()
    let version = try #require(try importing.versions("chat").first)
    let content = try importing.repository.content(of: version)
    #expect(
      content.template == """
        {{role "system"~}}
        You help {{who}}. {{> tone}}

        {{~messages "history"}}

        {{~role "user"~}}
        {{question}}
        """)
    #expect(content.config?.map(\.key) == ["dialect", "temperature", "partials"])
    #expect(
      try importing.repository.render(PromptName("chat"), ["who": "Ada", "question": "Why?"])
        .contains("You help Ada. Be kind."))
  }

  @Test func textsLieInEachOther() throws {
    let importing = Importing()
    importing.langfuse.add("t0", 1, "end")
    for number in 1...16 {
      importing.langfuse.add("t\(number)", 1, .string(tag("t\(number - 1)", "version=1") + "."))
    }
    importing.langfuse.add("t17", 1, .string(tag("t16", "version=1")))
    importing.langfuse.set("t16", 1, "labels", ["production"])
    let report = try importing.run()
    #expect(try importing.item(report, "t17").leftOut.map(\.version) == ["1"])
    #expect(try importing.item(report, "t16").leftOut.isEmpty)
    #expect(
      try importing.repository.render(PromptName("t16"), [:])
        == "end" + String(repeating: ".", count: 16))
  }

  @Test func aChainThatIsVeryLongIsNoCrash() throws {
    let importing = Importing()
    importing.langfuse.add("n0", 1, "end")
    for number in 1...(isExtra ? 3_000 : 600) {
      importing.langfuse.add("n\(number)", 1, .string(tag("n\(number - 1)", "version=1")))
    }
    let report = try importing.run()
    #expect(report.prompts.count { $0.isNew } == 17)
  }

  static let missing: [(String, String)] = [
    ("name=nobody|version=1", "'nobody', which is not there"),
    ("name=tone|version=7", "'tone' 7, which is left out: it was not read"),
    ("name=tone|label=beta", "the label 'beta', which no version has"),
    ("name=chat|version=1", "a chat, and only texts can be included"),
    ("name=a|version=1", "it includes itself"),
    ("name=b|version=1", "it includes itself"),
    ("name=bad|version=1", "'bad' 1, which is left out"),
    ("name=jinja|version=1", "of the dialect jinja"),
    ("name=tone|version=1@@@ @@@langfusePrompt:name=tone|version=2", "two versions of 'tone'"),
  ]

  @Test(arguments: missing) func whatCannotBeIncluded(inside: String, words: String) throws {
    let importing = Importing()
    importing.langfuse.add("tone", 1, "one")
    importing.langfuse.add("tone", 2, "two")
    importing.langfuse.add("chat", 1, [["role": "user", "content": "x"]])
    importing.langfuse.add("bad", 1, "")
    importing.langfuse.add("bad", 2, "good")
    importing.langfuse.add("jinja", 1, "{% if x %}", ["config": ["dialect": "jinja"]])
    importing.langfuse.add("b", 1, .string(tag("a", "version=1")))
    importing.langfuse.add("a", 1, .string("@@@langfusePrompt:\(inside)@@@"))
    importing.langfuse.add("a", 2, "after")
    let item = try importing.item(try importing.run(), "a")
    #expect(item.leftOut.map(\.version) == ["1"])
    #expect(item.leftOut.first?.reason.contains(words) == true, "\(item.leftOut)")
    #expect(try importing.texts("a") == ["after"])
  }

  /// What Langfuse takes for text stays text.
  @Test(arguments: [
    "@@@langfusePrompt:name=tone@@@", "@@@langfusePrompt:version=1|name=tone@@@",
    "@@@langfusePrompt:name=tone|version=x@@@", "@@@langfusePrompt:name=tone|version=1",
    "@@@langfusePrompt:name=|version=1@@@", "@@@langfusePrompt:name=tone|version=1|label=a@@@",
    "@@@", "@@@langfusePrompt:@@@", "@@ @@@langfusePrompt:",
  ])
  func whatIsNoTagIsText(text: String) throws {
    let importing = Importing()
    importing.langfuse.add("tone", 1, "one")
    importing.langfuse.add("a", 1, .string(text))
    try importing.run()
    #expect(try importing.texts("a") == [text])
    #expect(try importing.repository.content(of: importing.versions("a")[0]).config == nil)
  }

  @Test func anIncludedPromptThatWasDeletedHere() throws {
    let importing = Importing()
    importing.langfuse.add("tone", 1, "one")
    try importing.run()
    try importing.repository.delete(PromptName("tone"))
    importing.langfuse.add("a", 1, .string(tag("tone", "version=1")))
    let item = try importing.item(try importing.run(), "a")
    #expect(item.leftOut.first?.reason.contains("was deleted here") == true)
  }

  /// Renamed here, a text is included by the name that it has, and pinned to what is here.
  @Test func anIncludedPromptThatWasRenamedHere() throws {
    let importing = Importing()
    importing.langfuse.add("tone", 1, "one")
    importing.langfuse.add("a", 1, .string(tag("tone", "version=1")), ["labels": ["production"]])
    try importing.run()
    try importing.repository.rename(PromptName("tone"), to: PromptName("voice"))
    importing.langfuse.add("a", 2, .string(tag("tone", "version=1") + "!"))
    let report = try importing.run()
    #expect(try importing.texts("a") == ["{{> tone}}", "{{> voice}}!"])
    #expect(try importing.repository.render(PromptName("a"), [:], version: .number(2)) == "one!")
    #expect(try importing.item(report, "a").notes.isEmpty)
  }

  static let configurations: [(JSONValue, Bool, String, String)] = [
    ([1, 2], false, #"{"config":[1,2]}"#, "is no object"),
    ("gpt-4", false, #"{"config":"gpt-4"}"#, "is no object"),
    ([:], false, "null", ""),
    (["dialect": "postgres"], false, #"{"dialect":"postgres"}"#, ""),
    (["dialect": "jinja"], false, #"{"dialect":"jinja"}"#, ""),
    (["dialect": "chat"], false, #"{"config":{"dialect":"chat"}}"#, "'dialect'"),
    (
      ["dialect": "postgres"], true, #"{"dialect":"chat","config":{"dialect":"postgres"}}"#,
      "'dialect'"
    ),
    (["partials": [:]], true, #"{"dialect":"chat","config":{"partials":{}}}"#, "'partials'"),
    (["a": 1, "dialect": "chat"], true, #"{"dialect":"chat","a":1}"#, ""),
    ([1], true, #"{"dialect":"chat","config":[1]}"#, "is no object"),
    (["title": "T", "b": 1], false, #"{"title":"T","b":1}"#, "'title' has no place"),
  ]

  @Test(arguments: configurations) func aConfigurationIsKept(
    config: JSONValue, isChat: Bool, wanted: String, words: String
  ) throws {
    let importing = Importing()
    let text: JSONValue = isChat ? [["role": "user", "content": "x"]] : "x"
    importing.langfuse.add("a", 1, text, ["config": config])
    let report = try importing.run()
    let kept = try importing.repository.content(of: importing.versions("a")[0]).config
    #expect((kept.map { JSONValue.object($0) } ?? .null).text() == wanted)
    let remarks = try importing.item(report, "a").remarks
    #expect(remarks.count == (words.isEmpty ? 0 : 1))
    #expect(remarks.first?.text.contains(words) ?? true)
  }
}
