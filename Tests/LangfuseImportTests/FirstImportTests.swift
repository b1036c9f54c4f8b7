import CanonicalJSON
import Digests
import PromptRepo
import Testing

@testable import LangfuseImport

/// What becomes of a project that is imported for the first time.
@Suite struct FirstImportTests {
  @Test func versionsComeOldestFirstWithTheirAuthors() throws {
    let importing = Importing()
    importing.langfuse.add("support/reply", 2, "two", ["commitMessage": "Warmer"])
    importing.langfuse.add(
      "support/reply", 1, "one {{x}}",
      [
        "createdBy": "cm3 <x>\n", "createdAt": "2025-01-02T03:04:05.678Z",
        "config": ["b": 1, "a": 2],
      ])
    let report = try importing.run()
    #expect(try importing.item(report, "support/reply").addedCount == 2)
    #expect(try importing.texts("support/reply") == ["one {{x}}", "two"])
    #expect(try importing.marks("support/reply") == ["langfuse 1", "langfuse 2"])
    let versions = try importing.versions("support/reply")
    #expect(versions.map(\.author.name) == ["cm3 x", "A user"])
    #expect(versions.map(\.message) == ["", "Warmer"])
    #expect(versions[0].createdAt.rfc3339 == "2025-01-02T03:04:05.000Z")
    let config = try importing.repository.content(of: versions[0]).config
    #expect(config.map { JSONValue.object($0).text() } == #"{"b":1,"a":2}"#)
    #expect(try importing.repository.content(of: versions[1]).config == nil)
    // Nothing is labelled production.
    #expect(try importing.live("support/reply") == nil)
  }

  /// The id is a version-5 UUID of host, project and name, as anybody can work it out: this one is
  /// what Python's `uuid.uuid5` says.
  @Test func theIDFollowsFromWhereItIs() throws {
    let source = LangfuseSource(url: "https://Langfuse.Example.com:443/", project: "p1")
    #expect(source.host == "langfuse.example.com")
    #expect(
      source.id(of: "support/reply").rawValue == "prompt_65a096635a2a5500a8a3cb92c8c30787")
    let importing = Importing()
    importing.langfuse.add("support/reply", 1, "one")
    try importing.run()
    let prompt = try #require(try importing.repository.prompt(PromptName("support/reply")))
    #expect(prompt.record.id == source.id(of: "support/reply"))
    #expect(
      LangfuseSource(url: "http://127.0.0.1:80/lf", project: "p").host == "127.0.0.1/lf")
  }

  /// With an environment 'production' in which nothing is live, clients that name no label would get
  /// nothing any more.
  @Test func noEnvironmentIsAddedForWhatCannotBeTakenOver() throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, "one {{", ["labels": ["production"]])
    importing.langfuse.answer("a", 1, "{}")
    importing.langfuse.add(
      "b", 1, "@@@langfusePrompt:name=gone|version=1@@@", ["labels": ["staging"]])
    importing.langfuse.add("c", 1, "c", ["labels": ["canary"]])
    let report = try importing.run(environments: ["production", "staging", "canary"])
    #expect(try importing.repository.environments().map(\.name.rawValue) == ["canary"])
    #expect(report.unlabelledEnvironments.map(\.rawValue) == ["production", "staging"])
    // Once they can be, they are.
    importing.langfuse.change { $0.answers = [:] }
    importing.langfuse.add("gone", 1, "here", [:])
    _ = try importing.run(environments: ["production", "staging", "canary"])
    #expect(
      try importing.repository.environments().map(\.name.rawValue)
        == ["canary", "production", "staging"])
  }

  @Test func labelsMakeActiveAndDeploy() throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, "one", ["labels": ["production", "v2"]])
    importing.langfuse.add("a", 2, "two", ["labels": ["staging", "latest"]])
    importing.langfuse.add("b", 1, "b", ["labels": ["staging", "canary"]])
    let report = try importing.run(environments: ["staging", "production", "canary2"])
    #expect(
      try importing.repository.environments().map(\.name.rawValue)
        == ["staging", "production"])
    // Nothing is labelled so, and nothing would ever be there.
    #expect(report.unlabelledEnvironments.map(\.rawValue) == ["canary2"])
    #expect(report.labels == ["canary", "latest", "production", "staging", "v2"])
    let (staging, production) = (
      Pointer.environment(try EnvironmentName("staging")),
      Pointer.environment(try EnvironmentName("production"))
    )
    #expect(try importing.live("a") == 1)
    #expect(try importing.live("a", production) == 1)
    #expect(try importing.live("a", staging) == 2)
    #expect(try importing.live("b", staging) == 1)
    #expect(try importing.live("b") == nil && importing.live("b", production) == nil)
    let move = try importing.repository.lastMove(of: staging, PromptName("a"))
    #expect(move?.reason == "label at Langfuse when imported")
    #expect(Set(report.otherLabels.map(\.label)) == ["v2", "canary"])
    #expect(report.otherLabels.filter(\.canBeEnvironment).map(\.label) == ["canary"])
  }

  @Test func withoutTheOptionNoLabelDeploys() throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, "one", ["labels": ["production", "staging"]])
    try importing.run()
    #expect(try importing.repository.environments().isEmpty)
    #expect(try importing.live("a") == 1)
  }

  @Test func aGapIsInTheTableOfNumbers() throws {
    let importing = Importing()
    for number in [1, 2, 3, 4, 6, 7, 8] {
      importing.langfuse.add("a", number, .string("t\(number)"))
    }
    let item = try importing.item(try importing.run(), "a")
    #expect(item.deleted == [5...5])
    #expect(item.numbers.map(\.there) == [1, 2, 3, 4, 6, 7, 8])
    #expect(item.numbers.map(\.here) == [1, 2, 3, 4, 5, 6, 7])
  }

  /// Names that are one to Swift's strings, and two to everybody who compares bytes.
  @Test func canonicallyEqualNamesAreTwoPrompts() throws {
    let importing = Importing()
    let names = ["caf\u{e9}", "cafe\u{301}"]
    #expect(names[0] == names[1])
    for name in names { importing.langfuse.add(name, 1, .string(name)) }
    let report = try importing.run()
    let found = try names.map { try #require(try importing.item(report, $0).name) }
    #expect(Set(found).count == 2)
    for (name, prompt) in zip(names, found) {
      #expect(try importing.texts(prompt.rawValue)[0].utf8.elementsEqual(name.utf8))
      let title = try #require(try importing.repository.prompt(prompt)).displayName
      #expect(title.utf8.elementsEqual(name.utf8))
    }
    #expect(try importing.run().prompts.allSatisfy { !$0.isChange })
  }

  @Test func namesBecomeSlugsAndStayTitles() throws {
    let importing = Importing()
    let long = String(repeating: "long name ", count: 60)
    let names = [
      "support/reply", "Support/Reply", "support reply", "a//b", "/a", "a/", "../x", "..", ".", " ",
      "\u{7}\u{1b}[2J", "con", "名前", long, "a\nb", "x.lock", "-", "prompt",
    ]
    for name in names { importing.langfuse.add(name, 1, "t", ["labels": ["production"]]) }
    let report = try importing.run()
    #expect(report.prompts.count == names.count && !report.isIncomplete)
    #expect(Set(report.prompts.compactMap(\.name)).count == names.count)
    for name in names {
      let slug = try #require(try importing.item(report, name).name)
      let prompt = try #require(try importing.repository.prompt(slug))
      if name == "support/reply" || name == "prompt" {
        #expect(slug.rawValue == name && prompt.record.title == nil)
      } else if name == long {
        #expect(prompt.record.title?.unicodeScalars.count == 255)
      } else {
        #expect(prompt.record.title?.utf8.elementsEqual(name.utf8) == true)
      }
      #expect(try importing.live(slug.rawValue) == 1)
    }
    #expect(try importing.run().prompts.allSatisfy { !$0.isChange })
  }

  /// The digits are what `printf %s NAME | sha256sum` begins with.
  @Test func theSecondOfOneSlugGetsDigitsOfItsTitle() throws {
    let importing = Importing()
    importing.langfuse.add("Customer Support/Reply v2", 1, "first")
    importing.langfuse.add("customer support reply v2", 1, "second")
    let report = try importing.run()
    #expect(
      try importing.item(report, "Customer Support/Reply v2").name?.rawValue
        == "customer-support-reply-v2")
    #expect(
      try importing.item(report, "customer support reply v2").name?.rawValue
        == "customer-support-reply-v2-f3a1281e")
  }

  @Test func aNameThatAnotherPromptHasGetsDigits() throws {
    let importing = Importing()
    try importing.repository.create(PromptName("reply"), template: "mine")
    importing.langfuse.add("reply", 1, "theirs")
    let name = try #require(try importing.item(try importing.run(), "reply").name?.rawValue)
    // sha256sum of “reply”.
    #expect(name == "reply-5782b186")
    #expect(try importing.texts("reply") == ["mine"])
    #expect(try importing.texts(name) == ["theirs"])
  }

  @Test func onlyWhatIsAskedForAndWhatItIncludes() throws {
    let importing = Importing()
    importing.langfuse.add("support/a", 1, "@@@langfusePrompt:name=lib/tone|version=1@@@")
    importing.langfuse.add("lib/tone", 1, "@@@langfusePrompt:name=lib/deep|label=latest@@@")
    importing.langfuse.add("lib/deep", 1, "deep")
    importing.langfuse.add("lib/other", 1, "other")
    importing.langfuse.add("billing", 1, "billing")
    let report = try importing.run { $0.prefixes = ["support/"] }
    #expect(report.prompts.map(\.title) == ["lib/deep", "lib/tone", "support/a"])
    #expect(!importing.langfuse.requests.contains { $0.contains("billing") })
  }

  @Test func aRehearsalWritesNothing() throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, "one", ["labels": ["production"]])
    let before = try importing.references()
    let plan = try importing.run(environments: ["production"]) { $0.isDryRun = true }
    #expect(try importing.references() == before)
    let report = try importing.run(environments: ["production"])
    for report in [plan, report] {
      let item = try importing.item(report, "a")
      #expect(item.isNew && item.addedCount == 1)
      #expect(item.live.map(\.label) == ["production"])
      #expect(report.environments.map(\.rawValue) == ["production"])
    }
  }

  @Test func tagsArePartOfTheRecord() throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, "one")
    importing.langfuse.change { $0.tags[UTF8Key("a")] = ["x", "y"] }
    try importing.run()
    func tags() throws -> JSONValue? {
      try importing.repository.prompt(PromptName("a"))?.record.metadata["tags"]
    }
    #expect(try tags() == ["x", "y"])
    importing.langfuse.change { $0.tags[UTF8Key("a")] = ["z"] }
    #expect(try importing.item(try importing.run(), "a").isChange)
    #expect(try tags() == ["z"])
    // Edited here, they stay.
    try importing.repository.edit(PromptName("a")) { $0.metadata["tags"] = ["mine"] }
    for there in ["z", "new"] {
      importing.langfuse.change { $0.tags[UTF8Key("a")] = [there] }
      let item = try importing.item(try importing.run(), "a")
      #expect(!item.isChange && item.notes.count == 1)
      #expect(try tags() == ["mine"])
    }
  }
}
