import PromptMessages
import TestSupport
import Testing

@Suite struct LangfuseReferenceTests {
  /// Each tag as Langfuse's own reader of them takes it.
  @Test(
    arguments: [
      ("@@@langfusePrompt:name=tone|version=3@@@", "tone", .version(3)),
      (
        "@@@langfusePrompt:name=support/tone|label=production@@@", "support/tone",
        .label("production")
      ),
      ("@@@langfusePrompt:name=Größe v2|label=a-b.c_d@@@", "Größe v2", .label("a-b.c_d")),
      ("@@@langfusePrompt:name=a@@b|version=0@@@", "a@@b", .version(0)),
    ] as [(String, String, LangfuseReference.Target)])
  func tagsAreRead(_ tag: String, _ name: String, _ target: LangfuseReference.Target) {
    let found = LangfuseReference.find(in: tag)
    #expect(found.map(\.reference) == [LangfuseReference(name: name, target)])
    #expect(found.map(\.range) == [0..<tag.utf8.count])
    #expect(LangfuseReference(name: name, target).tag == tag)
  }

  @Test(arguments: [
    "", "@@@", "@@@langfusePrompt:", "@@@langfusePrompt:name=a|version=1", "@@@langfusePrompt:@@@",
    "@@@langfusePrompt:name=a@@@", "@@@langfusePrompt:version=1|name=a@@@",
    "@@@langfusePrompt:name=a|version=1|label=b@@@", "@@@langfusePrompt:name=|version=1@@@",
    "@@@langfusePrompt:name=a|version=@@@", "@@@langfusePrompt:name=a|version=x@@@",
    "@@@langfusePrompt:name=a|version=01@@@", "@@@langfusePrompt:name=a|version=+1@@@",
    "@@@langfusePrompt:name=a|version=99999999999999999999@@@", "@@@langfusePrompt:name=a|tag=b@@@",
    "@@@langfusePrompt:name=a=b|version=1@@@", "@@@langfuseprompt:name=a|version=1@@@",
    "@@langfusePrompt:name=a|version=1@@@", "@@@langfusePrompt: name=a|version=1@@@",
    // What begins and does not end takes the next opening for its end.
    "@@@langfusePrompt:name=a\n@@@langfusePrompt:name=b|version=1@@@",
  ])
  func otherTextIsText(_ text: String) {
    #expect(LangfuseReference.find(in: text).isEmpty)
  }

  @Test func placesAreBytes() {
    let tags = [
      LangfuseReference(name: "a", .version(1)), LangfuseReference(name: "é", .label("x")),
      LangfuseReference(name: "a", .version(1)),
    ]
    let text = "é \(tags[0].tag)\(tags[1].tag)\r\n@@@ @@\(tags[2].tag)@"
    let found = LangfuseReference.find(in: text)
    #expect(found.map(\.reference) == tags)
    for one in found {
      #expect(String(decoding: Array(text.utf8)[one.range], as: UTF8.self) == one.reference.tag)
    }
  }

  @Test func timeIsLinear() {
    for piece in ["@@@langfusePrompt:", "@@@", "@", "@@@langfusePrompt:name=a|version=1@@@"] {
      let growth = Growth(of: 1_000) { count in
        _ = LangfuseReference.find(in: String(repeating: piece, count: count))
      }
      #expect(growth.isLinear, "\(piece): \(growth)")
    }
  }
}
