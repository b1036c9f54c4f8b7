internal import PromptRepo
internal import Synchronization

extension PromptIndex {
  /// The served prompts that have a name in the ledger, or may have it for a title, in the order of
  /// the list; `nil` when the cursor is of no prompt.
  ///
  /// The first call reads the titles of all prompts; from then on the index keeps them.
  func prompts(
    named text: String, after cursor: PromptID?, ascending: Bool
  ) throws(RepositoryError) -> [IndexedPrompt]? {
    try loadTitles()
    return try withState { state in
      var start: Place?
      if let cursor {
        guard let prompt = state.table[cursor], prompt.isServed else { return nil }
        start = prompt.place
      }
      var names = Set(state.titles?[text] ?? [])
      if let name = PromptName(orNil: text) { names.insert(name) }
      let prompts = names.compactMap { name -> IndexedPrompt? in
        // Of an id that somebody has copied, the first name is shown.
        guard let prompt = state.table[name], prompt.isServed,
          state.table[prompt.id]?.name == name
        else { return nil }
        guard let start else { return prompt }
        return (ascending ? start < prompt.place : prompt.place < start) ? prompt : nil
      }
      return prompts.sorted { ascending ? $0.place < $1.place : $1.place < $0.place }
    }
  }

  /// Reads the titles of all prompts, if nobody has done so yet; other requests are answered
  /// meanwhile.
  func loadTitles() throws(RepositoryError) {
    try finding.withLock { _ throws(RepositoryError) in
      guard try withState({ $0.titles == nil }) else { return }
      var titles = TitleTable()
      let before = try withState { $0.table.records }
      for (name, tip) in before { titles.set(try title(at: tip), of: name) }
      try update { (state) throws(RepositoryError) in
        let now = state.table.records
        for (name, tip) in now where before[name] != tip {
          titles.set(try title(at: tip), of: name)
        }
        for name in before.keys where now[name] == nil { titles.set(nil, of: name) }
        state.titles = titles
      }
    }
  }

  /// The title that a record gives; `nil` for none, and for a record that is damaged.
  func title(at commit: ObjectID) throws(RepositoryError) -> String? {
    do throws(RepositoryError) {
      return try repository.record(at: commit).title
    } catch {
      guard error.code == .damaged || error.code == .invalid else { throw error }
      return nil
    }
  }
}

extension PromptTable {
  /// Where the record of each prompt stands.
  fileprivate var records: [PromptName: ObjectID] {
    var records: [PromptName: ObjectID] = [:]
    records.reserveCapacity(rowCount)
    for row in 0..<rowCount {
      if let name = name(inRow: row) { records[name] = tips(inRow: row).info }
    }
    return records
  }
}

/// The prompts of a ledger by their titles, of which several may have the same.
///
/// It holds hashes instead of titles, so what it finds has to be looked at.
struct TitleTable: Sendable {
  /// What is known of each prompt that has a title.
  private var hashes: [PromptName: Int] = [:]
  /// One prompt of each hash.
  private var names: [Int: PromptName] = [:]
  /// The others of a hash, where there are more.
  private var others: [Int: Set<PromptName>] = [:]

  /// The prompts that may have a title.
  subscript(title: String) -> [PromptName] {
    let hash = TitleTable.hash(title)
    guard let name = names[hash] else { return [] }
    return [name] + (others[hash] ?? [])
  }

  /// Notes the title that a prompt has now; `nil` for none.
  mutating func set(_ title: String?, of name: PromptName) {
    let hash = title.map(TitleTable.hash)
    guard hashes[name] != hash else { return }
    if let old = hashes[name] { remove(name, old) }
    hashes[name] = hash
    guard let hash else { return }
    if names[hash] == nil {
      names[hash] = name
    } else {
      others[hash, default: []].insert(name)
    }
  }

  private mutating func remove(_ name: PromptName, _ hash: Int) {
    if names[hash] == name {
      names[hash] = others[hash]?.popFirst()
    } else {
      others[hash]?.remove(name)
    }
    if others[hash]?.isEmpty ?? false { others[hash] = nil }
  }

  /// The hash of a title's bytes, which nobody outside of the process can foresee.
  private static func hash(_ title: String) -> Int {
    var title = title
    var hasher = Hasher()
    title.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    return hasher.finalize()
  }
}
