internal import PromptRepo

extension IndexedPrompt {
  /// Whether it has versions, active or not.
  var hasVersions: Bool { tips.versions != nil }
}

extension PromptIndex {
  /// A prompt with versions.
  func anyPrompt(_ id: PromptID) throws(RepositoryError) -> IndexedPrompt? {
    try withState { $0.table[id].flatMap { $0.hasVersions ? $0 : nil } }
  }

  /// A prompt with versions, by its name.
  func anyPrompt(named name: PromptName) throws(RepositoryError) -> IndexedPrompt? {
    try withState { $0.table[name].flatMap { $0.hasVersions ? $0 : nil } }
  }

  /// The prompts with versions that may have a title, the oldest first.
  func anyPrompts(titled title: String) throws(RepositoryError) -> [IndexedPrompt] {
    try loadTitles()
    return try withState { state in
      (state.titles?[title] ?? []).compactMap { state.table[$0] }.filter(\.hasVersions)
        .sorted { $0.place < $1.place }
    }
  }

  /// A part of the prompts with versions in the order of their names, and how many there are in all.
  func prompts(
    skipping count: Int, limit: Int
  ) throws(RepositoryError) -> (prompts: [IndexedPrompt], total: Int) {
    try loadNames()
    return try withState { state in
      let names = state.names ?? []
      let page = names.dropFirst(max(0, count)).prefix(max(0, limit))
      return (page.compactMap { state.table[$0] }, names.count)
    }
  }

  /// The prompts with versions in the order of their names; if a pointer is given, those that have
  /// it.
  func prompts(liveIn pointer: Pointer?) throws(RepositoryError) -> [IndexedPrompt] {
    try loadNames()
    return try withState { state in
      (state.names ?? []).compactMap { name -> IndexedPrompt? in
        guard let prompt = state.table[name] else { return nil }
        guard let pointer else { return prompt }
        return prompt.tips[.pointer(pointer)] == nil ? nil : prompt
      }
    }
  }

  /// Puts the names in order, if nobody has asked for that yet.
  private func loadNames() throws(RepositoryError) {
    try update { state in
      if state.names == nil { state.names = state.table.namesWithVersions }
    }
  }
}

extension PromptIndex.State {
  /// Takes over which prompts there are now, before the table does.
  mutating func updateNames(_ changes: [(name: PromptName, prompt: IndexedPrompt?)]) {
    guard names != nil else { return }
    // One by one each costs a move of what is behind it.
    guard changes.count <= 64 else { return names = nil }
    for (name, prompt) in changes { names?.set(name, isThere: prompt?.hasVersions ?? false) }
  }
}

extension PromptTable {
  /// The names of the prompts with versions, in order.
  var namesWithVersions: [PromptName] {
    (0..<rowCount).compactMap { row in
      guard let name = name(inRow: row), tips(inRow: row).versions != nil else { return nil }
      return name
    }.sorted()
  }
}

extension [PromptName] {
  /// Adds a name to names in order, or removes it.
  fileprivate mutating func set(_ name: PromptName, isThere: Bool) {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < name { low = middle + 1 } else { high = middle }
    }
    let isKnown = low < endIndex && self[low] == name
    if isThere, !isKnown { insert(name, at: low) }
    if !isThere, isKnown { remove(at: low) }
  }
}
