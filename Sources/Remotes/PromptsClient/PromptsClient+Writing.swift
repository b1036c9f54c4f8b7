internal import CanonicalJSON
internal import HTTPMessages
public import PromptsAPI

extension PromptsClient {
  /// Creates a prompt.
  ///
  /// - Parameter once: A name for this write, with which a server that knows it does it once only.
  public func create(
    _ request: CreatePromptRequest, once: String
  ) throws(ClientError) -> Answered<CreatedPrompt> {
    try write(.post, PromptsClient.root, request.json, [.idempotencyKey: once])
  }

  /// Adds a version, which becomes the active one.
  ///
  /// - Parameters:
  ///   - tips: What must be current at a server that gives tips.
  ///   - once: A name for this write, as for ``create(_:once:)``.
  public func createVersion(
    _ request: CreateVersionRequest, of id: String, ifMatch tips: RemoteTips?, once: String
  ) throws(ClientError) -> Answered<VersionObject> {
    var conditions: HTTPFields = [.idempotencyKey: once]
    if let tips {
      conditions[.ifMatch] = quoted(tips.versions)
      conditions[.ifActiveTip] = tips.active
    }
    return try write(.post, "\(PromptsClient.path(id))/versions", request.json, conditions)
  }

  /// Edits a prompt's record.
  public func update(
    _ request: UpdatePromptRequest, of id: String, ifMatch tips: RemoteTips?
  ) throws(ClientError) -> Answered<PromptObject> {
    try write(
      .put, PromptsClient.path(id), request.json, conditions(tips?.info))
  }

  /// Makes a version the active one.
  public func rollback(
    to version: Int, of id: String, ifMatch tips: RemoteTips?
  ) throws(ClientError) -> Answered<PromptObject> {
    try write(
      .post, "\(PromptsClient.path(id))/rollback", RollbackRequest(version: version).json,
      conditions(tips?.active))
  }

  /// Deletes a prompt with all its versions, for good.
  public func delete(_ id: String) throws(ClientError) {
    let _: Answered<DeletedPrompt> = try write(.delete, PromptsClient.path(id), nil, [:])
  }

  private func conditions(_ tip: String?) -> HTTPFields {
    tip.map { [.ifMatch: quoted($0)] } ?? [:]
  }

  private func quoted(_ tag: String) -> String { "\"\(tag)\"" }
}
