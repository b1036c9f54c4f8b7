internal import Digests
internal import PromptRepo

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
