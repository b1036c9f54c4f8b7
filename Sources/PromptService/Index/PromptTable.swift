internal import PromptRepo

/// The prompts of a ledger by name, by id, and in the order of the list, and their deployments.
struct PromptTable: Sendable {
  private(set) var prompts: [PromptName: IndexedPrompt] = [:]
  /// The names of each id: one, unless somebody has copied references. The first one has it.
  private var names: [PromptID: [PromptName]] = [:]
  /// The served prompts in ascending order.
  private var order: [Place] = []
  /// What is live of the served prompts.
  private(set) var deployments = DeploymentTable()

  subscript(name: PromptName) -> IndexedPrompt? { prompts[name] }

  subscript(id: PromptID) -> IndexedPrompt? {
    names[id]?.first.flatMap { prompts[$0] }
  }

  /// How many prompts are served.
  var count: Int { order.count }

  /// A page of the list, and whether more come after it; `nil` when the cursor is of no prompt.
  func page(
    after cursor: PromptID?, limit: Int, ascending: Bool
  ) -> (prompts: [IndexedPrompt], hasMore: Bool)? {
    var start = ascending ? 0 : order.count - 1
    if let cursor {
      guard let prompt = self[cursor], prompt.isServed else { return nil }
      let place = order.position(of: prompt.place)
      start = ascending ? place + 1 : place - 1
    }
    let rest = ascending ? order.count - start : start + 1
    let places = (0..<min(limit, max(0, rest))).map { order[ascending ? start + $0 : start - $0] }
    return (places.compactMap { self[$0.id] }, rest > limit)
  }

  /// Puts prompts in the place of what is known under their names; `nil` removes.
  mutating func update(_ changes: [(name: PromptName, prompt: IndexedPrompt?)]) {
    var ids: Set<PromptID> = []
    for (name, prompt) in changes {
      if let old = prompts[name] { ids.insert(old.id) }
      if let prompt { ids.insert(prompt.id) }
    }
    // One by one each costs a move of what is behind it.
    let isBulk = ids.count > 64
    ids.forEach { hide($0, ordered: !isBulk) }
    for (name, prompt) in changes {
      if let old = prompts.removeValue(forKey: name) { forget(name, of: old.id) }
      guard let prompt else { continue }
      prompts[name] = prompt
      names[prompt.id] = ((names[prompt.id] ?? []) + [name]).sorted()
    }
    ids.forEach { show($0, ordered: !isBulk) }
    if isBulk {
      let served = names.keys.compactMap { self[$0] }.filter(\.isServed)
      order = served.map(\.place).sorted()
      deployments.setOrder(of: served)
    }
  }

  private mutating func forget(_ name: PromptName, of id: PromptID) {
    let left = names[id]?.filter { $0 != name } ?? []
    names[id] = left.isEmpty ? nil : left
  }

  private mutating func hide(_ id: PromptID, ordered: Bool) {
    guard let prompt = self[id], prompt.isServed else { return }
    deployments.remove(prompt, ordered: ordered)
    if ordered { order.remove(at: order.position(of: prompt.place)) }
  }

  private mutating func show(_ id: PromptID, ordered: Bool) {
    guard let prompt = self[id], prompt.isServed else { return }
    deployments.insert(prompt, ordered: ordered)
    if ordered { order.insert(prompt.place, at: order.position(of: prompt.place)) }
  }
}
