extension Repository {
  /// The names of the prompts, in the order of their references.
  ///
  /// ```swift
  /// for name in try repository.names(under: "support/") { print(name) }
  /// ```
  ///
  /// - Parameters:
  ///   - prefix: Only names that begin with this text; a folder is `support/`.
  ///   - after: Only names that come after this one, which need not exist.
  ///   - limit: At most so many; `nil` for all.
  public func names(
    under prefix: String = "", after: PromptName? = nil, limit: Int? = nil
  ) throws(RepositoryError) -> [PromptName] {
    var names: [PromptName] = []
    // No kind sorts after "@~", so the page begins with the next prompt.
    var last = after.map { "\(LedgerRef.prefix(of: $0))~" }
    while names.count < limit ?? .max {
      let page = try store.references(
        in: .prompts, under: prefix, after: last, limit: limit.map { ($0 - names.count) * 4 })
      for reference in page where names.count < limit ?? .max {
        if let name = reference.prompt(having: .info), name.rawValue.utf8.starts(with: prefix.utf8)
        {
          names.append(name)
        }
      }
      guard limit != nil, let end = page.last else { break }
      last = end.name.rawValue
    }
    return names
  }

  /// The prompts themselves, in the order of ``names(under:after:limit:)``.
  ///
  /// ```swift
  /// let page = try repository.prompts(after: name, limit: 20)
  /// print(page.map(\.displayName))
  /// ```
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
  package func promptCount() throws(RepositoryError) -> Int {
    if let store = store as? any SurveyableStore { return try store.recordCount() }
    return try names().count
  }
}

extension Transaction {
  /// The names of the prompts that have a chain, in the order of their references.
  package func names(having kind: LedgerRef.PromptKind) throws(RepositoryError) -> [PromptName] {
    try references(under: LedgerRef.Folder.prompts.rawValue)
      .compactMap { $0.prompt(having: kind) }
  }
}

extension Reference {
  /// The prompt whose chain of a kind it is; `nil` for any other reference.
  ///
  /// What others wrote there under a name that no prompt has is none of the ledger's.
  func prompt(having kind: LedgerRef.PromptKind) -> PromptName? {
    let label = kind.label.utf8
    var text = name.rawValue
    return text.withUTF8 { bytes in
      // Most references of a listing are of another kind, which their last bytes tell soonest.
      guard bytes.suffix(label.count).elementsEqual(label),
        let path = LedgerRef.Folder.prompts.path(of: bytes),
        let (prompt, found) = LedgerRef.split(promptPath: path), found == kind
      else { return nil }
      return PromptName(orNil: String(decoding: prompt, as: UTF8.self))
    }
  }
}
