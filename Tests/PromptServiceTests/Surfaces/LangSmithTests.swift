import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// LangSmith's client, as far as it reads.
@Suite struct LangSmithTests {
  private func commit(_ path: String, _ served: Served) throws -> HTTPResponse {
    try served.get("/langsmith/commits/-/\(path)")
  }

  private func expectDetail(
    _ answer: HTTPResponse, _ status: Int, _ words: String,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(answer.status.rawValue == status, "\(answer.text)", sourceLocation: location)
    let json = try answer.json(at: location)
    #expect(json.map(\.key) == ["detail"], sourceLocation: location)
    #expect(json.text("detail").contains(words), "\(answer.text)", sourceLocation: location)
  }

  private func constructor(_ path: [JSONValue], _ arguments: JSONObject) -> JSONValue {
    [
      "lc": 1, "type": "constructor", "id": .array(["langchain", "prompts"] + path),
      "kwargs": .object(arguments),
    ]
  }

  private func template(_ text: String, _ names: [JSONValue]) -> JSONValue {
    constructor(
      ["prompt", "PromptTemplate"],
      [
        "input_variables": .array(names), "template": .string(text),
        "template_format": "f-string",
      ])
  }

  /// The client looks for what it is told of uploads before it is asked for anything.
  @Test func nothingIsToBeUploadedInParts() throws {
    let served = try Served.withSurfaces()
    let info = try served.get("/langsmith/info").json()
    #expect(info.text("version") == "1.2.3")
    let uploads = try #require(info["batch_ingest_config"]?.object)
    #expect(uploads["use_multipart_endpoint"] == false)
    for member in [
      "size_limit", "size_limit_bytes", "scale_up_qsize_trigger", "scale_up_nthreads_limit",
      "scale_down_nempty_trigger",
    ] {
      #expect(uploads.number(member) > 0, "\(member)")
    }
  }

  @Test func aTextIsAnFStringWhoseOtherBracesAreDoubled() throws {
    let served = try Served.withSurfaces()
    try served.commit("support/reply.v2", #"Hi {{ a-b }} {{x}} {{x}}: {"a": {}} {{/y}}"#)
    let answer = try commit("support.reply..v2/latest", served).json()
    #expect(
      answer["manifest"]
        == template(#"Hi {a-b} {x} {x}: {{"a": {{}}}} {{{{/y}}}}"#, ["a-b", "x"]))
    let hash = try VersionContent(
      template: #"Hi {{ a-b }} {{x}} {{x}}: {"a": {}} {{/y}}"#
    ).hash
    #expect(answer.text("commit_hash") == hash.hex && answer["examples"] == [])
    #expect(answer.text("description") == "A change")
  }

  @Test func aChatHasTheRolesAndListsOfLangChain() throws {
    let served = try Served.withSurfaces()
    let chat =
      #"{{role "system"}}S {x}{{role "user" name="Ann"}}{{u}}{{role "model"}}M"#
      + #"{{role "developer"}}D{{messages "history"}}"#
    try served.commit("a", chat, ["dialect": "chat"])
    let answer = try commit("a/1", served).json()
    let messages = try #require(
      answer["manifest"]?.object?["kwargs"]?.object?["messages"]?.array)
    #expect(
      messages == [
        constructor(
          ["chat", "SystemMessagePromptTemplate"], ["prompt": template("S {{x}}", [])]),
        constructor(
          ["chat", "HumanMessagePromptTemplate"],
          ["prompt": template("{u}", ["u"]), "additional_kwargs": ["name": "Ann"]]),
        constructor(["chat", "AIMessagePromptTemplate"], ["prompt": template("M", [])]),
        constructor(
          ["chat", "ChatMessagePromptTemplate"],
          ["prompt": template("D", []), "role": "developer"]),
        constructor(
          ["chat", "MessagesPlaceholder"], ["variable_name": "history", "optional": true]),
      ])
    #expect(answer["manifest"]?.object?["kwargs"]?.object?["input_variables"] == ["u"])
  }

  @Test func theReferenceIsAnEnvironmentANumberOrDigits() throws {
    let served = try Served.withSurfaces()
    let id = try served.create("a", "one")
    for text in ["two", "three"] { try served.addVersion(id, text) }
    _ = try served.post(Served.path(id, "/rollback"), ["version": 2])
    try served.addEnvironments("staging")
    try served.deployed(id, to: "staging", version: 1)
    let hash = try VersionContent(template: "two").hash.hex
    for (reference, text) in [
      ("latest", "three"), ("staging", "one"), ("active", "two"), ("production", "two"),
      ("1", "one"), ("3", "three"), ("v2", "two"), (hash, "two"), (String(hash.prefix(8)), "two"),
      ("latest/", "three"), ("latest?include_model=true", "three"),
    ] {
      #expect(try commit("a/\(reference)", served).text.contains(#""template":"\#(text)""#))
    }
    for reference in ["4", "0", "testing", "00000000", "v4", "%20"] {
      let answer = try commit("a/\(reference)", served)
      #expect(answer.status == .notFound, "\(reference): \(answer.text)")
      #expect(try answer.json().map(\.key) == ["detail"])
    }
    try served.addEnvironments("production")
    try expectDetail(commit("a/production", served), 404, "Commit not found")
    try expectDetail(commit("a/production", served), 404, "':active' or ':latest'")
  }

  @Test(arguments: ["NEW", "café", "cafe\u{301}", "Customer Support/Reply v2", "Re: a.b"])
  func aTitleIsFoundToo(_ title: String) throws {
    let served = try Served.withSurfaces()
    try served.create(title, "titled")
    let path = PercentEncoding.encode(title)
    for reference in ["latest", "1"] {
      let answer = try commit("\(path)/\(reference)", served)
      #expect(answer.status == .ok && answer.text.contains("titled"), "\(answer.text)")
    }
    #expect(try served.get("/langsmith/repos/-/\(path)").status == .ok)
  }

  @Test func aCommitIsNotItsOwnParent() throws {
    let served = try Served.withSurfaces()
    for text in ["A", "B", "B", "A"] {
      let answer = try served.postPrompt("a", .string(text))
      #expect(answer.status == .created, "\(answer.text)")
    }
    func commits(_ query: String = "") throws -> [JSONObject] {
      let answer = try served.get("/langsmith/commits/-/a\(query)").json()
      return answer["commits"]?.array?.compactMap(\.object) ?? []
    }
    let all = try commits()
    let hashes = all.map { $0.text("commit_hash") }
    #expect(Set(hashes).count == 4)
    #expect(all.map { $0.text("parent_commit_hash") } == hashes.dropFirst() + [""])
    // The newest of equal content has the hash of the content.
    #expect(hashes[0] == (try VersionContent(template: "A").hash.hex))
    #expect(hashes[1] == (try VersionContent(template: "B").hash.hex))
    // Page by page they are the same, and each can be asked for.
    let pages = try (0..<4).flatMap { try commits("?limit=1&offset=\($0)") }
    #expect(pages == all)
    for (hash, text) in zip(hashes, ["A", "B", "B", "A"]) {
      let answer = try commit("a/\(hash)", served)
      #expect(answer.text.contains(#""template":"\#(text)""#))
      #expect(try answer.json().text("commit_hash") == hash)
    }
    // Nothing is found by a part of a commit's id.
    #expect(try commit("a/\(hashes[3].prefix(12))", served).status == .notFound)
  }

  @Test func namesAreFlatAndOfOneOwner() throws {
    let served = try Served.withSurfaces()
    try served.create("support/reply", "one")
    try served.create("v1.2", "two")
    #expect(try commit("support.reply/latest", served).status == .ok)
    #expect(try commit("v1..2/latest", served).status == .ok)
    // A name that nobody has flat may have been meant as it is.
    #expect(try commit("v1.2/latest", served).status == .ok)
    for name in ["reply", "support..reply", "support.", ".", "...", "%2F", "a%2Fb"] {
      try expectDetail(commit("\(name)/latest", served), 404, "no such prompt")
    }
    try expectDetail(
      served.get("/langsmith/commits/support/reply/latest"), 404,
      "'support/reply' is 'support.reply' to")
    for path in ["repos/me/a", "commits/me/a", "commits/ME%20/a/latest"] {
      try expectDetail(served.get("/langsmith/\(path)"), 404, "no prompts of other owners here")
    }
  }

  @Test func whatLangChainHasNoTemplateForIsRefused() throws {
    let served = try Served.withSurfaces()
    let cases: [(String, String, String)] = [
      ("{{a.b}}", "plain", "'a.b' has a dot"), ("{{stop}}", "plain", "'stop' for itself"),
      ("{{self}}", "plain", "'self' for itself"), ("{{messages \"self\"}}", "chat", "'self' for"),
      ("{% if x %}{% endif %}", "jinja", "Jinja"),
      ("{{#each xs}}{{this}}{{/each}}", "handlebars", "{{#each xs}} in line 1"),
      ("{{role \"user\"}}\n{{media url=\"https://a.example/b.png\"}}", "chat", "only texts"),
      ("{{role \"tool\" tool_call_id=\"1\"}}\nx", "chat", "'tool_call_id'"),
      ("{{role \"user\"}}\n{{x}}{{messages \"x\"}}", "chat", "'x' is a list of messages and"),
      ("{{messages \"stop\"}}", "chat", "'stop' for itself"),
    ]
    for (number, (text, dialect, words)) in cases.enumerated() {
      try served.commit("p\(number)", text, ["dialect": .string(dialect)])
      try expectDetail(commit("p\(number)/latest", served), 400, words)
    }
  }

  @Test func promptsAreListedAndDescribed() throws {
    let served = try Served.withSurfaces()
    for name in ["b/two", "a", "c", "d.e"] { try served.create(name) }
    try served.repository().change(by: Sample.person) { (transaction) throws(RepositoryError) in
      try transaction.archive(PromptName("c"))
    }
    func names(_ query: String) throws -> [String] {
      let repos = try served.get("/langsmith/repos\(query)").json()["repos"]?.array
      return (repos ?? []).compactMap { $0.object?.text("repo_handle") }
    }
    #expect(try names("") == ["a", "b.two", "c", "d..e"])
    #expect(try names("/?is_archived=false&sort_field=updated_at") == ["a", "b.two", "d..e"])
    #expect(try names("?is_archived=true") == ["c"])
    #expect(try names("?limit=2&offset=1") == ["b.two", "c"])
    #expect(try names("?query=TWO&match_prefix=true") == ["b.two"])
    #expect(try names("?is_public=true").isEmpty)
    let whole = try served.get("/langsmith/repos?limit=1").json()
    #expect(whole.number("total") == 4)
    for query in [
      "limit=0", "limit=101", "limit=x", "offset=-1", "offset=",
      "limit=1&limit=1", "is_archived=maybe", "is_archived=", "is_public=1", "query=a&query=b",
    ] {
      let answer = try served.get("/langsmith/repos?\(query)")
      #expect(answer.status == .badRequest, "\(query)")
    }
    let repo = try #require(try served.get("/langsmith/repos/-/b.two").json()["repo"]?.object)
    // What the client's type requires.
    let required = [
      "repo_handle", "id", "tenant_id", "created_at", "updated_at", "is_public", "is_archived",
      "tags", "owner", "full_name", "num_likes", "num_downloads", "num_views", "num_commits",
    ]
    #expect(Set(required).isSubset(of: repo.map(\.key)))
    #expect(repo["owner"] == .null && repo.number("num_commits") == 1)
    let settings = try served.get("/langsmith/settings").json()
    #expect(settings.text("display_name") == "team" && settings["tenant_handle"] == .null)
  }

  @Test(arguments: ["info", "versions"])
  func whatIsDamagedHidesOnlyItself(_ chain: String) throws {
    let served = try Served.withSurfaces()
    for name in ["a", "b", "c"] { try served.create(name) }
    try served.damage(chain, of: "b")
    let repos = try served.get("/langsmith/repos?is_archived=false").json()["repos"]?.array
    #expect(repos?.compactMap { $0.object?.text("repo_handle") } == ["a", "c"])
    let answer = try commit("b/latest", served)
    #expect(answer.status.rawValue >= 404 && !answer.text.contains("refs/"))
  }

  @Test func versionsAreListedFromTheNewest() throws {
    let served = try Served.withSurfaces()
    for number in 1...5 { try served.commit("a", "text \(number)") }
    let hashes = try (1...5).map { try VersionContent(template: "text \($0)").hash.hex }
    func page(_ query: String) throws -> [JSONObject] {
      let answer = try served.get("/langsmith/commits/-/a/\(query)").json()
      #expect(answer.number("total") == 5)
      return answer["commits"]?.array?.compactMap(\.object) ?? []
    }
    let all = try page("")
    #expect(all.map { $0.text("commit_hash") } == hashes.reversed())
    #expect(all.map { $0.text("parent_commit_hash") } == hashes.dropLast().reversed() + [""])
    #expect(try page("?limit=2&offset=1").map { $0.text("commit_hash") } == [hashes[3], hashes[2]])
    #expect(try page("?offset=5").isEmpty)
    #expect(try page("?offset=4")[0]["parent_commit_hash"] == .null)
    let ids = all.map { $0.text("id") }
    #expect(Set(ids).count == 5 && ids.allSatisfy { $0.count == 36 })
  }

  @Test func whatWouldWriteIsRefusedWithAdvice() throws {
    let served = try Served.withSurfaces()
    try served.create("a")
    let before = try served.references()
    for (method, path) in [
      (HTTPMethod.post, "repos"), (.post, "repos/"), (.delete, "repos/-/a"),
      (HTTPMethod(rawValue: "PATCH"), "repos/-/a"), (.post, "commits/-/a"),
    ] {
      let answer = try served.send(
        method, "/langsmith/\(path)", as: .admin, body: Array("{}".utf8))
      try expectDetail(answer, 405, "only reads through LangSmith's client")
      #expect(answer.fields[.allow] == "GET")
    }
    try expectDetail(
      served.send(.post, "/langsmith/repos/-/a/tags", as: .admin, body: Array("{}".utf8)), 404,
      "nothing at this path")
    for path in ["/langsmith", "/langsmith/datasets", "/langsmith/commits"] {
      let answer = try served.get(path)
      try expectDetail(answer, 404, "nothing at this path")
      #expect(!answer.text.contains("only reads"))
    }
    #expect(try served.references() == before)
  }
}
