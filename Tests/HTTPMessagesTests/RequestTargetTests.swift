import HTTPMessages
import Testing

@Suite struct RequestTargetTests {
  @Test(arguments: [
    ("/", [""]), ("/a/b", ["a", "b"]), ("/a/b/", ["a", "b", ""]), ("//a", ["", "a"]),
    ("/a%2Fb/c", ["a/b", "c"]), ("/a+b", ["a+b"]), ("/%C3%A9", ["é"]), ("/..", [".."]),
    ("/?a=b", [""]),
  ])
  func pathsAreTakenApart(_ target: String, _ path: [String]) throws {
    #expect(try RequestTarget(target).path == path)
  }

  @Test(arguments: [
    ("/", []), ("/?", []), ("/?&&", []), ("/?a", [["a", ""]]), ("/?a=", [["a", ""]]),
    ("/?=b", [["", "b"]]), ("/?a=b=c", [["a", "b=c"]]), ("/?a=b?c", [["a", "b?c"]]),
    ("/?a=1&b=2&a=3", [["a", "1"], ["b", "2"], ["a", "3"]]), ("/?a+b=c+d", [["a b", "c d"]]),
    ("/?a%26b=c%3Dd%2B", [["a&b", "c=d+"]]), ("/?a;b=c", [["a;b", "c"]]),
  ])
  func queriesAreTakenApart(_ target: String, _ query: [[String]]) throws {
    #expect(try RequestTarget(target).query.map { [$0.name, $0.value] } == query)
  }

  @Test func ofRepeatedParametersTheFirstCounts() throws {
    let target = try RequestTarget("/a?limit=1&limit=2&e%CC%81=3")
    #expect(target["limit"] == "1")
    #expect(target["Limit"] == nil)
    #expect(target["e\u{301}"] == "3")
    #expect(target["\u{e9}"] == nil)
  }

  @Test(arguments: ["", "a", "*", "?a=b", "http://localhost/a", "/%", "/a/%FF", "/%00"])
  func pathsThatAreNoneAreRefused(_ target: String) {
    #expect(throws: RequestTargetError.path) { try RequestTarget(target) }
  }

  @Test(arguments: ["/?%", "/?a=%2", "/?%FF=b", "/?a=b&c=%C3", "/?a=%00"])
  func queriesThatAreNotEncodedAreRefused(_ target: String) {
    #expect(throws: RequestTargetError.query) { try RequestTarget(target) }
  }

  @Test func longQueriesAreRead() throws {
    let value = String(repeating: "😀\r\n\"", count: 10_000)
    let target = try RequestTarget("/a?variables=\(PercentEncoding.encode(value))&version=2")
    #expect(target["variables"]?.utf8.elementsEqual(value.utf8) == true)
    #expect(target["version"] == "2")
  }
}
