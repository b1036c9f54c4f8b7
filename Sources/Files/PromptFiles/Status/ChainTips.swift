internal import PromptRepo

/// Where a prompt's chains stand.
struct ChainTips: Sendable, Hashable {
  var versions: ObjectID?
  var info: ObjectID?
  var active: ObjectID?

  /// The tips of one prompt.
  init(of name: PromptName, in reader: some LedgerReader) throws(RepositoryError) {
    versions = try reader.tip(of: .versions, name)
    info = try reader.tip(of: .info, name)
    active = try reader.tip(of: .pointer(.active), name)
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
    var current: (name: String, tips: ChainTips)?
    var last: String?
    while true {
      let page = try repository.store.references(
        in: .prompts, after: last, limit: pageLength)
      for reference in page {
        guard let path = LedgerRef.Folder.prompts.path(of: reference.name),
          let (bytes, kind) = LedgerRef.split(promptPath: path), let chain = Self.chain(kind)
        else { continue }
        let name = String(decoding: bytes, as: UTF8.self)
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

  /// Where the tip of a kind is kept; nil for a kind that is not.
  private static func chain(
    _ kind: LedgerRef.PromptKind
  ) -> WritableKeyPath<ChainTips, ObjectID?>? {
    switch kind {
    case .info: \.info
    case .versions: \.versions
    case .pointer(.active): \.active
    case .pointer(.environment): nil
    }
  }
}
