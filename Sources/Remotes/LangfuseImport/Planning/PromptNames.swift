internal import CanonicalJSON
internal import Digests
internal import PromptRepo

/// The prompts here that are those of a project, and names for those that are not here yet.
struct PromptNames {
  /// What a prompt of Langfuse is here.
  enum Place {
    /// The prompt that is here.
    case existing(PromptName)
    /// One to be made.
    case new(PromptName, PromptID, title: String?)
    /// One that was deleted here.
    case deleted(by: String, at: Timestamp)
  }

  /// What each prompt is, in the order of the project.
  private(set) var places: [Place] = []

  /// - Parameter recreates: Whether prompts that were deleted here are made anew.
  init(
    _ prompts: [LangfusePrompt], _ source: LangfuseSource, recreates: Bool,
    _ transaction: Transaction
  ) throws(RepositoryError) {
    let here = try PromptNames.byID(transaction)
    var found: [Place?] = []
    var ids: [PromptID] = []
    var taken: Set<PromptName> = []
    for prompt in prompts {
      var generation = 0
      while true {
        let id = source.id(of: prompt.name, generation: generation)
        if let name = here[id] {
          found.append(.existing(name))
          taken.insert(name)
          ids.append(id)
          break
        }
        let last = try transaction.tombstoneEntries(of: id).first
        guard let last else {
          ids.append(id)
          found.append(nil)
          break
        }
        let following = source.id(of: prompt.name, generation: generation + 1)
        var isKnown = here[following] != nil
        if !isKnown { isKnown = try transaction.hasTombstones(of: following) }
        guard isKnown || recreates else {
          ids.append(id)
          found.append(.deleted(by: last.author.name, at: last.author.time))
          break
        }
        generation += 1
      }
    }
    // Names that are slugs themselves come before those that others are made of.
    for wantsSlug in [true, false] {
      for (index, prompt) in prompts.enumerated() where found[index] == nil {
        let slug = PromptName(orNil: prompt.name).flatMap { $0.isPortable ? $0 : nil }
        guard (slug != nil) == wantsSlug else { continue }
        let name = try PromptNames.free(for: prompt.name, slug: slug, taken, transaction)
        taken.insert(name)
        let title = name.rawValue.hasSameBytes(as: prompt.name) ? nil : prompt.name.cutToTitle
        found[index] = .new(name, ids[index], title: title)
      }
    }
    places = found.compactMap(\.self)
  }

  /// The names of all prompts here, by their ids.
  private static func byID(
    _ transaction: Transaction
  ) throws(RepositoryError) -> [PromptID: PromptName] {
    var names: [PromptID: PromptName] = [:]
    for name in try transaction.names(having: .info) {
      guard let tip = try transaction.tip(of: .info, name) else { continue }
      names[try transaction.promptID(ofRecord: tip)] = name
    }
    return names
  }

  /// A name that no prompt has.
  private static func free(
    for title: String, slug: PromptName?, _ taken: Set<PromptName>, _ transaction: Transaction
  ) throws(RepositoryError) -> PromptName {
    let digits = Hex.encode(SHA256.hash(title.utf8))
    let base = slug ?? PromptName(title: title)
    if let base, try isFree(base, taken, transaction) { return base }
    for count in [8, 16, 64] {
      let end = digits.prefix(count)
      let stems = [base?.rawValue, PromptName(title: title)?.rawValue, "prompt"].compactMap(\.self)
      // A title's slug is short enough for the digits.
      let names = stems.compactMap { PromptName(orNil: "\($0)-\(end)") }
      if let name = names.first, try isFree(name, taken, transaction) { return name }
    }
    throw RepositoryError(
      .conflict, "no name is free for the prompt '\(title)'",
      hint: "Rename the prompts whose names end in the digits of its hash")
  }

  private static func isFree(
    _ name: PromptName, _ taken: Set<PromptName>, _ transaction: Transaction
  ) throws(RepositoryError) -> Bool {
    if taken.contains(name) { return false }
    for kind in [LedgerRef.PromptKind.info, .versions, .pointer(.active)]
    where try transaction.tip(of: kind, name) != nil { return false }
    return true
  }
}

extension Transaction {
  /// Whether a prompt left something behind.
  fileprivate func hasTombstones(of id: PromptID) throws(RepositoryError) -> Bool {
    try target(of: .tombstones(id)) != nil
  }
}

extension String {
  /// The text as a title, without its end if it is too long for one.
  fileprivate var cutToTitle: String {
    let longest = PromptRecord.maximumTitleLength
    if unicodeScalars.count <= longest { return self }
    return String(String.UnicodeScalarView(unicodeScalars.prefix(longest - 1))) + "…"
  }
}
