internal import APIKeys
internal import CanonicalJSON
public import HTTPMessages
internal import MCPPrompts
internal import PromptMCP
internal import PromptRepo
public import PromptService
internal import PromptsAPI
internal import Synchronization

/// The Model Context Protocol over HTTP: each `POST /mcp` is one message, and has one answer.
///
/// There are no sessions and no streams, so nobody is told that the list of prompts has changed; what
/// is asked for is always answered from what is there now.
public struct MCPSurface: Surface {
  /// The name that turns it on.
  public let name = "mcp"
  /// All forms: clients differ in what they can be configured with.
  public let credentials: [CredentialForm] = [.bearer, .basic, .field(.apiKey)]
  /// The beginning of its path.
  public let roots = ["/mcp"]

  /// The surface.
  public init() {}

  /// What it answers.
  public var routes: [Route] {
    [
      .writing(
        .post, PathTemplate("/mcp"), "mcp.message", role: .reader, query: ["environment"],
        isRead: true
      ) { try $0.answerMCP($1) }
    ]
  }

  /// An error as a message of the protocol, with the status that it has in the Prompts API.
  public func response(to error: ServiceError) -> HTTPResponse {
    MCPSurface.response(to: error, id: nil)
  }

  /// The same with the id of the request, where that is known.
  fileprivate static func response(to error: ServiceError, id: JSONValue?) -> HTTPResponse {
    var known = APIError(error)
    if case .foreignOrigin(let origin) = error { known = .foreignPage(origin) }
    var response = known.response
    var code = -32600
    switch error {
    case .environmentNotFound:
      // 404 would say that there is no such method, or no session any more.
      response.status = .badRequest
      code = -32602
    case _ where response.status.rawValue >= 500: code = -32603
    default: break
    }
    var answer: JSONObject = ["jsonrpc": "2.0"]
    if let id { answer["id"] = id }
    answer["error"] = ["code": .integer(code), "message": .string(known.message)]
    response.body = JSONValue.object(answer).utf8(.canonical)
    return response
  }
}

/// An answer about something that is wrong here, which the log tells and the caller is not told.
private struct MCPFailure: SurfaceError {
  let response: HTTPResponse
  let failure: String?
}

extension ServiceRequest {
  /// The answer to a message; an error has the message's id, if it has one.
  fileprivate func answerMCP(_ body: [UInt8]) throws -> HTTPResponse {
    let (error, failure): (ServiceError, String?)
    do {
      return try answer(body)
    } catch let refusal as ServiceError {
      (error, failure) = (refusal, nil)
    } catch let fault as RepositoryError {
      error = ServiceError(fault)
      failure = [.failure, .unavailable].contains(error.kind) ? fault.description : nil
    }
    throw MCPFailure(
      response: MCPSurface.response(to: error, id: ServiceRequest.messageID(body)),
      failure: failure)
  }

  /// The id of a message; `nil` for one without, and for what cannot be read.
  private static func messageID(_ body: [UInt8]) -> JSONValue? {
    do throws(JSONError) {
      let id = try JSONValue(parsing: body).object?["id"]
      return id?.string != nil || id?.integer != nil ? id : nil
    } catch {
      return nil
    }
  }

  private func answer(_ body: [UInt8]) throws -> HTTPResponse {
    // The protocol requires it of callers with a key, too.
    try checkOrigin()
    let reason = Mutex<String?>(nil)
    let server = MCPServer(
      try catalogue(), version: configuration.version, transport: .http,
      note: { note in reason.withLock { $0 = note } })
    let answer = HTTPRules(server).answer(body) { fields[HTTPFieldName(rawValue: $0)] }
    let status = HTTPStatus(rawValue: answer.status)
    guard var message = answer.message else { return HTTPResponse(status, fields: [:], body: []) }
    guard let failure = reason.withLock({ $0 }) else { return HTTPResponse(status, json: message) }
    message["error"] = [
      "code": -32603, "message": "Something is wrong here: the log of the server says what",
    ]
    throw MCPFailure(response: HTTPResponse(status, json: message), failure: failure)
  }

  /// The prompts that are live in the environment that the query names, or are active.
  private func catalogue() throws -> any PromptCatalogue {
    try checkLedger()
    var selection = LedgerCatalogue.Selection()
    selection.environment = try target["environment"].map { try environment($0) }
    let kept = kept("mcp \(selection.environment?.rawValue ?? "")") { repository in
      LedgerCatalogue(selection) { repository }
    }
    return kept ?? NoPrompts()
  }
}

/// The prompts of a caller who has no ledger yet.
private struct NoPrompts: PromptCatalogue {
  func entries(afresh: Bool) -> [CatalogueEntry] { [] }

  func prompt(
    _ name: String, _ values: [CatalogueValue]
  ) throws(CatalogueError) -> CataloguePrompt {
    throw .refused("there is no prompt yet")
  }

  func completions(
    of argument: String, in name: String, beginning: String
  ) throws(CatalogueError) -> [String] {
    throw .refused("there is no prompt yet")
  }
}
