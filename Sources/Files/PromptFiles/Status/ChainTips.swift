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

  private init(_ tips: PromptTips) {
    versions = tips.versions
    info = tips.info
    active = tips.active
  }

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
    var scan = PromptReferenceScan()
    func tell(_ prompt: PromptReferenceScan.Found?) throws(RepositoryError) {
      guard let prompt, case let tips = ChainTips(prompt.tips), tips != ChainTips.none else {
        return
      }
      try body(try PromptName(String(decoding: prompt.name, as: UTF8.self)), tips)
    }
    var last: String?
    while true {
      let page = try repository.store.references(
        in: .prompts, after: last, limit: pageLength)
      for reference in page {
        try tell(scan.take(Array(reference.name.rawValue.utf8), reference.target, nil))
      }
      guard page.count == pageLength, let end = page.last else { break }
      last = end.name.rawValue
    }
    try tell(scan.finish())
  }

  /// So many references are held at once.
  private static let pageLength = 4_096
}
