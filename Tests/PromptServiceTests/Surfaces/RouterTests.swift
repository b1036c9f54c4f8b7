import APIKeys
import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptService
import TestSupport
import Testing

/// Which route of which surface answers a path.
@Suite struct RouterTests {
  /// A surface that answers with the names of its routes and what it found in the path.
  private struct Stub: Surface {
    let name: String
    var credentials: [CredentialForm] = [.bearer]
    var roots: [String]
    var passesOverLastSlash = false
    var paths: [(HTTPMethod, String)]

    var routes: [Route] {
      paths.map { method, path in
        let template = PathTemplate(path)
        let operation = "\(name) \(method.rawValue) \(path)"
        return method == .get
          ? .reading(template, operation) { Stub.answer(operation, $0) }
          : .writing(method, template, operation, role: .reader) { request, _ in
            Stub.answer(operation, request)
          }
      }
    }

    func response(to error: ServiceError) -> HTTPResponse {
      var fields = HTTPFields()
      if case .method(let allowed) = error { fields[.allow] = allowed.joined(separator: ",") }
      return HTTPResponse(
        HTTPStatus(rawValue: error.kind == .notFound ? 404 : 418), fields: fields,
        body: Array("\(name): \(error.kind)".utf8))
    }

    private static func answer(_ operation: String, _ request: ServiceRequest) -> HTTPResponse {
      let words = [operation] + request.parameters
      return HTTPResponse(.ok, body: Array(words.joined(separator: "|").utf8))
    }
  }

  private func served(_ surfaces: Stub...) throws -> Served {
    let store = MemoryStore()
    var options = Served.Options()
    options.surfaces = surfaces
    return try Served(.memory, open: { store }, options)
  }

  @Test func whatSaysMoreOfAPathComesFirstWhoeverHasIt() throws {
    let wide = Stub(name: "wide", roots: ["/a"], paths: [(.get, "/a/{rest…}"), (.get, "/a/{x}/b")])
    let narrow = Stub(
      name: "narrow", roots: ["/a/b"], paths: [(.get, "/a/b/{x}"), (.get, "/a/b/c")])
    for served in [try served(wide, narrow), try served(narrow, wide)] {
      for (path, answer) in [
        ("/a/b/c", "narrow GET /a/b/c"), ("/a/b/d", "narrow GET /a/b/{x}|d"),
        ("/a/x/b", "wide GET /a/{x}/b|x"), ("/a/x/y/z", "wide GET /a/{rest…}|x/y/z"),
        ("/a/b/c/d", "wide GET /a/{rest…}|b/c/d"), ("/a/x%2Fy", "wide GET /a/{rest…}|x/y"),
        ("/a/x%2Fy/b", "wide GET /a/{x}/b|x/y"),
      ] {
        #expect(try served.get(path).text == answer)
      }
    }
  }

  @Test func headIsAnsweredWhereGetIs() throws {
    let served = try served(
      Stub(name: "s", roots: ["/s"], paths: [(.get, "/s/a"), (.post, "/s/b")]))
    #expect(try served.send(.head, "/s/a", as: .reader).status == .ok)
    let answer = try served.send(.head, "/s/b", as: .reader)
    #expect(answer.fields[.allow] == "POST")
  }

  @Test func aMethodThatIsNotThereIsTheSurfacesErrorWithThoseThatAre() throws {
    let served = try served(
      Stub(
        name: "s", roots: ["/s"],
        paths: [(.get, "/s/{x}"), (.post, "/s/{x}"), (.delete, "/s/{rest…}")]))
    let answer = try served.send(.put, "/s/a", as: .reader)
    #expect(answer.text == "s: method")
    #expect(answer.fields[.allow] == "GET,POST,DELETE")
    let deeper = try served.send(.put, "/s/a/b", as: .reader)
    #expect(deeper.fields[.allow] == "DELETE")
    // Nothing is said of keys before the path is known.
    #expect(try served.send(.put, "/s/a", as: nil).text == "s: method")
  }

  @Test func whatIsNoRouteIsTheErrorOfWhoseRootIsLongest() throws {
    let served = try served(
      Stub(name: "short", roots: ["/s"], paths: []),
      Stub(name: "long", roots: ["/s/t", "/other"], paths: []))
    for (path, answer) in [
      ("/s", "short"), ("/s/x", "short"), ("/s/t", "long"), ("/s/t/x", "long"), ("/s/tx", "short"),
      ("/other/y", "long"),
    ] {
      #expect(try served.get(path).text == "\(answer): notFound")
    }
    for path in ["/", "/x", "/sx", "/api/v1/llm/prompts/a/b/c"] {
      try served.get(path).expectError(404, "path_not_found")
    }
    // A target that cannot be read is nobody's.
    try served.get("/s/%zz").expectError(400)
  }

  @Test func aPathOfClientsThatAreNotAnsweredSaysWhatToDo() throws {
    let store = MemoryStore()
    var options = Served.Options()
    options.surfaces = [Stub(name: "s", roots: ["/s"], paths: [(.get, "/s/a")])]
    options.advice = [
      PathAdvice(below: ["/t", "/api/v1/prompts"], "Do this"), PathAdvice(below: ["/s"], "Do that"),
    ]
    let served = try Served(.memory, open: { store }, options)
    for path in ["/t", "/t/", "/t/x?y=z", "/api/v1/prompts", "/api/v1/prompts/x"] {
      let answer = try served.get(path)
      try answer.expectError(404, "path_not_found")
      #expect(answer.text.contains("There is nothing at this path. Do this. "), "\(answer.text)")
    }
    // What a surface has, or says of its own paths, is not passed over for it.
    #expect(try served.get("/s/a").text == "s GET /s/a")
    #expect(try served.get("/s/b").text == "s: notFound")
    #expect(try served.get("/api/v1/prompts/deployments").status == .ok)
    for path in ["/tx", "/x/t", "/api/v1", "/api/v1/prompts/deployments/a/b/c"] {
      let answer = try served.get(path)
      try answer.expectError(404, "path_not_found")
      #expect(!answer.text.contains("Do this"))
    }
  }

  @Test func aLastSlashIsPassedOverWhereASurfaceSaysSo() throws {
    let paths: [(HTTPMethod, String)] = [(.get, "/s/a"), (.get, "/s/a/{x}")]
    var stub = Stub(name: "s", roots: ["/s"], paths: paths)
    let strict = try served(stub)
    #expect(try strict.get("/s/a/").text == "s GET /s/a/{x}|")
    stub.passesOverLastSlash = true
    let lax = try served(stub)
    #expect(try lax.get("/s/a/").text == "s GET /s/a")
    #expect(try lax.get("/s/a/b/").text == "s GET /s/a/{x}|b")
    #expect(try lax.get("/s/a/b//").text == "s: notFound")
    try lax.get(Served.path + "/").expectError(404)
  }

  @Test func ofTwoRoutesAlikeTheFirstSurfaceHasIt() throws {
    let first = Stub(name: "first", roots: ["/s"], paths: [(.get, "/s/{a}")])
    let second = Stub(name: "second", roots: ["/s"], paths: [(.get, "/s/{b}"), (.post, "/s/{b}")])
    let served = try served(first, second)
    #expect(try served.get("/s/x").text == "first GET /s/{a}|x")
    #expect(try served.send(.post, "/s/x", as: .reader).text == "second POST /s/{b}|x")
    #expect(try served.send(.put, "/s/x", as: .reader).text == "first: method")
  }
}
