import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptSync
import PromptsAPI
import PromptsClient
import Synchronization
import Testing

/// A remote that offers more than anybody has.
@Suite struct FetchLimitTests {
  /// Answers as told, and counts the requests.
  private final class Teller: HTTPTransport {
    private let tell: @Sendable (_ target: String, _ number: Int) -> HTTPResponse?
    let count = Mutex(0)

    init(_ tell: @escaping @Sendable (_ target: String, _ number: Int) -> HTTPResponse?) {
      self.tell = tell
    }

    func send(_ request: HTTPRequest, body: [UInt8]?) throws(TransportError) -> HTTPResponse {
      let number = count.withLock { count in
        count += 1
        return count
      }
      guard let response = tell(request.target, number) else {
        throw TransportError("the answer is too long", isPermanent: true, isOversized: true)
      }
      return response
    }
  }

  private static func prompt(_ number: Int, latest: Int = 1) -> PromptObject {
    PromptObject(
      id: "prompt_" + String(repeating: "0", count: 24) + String(10_000_000 + number),
      name: "Prompt \(number)", activeVersion: 1, latestVersion: latest, metadata: [:],
      createdAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z")
  }

  private static func version(_ number: Int, _ template: String) -> VersionObject {
    VersionObject(
      id: "pver_\(number)", promptID: "p", version: number, template: template,
      createdAt: "2026-01-01T00:00:00.000Z")
  }

  private static func answer(_ object: some StreamedWireObject) -> HTTPResponse {
    HTTPResponse(HTTPStatus(rawValue: 200), body: JSONValue.object(object.json).utf8())
  }

  private func run(
    _ teller: Teller, _ limits: FetchLimits
  ) throws -> (report: SyncReport?, error: String, requests: Int, store: MemoryStore) {
    let store = MemoryStore()
    let side = try Side(Hosted(), store, transport: teller)
    var synchronizer = side.synchronizer
    synchronizer.limits = limits
    let result = Result { try synchronizer.run(SyncOptions(.sync)) }
    var message = ""
    if case .failure(let error) = result, case .remote(let failure)? = error as? SyncError {
      message = failure.message
    }
    let report = try? result.get()
    return (report, message, teller.count.withLock { $0 }, store)
  }

  @Test func aListThatDoesNotEndIsGivenUp() throws {
    let endless = Teller { _, number in
      Self.answer(PromptPage(data: (0..<100).map { Self.prompt(number * 100 + $0) }, hasMore: true))
    }
    let found = try run(endless, FetchLimits(prompts: 1_000))
    #expect(found.error.contains("list of prompts does not end: there are 1100 of 0 MiB"))
    #expect(found.requests == 11)
    #expect(try found.store.references(under: "refs/").isEmpty)
    let heavy = Teller { _, number in
      var prompt = Self.prompt(number)
      prompt.metadata = ["k": .string(String(repeating: "x", count: 100_000))]
      return Self.answer(PromptPage(data: [prompt], hasMore: true))
    }
    let other = try run(heavy, FetchLimits(listBytes: 1 << 20))
    #expect(other.error.contains("does not end") && other.requests == 11, "\(other.error)")
  }

  @Test func aListThatRepeatsItselfIsGivenUp() throws {
    for data in [[Self.prompt(1), Self.prompt(2)], []] {
      let teller = Teller { _, _ in Self.answer(PromptPage(data: data, hasMore: true)) }
      let found = try run(teller, FetchLimits())
      #expect(found.error.contains("repeats itself") && found.requests <= 2, "\(found.error)")
    }
  }

  @Test func aPageThatIsTooLargeIsAskedForInSmallerOnes() throws {
    let teller = Teller { target, _ in
      if target.contains("/versions?") {
        return target.contains("limit=1&")
          ? Self.answer(VersionList(data: [Self.version(1, "t")])) : nil
      }
      return target.contains("limit=10&")
        ? Self.answer(PromptPage(data: [Self.prompt(1)], hasMore: false)) : nil
    }
    let found = try run(teller, FetchLimits())
    #expect(found.error == "" && found.requests == 3)
    #expect(found.report?.items.map(\.name) == ["prompt-1"])
    let never = Teller { _, _ in nil }
    let refused = try run(never, FetchLimits())
    #expect(refused.error == "the answer is too long" && refused.requests == 2)
  }

  @Test(arguments: [Limits.version, 1_001])
  func versionsBeyondNumberAreNotAskedFor(latest: Int) throws {
    let teller = Teller { target, _ in
      target.contains("/versions")
        ? Self.answer(Self.version(1, "t"))
        : Self.answer(PromptPage(data: [Self.prompt(1, latest: latest)], hasMore: false))
    }
    let found = try run(teller, FetchLimits(versions: 1_000))
    guard case .failed(let reason)? = found.report?.items.first?.result else {
      Issue.record("\(found)")
      return
    }
    #expect(reason.summary.contains("\(latest) versions of it"))
    #expect(found.requests == 1)
  }

  @Test func textBeyondTheLimitIsLeftForTheNextRun() throws {
    let text = String(repeating: "x", count: 1_000)
    let store = MemoryStore()
    let hosted = try Hosted()
    for number in 1...5 {
      try hosted.repository.by(Side.author()).create(
        PromptName("p\(number)"), VersionDraft(VersionContent(template: "\(number)\(text)")))
    }
    let side = try Side(hosted, store)
    var synchronizer = side.synchronizer
    synchronizer.limits = FetchLimits(bytes: 1_500)
    var (counts, runs) = ([Int](), 0)
    repeat {
      let report = try synchronizer.run(SyncOptions(.sync))
      counts.append(try side.repository.names().count)
      runs += 1
      let failed = report.items.filter { if case .failed = $0.result { true } else { false } }
      #expect(failed.count == 5 - counts[runs - 1])
    } while counts[runs - 1] < 5 && runs < 9
    #expect(counts == [2, 4, 5])
    synchronizer.limits = FetchLimits(promptBytes: 999)
    try hosted.repository.by(Side.author()).create(
      PromptName("long"), VersionDraft(VersionContent(template: text)))
    let report = try synchronizer.run(SyncOptions(.sync))
    #expect(report.items.filter { if case .failed = $0.result { true } else { false } }.count == 1)
  }

  @Test func aVersionOfAnotherNumberIsNoAnswer() throws {
    let teller = Teller { target, _ in
      if target.contains("/versions?") { return Self.answer(VersionList(data: [])) }
      if target.contains("/versions/") { return Self.answer(Self.version(7, "t")) }
      return Self.answer(PromptPage(data: [Self.prompt(1, latest: 2)], hasMore: false))
    }
    let found = try run(teller, FetchLimits())
    guard case .failed(let reason)? = found.report?.items.first?.result else {
      Issue.record("\(found)")
      return
    }
    #expect(reason.summary.contains("answers with version 7 for version 1"))
  }
}
