internal import PromptRepo

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
