internal import Digests
internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

// The operations that read deployments.
extension Request {
  /// A page of the list of deployments.
  func listDeployments() throws -> HTTPResponse {
    let limit = try limit()
    var prompt: PromptID?
    if let text = target["prompt_id"] { prompt = try self.prompt(text).prompt.id }
    var environment: EnvironmentName?
    if let text = target["environment"] { environment = try self.environment(text, in: ledger) }
    var cursor: UUIDValue?
    if let text = target["after"] {
      guard let id = UUIDValue(text) else { throw APIError.deploymentCursor }
      cursor = id
    }
    guard let ledger else {
      guard cursor == nil else { throw APIError.deploymentCursor }
      return HTTPResponse(.ok, DeploymentPage(data: [], hasMore: false)).tagged(for: fields)
    }
    var page = DeploymentPage(data: [], hasMore: false)
    repeat {
      // Those that cannot be shown leave room for the ones behind them.
      guard
        let found = try ledger.index.deployments(
          after: cursor, limit: limit - page.data.count, of: prompt, in: environment)
      else { throw APIError.deploymentCursor }
      for deployment in found.deployments {
        guard let object = try Request.object(deployment, in: ledger) else { continue }
        page.data.append(object)
      }
      page.hasMore = found.hasMore
      cursor = found.deployments.last?.id
    } while page.hasMore && page.data.count < limit
    return HTTPResponse(.ok, page).tagged(for: fields)
  }

  /// A deployment for the list; one that is damaged hides no other.
  private static func object(
    _ deployment: IndexedDeployment, in ledger: Ledger
  ) throws(RepositoryError) -> DeploymentObject? {
    let reader = PinnedReader(deployment.prompt, in: ledger.repository)
    do throws(RepositoryError) {
      return DeploymentObject(
        try reader.existing(deployment.prompt.name), in: deployment.environment,
        try reader.liveMove(at: deployment.tip, of: deployment.prompt.name))
    } catch {
      guard error.code == .damaged || error.code == .invalid else { throw error }
      return nil
    }
  }

  /// A page of the moves of one deployment, the newest first.
  func getDeploymentHistory() throws -> HTTPResponse {
    let limit = try limit()
    let (found, ledger) = try deployment(parameters[0])
    let reader = PinnedReader(found.prompt, in: ledger.repository)
    var next: ObjectID? = found.tip
    if let text = target["after"] {
      let cursor = try Request.move(text, from: found.tip, reader)
      next = cursor.parent
    }
    var page = DeploymentHistory(data: [], hasMore: false)
    while let commit = next, page.data.count < limit {
      let move = try reader.move(at: commit, of: found.prompt.name)
      var previous: PointerMove?
      if let parent = move.parent { previous = try reader.move(at: parent) }
      page.data.append(DeploymentMoveObject(move, after: previous))
      next = move.parent
    }
    page.hasMore = next != nil
    return HTTPResponse(.ok, page).tagged(for: fields).with(deploymentTip: found.tip)
  }

  /// The move that a cursor names, which has to be one of the chain.
  private static func move(
    _ cursor: String, from tip: ObjectID, _ reader: PinnedReader
  ) throws -> PointerMove {
    guard let id = ObjectID(hex: cursor) else { throw APIError.moveCursor }
    var next: ObjectID? = tip
    while let commit = next {
      let move = try reader.move(at: commit)
      if commit == id { return move }
      next = move.parent
    }
    throw APIError.moveCursor
  }
}
