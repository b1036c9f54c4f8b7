import CanonicalJSON
import PromptMerge
import PromptRepo
import TestSupport
import Testing

@Suite struct FieldMergeTests {
  private func record(
    _ title: String? = nil, _ description: String? = nil, _ metadata: JSONObject = [:]
  ) throws -> PromptRecord {
    PromptRecord(
      id: try PromptID("prompt_00000000000040008000000000000001"),
      createdAt: Timestamp(milliseconds: 1), title: title, description: description,
      metadata: metadata)
  }

  @Test func fieldsOfBothSidesComeTogether() throws {
    let merge = RecordMerge(
      base: try record("t", "d", ["a": 1, "b": 2]), ours: try record("T", "d", ["a": 1]),
      theirs: try record("t", "D", ["a": 3, "b": 2]))
    #expect(merge.outcome == .both(try record("T", "D", ["a": 3])))
    #expect(merge.conflicts.isEmpty)
    for resolution in Resolution.allCases {
      #expect(merge.resolved(resolution) == (try record("T", "D", ["a": 3])))
    }
  }

  @Test func fieldsThatBothChangedAreNamedWithBothValues() throws {
    let merge = RecordMerge(
      base: try record("t", "d", ["a": 1, "b": 2]),
      ours: try record("ours", "d", ["a": 2, "b": 2]),
      theirs: try record(nil, "D", ["a": 3, "b": 2]))
    #expect(merge.outcome.isConflict)
    #expect(
      merge.conflicts == [
        FieldConflict("title", ours: "ours", theirs: nil),
        FieldConflict("metadata.a", ours: 2, theirs: 3),
      ])
    #expect(merge.resolved(.merge) == nil)
    #expect(merge.resolved(.ours) == (try record("ours", "D", ["a": 2, "b": 2])))
    #expect(merge.resolved(.theirs) == (try record(nil, "D", ["a": 3, "b": 2])))
  }

  @Test func oneSidedAndEqualChangesAreNoMerge() throws {
    let (base, other) = (try record("t"), try record("u"))
    #expect(RecordMerge(base: base, ours: other, theirs: base).outcome == .ours)
    #expect(RecordMerge(base: base, ours: base, theirs: other).outcome == .theirs)
    #expect(RecordMerge(base: nil, ours: other, theirs: other).outcome == .ours)
    #expect(RecordMerge(base: nil, ours: base, theirs: other).outcome.isConflict)
  }

  @Test func textsCompareAsBytes() throws {
    let merge = RecordMerge(
      base: try record("x"), ours: try record("\u{E9}"), theirs: try record("e\u{301}"))
    #expect(merge.conflicts.map(\.name) == ["title"])
  }

  @Test func objectsBelowAreMergedAndListsAreOneValue() {
    let merge = JSONObjectMerge(
      base: ["m": ["x": 1, "y": 1], "l": [1]], ours: ["m": ["x": 2, "y": 1], "l": [1, 2]],
      theirs: ["m": ["x": 1, "y": 2], "l": [0, 1]])
    #expect(merge.resolved(.ours) == ["m": ["x": 2, "y": 2], "l": [1, 2]])
    #expect(merge.resolved(.theirs) == ["m": ["x": 2, "y": 2], "l": [0, 1]])
    #expect(merge.conflicts == [FieldConflict("l", ours: [1, 2], theirs: [0, 1])])
    #expect(merge.object == nil)
  }

  @Test func pointersGoWhereOneSideMovedThem() {
    typealias Pointer = PointerMerge<Int>
    #expect(Pointer(base: 1, ours: 2, theirs: 1).side(.theirs) == .ours)
    #expect(Pointer(base: 1, ours: 1, theirs: 2).side(.ours) == .theirs)
    #expect(Pointer(base: 1, ours: 2, theirs: 2).side(.merge) == .ours)
    #expect(Pointer(base: nil, ours: nil, theirs: 2).side(.merge) == .theirs)
    let both = Pointer(base: 1, ours: 2, theirs: 3)
    #expect(both.outcome == .conflict)
    #expect(both.side(.ours) == .ours)
    #expect(both.side(.theirs) == .theirs)
    #expect(both.side(.merge) == nil)
    #expect(Pointer(base: nil, ours: 1, theirs: 2).side(.merge) == nil)
  }

  /// Whatever the sides are, the merge is the same from both of them, but for the order of keys.
  @Test(arguments: [UInt64(1), 2])
  func mergesAreTheSameFromBothSides(seed: UInt64) {
    var random = RepeatableNumbers(seed: seed)
    func object() -> JSONObject {
      var object = JSONObject()
      for key in ["a", "b", "c", "d"] where Bool.random(using: &random) {
        let number = JSONValue.number(JSONNumber(clamping: Int.random(in: 0...2, using: &random)))
        object[key] = Bool.random(using: &random) ? number : ["x": number]
      }
      return object
    }
    for _ in 0..<500 {
      let (base, left, right) = (object(), object(), object())
      let one = JSONObjectMerge(base: base, ours: left, theirs: right)
      let other = JSONObjectMerge(base: base, ours: right, theirs: left)
      #expect(
        one.resolved(.ours).isEqualIgnoringOrder(to: other.resolved(.theirs)),
        "\(base), \(left), \(right)")
      #expect(Set(one.conflicts.map(\.name)) == Set(other.conflicts.map(\.name)))
      #expect(JSONObjectMerge(base: base, ours: left, theirs: base).object == left)
      #expect(JSONObjectMerge(base: base, ours: base, theirs: right).object == right)
    }
  }
}
