internal import CanonicalJSON
internal import PromptMCP
internal import PromptRepo
internal import PromptTemplate

/// The list of the prompts that are live in one place, kept from one look to the next.
struct EntryList: Sendable {
  /// What is listed, in the order of the shown names.
  private(set) var entries: [CatalogueEntry] = []
  /// Every prompt that may be listed, by the bytes of its name.
  private var prompts: [UTF8Key: Known] = [:]
  /// Up to where the store's changes are known; `nil` before the first look.
  private var mark: ChangeToken?
  /// Whether the environment was there at the last look.
  private var isWhole = false

  /// A prompt as it was found.
  private struct Known: Sendable {
    let info: ObjectID?
    let pointer: ObjectID?
    /// What is shown of it; `nil` where it is not listed.
    let entry: CatalogueEntry?
    /// Whether the same references may show something else later: it is damaged, or lacks what it
    /// includes.
    let isUnsettled: Bool
  }

  /// The prompts that are looked at again whenever something moves.
  private var unsettled: Set<PromptName> = []

  /// How often it is looked at most for what changes meanwhile.
  private static let looks = 16

  /// Takes over what has changed.
  ///
  /// - Parameter afresh: Whether all references are looked at, whoever moved them.
  /// - Returns: What is left out since it cannot be read, in words.
  mutating func update(
    from repository: Repository, _ selection: LedgerCatalogue.Selection, afresh: Bool
  ) throws(RepositoryError) -> [String] {
    var notes: [String] = []
    guard let store = repository.store as? any ObservableStore else {
      try checkEnvironment(selection, in: repository)
      try survey(repository, selection, &notes)
      return notes
    }
    var isFirst = true
    for _ in 0..<Self.looks {
      let changes = try store.changes(since: mark)
      let isUnknown = changes.references == nil || !isWhole || (isFirst && afresh)
      isFirst = false
      if isUnknown {
        isWhole = false
        try checkEnvironment(selection, in: repository)
        try survey(repository, selection, &notes)
        isWhole = true
      } else if let moved = changes.references {
        if moved.isEmpty {
          mark = changes.mark
          return notes
        }
        try take(moved, from: repository, selection, &notes)
      }
      mark = changes.mark
    }
    return notes
  }

  private func checkEnvironment(
    _ selection: LedgerCatalogue.Selection, in repository: Repository
  ) throws(RepositoryError) {
    if let environment = selection.environment { _ = try repository.environment(environment) }
  }

  /// Looks at all references.
  private mutating func survey(
    _ repository: Repository, _ selection: LedgerCatalogue.Selection, _ notes: inout [String]
  ) throws(RepositoryError) {
    let pointer = selection.pointer
    var found: [UTF8Key: Known] = [:]
    found.reserveCapacity(prompts.count)
    var unsettled: Set<PromptName> = []
    func take(_ prompt: PromptReferenceScan.Found?) throws(RepositoryError) {
      guard let prompt, let name = prompt.promptName, selection.includes(name) else { return }
      let key = UTF8Key(name.rawValue)
      let (info, pointer) = (prompt.tips.info, prompt.tips[.pointer(pointer)])
      if let known = prompts[key], known.info == info, known.pointer == pointer, !known.isUnsettled
      {
        found[key] = known
        return
      }
      let known = try known(name, info, pointer, repository, selection, &notes)
      found[key] = known
      if known.isUnsettled { unsettled.insert(name) }
    }
    var scan = PromptReferenceScan()
    let folder = LedgerRef.Folder.prompts.rawValue
    for reference in try repository.references(under: folder + selection.folder) {
      try take(scan.take(Array(reference.name.rawValue.utf8), reference.target, nil))
    }
    try take(scan.finish())
    prompts = found
    self.unsettled = unsettled
    list()
  }

  /// Looks at references that may have moved.
  private mutating func take(
    _ moved: Set<ReferenceName>, from repository: Repository,
    _ selection: LedgerCatalogue.Selection, _ notes: inout [String]
  ) throws(RepositoryError) {
    var names = unsettled
    for reference in moved {
      if reference == .environments { try checkEnvironment(selection, in: repository) }
      if case .prompt(let name, _)? = LedgerRef(reference), selection.includes(name) {
        names.insert(name)
      }
    }
    var isChanged = false
    for name in names {
      let info = try repository.tip(of: .info, name)
      let pointer = try repository.tip(of: .pointer(selection.pointer), name)
      let key = UTF8Key(name.rawValue)
      let before = prompts[key]
      if let before, before.info == info, before.pointer == pointer, !before.isUnsettled {
        continue
      }
      var now: Known?
      if let info { now = try known(name, info, pointer, repository, selection, &notes) }
      prompts[key] = now
      if now?.isUnsettled == true { unsettled.insert(name) } else { unsettled.remove(name) }
      isChanged = isChanged || before?.entry != now?.entry
    }
    if isChanged { list() }
  }

  private mutating func list() {
    entries = prompts.values.compactMap(\.entry).sorted {
      $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
  }

  /// A prompt whose chains stand there. One that is damaged hides no other.
  private func known(
    _ name: PromptName, _ info: ObjectID?, _ pointer: ObjectID?, _ repository: Repository,
    _ selection: LedgerCatalogue.Selection, _ notes: inout [String]
  ) throws(RepositoryError) -> Known {
    var entry: CatalogueEntry?
    var isUnsettled = false
    if let info, let pointer {
      do throws(RepositoryError) {
        entry = try repository.entry(name, info, pointer, selection, lacksPartial: &isUnsettled)
      } catch {
        guard error.code == .damaged else { throw error }
        notes.append("\(name) is not listed: \(error)")
        isUnsettled = true
      }
    }
    return Known(info: info, pointer: pointer, entry: entry, isUnsettled: isUnsettled)
  }
}

extension LedgerCatalogue.Selection {
  /// The pointer to what is live.
  var pointer: Pointer { environment.map { .environment($0) } ?? .active }

  /// Whether a prompt may be shown.
  func includes(_ name: PromptName) -> Bool {
    name.rawValue.utf8.starts(with: prefix.utf8)
  }

  /// The part of ``prefix`` that is folders, which the names of references begin with.
  var folder: String {
    guard let slash = prefix.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return String(prefix[...slash])
  }

  /// The name that a prompt is shown by.
  func shownName(of name: PromptName) -> String {
    isFlat ? name.flat : name.rawValue
  }

  /// The prompt that is shown by a name; `nil` for what no prompt is shown by.
  func promptName(shownAs text: String) -> PromptName? {
    let name = isFlat ? PromptName(flat: text) : PromptName(orNil: text)
    return name.flatMap { includes($0) ? $0 : nil }
  }
}
