internal import APIKeys
internal import CanonicalJSON
internal import HTTPMessages
internal import PromptRepo
public import PromptService

/// LangSmith's prompts, for reading: what `Client.pull_prompt` asks for, and the lists around it.
///
/// LangSmith's names have no `/`, so a `.` is written for it. What would write is refused with
/// advice.
public struct LangSmithSurface: Surface {
  /// The name that turns it on.
  public let name = "langsmith"
  /// `x-api-key: SECRET`, and `Authorization: Bearer SECRET`.
  public let credentials: [CredentialForm] = [
    .field(.apiKey), .bearer,
  ]
  /// The beginning of its paths.
  public let roots = ["/langsmith"]
  /// Some of its paths have a slash at their end in one release of the client, and none in another.
  public let passesOverLastSlash = true

  /// The surface.
  public init() {}

  /// What it answers.
  public var routes: [Route] {
    [
      .reading(PathTemplate("/langsmith/info"), "langsmith.info") {
        LangSmithSurface.info($0)
      },
      .reading(PathTemplate("/langsmith/settings"), "langsmith.settings") {
        LangSmithSurface.settings($0)
      },
      .reading(PathTemplate("/langsmith/repos"), "langsmith.list") {
        try $0.langSmithRepos()
      },
      .reading(PathTemplate("/langsmith/repos/{owner}/{name}"), "langsmith.describe") {
        let repo = try $0.langSmithPrompt().langSmithRepo(of: $0.caller)
        return HTTPResponse(.ok, json: ["repo": .object(repo)])
      },
      .reading(PathTemplate("/langsmith/commits/{owner}/{name}"), "langsmith.listVersions") {
        try $0.langSmithCommits()
      },
      .reading(PathTemplate("/langsmith/commits/{owner}/{name}/{ref}"), "langsmith.get") {
        try $0.langSmithCommit()
      },
    ]
  }

  private static func info(_ request: ServiceRequest) -> HTTPResponse {
    HTTPResponse(
      .ok,
      json: [
        "version": .string(request.configuration.version),
        "batch_ingest_config": .object(traceUpload),
      ])
  }

  /// How the client would send traces, which are not taken: it reads all of these members, and warns
  /// of what is missing where there is an upload in parts.
  private static let traceUpload: JSONObject = [
    "use_multipart_endpoint": false, "size_limit": 100, "size_limit_bytes": 20_971_520,
    "scale_up_qsize_trigger": 1_000, "scale_up_nthreads_limit": 1, "scale_down_nempty_trigger": 4,
  ]

  private static func settings(_ request: ServiceRequest) -> HTTPResponse {
    let owner = request.caller.langSmithTenant
    let created = request.caller.key?.createdAt ?? Timestamp(milliseconds: 0)
    return HTTPResponse(
      .ok,
      json: [
        "id": .string(owner), "display_name": .string(owner),
        "created_at": .string(created.rfc3339), "tenant_handle": .null,
      ])
  }
}

extension Caller {
  /// Whose prompts the caller sees, as LangSmith names a workspace.
  var langSmithTenant: String { key?.owner.rawValue ?? "anonymous" }
}

extension ServiceRequest {
  /// The prompt that the path names.
  ///
  /// - Throws: ``LangSmithError`` for another owner than `-`.
  func langSmithPrompt() throws -> FoundPrompt {
    let (owner, name) = (parameters[0], parameters[1])
    guard owner == "-" else {
      let flat = PromptName(orNil: "\(owner)/\(name)")?.flat
      throw LangSmithError(
        status: .notFound,
        detail: "There are no prompts of other owners here"
          + (flat.map { ": the prompt '\(owner)/\(name)' is '\($0)' to LangSmith's client" } ?? "")
      )
    }
    guard let known = PromptName(flat: name), known.rawValue != name else {
      return try find(.text(name))
    }
    do {
      return try find(.text(known.rawValue))
    } catch ServiceError.promptNotFound {
      // A title, or a name with a dot, may also have been given as it is.
      return try find(.text(name))
    }
  }
}
