internal import CanonicalJSON
internal import HTTPMessages
internal import PromptRepo
internal import PromptService

// The prompts, a page at a time.
extension ServiceRequest {
  /// A page of the prompts that have versions of a kind, in the order of their names.
  func listLangfusePrompts() throws -> HTTPResponse {
    let query = try LangfuseListQuery(target)
    let start = (query.page - 1) * query.limit
    let groups: [LangfuseGroup]
    let total: Int
    if query.isOpen {
      let found = try prompts(skipping: start, limit: query.limit)
      (groups, total) = (found.prompts.map { LangfuseGroup($0, versions: nil) }, found.total)
    } else {
      let all = try langfuseCandidates(query).compactMap { found in
        try FoundPrompt.unlessDamaged { try query.group(found) } ?? nil
      }
      (groups, total) = (Array(all.dropFirst(start).prefix(query.limit)), all.count)
    }
    let data = try groups.compactMap { group in
      // One that cannot be read hides no other.
      try FoundPrompt.unlessDamaged { try group.json }
    }
    let meta: JSONValue = [
      "page": .integer(query.page), "limit": .integer(query.limit), "totalItems": .integer(total),
      "totalPages": .integer((total + query.limit - 1) / query.limit),
    ]
    return HTTPResponse(
      .ok,
      json: ["data": .array(data.map(JSONValue.object)), "meta": meta, "pagination": meta])
  }

  /// The prompts that may have what a query asks for.
  private func langfuseCandidates(_ query: LangfuseListQuery) throws -> [FoundPrompt] {
    if let name = query.name {
      do {
        return [try find(.text(name))]
      } catch ServiceError.promptNotFound {
        return []
      }
    }
    guard let label = query.label, label != "latest" else { return try prompts() }
    guard let pointer = try pointer(of: label) else { return [] }
    return try prompts(liveIn: pointer)
  }
}

/// What a list is to hold.
private struct LangfuseListQuery {
  let page: Int
  let limit: Int
  let name: String?
  let label: String?
  private let tag: String?
  private let version: Int?
  private let from: Timestamp?
  private let to: Timestamp?

  init(_ target: RequestTarget) throws {
    guard target["filter"] == nil else {
      throw LangfuseError.invalid(
        "'filter' is not supported: use name, label, tag, version, fromUpdatedAt and toUpdatedAt")
    }
    var reader = LangfuseQueryReader(
      target,
      once: [
        "page", "limit", "name", "label", "tag", "version", "fromUpdatedAt", "toUpdatedAt",
      ])
    page = reader.number("page", in: 1...Int(Int32.max)) ?? 1
    limit = reader.number("limit", in: 1...100) ?? 10
    version = reader.number("version")
    from = reader.time("fromUpdatedAt")
    to = reader.time("toUpdatedAt")
    name = target["name"]
    label = target["label"]
    tag = target["tag"]
    try reader.finish()
  }

  /// Whether it asks for all prompts.
  var isOpen: Bool {
    name == nil && label == nil && tag == nil && version == nil && from == nil && to == nil
  }

  /// The versions of a prompt that it asks for; `nil` where there are none.
  func group(_ found: FoundPrompt) throws -> LangfuseGroup? {
    if let tag {
      let tags = try found.record().metadata.tags
      guard tags.contains(where: { $0.utf8.elementsEqual(tag.utf8) }) else { return nil }
    }
    guard label != nil || version != nil || from != nil || to != nil else {
      return LangfuseGroup(found, versions: nil)
    }
    let chosen = try candidates(of: found).filter { version in
      guard self.version == nil || version.number == self.version else { return false }
      guard from != nil || to != nil else { return true }
      let time = try found.updatedAt(of: version)
      return (from.map { time.milliseconds >= $0.milliseconds } ?? true)
        && (to.map { time.milliseconds < $0.milliseconds } ?? true)
    }
    return chosen.isEmpty ? nil : LangfuseGroup(found, versions: chosen)
  }

  private func candidates(of found: FoundPrompt) throws -> [Version] {
    do {
      if let label {
        return [try found.version(label == "latest" ? .latest : .label(label))]
      }
      if let version { return [try found.version(.number(version))] }
      return try found.versions()
    } catch let error as ServiceError where error.kind == .notFound {
      return []
    }
  }
}

/// A prompt in a list, with those of its versions that were asked for.
private struct LangfuseGroup {
  private let found: FoundPrompt
  /// The versions, the newest first; `nil` for all.
  private let versions: [Version]?

  init(_ found: FoundPrompt, versions: [Version]?) {
    self.found = found
    self.versions = versions
  }

  /// The prompt as Langfuse lists it.
  var json: JSONObject {
    get throws {
      let latest = try found.latest()
      let newest = versions?.first ?? latest
      var labels: [String]
      let updatedAt: Timestamp
      if let versions {
        labels = []
        var time = newest.createdAt
        for version in versions {
          labels += try found.labels(of: version)
          time = max(time, try found.updatedAt(of: version))
        }
        updatedAt = time
      } else {
        labels = try found.labels()
        updatedAt = try found.updatedAt()
      }
      if newest.commit == latest.commit { labels.append("latest") }
      let numbers = versions?.map(\.number).reversed() ?? Array(1...max(1, latest.number))
      return [
        "name": .string(found.asked), "type": try found.isChat(newest) ? "chat" : "text",
        "versions": .array(numbers.map { .integer($0) }),
        "labels": .array(labels.map(JSONValue.string)),
        "tags": .array(try found.record().metadata.tags.map(JSONValue.string)),
        "lastUpdatedAt": .string(updatedAt.rfc3339),
        "lastConfig": .object(LangfuseContent.config(of: try found.content(of: newest))),
      ]
    }
  }
}
