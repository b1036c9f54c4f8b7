internal import PromptRepo

/// Where a prompt's chains stand.
struct LedgerTips: Sendable, Hashable {
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
  static let none = LedgerTips()

  private init() {}

  /// The tips of all prompts, read in one listing.
  static func all(in repository: Repository) throws(RepositoryError) -> [PromptName: LedgerTips] {
    var tips: [PromptName: LedgerTips] = [:]
    let root = PromptReferences.root.utf8.count
    for reference in try repository.store.references(under: PromptReferences.root) {
      let text = reference.name.rawValue.utf8.dropFirst(root)
      if let name = Self.name(text, concern: "/@versions") {
        tips[try PromptName(name), default: .none].versions = reference.target
      } else if let name = Self.name(text, concern: "/@info") {
        tips[try PromptName(name), default: .none].info = reference.target
      } else if let name = Self.name(text, concern: "/@active") {
        tips[try PromptName(name), default: .none].active = reference.target
      }
    }
    return tips.filter { $0.value.info != nil }
  }

  private static func name(
    _ text: Substring.UTF8View, concern: String
  ) -> String? {
    guard text.suffix(concern.utf8.count).elementsEqual(concern.utf8) else { return nil }
    return String(decoding: text.dropLast(concern.utf8.count), as: UTF8.self)
  }
}
