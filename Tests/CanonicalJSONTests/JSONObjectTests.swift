import CanonicalJSON
import Testing

@Suite struct JSONObjectTests {
  /// Few keys are compared one by one, many are indexed: both must behave alike.
  @Test(arguments: [3, 16, 17, 18, 100])
  func membersKeepTheirOrder(_ count: Int) {
    var object = JSONObject()
    for number in 0..<count {
      let isNew = object.append("k\(number)", .integer(number))
      #expect(isNew)
    }
    let isNew = object.append("k0", 99)
    #expect(!isNew)
    #expect(object["k0"] == 0)
    object["k1"] = "new"
    #expect(object.map(\.key) == (0..<count).map { "k\($0)" })
    #expect(object["k1"] == "new")
    object["k0"] = nil
    #expect(object["k0"] == nil)
    #expect(object.count == count - 1)
    #expect(object["k\(count - 1)"] == (count == 2 ? "new" : .integer(count - 1)))
    object["k0"] = .null
    #expect(object.last == JSONMember(key: "k0", value: .null))
    #expect(object["k0"] == .some(.null))
    #expect(object["missing"] == nil)
  }

  @Test func equalityKnowsOrderAndCanLeaveItOut() {
    let one: JSONValue = ["a": 1, "b": [["x": 1, "y": 2]]]
    let two: JSONValue = ["b": [["y": 2, "x": 1]], "a": 1]
    #expect(one != two)
    #expect(one.isEqualIgnoringOrder(to: two))
    #expect(!one.isEqualIgnoringOrder(to: ["b": [["y": 2, "x": 2]], "a": 1]))
    #expect(one.text(.sortedKeys) == two.text(.sortedKeys))
    #expect(two.text() == #"{"b":[{"y":2,"x":1}],"a":1}"#)
  }

  @Test func textsAreComparedByTheirBytes() {
    let composed = "\u{e9}"
    let decomposed = "e\u{301}"
    #expect(JSONValue.string(composed) != .string(decomposed))
    #expect(Set<JSONValue>([.string(composed), .string(decomposed), .string(composed)]).count == 2)
    #expect(([composed: 1, decomposed: 1] as JSONObject).count == 2)
    #expect(([composed: 1] as JSONObject) != [decomposed: 1])
    #expect(Set([UTF8Key("a\u{301}"), UTF8Key("\u{e1}")]).count == 2)
    #expect(UTF8Key("a\u{301}") < UTF8Key("\u{e1}"))
    #expect(!"\r\n".hasSameBytes(as: "\n"))
  }

  @Test func oneAndOnePointZeroAreOneNumber() throws {
    #expect(try JSONValue(parsing: "[1.0, 10e-1, 1, -0]") == [1, 1, 1, 0])
    #expect(try Set([JSONValue(parsing: "-0.0"), JSONValue(parsing: "0")]).count == 1)
    #expect(JSONNumber(exactly: 9_007_199_254_740_992) == nil)
    #expect(JSONNumber(exactly: UInt64.max) == nil)
    #expect(JSONNumber(exactly: -9_007_199_254_740_991)?.integer == -9_007_199_254_740_991)
    #expect(JSONNumber(clamping: .min).integer == -9_007_199_254_740_991)
    #expect(JSONNumber(1.5)?.integer == nil)
    #expect(JSONNumber(1e300)?.integer == nil)
  }

  @Test func prettyText() {
    let value: JSONValue = ["b": [1, ["c": []], []], "a": ["x": "y\n"], "e": [:]]
    #expect(
      value.text(.pretty) == """
        {
          "b": [
            1,
            {
              "c": []
            },
            []
          ],
          "a": {
            "x": "y\\n"
          },
          "e": {}
        }
        """)
  }

  @Test func whatCouldNotBeReadBackIsFound() throws {
    var deep: JSONValue = 0
    for _ in 0..<64 { deep = [deep] }
    try deep.check()
    #expect(throws: JSONError.self) { try JSONValue.array([deep]).check() }
    #expect(throws: JSONError.self) { try JSONValue.object(["a": deep]).check() }
    #expect(throws: JSONError.self) { try (["a": "x\u{0}"] as JSONValue).check() }
    #expect(throws: JSONError.self) { try (["\u{0}": 1] as JSONValue).check() }
  }
}
