internal import CanonicalJSON
internal import Digests
internal import HTTPMessages
internal import PromptRepo
internal import PromptService

// The lists that LangSmith's client asks for.
extension ServiceRequest {
  /// A page of the prompts in the order of their names, which is the only one here.
  ///
  /// One that is damaged hides no other.
  func langSmithRepos() throws -> HTTPResponse {
    let (offset, limit) = try langSmithPage(standard: 20)
    let isPublic = try langSmithFlag("is_public")
    let archived = try langSmithFlag("is_archived")
    let words = try langSmithParameter("query").flatMap { $0.isEmpty ? nil : $0.lowercased() }
    // No prompt is public.
    guard isPublic != true else { return Self.langSmithRepos([], total: 0) }
    guard words != nil || archived == true else {
      let page = try prompts(skipping: offset, limit: limit)
      return Self.langSmithRepos(
        try langSmithRepos(of: page.prompts, archived: archived), total: page.total)
    }
    var found = try prompts()
    if let words { found.removeAll { !$0.name.flat.lowercased().contains(words) } }
    guard archived == true else {
      let page = Array(found.dropFirst(offset).prefix(limit))
      return Self.langSmithRepos(
        try langSmithRepos(of: page, archived: archived), total: found.count)
    }
    let repos = try langSmithRepos(of: found, archived: true)
    return Self.langSmithRepos(
      Array(repos.dropFirst(offset).prefix(limit)), total: repos.count)
  }

  private func langSmithRepos(of prompts: [FoundPrompt], archived: Bool?) throws -> [JSONObject] {
    try prompts.compactMap { prompt in
      try FoundPrompt.unlessDamaged {
        let isArchived = try prompt.record().isArchived
        guard archived.map({ $0 == isArchived }) ?? true else { return nil }
        return try prompt.langSmithRepo(of: caller)
      } ?? nil
    }
  }

  private static func langSmithRepos(_ repos: [JSONObject], total: Int) -> HTTPResponse {
    HTTPResponse(
      .ok, json: ["repos": .array(repos.map(JSONValue.object)), "total": .integer(total)])
  }

  /// A page of a prompt's versions, the newest first.
  func langSmithCommits() throws -> HTTPResponse {
    let prompt = try langSmithPrompt()
    let (offset, limit) = try langSmithPage(standard: 20)
    let total = try prompt.latest().number
    // One more, for the parent of the last one.
    let versions = try offset < total ? prompt.versions(limit: min(total, offset + limit + 1)) : []
    let hashes = prompt.langSmithHashes(of: versions)
    let commits = versions.indices.dropFirst(offset).prefix(limit).map { index in
      let version = versions[index]
      let parent = index + 1 < versions.count ? hashes[index + 1] : nil
      var commit: JSONObject = [
        "id": .string(version.id.langSmithID), "commit_hash": .string(hashes[index]),
        "parent_commit_hash": parent.map(JSONValue.string) ?? .null,
        "created_at": .string(version.createdAt.rfc3339),
        "updated_at": .string(version.createdAt.rfc3339),
      ]
      if !version.message.isEmpty { commit["description"] = .string(version.message) }
      return JSONValue.object(commit)
    }
    return HTTPResponse(.ok, json: ["commits": .array(Array(commits)), "total": .integer(total)])
  }

  private func langSmithPage(standard: Int) throws -> (offset: Int, limit: Int) {
    func number(_ name: String, _ standard: Int, _ range: ClosedRange<Int>) throws -> Int {
      guard let text = try langSmithParameter(name) else { return standard }
      guard let number = Int(text), range.contains(number) else {
        throw LangSmithError(
          status: .badRequest,
          detail: "'\(name)' has to be a number from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
    return (try number("offset", 0, 0...1_000_000_000), try number("limit", standard, 1...100))
  }

  private func langSmithFlag(_ name: String) throws -> Bool? {
    switch try langSmithParameter(name)?.lowercased() {
    case nil: return nil
    case "true": return true
    case "false": return false
    default:
      throw LangSmithError(
        status: .badRequest, detail: "'\(name)' has to be 'true' or 'false', or absent")
    }
  }

  /// A parameter of the query, which may be there once.
  private func langSmithParameter(_ name: String) throws -> String? {
    guard target.query.count(where: { $0.name.utf8.elementsEqual(name.utf8) }) < 2 else {
      throw LangSmithError(status: .badRequest, detail: "'\(name)' is there more than once")
    }
    return target[name]
  }
}

extension VersionID {
  /// The id in the form of a UUID, which the client requires.
  fileprivate var langSmithID: String {
    let digits = rawValue.drop { $0 != "_" }.dropFirst()
    return UUIDValue(String(digits))?.description ?? rawValue
  }
}

extension FoundPrompt {
  /// The prompt as LangSmith describes one.
  func langSmithRepo(of caller: Caller) throws -> JSONObject {
    let prompt = try prompt()
    let latest = try latest()
    var repo: JSONObject = [
      "repo_handle": .string(name.flat), "id": .string(prompt.record.id.rawValue),
      "tenant_id": .string(caller.langSmithTenant), "owner": .null,
      "full_name": .string(name.flat), "created_at": .string(prompt.record.createdAt.rfc3339),
      "updated_at": .string(prompt.updatedAt.rfc3339), "is_public": false,
      "is_archived": .bool(prompt.record.isArchived),
      "tags": .array(prompt.record.metadata.tags.map(JSONValue.string)),
      "num_likes": 0, "num_downloads": 0, "num_views": 0,
      "num_commits": .integer(latest.number), "last_commit_hash": .string(latest.hash.hex),
    ]
    if let description = prompt.record.description {
      repo["description"] = .string(description)
    }
    return repo
  }
}
