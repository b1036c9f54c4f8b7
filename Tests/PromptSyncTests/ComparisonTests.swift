import CanonicalJSON
import PromptRepo
import Testing

@testable import PromptSync

/// All small states of two sides.
@Suite struct ComparisonTests {
  private static let record = RemoteRecord(name: "n", description: nil, metadata: [:])
  private static let edited = RemoteRecord(name: "m", description: nil, metadata: [:])

  /// All texts of up to so many versions.
  private static func histories(_ length: Int) -> [[String]] {
    var all: [[String]] = []
    var last: [[String]] = [[]]
    for _ in 0..<length {
      last = last.flatMap { history in ["a", "b"].map { history + [$0] } }
      all += last
    }
    return all
  }

  private static func compare(
    _ here: [String], _ there: [String], active: (Int, Int), agreed: SyncBase?,
    records: (RemoteRecord, RemoteRecord) = (record, record), isHeldBack: Bool = false
  ) throws -> Comparison {
    let hashes = here.map { VersionHash(template: $0) }
    return try Comparison(
      LocalPrompt(
        record: records.0, latest: here.count, active: active.0, isHeldBack: isHeldBack
      ) { hashes[$0 - 1] },
      SeenPrompt(
        record: records.1, active: active.1, hashes: there.map { VersionHash(template: $0) },
        createdAt: ""), agreed: agreed)
  }

  private static func agreement(_ common: Int, active: Int) -> SyncBase {
    SyncBase(
      localRecord: record, remoteRecord: record, localActive: active, remoteActive: active,
      versions: Array(1..<common + 1))
  }

  @Test func aRollbackThatTheOtherSideNeverSawIsNoneOfItsDecisions() throws {
    for isHeldBack in [false, true] {
      let comparison = try ComparisonTests.compare(
        ["a", "b"], ["a", "b", "c"], active: (1, 3), agreed: nil, isHeldBack: isHeldBack)
      #expect(comparison.newRemote == [3])
      #expect(comparison.isPointerContested == isHeldBack)
    }
  }

  @Test func everyVersionIsKnownOnBothSidesOrNewOnOne() throws {
    for here in ComparisonTests.histories(4) {
      for there in ComparisonTests.histories(4) {
        let common = zip(here, there).prefix { $0 == $1 }.count
        for agreed in 0...common {
          let comparison = try ComparisonTests.compare(
            here, there, active: (here.count, there.count),
            agreed: agreed == 0 ? nil : ComparisonTests.agreement(agreed, active: agreed))
          #expect(comparison.newLocal == Array(common + 1..<here.count + 1))
          #expect(comparison.newRemote == Array(common + 1..<there.count + 1))
          #expect(
            comparison.versions
              == Array(1..<common + 1) + Array(repeating: 0, count: there.count - common))
          #expect((comparison.cut == .both) == (here.count > common && there.count > common))
          if here == there { #expect(comparison.state == .clean) }
          if comparison.state == .clean { #expect(here == there) }
          if here.count > common, there.count == common {
            #expect(comparison.state == .ahead, "\(here) \(there) \(agreed)")
          }
          if here.count == common, there.count > common {
            #expect(comparison.state == .behind, "\(here) \(there) \(agreed)")
          }
        }
      }
    }
  }

  @Test func aPointerIsMovedByWhoeverMovedIt() throws {
    let texts = ["a", "b", "c"]
    for base in 1...3 {
      for here in 1...3 {
        for there in 1...3 {
          let comparison = try ComparisonTests.compare(
            texts, texts, active: (here, there),
            agreed: ComparisonTests.agreement(3, active: base))
          let expected: Comparison.Side =
            here == there
            ? .neither : here == base ? .remote : there == base ? .local : .both
          #expect(comparison.pointer == expected)
          #expect((comparison.state == .diverged) == (expected == .both))
        }
      }
    }
  }

  @Test func aRecordIsEditedByWhoeverEditedIt() throws {
    let (old, new) = (ComparisonTests.record, ComparisonTests.edited)
    let third = RemoteRecord(name: "o", description: nil, metadata: [:])
    let cases: [(RemoteRecord, RemoteRecord, Comparison.Side)] = [
      (old, old, .neither), (new, old, .local), (old, new, .remote), (new, new, .neither),
      (new, third, .both),
    ]
    for (here, there, side) in cases {
      #expect(
        try ComparisonTests.compare(
          ["a"], ["a"], active: (1, 1), agreed: ComparisonTests.agreement(1, active: 1),
          records: (here, there)
        ).record == side)
    }
    // Where nothing was ever agreed on, nobody knows who edited it.
    #expect(
      try ComparisonTests.compare(
        ["a"], ["a"], active: (1, 1), agreed: nil, records: (old, new)
      ).record == .both)
  }

  /// Two spellings of one text in Unicode are two texts.
  @Test func recordsCompareByBytes() {
    let composed = RemoteRecord(name: "\u{e9}", description: nil, metadata: [:])
    let decomposed = RemoteRecord(name: "e\u{301}", description: nil, metadata: [:])
    #expect(composed != decomposed)
  }

  @Test func whatIsNotedIsReadAgain() throws {
    var tracking = Tracking()
    tracking.remoteID = "prompt_1"
    tracking.mergeAfter = 3
    tracking.seen = SeenPrompt(
      record: ComparisonTests.record, active: 2,
      hashes: ["a", "b"].map { VersionHash(template: $0) }, createdAt: "2026-01-01T00:00:00Z")
    tracking.agreed = ComparisonTests.agreement(2, active: 1)
    tracking.templates = [
      2: .init(template: "e\u{301}\r\n", createdAt: "2026-01-01T00:00:00Z")
    ]
    let pushed = PushedVersion(local: 2, base: 1, activeBefore: 1, activeAfter: nil, once: "o")
    for intent in [
      nil, .create(once: "x", record: ComparisonTests.edited), .version(pushed),
      .record(ComparisonTests.edited),
    ] as [PendingWrite?] {
      tracking.intent = intent
      #expect(try Tracking(tracking.files) == tracking)
    }
  }
}
