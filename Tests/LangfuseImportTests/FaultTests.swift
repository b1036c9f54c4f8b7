import CanonicalJSON
import HTTPMessages
import PromptRepo
import PromptsClient
import Testing

@testable import LangfuseImport

/// Answers that are not as they should be.
@Suite struct FaultTests {
  /// Versions 1 and 3 that can be imported, and a second one of which nothing can be made.
  private func expectLeftOut(
    _ importing: Importing, saying words: String,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    importing.langfuse.add("a", 1, "one")
    importing.langfuse.add("a", 3, "three")
    importing.langfuse.add("b", 1, "other")
    let report = try importing.run()
    let item = try importing.item(report, "a")
    #expect(item.leftOut.map(\.version) == ["2"], sourceLocation: location)
    #expect(
      item.leftOut.first?.reason.contains(words) == true, "\(item.leftOut)",
      sourceLocation: location)
    #expect(report.isIncomplete, sourceLocation: location)
    #expect(try importing.texts("a") == ["one", "three"], sourceLocation: location)
    #expect(try importing.marks("a") == ["langfuse 1", "langfuse 3"], sourceLocation: location)
    #expect(try importing.texts("b") == ["other"], sourceLocation: location)
    // The same again, and nothing new.
    let again = try importing.run()
    #expect(try importing.item(again, "a").leftOut.count == 1, sourceLocation: location)
    #expect(again.prompts.allSatisfy { !$0.isChange }, sourceLocation: location)
  }

  private static let deep =
    String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)

  /// Members of an answer about version 2 of `a`, as text, and what is said of them.
  static let members: [(String, String)] = [
    (#""config": {"a": \#(deep)}"#, "'config' cannot be read"),
    (#""config": {"a": 9223372036854775808}"#, "'config' cannot be read"),
    (#""config": {"a": "\u0000"}"#, "'config' cannot be read"),
    (#""prompt": "a\u0000b""#, "'prompt' cannot be read"),
    (#""prompt": "\ud800""#, "'prompt' cannot be read"),
    (#""prompt": null"#, "'prompt' is missing"),
    (#""prompt": 7"#, "'prompt' is of kind number"),
    (#""prompt": """#, "the template is empty"),
    (#""prompt": "\#(String(repeating: "x", count: 1_048_577))""#, "1 MiB"),
    (#""type": "chat", "prompt": "x""#, "'prompt' is of kind string"),
    (#""type": "chat", "prompt": []"#, "the list is empty"),
    (#""type": "chat", "prompt": [{"role": "user"}]"#, "messages[0].content"),
    (#""type": "chat", "prompt": [{"role": "a{b", "content": "x"}]"#, "messages[0].role"),
    (#""type": "chat", "prompt": [null]"#, "messages[0]"),
    (#""type": "picture""#, "'picture'"),
    (#""type": 1"#, "'type' is of kind number"),
    (#""version": 1e300"#, "another version"),
    (#""version": 9223372036854775808"#, "'version' cannot be read"),
    (#""version": null"#, "another version"),
    (#""name": "b""#, "another prompt"),
    (#""name": null"#, "another prompt"),
    (#""labels": "production""#, "'labels' is of kind string"),
    (#""labels": {"a": 1}"#, "'labels' is of kind object"),
    (#""tags": 1e5"#, "'tags' is of kind number"),
    (#""createdAt": "yesterday""#, "'createdAt' is not a date"),
    (#""createdAt": 1773570600"#, "'createdAt' is of kind number"),
    (#""createdBy": []"#, "'createdBy' is of kind array"),
    (#""commitMessage": {}"#, "'commitMessage' is of kind object"),
  ]

  @Test(arguments: members) func aVersionThatCannotBeTakenOver(
    member: String, words: String
  ) throws {
    let importing = Importing()
    importing.langfuse.add("a", 2, "two")
    let key = try #require(member.split(separator: ":").first)
    let others = [
      #""name": "a""#, #""version": 2"#, #""prompt": "two""#, #""type": "text""#, #""labels": []"#,
      #""tags": []"#, #""config": {}"#,
    ].filter { other in
      !other.hasPrefix(key) && !(member.contains(#""prompt""#) && other.hasPrefix(#""prompt""#))
    }
    importing.langfuse.answer("a", 2, "{\(([member] + others).joined(separator: ", "))}")
    try expectLeftOut(importing, saying: words)
  }

  @Test(arguments: ["", "no JSON", "[]", "null", #"{"name": "a""#, "\u{feff}{}"])
  func anAnswerThatIsNoObject(body: String) throws {
    let importing = Importing()
    importing.langfuse.add("a", 2, "two")
    importing.langfuse.answer("a", 2, body)
    try expectLeftOut(importing, saying: "")
  }

  @Test func aRefusedVersionIsLeftOut() throws {
    let importing = Importing()
    importing.langfuse.add("a", 2, "two")
    importing.langfuse.answer("a", 2, #"{"message": "Bad\nthing", "error": "X"}"#, status: 400)
    try expectLeftOut(importing, saying: "Bad thing (status 400)")
  }

  @Test func nullAndAbsentMembersAreNone() throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, "one")
    importing.langfuse.answer(
      "a", 1,
      #"{"name":"a","version":1,"type":null,"prompt":"one","labels":null,"tags":null,"config":null}"#
    )
    #expect(try importing.run().isIncomplete == false)
    #expect(try importing.versions("a").map(\.author.name) == ["Langfuse"])
  }

  @Test(arguments: [
    "1e300", "9223372036854775808", "0", "-1", "1.5", "\"1\"", "null", "[1]", "1e400",
  ])
  func aNumberThatNoVersionHas(number: String) throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, "one")
    importing.langfuse.add("b", 1, "other")
    importing.langfuse.change { $0.numbers[UTF8Key("a")] = "[1, \(number)]" }
    let report = try importing.run()
    #expect(try importing.item(report, "a").leftOut.map(\.version) == [number])
    #expect(report.isIncomplete)
    #expect(try importing.texts("a") == ["one"])
  }

  /// The largest number that is exact is one that a version may have.
  @Test func aLargeNumberIsANumber() throws {
    let importing = Importing()
    importing.langfuse.add("a", JSONNumber.largestInteger, "one")
    let item = try importing.item(try importing.run(), "a")
    #expect(item.numbers.map(\.there) == [JSONNumber.largestInteger])
    #expect(try importing.marks("a") == ["langfuse 9007199254740991"])
  }

  @Test(arguments: [#""versions": 1"#, #""versions": null"#, #""version": []"#, #""versions": {}"#])
  func anEntryOfTheListThatCannotBeRead(member: String) throws {
    let importing = Importing()
    importing.langfuse.add("b", 1, "other")
    importing.langfuse.change {
      $0.answers["/api/public/v2/prompts?page=1&limit=100"] = HTTPResponse(
        .ok,
        body: Array(
          (#"{"data": [{"name": "a", \#(member)}, 7, {"versions": [1]}, {"name": "b", "versions": [1]}], "#
            + #""meta": {"totalPages": 1}}"#).utf8))
    }
    let report = try importing.run()
    #expect(report.faults.count == 3 && report.isIncomplete)
    #expect(try importing.texts("b") == ["other"])
  }

  @Test func aVersionThatIsDeletedMeanwhileIsNone() throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, "one")
    importing.langfuse.change { $0.numbers[UTF8Key("a")] = "[1, 2]" }
    #expect(try importing.run().isIncomplete == false)
    #expect(try importing.texts("a") == ["one"])
  }
}

/// Langfuse as a whole that does not answer as it should.
@Suite struct SourceFaultTests {
  private func failure(
    _ prepare: @Sendable (inout FakeLangfuse.State) -> Void
  ) throws -> (error: ClientError, waits: Int) {
    let importing = Importing()
    for number in 1...250 { importing.langfuse.add("p\(number)", 1, "one") }
    importing.langfuse.change(prepare)
    let before = try importing.references()
    let error = #expect(throws: LangfuseImportError.self) { _ = try importing.run() }
    #expect(try importing.references() == before)
    guard case .source(let source)? = error else {
      throw error ?? LangfuseImportError.source(.unknown("none"))
    }
    return (source, importing.waits.all.count)
  }

  private static func refusal(_ status: Int, _ fields: HTTPFields = [:]) -> HTTPResponse {
    HTTPResponse(
      HTTPStatus(rawValue: status), fields: fields, body: Array(#"{"message":"No"}"#.utf8))
  }

  @Test(arguments: [401, 403, 404, 400]) func aRefusalIsTheEnd(status: Int) throws {
    let (error, waits) = try failure { $0.refusals = [Self.refusal(status)] }
    #expect(error.status == status && error.message == "No (status \(status))" && waits == 0)
  }

  @Test(arguments: [401, 403]) func aRefusalInTheMiddleIsTheEndToo(status: Int) throws {
    let (error, _) = try failure {
      $0.answers[FakeLangfuse.target("p100", 1)] = Self.refusal(status)
    }
    #expect(error.status == status)
  }

  @Test(arguments: [429, 500, 503, 408]) func whatMayPassIsAskedAgain(status: Int) throws {
    let importing = Importing()
    importing.langfuse.add("a", 1, "one")
    importing.langfuse.change {
      $0.refusals = [Self.refusal(status, [.retryAfter: "7"]), Self.refusal(status)]
    }
    #expect(try importing.run().isIncomplete == false)
    #expect(importing.waits.all.count == 2)
    #expect((7...8).contains(importing.waits.all[0]))
  }

  @Test func aServerThatFailsForGoodIsGivenUp() throws {
    let (error, _) = try failure { state in
      for number in 1...250 {
        state.answers[FakeLangfuse.target("p\(number)", 1)] = Self.refusal(503)
      }
    }
    #expect(error.message.contains("status 503"))
  }

  /// Taken without the version, later ones would come before it for good.
  @Test func aPromptOfWhichAnAnswerDoesNotComeIsLeftOutThisTime() throws {
    let importing = Importing()
    for number in 1...3 { importing.langfuse.add("a", number, .string("t\(number)")) }
    importing.langfuse.add("b", 1, "other")
    importing.langfuse.answer("a", 2, #"{"message":"Broken"}"#, status: 500)
    let report = try importing.run()
    guard case .unread(let reason)? = try importing.item(report, "a").failure else {
      Issue.record("\(report)")
      return
    }
    #expect(reason.contains("Broken") && report.isIncomplete)
    #expect(try importing.repository.names().map(\.rawValue) == ["b"])
    importing.langfuse.change { $0.answers = [:] }
    try importing.run()
    #expect(try importing.texts("a") == ["t1", "t2", "t3"])
  }

  @Test func aListThatGrowsIsGivenUp() throws {
    let (error, _) = try failure {
      $0.pageSize = 1
      $0.pages = { $0 + 1 }
    }
    #expect(error.message.contains("does not end"), "\(error)")
  }

  @Test func aPageThatComesAgainAndAgainIsGivenUp() throws {
    let (error, _) = try failure { state in
      let page = #"{"data":[{"name":"a","versions":[1]}],"meta":{"totalPages":1000000}}"#
      for number in 1...50 {
        state.answers["/api/public/v2/prompts?page=\(number)&limit=100"] = HTTPResponse(
          .ok, body: Array(page.utf8))
      }
    }
    #expect(error.message.contains("does not end"), "\(error)")
  }

  @Test(arguments: [
    "", "[]", "{}", #"{"data": []}"#, #"{"data": 7, "meta": {"totalPages": 1}}"#,
    #"{"data": [], "meta": {"totalPages": "1"}}"#, #"{"data": [], "meta": {"totalPages": -1}}"#,
    #"{"data": [], "meta": {"totalPages": 1e300}}"#, #"{"data": [], "meta": null}"#, "<html>",
  ])
  func aPageThatCannotBeRead(body: String) throws {
    let (error, _) = try failure {
      $0.answers["/api/public/v2/prompts?page=1&limit=100"] = HTTPResponse(
        .ok, body: Array(body.utf8))
    }
    #expect(error.message.contains("page 1"), "\(error)")
  }

  @Test(arguments: [
    #"{"data": []}"#, #"{"data": [{"id": "a"}, {"id": "b"}]}"#, #"{"data": [{"id": ""}]}"#,
    #"{"data": [{}]}"#, #"{"data": [{"id": 7}]}"#, "{}",
  ])
  func aProjectThatIsNone(body: String) throws {
    let (error, _) = try failure {
      $0.answers["/api/public/projects"] = HTTPResponse(.ok, body: Array(body.utf8))
    }
    #expect(error.message.contains("project"), "\(error)")
  }

  @Test func manyPagesAreRead() throws {
    let importing = Importing()
    for number in 1...7 { importing.langfuse.add("p\(number)", 1, "one") }
    importing.langfuse.change { $0.pageSize = 2 }
    #expect(try importing.run().prompts.count == 7)
  }
}
