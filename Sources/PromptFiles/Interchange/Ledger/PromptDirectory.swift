internal import CanonicalJSON
internal import PromptRepo

/// The prompts that a ledger holds, found by id, by name and by title.
struct PromptDirectory {
  private var names: Set<PromptName> = []
  private var namesByID: [PromptID: PromptName] = [:]
  private var namesWithDigits: [String: [PromptName]] = [:]
  private var namesByTitle: [UTF8Key: [PromptName]] = [:]
  private var titled: Set<PromptName> = []

  /// Reads the names and records of all prompts.
  init(_ repository: Repository) throws(RepositoryError) {
    // By id where times are equal, so that the order is the same in every clone.
    let prompts = try repository.prompts().sorted {
      ($0.record.createdAt.milliseconds, $0.record.id.rawValue)
        < ($1.record.createdAt.milliseconds, $1.record.id.rawValue)
    }
    for prompt in prompts {
      add(prompt.name, id: prompt.record.id, title: prompt.record.title)
    }
  }

  mutating func add(_ name: PromptName, id: PromptID, title: String?) {
    names.insert(name)
    namesByID[id] = name
    if let start = PathSlug.beforeDigits(of: name) {
      namesWithDigits[start, default: []].append(name)
    }
    guard let title else { return }
    namesByTitle[UTF8Key(title), default: []].append(name)
    titled.insert(name)
  }

  func contains(_ name: PromptName) -> Bool { names.contains(name) }

  /// The names that are a path's with digits.
  func names(withDigits slug: PathSlug) -> [PromptName] { namesWithDigits[slug.beforeDigits] ?? [] }

  subscript(id: PromptID) -> PromptName? { namesByID[id] }

  /// The prompt with an id; `nil` for a text that is no id, or none of a prompt here.
  subscript(text id: String) -> PromptName? {
    do throws(RepositoryError) { return self[try PromptID(id)] } catch { return nil }
  }

  /// The prompts of a title, in the order of their creation.
  func names(title: String) -> [PromptName] { namesByTitle[UTF8Key(title)] ?? [] }

  /// Whether a prompt is known by its name alone.
  func isUntitled(_ name: PromptName) -> Bool { contains(name) && !titled.contains(name) }
}
