internal import PromptRepo

/// Where a prompt's chains stand.
struct ChainTips: Sendable, Hashable {
  var versions: ObjectID?
  var info: ObjectID?
  var active: ObjectID?

  /// The tips of one prompt.
  init(of name: PromptName, in reader: some LedgerReader) throws(RepositoryError) {
    versions = try reader.target(of: PromptReferences(name).versions)
    info = try reader.target(of: PromptReferences(name).info)
    active = try reader.target(of: PromptReferences(name).pointer(.active))
  }

  /// The tips of a prompt that does not exist.
  static let none = ChainTips()

  private init() {}

  /// The tips of all prompts, read in one listing.
  static func all(in repository: Repository) throws(RepositoryError) -> [PromptName: ChainTips] {
    var tips: [PromptName: ChainTips] = [:]
    try forEach(in: repository) { (name, found) in
      if found.info != nil { tips[name] = found }
    }
    return tips
  }

  /// Tells the tips of all prompts, in the order of their references.
  static func forEach(
    in repository: Repository,
    _ body: (PromptName, ChainTips) throws(RepositoryError) -> Void
  ) throws(RepositoryError) {
    let root = PromptReferences.root.utf8.count
    var current: (name: String, tips: ChainTips)?
    var last: String?
    while true {
      let page = try repository.store.references(
        under: PromptReferences.root, after: last, limit: pageLength)
      for reference in page {
        let text = reference.name.rawValue.utf8.dropFirst(root)
        guard let (name, chain) = Self.chain(text) else { continue }
        if let done = current, !done.name.utf8.elementsEqual(name.utf8) {
          try body(try PromptName(done.name), done.tips)
          current = nil
        }
        var tips = current?.tips ?? .none
        tips[keyPath: chain] = reference.target
        current = (name, tips)
      }
      guard page.count == pageLength, let end = page.last else { break }
      last = end.name.rawValue
    }
    if let current { try body(try PromptName(current.name), current.tips) }
  }

  /// So many references are held at once.
  private static let pageLength = 4_096

  /// The prompt and the chain that a reference is of; nil for a chain that is none of a tip's.
  private static func chain(
    _ text: Substring.UTF8View
  ) -> (name: String, chain: WritableKeyPath<ChainTips, ObjectID?>)? {
    let chains: [(concern: String, WritableKeyPath<ChainTips, ObjectID?>)] = [
      ("/@info", \.info), ("/@versions", \.versions), ("/@active", \.active),
    ]
    for (concern, chain) in chains
    where text.suffix(concern.utf8.count).elementsEqual(concern.utf8) {
      return (String(decoding: text.dropLast(concern.utf8.count), as: UTF8.self), chain)
    }
    return nil
  }
}
