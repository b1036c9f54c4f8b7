import HTTPMessages
import Testing

@Suite struct PathTemplateTests {
  @Test(arguments: [
    ("/a/b", "/a/b", []), ("/a/{x}", "/a/b", ["b"]), ("/a/{x}", "/a/b%2Fc", ["b/c"]),
    ("/a/{x}", "/a/", [""]), ("/a/{x}/c/{y}", "/a/1/c/2", ["1", "2"]),
    ("/{x…}", "/a/b", ["a/b"]), ("/a/{x…}", "/a/b", ["b"]), ("/a/{x…}", "/a/b/c", ["b/c"]),
    ("/a/{x…}", "/a/b%2Fc", ["b/c"]), ("/a/{x…}", "/a/b%2Fc/d", ["b/c/d"]),
    ("/a/{x…}", "/a/", [""]), ("/a/{x…}", "/a/b//c/", ["b//c/"]),
    ("/a/{x…}/v/{y}", "/a/b/v/2", ["b", "2"]), ("/a/{x…}/v/{y}", "/a/b/c/v/2", ["b/c", "2"]),
    ("/a/{x…}/v/{y}", "/a/b%2Fc/v/2", ["b/c", "2"]),
    ("/a/{x…}/v/{y}", "/a/b/v/1/v/2", ["b/v/1", "2"]), ("/a/{x…}/v/{y}", "/a/v/v/v", ["v", "v"]),
    ("/{w}/{x…}/{y}", "/1/2/3/4", ["1", "2/3", "4"]),
    ("/{x…}/{y…}", "/1/2/3", ["1/2", "3"]),
  ])
  func pathsThatFitGiveTheirParameters(
    _ template: String, _ target: String, _ values: [String]
  ) throws {
    #expect(PathTemplate(template).match(try RequestTarget(target).path) == values)
  }

  @Test(arguments: [
    ("/a/b", "/a"), ("/a/b", "/a/b/"), ("/a/b", "/a/c"), ("/a/b", "/a%2Fb"), ("/a/{x}", "/a"),
    ("/a/{x}", "/a/b/c"), ("/a/{x}", "/b/c"), ("/a/{x…}", "/a"), ("/a/{x…}", "/b/c/d"),
    ("/a/{x…}/v/{y}", "/a/v/2"), ("/a/{x…}/v/{y}", "/a/b%2Fv%2F2"), ("/a/{x…}/v/{y}", "/a/b/w/2"),
    ("/a/{x…}/v/{y}", "/a/b/v"), ("/a/{x…}/v", "/a/b/v/c"),
  ])
  func pathsThatDoNotFitGiveNothing(_ template: String, _ target: String) throws {
    #expect(PathTemplate(template).match(try RequestTarget(target).path) == nil)
  }

  @Test func parametersHaveNames() {
    let template = PathTemplate("/api/{name…}/versions/{version}")
    #expect(template.parameters == ["name", "version"])
    #expect(template.takesRest)
    #expect(template.text == "/api/{name…}/versions/{version}")
    #expect(!PathTemplate("/api/{name}").takesRest)
  }

  @Test func fixedComesBeforeParametersAndThemBeforeTheRest() {
    let sorted = [
      "/a/b/c", "/a/b/{x}", "/a/b", "/a/{x}/c", "/a/{x}", "/a/{x…}/v/{y}", "/a/{x…}/v", "/a/{x…}",
    ]
    for shift in sorted.indices {
      let others = sorted[shift...] + sorted[..<shift]
      #expect(
        others.map { PathTemplate($0) }.sorted { $0.precedes($1) }.map(\.text) == sorted)
    }
  }
}
