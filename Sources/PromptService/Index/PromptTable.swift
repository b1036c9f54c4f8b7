internal import PromptRepo

/// The prompts of a ledger by name, by id, and in the order of the list.
struct PromptTable: Sendable {
  private(set) var prompts: [PromptName: IndexedPrompt] = [:]
  private var names: [PromptID: PromptName] = [:]
  /// The served prompts in ascending order.
  private var order: [Place] = []

  subscript(name: PromptName) -> IndexedPrompt? { prompts[name] }

  subscript(id: PromptID) -> IndexedPrompt? {
    names[id].flatMap { prompts[$0] }
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
      let place = position(of: prompt.place)
      start = ascending ? place + 1 : place - 1
    }
    let rest = ascending ? order.count - start : start + 1
    let places = (0..<min(limit, max(0, rest))).map { order[ascending ? start + $0 : start - $0] }
    return (places.compactMap { self[$0.id] }, rest > limit)
  }

  /// Puts prompts in the place of what is known under their names; `nil` removes.
  mutating func update(_ changes: [(name: PromptName, prompt: IndexedPrompt?)]) {
    // One by one each costs a move of what is behind it.
    let isBulk = changes.count > 64
    for (name, _) in changes { remove(name, keepsOrder: isBulk) }
    for (name, prompt) in changes {
      guard let prompt else { continue }
      prompts[name] = prompt
      // A second prompt with this id is shown under neither; the first name in order has it.
      if let other = names[prompt.id], other < name { continue }
      names[prompt.id] = name
      guard prompt.isServed, !isBulk else { continue }
      let position = position(of: prompt.place)
      if position == order.count || order[position] != prompt.place {
        order.insert(prompt.place, at: position)
      }
    }
    guard isBulk else { return }
    order = names.values.compactMap { prompts[$0] }.filter(\.isServed).map(\.place).sorted()
  }

  private mutating func remove(_ name: PromptName, keepsOrder: Bool) {
    guard let old = prompts.removeValue(forKey: name), names[old.id] == name else { return }
    names[old.id] = nil
    guard old.isServed, !keepsOrder else { return }
    let position = position(of: old.place)
    if position < order.count, order[position] == old.place { order.remove(at: position) }
  }

  /// Where a place is, or would be.
  private func position(of place: Place) -> Int {
    // New prompts go to the end.
    if let last = order.last, last < place { return order.count }
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      if order[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
