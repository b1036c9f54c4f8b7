internal import APIKeys
internal import CanonicalJSON
public import HTTPMessages
internal import PromptRepo
public import PromptService
internal import PromptsAPI

/// LangSmith's prompts, for reading: what `Client.pull_prompt` asks for, and the lists around it.
///
/// LangSmith's names have no `/`, so a `.` is written for it. What would write is refused with
/// advice.
public struct LangSmithSurface: Surface {
  /// The name that turns it on.
  public let name = "langsmith"
  /// `x-api-key: SECRET`, and `Authorization: Bearer SECRET`.
  public let credentials: Set<CredentialForm> = [
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

  /// An error in LangSmith's shape: `{"detail": "…"}`.
  public func response(to error: ServiceError) -> HTTPResponse {
    let known = APIError(error)
    var response = known.response
    response.body = LangSmithSurface.body(words(for: error) ?? known.message)
    return response
  }

  private func words(for error: ServiceError) -> String? {
    switch error {
    case .promptNotFound: "There is no such prompt here: list_prompts gives the names"
    case .versionNotFound: "The prompt has no commit with this number"
    case .notDeployed(let place):
      place == "active"
        ? "Commit not found: the prompt has no active version. Activate one, or ask for ':latest'"
        : "Commit not found: no version of the prompt is live in '\(place)'. Deploy one, or ask for "
          + "':active' or ':latest'"
    case .pathNotFound:
      "There is nothing at this path: of LangSmith's API this server has /info, /settings, and /repos "
        + "and /commits for reading. Change prompts as files, or through the Prompts API"
    case .method:
      "This server only reads through LangSmith's client: change prompts as files, or through the "
        + "Prompts API"
    case _ where error.kind == .unauthenticated:
      "The API key is missing or not known: send a valid one in the field x-api-key"
    default: nil
    }
  }

  fileprivate static func body(_ detail: String) -> [UInt8] {
    JSONValue.object(["detail": .string(detail)]).utf8(.canonical)
  }

  private static func info(_ request: ServiceRequest) -> HTTPResponse {
    HTTPResponse(.ok, json: ["version": .string(request.configuration.version)])
  }

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

/// An error that LangSmith's clients alone can be told of.
struct LangSmithError: SurfaceError {
  /// What it is answered with.
  let status: HTTPStatus
  /// What happened and what to do.
  let detail: String

  var response: HTTPResponse { HTTPResponse(status, json: LangSmithSurface.body(detail)) }
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

  /// The version that the path names, as a template of LangChain.
  fileprivate func langSmithCommit() throws -> HTTPResponse {
    let prompt = try langSmithPrompt()
    let (version, hash) = try prompt.langSmithVersion(parameters[2])
    let manifest = try LangSmithManifest(prompt.portableForm(of: version))
    var json: JSONObject = [
      "commit_hash": .string(hash), "manifest": manifest.json, "examples": [],
    ]
    if !version.message.isEmpty { json["description"] = .string(version.message) }
    return HTTPResponse(.ok, json: json)
  }
}

extension FoundPrompt {
  /// The version that a reference means, and the hash that the client knows it by: that of its
  /// content, or of its commit where the reference is that, as ``langSmithHashes(of:)`` has it.
  fileprivate func langSmithVersion(
    _ reference: String
  ) throws -> (version: Version, hash: String) {
    do {
      let version = try version(VersionSelector(reference: reference))
      return (version, version.hash.hex)
    } catch ServiceError.hashNotFound(let digits) {
      guard let version = try versions().first(where: { $0.commit.hex == reference }) else {
        throw ServiceError.hashNotFound(digits)
      }
      return (version, reference)
    }
  }

  /// What identifies each of some versions, the newest of which come first: the hash of the content,
  /// and where a newer version has the same, that of the commit.
  func langSmithHashes(of versions: [Version]) -> [String] {
    var known: Set<VersionHash> = []
    return versions.map { known.insert($0.hash).inserted ? $0.hash.hex : $0.commit.hex }
  }
}
