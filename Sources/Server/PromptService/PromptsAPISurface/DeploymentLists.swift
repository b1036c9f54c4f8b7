internal import Digests
internal import HTTPMessages
internal import PromptRepo
internal import PromptsAPI

// The operations that read deployments.
extension ServiceRequest {
  /// A page of the list of deployments.
  func listDeployments() throws -> HTTPResponse {
    let limit = try limit()
    var prompt: PromptID?
    if let text = target["prompt_id"] { prompt = try self.prompt(text).prompt.id }
    if let text = try name() {
      let named = try self.prompt(meantBy: text).prompt.id
      guard prompt == nil || prompt == named else { throw APIError.twoPrompts }
      prompt = named
    }
    var environment: EnvironmentName?
    let names = ["environment", "env"].compactMap { target[$0] }
    guard names.allSatisfy({ $0.utf8.elementsEqual((names.first ?? "").utf8) }) else {
      throw APIError.twoEnvironments
    }
    if let text = names.first { environment = try self.environment(text) }
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
        guard let object = try ServiceRequest.object(deployment, in: ledger) else { continue }
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
    let reader = SnapshotReader(deployment.prompt, in: ledger.repository)
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
    let reader = SnapshotReader(found.prompt, in: ledger.repository)
    var chain = try reader.moveChain(of: .environment(found.environment), found.prompt.name)
    if let text = target["after"] {
      // The cursor has to be one of the chain.
      guard let id = ObjectID(hex: text), try chain.first(where: { $0.commit == id }) != nil else {
        throw APIError.moveCursor
      }
    }
    // One more than the page has: each move is shown with the one before it.
    let moves = try chain.steps(limit + 1)
    let page = DeploymentHistory(
      data: moves.prefix(limit).indices.map { index in
        DeploymentMoveObject(
          moves[index], after: index + 1 < moves.count ? moves[index + 1] : nil)
      }, hasMore: moves.count > limit)
    return HTTPResponse(.ok, page).tagged(for: fields).with(deploymentTip: found.tip)
  }
}
