import CanonicalJSON
import Foundation
import MemoryStore
import PromptRepo
import PromptSync
import Synchronization
import Testing

/// A remote that keeps other texts than it was sent.
@Suite struct RenditionTests {
  enum Kind: CaseIterable {
    case trims, changesLineEnds, composes, changesNumbers

    func text(_ text: String) -> String {
      switch self {
      case .trims: text.trimmingCharacters(in: .newlines)
      case .changesLineEnds: text.replacingOccurrences(of: "\r\n", with: "\n")
      case .composes: text.precomposedStringWithCanonicalMapping
      case .changesNumbers: text
      }
    }

    func body(_ body: JSONObject) -> JSONObject {
      var body = body
      for key in ["template", "name", "description"] {
        if let value = body[key]?.string { body[key] = .string(text(value)) }
      }
      if self == .changesNumbers, let metadata = body["metadata"]?.object {
        var kept = JSONObject()
        for member in metadata {
          kept[member.key] = member.value.integer.map { .string("\($0)") } ?? member.value
        }
        body["metadata"] = .object(kept)
      }
      return body
    }
  }

  private static let texts = ["cafe\u{301}\r\nv1\n", "cafe\u{301}\r\nv2\n", "cafe\u{301}\r\nv3\n"]

  private func prepare(_ kind: Kind) throws -> (hosted: Hosted, side: Side) {
    let hosted = try Hosted(givesTips: false)
    hosted.rendition.withLock { $0 = { kind.body($0) } }
    let side = try Side(hosted)
    try side.create("reply", RenditionTests.texts[0])
    try side.edit(
      "reply",
      RecordEdit(
        title: .set("Re\u{301}ply"), description: .set("a\r\nb\n"), metadata: .set(["n": 1])))
    try side.run(.sync).expectDone()
    for text in RenditionTests.texts[1...] { try side.commit("reply", text) }
    try side.edit("reply", RecordEdit(metadata: .set(["n": 2])))
    return (hosted, side)
  }

  @Test(arguments: Kind.allCases)
  func itIsReportedOnceAndSentOnce(kind: Kind) throws {
    let (hosted, side) = try prepare(kind)
    let before = try side.view()
    let report = try side.run(.sync)
    report.expectDone()
    #expect(report.remarks.contains("than was sent"))
    #expect(try side.view() == before)
    hosted.forgetRequests()
    let again = try side.run(.sync)
    again.expectDone()
    #expect(again.remarks == "")
    #expect(hosted.requests.count == 1 && hosted.writes.isEmpty)
    // What another ledger makes of it comes back.
    let other = try Side(hosted)
    try other.run(.sync).expectDone()
    let name = try #require(try other.repository.names().first).rawValue
    try other.commit(name, "v4")
    try other.run(.sync).expectDone()
    try side.run(.sync).expectDone()
    #expect(try side.view().values.first?.texts == RenditionTests.texts + ["v4"])
    hosted.forgetRequests()
    for side in [side, other] { try side.run(.sync).expectDone() }
    #expect(hosted.requests.count == 2 && hosted.writes.isEmpty)
  }

  /// An answer is lost, so that what was sent has to be known again in what is kept.
  ///
  /// Metadata are not: another writer may have edited them.
  @Test(arguments: [Kind.trims, .changesLineEnds, .composes])
  func itIsKnownAgainWhenAnAnswerWasLost(kind: Kind) throws {
    let plain = try prepare(kind)
    plain.hosted.forgetRequests()
    try plain.side.run(.sync).expectDone()
    for index in 1...plain.hosted.requests.count {
      let (hosted, side) = try prepare(kind)
      let before = try side.view()
      hosted.forgetRequests()
      hosted.fault.withLock { $0 = { number, _ in number == index ? .unanswered : .none } }
      _ = try? side.run(.sync)
      hosted.fault.withLock { $0 = nil }
      try side.run(.sync).expectDone()
      hosted.forgetRequests()
      try side.run(.sync).expectDone()
      #expect(hosted.writes.isEmpty)
      #expect(try side.view() == before, "request \(index)")
      #expect(try View.all(hosted.repository).values.first?.texts.count == 3, "request \(index)")
    }
  }
}
