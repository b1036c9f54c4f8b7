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

/// The deployments of the served prompts: by id, and in the order of the list.
///
/// What is newest comes first, by the creation of the prompt, then by the name of the environment;
/// a deployment keeps its place for as long as it is there.
struct DeploymentTable: Sendable {
  /// A deployment in the list.
  struct Entry: Sendable, Equatable {
    let place: Place
    let environment: EnvironmentName
  }

  /// The prompt of each deployment; its environment is the one that gives the id.
  private var prompts: [UUIDValue: PromptID] = [:]
  /// The prompts that are live in each environment, in ascending order.
  private var order: [EnvironmentName: [Place]] = [:]

  /// The prompt of a deployment.
  subscript(id: UUIDValue) -> PromptID? { prompts[id] }

  /// Entries of the list, one more than `limit` if there are more.
  ///
  /// - Parameters:
  ///   - cursor: The entry behind which the page begins.
  ///   - environments: Only these.
  func page(
    after cursor: Entry?, limit: Int, in environments: [EnvironmentName]
  ) -> [Entry] {
    var heads = environments.sorted().map { name in
      Head(name, order[name] ?? [], after: cursor)
    }
    var entries: [Entry] = []
    while entries.count <= limit {
      var newest: (head: Int, place: Place)?
      for (head, place) in heads.map(\.place).enumerated() {
        guard let place else { continue }
        if let found = newest, found.place >= place { continue }
        newest = (head, place)
      }
      guard let newest else { break }
      entries.append(Entry(place: newest.place, environment: heads[newest.head].environment))
      heads[newest.head].next -= 1
    }
    return entries
  }

  /// How far one environment's prompts have been listed.
  private struct Head {
    let environment: EnvironmentName
    let places: [Place]
    var next: Int

    init(_ environment: EnvironmentName, _ places: [Place], after cursor: Entry?) {
      self.environment = environment
      self.places = places
      next = places.count - 1
      guard let cursor else { return }
      next = places.position(of: cursor.place) - 1
      let isThere = next + 1 < places.count && places[next + 1] == cursor.place
      if isThere, cursor.environment < environment { next += 1 }
    }

    var place: Place? { next >= 0 ? places[next] : nil }
  }

  /// Adds what is live of a prompt.
  ///
  /// - Parameter ordered: Whether the list gets it too; otherwise ``setOrder(of:)`` has to follow.
  mutating func insert(_ prompt: IndexedPrompt, ordered: Bool) {
    for name in prompt.tips.deployments.map(\.environment) {
      prompts[prompt.id.deployment(in: name)] = prompt.id
      guard ordered else { continue }
      let place = order[name, default: []].position(of: prompt.place)
      order[name, default: []].insert(prompt.place, at: place)
    }
  }

  /// Removes what is live of a prompt.
  mutating func remove(_ prompt: IndexedPrompt, ordered: Bool) {
    for name in prompt.tips.deployments.map(\.environment) {
      prompts[prompt.id.deployment(in: name)] = nil
      guard ordered else { continue }
      let place = order[name, default: []].position(of: prompt.place)
      order[name, default: []].remove(at: place)
      if order[name]?.isEmpty ?? true { order[name] = nil }
    }
  }

  /// Orders the list anew.
  mutating func setOrder(of prompts: some Sequence<IndexedPrompt>) {
    order = [:]
    for prompt in prompts {
      for name in prompt.tips.deployments.map(\.environment) {
        order[name, default: []].append(prompt.place)
      }
    }
    for name in order.keys { order[name]?.sort() }
  }
}
