internal import CanonicalJSON
internal import PromptRepo

/// The prompts that a ledger holds, found by id, by name and by title.
struct PromptDirectory {
  private var names: Set<PromptName> = []
  private var namesByID: [PromptID: PromptName] = [:]
  private var namesWithDigits: [String: [PromptName]] = [:]
  private var namesByTitle: [UTF8Key: [PromptName]] = [:]

  /// Reads the names and records of all prompts.
  init(_ repository: Repository) throws(RepositoryError) {
    // The k-th prompt of a title is the k-th that was created.
    for prompt in try repository.prompts().sorted(by: { $0.record.createdAt < $1.record.createdAt })
    {
      add(prompt.name, id: prompt.record.id, title: prompt.record.title)
    }
  }

  mutating func add(_ name: PromptName, id: PromptID, title: String?) {
    names.insert(name)
    namesByID[id] = name
    if let start = PathSlug.beforeDigits(of: name) {
      namesWithDigits[start, default: []].append(name)
    }
    if let title { namesByTitle[UTF8Key(title), default: []].append(name) }
  }

  func contains(_ name: PromptName) -> Bool { names.contains(name) }

  /// The names that are a path's with digits.
  func names(withDigits slug: PathSlug) -> [PromptName] { namesWithDigits[slug.beforeDigits] ?? [] }

  /// The names of the prompts that have a title.
  func names(title: String) -> [PromptName] { namesByTitle[UTF8Key(title)] ?? [] }

  subscript(id: PromptID) -> PromptName? { namesByID[id] }

  /// The k-th prompt of a title below a prefix.
  func name(title: String, occurrence: Int, prefix: String) -> PromptName? {
    let names = (namesByTitle[UTF8Key(title)] ?? []).filter {
      $0.rawValue.utf8.starts(with: prefix.utf8)
    }
    return occurrence <= names.count ? names[occurrence - 1] : nil
  }

  /// The prompt that wanted a name of its title's and got another, since `name` was taken by a
  /// prompt of another title.
  func displaced(from name: PromptName, title: String) -> PromptName? {
    let candidates = namesByTitle[UTF8Key(title)] ?? []
    guard !candidates.contains(name) else { return nil }
    return candidates.first { $0.rawValue.utf8.starts(with: "\(name)-".utf8) }
  }
}
