extension Repository {
  /// The names of the prompts, in the order of their references.
  ///
  /// - Parameters:
  ///   - prefix: Only names that begin with this text; a folder is `support/`.
  ///   - after: Only names that come after this one, which need not exist.
  ///   - limit: At most so many; `nil` for all.
  public func names(
    under prefix: String = "", after: PromptName? = nil, limit: Int? = nil
  ) throws(RepositoryError) -> [PromptName] {
    var names: [PromptName] = []
    // No concern sorts after "@~", so the page begins with the next prompt.
    var last = after.map { "\(PromptReferences($0).prefix)~" }
    let ending = "/@info".utf8
    while names.count < limit ?? .max {
      let page = try store.references(
        under: PromptReferences.root + prefix, after: last,
        limit: limit.map { ($0 - names.count) * 4 })
      for reference in page where names.count < limit ?? .max {
        let text = reference.name.rawValue.utf8
        guard text.suffix(ending.count).elementsEqual(ending) else { continue }
        let name = text.dropFirst(PromptReferences.root.utf8.count).dropLast(ending.count)
        guard name.starts(with: prefix.utf8) else { continue }
        // What others wrote there under a name that no prompt has is none of the ledger's.
        if let name = PromptName(orNil: String(decoding: name, as: UTF8.self)) {
          names.append(name)
        }
      }
      guard limit != nil, let end = page.last else { break }
      last = end.name.rawValue
    }
    return names
  }

  /// The prompts themselves, in the order of ``names(under:after:limit:)``.
  public func prompts(
    under prefix: String = "", after: PromptName? = nil, limit: Int? = nil
  ) throws(RepositoryError) -> [Prompt] {
    var prompts: [Prompt] = []
    for name in try names(under: prefix, after: after, limit: limit) {
      if let prompt = try prompt(name) { prompts.append(prompt) }
    }
    return prompts
  }

  /// How many prompts there are.
  public func promptCount() throws(RepositoryError) -> Int {
    if let store = store as? any SurveyableStore { return try store.recordCount() }
    return try names().count
  }
}

extension Transaction {
  /// The names of the prompts that have a chain, in the order of their references.
  func names(having concern: Concern) throws(RepositoryError) -> [PromptName] {
    let root = PromptReferences.root.utf8
    let ending = "/@\(concern.label)".utf8
    var names: [PromptName] = []
    for reference in try references(under: PromptReferences.root) {
      let text = reference.name.rawValue.utf8
      guard text.suffix(ending.count).elementsEqual(ending) else { continue }
      let name = text.dropFirst(root.count).dropLast(ending.count)
      // What others wrote there under a name that no prompt has is none of the ledger's.
      if let name = PromptName(orNil: String(decoding: name, as: UTF8.self)) {
        names.append(name)
      }
    }
    return names
  }
}
