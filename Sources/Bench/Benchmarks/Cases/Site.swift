internal import APIKeys
internal import HTTPMessages
internal import PromptRepo
internal import PromptService
internal import PromptSite
internal import TextDiff

extension Work {
  /// What people with a browser ask, beside what programs ask, in this process.
  static let site = Work(
    name: "site", summary: "pages for browsers beside the Prompts API"
  ) { bench in
    let counts = bench.options.size([1_000, 10_000], quick: [60, 120])
    let few = try Visited(bench, prompts: counts[0])
    let many = try Visited(bench, prompts: counts[1])
    let list = "\(ServedPrompts.list)?limit=50"
    try bench.measure(
      work, "a page of 50 prompts", samples: 200,
      [
        Contender(name: Contender.ours) { try few.page("/") },
        Contender(name: api) { _ = try few.prompts.answer(.get, list) },
      ], goals: [.ratio(to: api, atMost: 4)])
    try bench.measure(
      work, "a page of 50 of \(counts[1])", samples: 200,
      [
        Contender(name: Contender.ours) { try many.page("/") },
        Contender(name: "of \(counts[0])") { try few.page("/") },
      ], goals: [.ratio(to: "of \(counts[0])", atMost: 1.2)])
    let prompt = try "/prompts/\(Fixture.name(1).rawValue)"
    try bench.measure(
      work, "a prompt's page", samples: 200,
      [
        Contender(name: Contender.ours) { try few.page(prompt) },
        Contender(name: api) { _ = try few.prompts.answer(.get, list) },
      ], goals: [.ratio(to: api, atMost: 2)])
    bench.add(
      work, "bytes of a page of 50",
      [
        Series(Contender.ours, [Double(try few.page("/").count)], unit: .bytes),
        Series(api, [Double(try few.prompts.answer(.get, list).body.count)], unit: .bytes),
      ].compactMap { $0 }, goals: [.ratio(to: api, atMost: 4)])
    bench.add(
      work, "style sheet and script",
      [Series(Contender.ours, [Double(try few.assetSize())], unit: .bytes)].compactMap { $0 },
      goals: [.megabytes(atMost: 0.03)])
    try compare(bench, few)
    try apiBeside(bench)
  }

  private static let work = "site"
  private static let api = "Prompts API"

  /// Two texts of 100 kB of which every other word is another.
  private static func compare(_ bench: Bench, _ visited: Visited) throws {
    let lines = bench.options.size(1_600, quick: 10)
    func text(_ edition: Int) -> String {
      (0..<lines).map { line in
        (0..<10).map { $0.isMultiple(of: 2) ? "same\(line)" : "w\(edition)x\(line)y\($0)" }
          .joined(separator: " ")
      }.joined(separator: "\n")
    }
    let (old, new) = (text(1), text(2))
    let name = try PromptName("team/long")
    try visited.prompts.repository.change(by: Fixture.author) {
      transaction throws(RepositoryError) in
      try transaction.create(name, VersionDraft(VersionContent(template: old)))
      try transaction.addVersion(VersionDraft(VersionContent(template: new)), to: name)
    }
    try bench.measure(
      work, "compare two texts of \(old.utf8.count / 1_000) kB", samples: 15,
      [
        Contender(name: Contender.ours) {
          try visited.page("/prompts/team/long/@compare?from=1&to=2")
        },
        Contender(name: "the difference alone") {
          guard WordDiff(old: old, new: new).segments.count > 1 else {
            throw BenchError("the texts are alike")
          }
        },
      ], goals: [.ratio(to: "the difference alone", atMost: 1.5)])
  }

  /// What programs ask, with the pages beside it and without them.
  private static func apiBeside(_ bench: Bench) throws {
    let with = try Visited(bench, prompts: bench.options.size(1_000, quick: 20))
    let without = try ServedPrompts(bench, prompts: bench.options.size(1_000, quick: 20))
    let (path, other) = (try with.prompts.path(0), try without.path(0))
    try bench.measure(
      work, "a prompt of the Prompts API", samples: 400,
      [
        Contender(name: Contender.ours, repetitions: 50) {
          for _ in 0..<50 { _ = try with.prompts.answer(.get, path) }
        },
        Contender(name: "without pages", repetitions: 50) {
          for _ in 0..<50 { _ = try without.answer(.get, other) }
        },
      ], goals: [.ratio(to: "without pages", atMost: 1.02)])
  }
}

/// A service with pages, and a browser that is signed in.
private struct Visited {
  let prompts: ServedPrompts
  private let cookie: String

  init(_ bench: Bench, prompts count: Int) throws {
    prompts = try ServedPrompts(bench, prompts: count, surfaces: ["web"])
    let request = HTTPRequest(
      .post, "/sign-in",
      fields: [
        .host: "localhost", .secFetchSite: "same-origin", .contentType: FormFields.mediaType,
      ])
    let body = Array("key=\(prompts.secret)".utf8)
    let answer = prompts.service.respond(to: request, body: body)
    guard let field = answer.fields[.setCookie] else {
      throw BenchError("signing in: \(answer.status.rawValue)")
    }
    cookie = String(field.prefix { $0 != ";" })
  }

  /// The bytes of a page.
  @discardableResult
  func page(_ target: String) throws -> [UInt8] {
    let request = HTTPRequest(.get, target, fields: [.host: "localhost", .cookie: cookie])
    let answer = prompts.service.respond(to: request, body: [])
    guard answer.status == .ok else { throw BenchError("\(target): \(answer.status.rawValue)") }
    return answer.body
  }

  /// The bytes of what the pages are shown with.
  func assetSize() throws -> Int {
    let page = String(decoding: try page("/"), as: UTF8.self)
    let addresses = Set(page.matches(of: #/"(/assets/[^"]*\.(?:css|js))"/#).map { String($0.1) })
    guard addresses.count == 2 else { throw BenchError("assets: \(addresses)") }
    return try addresses.reduce(0) { try $0 + self.page($1).count }
  }
}
