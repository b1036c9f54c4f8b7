import CanonicalJSON
import HTTPMessages
import PromptRepo
import PromptsClient
import Testing

@testable import LangfuseImport

/// What an import says that is not here as it is there.
@Suite struct DifferenceTests {
  /// To Langfuse's clients, whatever stands between `{{` and the next `}}` is a name, without the blanks
  /// around it.
  @Test(
    arguments: [
      ("Hi {{ü}}", "'{{ü}}' in line 1 is the variable 'ü' to Langfuse's clients, and text here"),
      (
        "a\n{{a b}} {{c d}}",
        "'{{a b}}' in line 2 is the variable 'a b' to Langfuse's clients, and text here; so it is in 1 "
          + "more place"
      ),
      (
        "{{a b}} {{c d}} {{e f}}",
        "'{{a b}}' in line 1 is the variable 'a b' to Langfuse's clients, and text here; so it is in 2 "
          + "more places"
      ),
      ("{{a\n}}", "'{{a\n}}' in line 1 is the variable 'a' to Langfuse's clients, and text here"),
      (
        "{{\u{a0}a}}",
        "'{{\u{a0}a}}' in line 1 is the variable 'a' to Langfuse's clients, and text here"
      ),
      (
        "{{{a}}}",
        "'{{{a}}' in line 1 is the variable '{a' to Langfuse's clients, and the variable 'a' here"
      ),
      (
        "{{ {{a}}",
        "'{{ {{a}}' in line 1 is the variable '{{a' to Langfuse's clients, and the variable 'a' here"
      ),
      ("{{a}} {{ b.c-d }} {{\te\t}} } { {{", nil), ("{\"a\": {\"b\": 1}}", nil), ("{{a}}}", nil),
    ] as [(String, String?)])
  func variablesOfOneSideAreNamed(_ text: String, _ expected: String?) throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, .string(text))
    importing.langfuse.add("chat", 1, [["role": "user", "content": .string(text)]])
    let report = try importing.run()
    #expect(try importing.item(report, "a").remarks.map(\.text) == (expected.map { [$0] } ?? []))
    let chat = try importing.item(report, "chat").remarks.map(\.text)
    #expect(chat.map { $0.hasPrefix("message 1: '") } == (expected == nil ? [] : [true]), "\(chat)")
  }

  @Test func whatItsClientsRenderIsNotCompared() throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, "{{ a | upper }}", ["config": ["dialect": "jinja"]])
    #expect(try importing.item(importing.run(), "a").remarks.isEmpty)
  }

  @Test func theEnvironmentThatIsLeftEmptyIsCounted() throws {
    let importing = Importing()
    for name in ["a", "b"] { importing.langfuse.add(name, 1, "x", ["labels": ["production"]]) }
    importing.langfuse.add("c", 1, "x", ["labels": ["staging"]])
    #expect(try importing.run().undeployedCount == 0)
    let production = try EnvironmentName("production")
    try importing.repository.change { transaction in
      try transaction.addEnvironment(DeploymentEnvironment(production))
    }
    #expect(try importing.run().undeployedCount == 2)
    try importing.repository.deploy(PromptName("a"), .number(1), to: production)
    #expect(try importing.run().undeployedCount == 1)
    #expect(try importing.run(environments: ["production"]).undeployedCount == 0)
    #expect(try importing.run().undeployedCount == 0)
  }

  @Test func aRefusedDeploymentIsNotAllThatWasAskedFor() throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, "x", ["labels": ["prod2"]])
    let staging = try EnvironmentName("staging")
    try importing.repository.change { transaction in
      try transaction.addEnvironment(DeploymentEnvironment(staging))
      try transaction.addEnvironment(
        DeploymentEnvironment(EnvironmentName("prod2"), isProtected: true, requires: staging))
    }
    let report = try importing.run(environments: ["prod2", "staging"])
    #expect(report.isIncomplete)
    #expect(try importing.live("a", .environment(staging)) == nil)
    importing.langfuse.set("a", 1, "labels", ["prod2", "staging"])
    #expect(try !importing.run(environments: ["prod2", "staging"]).isIncomplete)
  }

  @Test func aConfigurationWithoutAPlaceInAFileIsNamed() throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, "x", ["config": ["big": "yes"]])
    importing.langfuse.add("b", 1, "x", ["config": ["title": "T", "big": "yes"]])
    importing.langfuse.add("c", 1, "x")
    let report = try importing.run { options in
      options.fileFault = { $0["big"] == nil ? nil : "it is too big" }
    }
    #expect(
      try importing.item(report, "a").remarks.map(\.text)
        == ["configuration has no place in a working file: it is too big"])
    #expect(
      try importing.item(report, "b").remarks.map(\.text)
        == ["configuration with the key 'title' has no place in a working file"])
    #expect(try importing.item(report, "c").remarks.isEmpty)
  }

  @Test func moreThanOneRunTakesIsTooMuch() throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, "text")
    func read(_ bytes: Int) throws(ClientError) -> LangfuseProject {
      try LangfuseProjectReader(
        client: LangfuseClient(
          importing.langfuse, publicKey: "pk", secretKey: "sk",
          policy: RetryPolicy(wait: { _ in }, now: { 0 })),
        prefixes: [], limits: ReadLimits(bytes: bytes), progress: { _, _ in }
      ).project()
    }
    #expect(try read(10_000).prompts.count == 1)
    do throws(ClientError) {
      _ = try read(10)
      Issue.record("more was read")
    } catch {
      guard case .oversized = error else { throw error }
    }
  }

  @Test(arguments: [
    ("3600", "3600 seconds"), ("1", "1 second"),
    ("Fri, 31 Dec 2027 23:59:59 GMT", "until Fri, 31 Dec 2027 23:59:59 GMT"),
  ])
  func theWaitIsSaidAsItWasAskedFor(_ field: String, _ words: String) throws {
    let importing = Importing()
    importing.langfuse.change { state in
      state.refusals = (0..<20).map { _ in
        HTTPResponse(
          .tooManyRequests, fields: [.retryAfter: field],
          body: Array(#"{"message":"slow down"}"#.utf8))
      }
    }
    do throws(any Error) {
      try importing.run()
      Issue.record("nothing was refused")
    } catch {
      guard case .source(let error)? = error as? LangfuseImportError else { throw error }
      #expect(error.message == "slow down; it asks to wait \(words) (status 429)")
    }
  }
}
