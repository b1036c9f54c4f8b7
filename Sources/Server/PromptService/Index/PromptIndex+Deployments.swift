internal import Digests
internal import PromptRepo

/// A deployment as the index knows it.
struct IndexedDeployment: Sendable {
  let prompt: IndexedPrompt
  let environment: EnvironmentName
  /// The commit of the move that made the version live.
  let tip: ObjectID

  /// Its id.
  var id: UUIDValue { prompt.id.deployment(in: environment) }

  /// Its place in the list.
  fileprivate var entry: DeploymentTable.Entry {
    DeploymentTable.Entry(place: prompt.place, environment: environment)
  }
}

extension PromptIndex {
  /// A deployment of a prompt that is served, to an environment that there is.
  func deployment(_ id: UUIDValue) throws(RepositoryError) -> IndexedDeployment? {
    try withState { PromptIndex.deployment(id, in: $0) }
  }

  /// The environments that there are, in their order.
  func environments() throws(RepositoryError) -> [EnvironmentName] {
    try withState { $0.environments.names }
  }

  /// A page of the list of deployments, and whether more come after it; `nil` when the cursor is of
  /// none.
  ///
  /// - Parameters:
  ///   - id: Only those of this prompt.
  ///   - environment: Only those to this environment.
  func deployments(
    after cursor: UUIDValue?, limit: Int, of id: PromptID?, in environment: EnvironmentName?
  ) throws(RepositoryError) -> (deployments: [IndexedDeployment], hasMore: Bool)? {
    try withState { state in
      var start: IndexedDeployment?
      if let cursor {
        guard let found = PromptIndex.deployment(cursor, in: state) else { return nil }
        start = found
      }
      let names = state.environments.names.filter { environment == nil || environment == $0 }
      let found =
        if let id {
          PromptIndex.deployments(of: id, to: Set(names), after: start?.entry, in: state)
        } else {
          state.table.deployments.page(after: start?.entry, limit: limit, in: names)
            .compactMap { PromptIndex.deployment($0, in: state) }
        }
      return (Array(found.prefix(limit)), found.count > limit)
    }
  }

  private static func deployment(_ id: UUIDValue, in state: State) -> IndexedDeployment? {
    guard let prompt = state.table.deployments[id].flatMap({ state.table[$0] }) else { return nil }
    for deployed in prompt.tips.deployments
    where prompt.id.deployment(in: deployed.environment) == id {
      guard state.environments.names.contains(deployed.environment) else { return nil }
      return IndexedDeployment(
        prompt: prompt, environment: deployed.environment, tip: deployed.tip)
    }
    return nil
  }

  private static func deployment(
    _ entry: DeploymentTable.Entry, in state: State
  ) -> IndexedDeployment? {
    guard let prompt = state.table[entry.place.id], let tip = prompt.tips[entry.environment] else {
      return nil
    }
    return IndexedDeployment(prompt: prompt, environment: entry.environment, tip: tip)
  }

  /// All of one prompt that come after a place in the list.
  private static func deployments(
    of id: PromptID, to names: Set<EnvironmentName>, after cursor: DeploymentTable.Entry?,
    in state: State
  ) -> [IndexedDeployment] {
    guard let prompt = state.table[id], prompt.isServed else { return [] }
    return prompt.tips.deployments.filter { deployed in
      guard names.contains(deployed.environment) else { return false }
      guard let cursor else { return true }
      return prompt.place == cursor.place
        ? cursor.environment < deployed.environment : prompt.place < cursor.place
    }.map { IndexedDeployment(prompt: prompt, environment: $0.environment, tip: $0.tip) }
  }
}
