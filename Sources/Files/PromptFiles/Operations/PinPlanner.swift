internal import CanonicalJSON
internal import PromptRepo
internal import PromptTemplate

/// Decides on pins file by file; what a file includes comes before the file.
struct PinPlanner {
  /// A file with its pins.
  private struct FileEdit {
    let path: String
    let content: VersionContent
    let isChanged: Bool
    var written: [PinItem] = []
    /// The pins that stay.
    var kept: [(partial: PromptName, hash: VersionHash)] = []
  }

  let workspace: Workspace
  let repository: Repository
  let options: PinOptions
  /// The prompts whose files get pins.
  let selected: Set<PromptName>
  /// Whether all files are looked at, and nobody named them.
  let areAll: Bool

  private(set) var writes: [(name: PromptName, old: [UInt8], new: [UInt8])] = []
  /// Why prompts get no pins.
  private var errors: [PromptName: RepositoryError] = [:]
  private var edits: [PromptName: FileEdit] = [:]
  private var targets: [PromptName: (version: PinnedVersion, comment: Int?)] = [:]
  private var currentNames: [PromptName: PromptName] = [:]
  /// The hashes of what files hold so far.
  private var hashesBefore: [PromptName: [VersionHash]] = [:]
  private var usedTargets: Set<PromptName> = []
  /// The prompts that are being decided on, each of which includes the next.
  private var open: [PromptName] = []

  init(
    workspace: Workspace, repository: Repository, options: PinOptions, selected: Set<PromptName>,
    areAll: Bool
  ) {
    self.workspace = workspace
    self.repository = repository
    self.options = options
    self.selected = selected
    self.areAll = areAll
  }

  /// The partials that the options name and no file includes, in the order of their names.
  var unusedTargets: [PromptName] {
    options.targets.keys.filter { !usedTargets.contains($0) }.sorted()
  }

  /// Decides on the pins of a file; answers what it holds then, and nil where there is none.
  mutating func edit(of name: PromptName) throws(RepositoryError) -> VersionContent? {
    if let known = edits[name] { return known.content }
    if let error = errors[name] { throw error }
    if let first = open.firstIndex(of: name) { throw cycle(from: first, to: name) }
    guard open.count <= RenderLimits.standard.partialDepth else {
      throw RepositoryError(
        .invalid,
        "\(workspace.relativePath(of: open[0])): partials lie more than "
          + "\(RenderLimits.standard.partialDepth) deep in each other")
    }
    open.append(name)
    defer { open.removeLast() }
    do throws(RepositoryError) {
      guard let file = try workspace.readUnmarked(name) else { return nil }
      let edit = try decide(file)
      edits[name] = edit
      return edit.content
    } catch {
      errors[name] = error
      throw error
    }
  }

  private func cycle(from first: Int, to name: PromptName) -> RepositoryError {
    let path = workspace.relativePath(of: name)
    let others = open[first...].dropFirst().map { "'\($0)', which includes " }.joined()
    return RepositoryError(
      .invalid, "\(path) includes \(others)'\(name)' itself: no hash can be in itself",
      hint: "Take one of these partials out, or pin one to an earlier version")
  }

  private mutating func decide(_ file: WorkingFile) throws(RepositoryError) -> FileEdit {
    let text = PromptText(file.content.template, dialect: file.content.dialect)
    if let error = file.file.error(reading: text) { throw RepositoryError(error) }
    let references = text.analysis.partials
    let stays = FileEdit(path: file.path, content: file.content, isChanged: false)
    if references.isEmpty { return stays }
    if areAll, try isArchived(file.name) {
      for name in references.compactMap({ PromptName(orNil: $0.name) }) {
        _ = try order(for: name, pinnedTo: nil)
      }
      return stays
    }
    let pins = file.content.partialPins
    var bytes = file.bytes
    var written: [PinItem] = []
    var kept: [(partial: PromptName, hash: VersionHash)] = []
    for reference in references {
      let partial = try file.file.name(of: reference)
      let old = pins[partial]
      guard let new = try pin(of: partial, from: old, for: file.path) else {
        if let old { kept.append((partial, old)) }
        continue
      }
      if old == new.version.hash { continue }
      let edited = bytes
      bytes = try reportingFile { () throws(PromptFileError) in
        try PromptFile.bytes(
          edited, pinning: partial, to: new.version.hash, number: new.comment, path: file.path)
      }
      written.append(
        PinItem(
          name: file.name, path: file.path, partial: partial,
          prompt: try currentName(of: partial, pinnedTo: old), old: try old.map(pinned(partial)),
          new: new.version, isWritten: true))
    }
    if written.isEmpty {
      return FileEdit(path: file.path, content: file.content, isChanged: false, kept: kept)
    }
    let edited = bytes
    let result = try reportingFile { () throws(PromptFileError) in
      try WorkingFile(edited, path: file.path, name: file.name)
    }
    writes.append((file.name, file.bytes, edited))
    return FileEdit(
      path: file.path, content: result.content, isChanged: true, written: written, kept: kept)
  }

  /// What a partial is to be pinned to; nil where the pin that it has stays.
  private mutating func pin(
    of partial: PromptName, from old: VersionHash?, for path: String
  ) throws(RepositoryError) -> (version: PinnedVersion, comment: Int?)? {
    let order = try order(for: partial, pinnedTo: old)
    if let spec = order?.flatMap(\.self) {
      let version = try repository.version(currentName(of: partial, pinnedTo: old), spec)
      return (PinnedVersion(hash: version.hash, number: version.number), version.number)
    }
    if order == nil, let old, try !follows(partial, old) { return nil }
    return try target(of: partial, for: path, pinnedTo: old)
  }

  /// Whether a pin goes along with the partial's file, which holds the pinned content so far and gets
  /// another one.
  private mutating func follows(
    _ partial: PromptName, _ hash: VersionHash
  ) throws(RepositoryError) -> Bool {
    let name = try currentName(of: partial, pinnedTo: hash)
    guard selected.contains(name), hashes(of: name).contains(hash) else { return false }
    _ = try edit(of: name)
    return edits[name]?.isChanged == true
  }

  /// The hashes of what a file can stand for so far; none where it cannot be read.
  private mutating func hashes(of name: PromptName) -> [VersionHash] {
    if let known = hashesBefore[name] { return known }
    var hashes: [VersionHash] = []
    do throws(RepositoryError) {
      hashes = try workspace.read(name)?.hashes() ?? []
    } catch {
      // The file itself is told of where it is looked at.
    }
    hashesBefore[name] = hashes
    return hashes
  }

  /// Whether a commit makes nothing of a file, since its prompt stays archived.
  private func isArchived(_ name: PromptName) throws(RepositoryError) -> Bool {
    guard let info = try repository.tip(of: .info, name),
      try repository.record(at: info).archivedAt != nil
    else { return false }
    return try status(of: name)?.staysArchived ?? false
  }

  /// What the options say of a partial: nil for nothing, and a nil within it for no version.
  private mutating func order(
    for partial: PromptName, pinnedTo hash: VersionHash?
  ) throws(RepositoryError) -> VersionSpec?? {
    if options.targets.isEmpty { return nil }
    let current = try currentName(of: partial, pinnedTo: hash)
    // A name that another prompt has now is that prompt's.
    let isOfAnother = try isInUse(partial)
    for name in isOfAnother ? [current] : [partial, current] {
      guard let spec = options.targets[name] else { continue }
      usedTargets.insert(name)
      return .some(spec)
    }
    return nil
  }

  /// The name that the prompt of a partial has now.
  private mutating func currentName(
    of partial: PromptName, pinnedTo hash: VersionHash? = nil
  ) throws(RepositoryError) -> PromptName {
    // Another prompt may have the name now.
    if let hash, let found = try repository.pinned(partial, hash) { return found.prompt }
    if let known = currentNames[partial] { return known }
    var name = partial
    if try !isInUse(partial) {
      name = try repository.laterNames(of: partial).first ?? partial
    }
    currentNames[partial] = name
    return name
  }

  /// Whether a pin leads to a prompt that never had the name here, so that nothing is newer.
  private func isFoundByHashAlone(
    _ partial: PromptName, _ hash: VersionHash
  ) throws(RepositoryError) -> Bool {
    guard try repository.pinned(partial, hash) == nil, try !isInUse(partial) else { return false }
    return try repository.pinnedAnywhere(partial, hash) != nil
  }

  /// Whether a prompt or a file has a name.
  private func isInUse(_ name: PromptName) throws(RepositoryError) -> Bool {
    if try repository.tip(of: .info, name) != nil { return true }
    return try workspace.hasFile(name)
  }

  private func pinned(
    _ partial: PromptName
  ) -> (VersionHash) throws(RepositoryError) -> PinnedVersion {
    { (hash) throws(RepositoryError) in
      PinnedVersion(hash: hash, number: try repository.pinned(partial, hash)?.version.number)
    }
  }

  /// What a partial without a pin gets, and the number that its comment names.
  ///
  /// - Parameter hash: The pin that it has, if it goes on with that prompt.
  private mutating func target(
    of partial: PromptName, for path: String, pinnedTo hash: VersionHash? = nil
  ) throws(RepositoryError) -> (version: PinnedVersion, comment: Int?) {
    let name = try currentName(of: partial, pinnedTo: hash)
    if let known = targets[name] { return known }
    guard let status = try status(of: name) else {
      throw RepositoryError(
        .notFound, "\(path) includes '\(partial)', and there is neither such a prompt nor its file",
        cause: LedgerRefusal.promptNotFound(partial))
    }
    var held: VersionContent?
    var isConflict = false
    switch status.state {
    case .invalid(let error): throw RepositoryError(error)
    case .new where status.isUnwritten:
      throw RepositoryError(
        .invalid,
        "\(path) includes '\(partial)', whose file has the text that a new file begins with",
        cause: FileRefusal.unwritten(name))
    // A commit leaves out what was edited since.
    case .new where status.staysArchived, .changed where status.staysArchived: break
    case .new, .changed: held = try content(of: status)
    case .conflict:
      isConflict = true
      held = try content(of: status)
    case .unchanged, .behind, .missing, .notCheckedOut:
      if selected.contains(name), try edit(of: name) != nil, edits[name]?.isChanged == true {
        held = edits[name]?.content
      }
    }
    let found: (version: PinnedVersion, comment: Int?)
    if let held {
      let number = try repository.pinned(status.ledgerName, held.hash)?.version.number
      let next = isConflict ? nil : (status.latest ?? 0) + 1
      found = (PinnedVersion(hash: held.hash, number: number), number ?? next)
    } else if let latest = try repository.latest(of: status.ledgerName) {
      found = (PinnedVersion(hash: latest.hash, number: latest.number), latest.number)
    } else {
      throw RepositoryError(
        .notFound, "\(path) includes '\(partial)', which has neither a version nor a file to read")
    }
    targets[name] = found
    return found
  }

  private func status(of name: PromptName) throws(RepositoryError) -> PromptStatus? {
    do throws(RepositoryError) {
      return try workspace.status(of: [name], in: repository, followsGit: true).prompts.first
    } catch {
      guard error.code == .notFound else { throw error }
      return nil
    }
  }

  /// What an edited file holds, with the pins that it gets.
  private mutating func content(
    of status: PromptStatus
  ) throws(RepositoryError) -> VersionContent? {
    if selected.contains(status.name) { return try edit(of: status.name) }
    guard let file = status.file else { return nil }
    return try reportingFile { () throws(PromptFileError) in try file.content() }
  }
}

// What is told of pins.
extension PinPlanner {
  /// All pins that are told of, by prompts in the order of their names.
  ///
  /// - Parameter failures: Gets what older pins cannot be compared with.
  mutating func items(
    _ failures: inout [RepositoryError], stopsAtFailure: Bool
  ) throws(RepositoryError) -> [PinItem] {
    var items: [PinItem] = []
    for (name, edit) in edits.sorted(by: { $0.key < $1.key }) where selected.contains(name) {
      items += edit.written
      guard options.findsOlderPins else { continue }
      for (partial, hash) in edit.kept {
        do throws(RepositoryError) {
          if try isFoundByHashAlone(partial, hash) { continue }
          let newest = try target(of: partial, for: edit.path, pinnedTo: hash).version
          if newest.hash == hash { continue }
          items.append(
            PinItem(
              name: name, path: edit.path, partial: partial,
              prompt: try currentName(of: partial, pinnedTo: hash),
              old: try pinned(partial)(hash), new: newest, isWritten: false))
        } catch {
          if stopsAtFailure { throw error }
          failures.append(error)
        }
      }
    }
    return items
  }

  /// The pins that stay behind the contents that partials get, by prompts in the order of their names;
  /// none where all older pins are looked for, and where the options name no partial.
  mutating func leftItems() throws(RepositoryError) -> [PinItem] {
    if options.targets.isEmpty || options.findsOlderPins { return [] }
    var items: [PinItem] = []
    for (name, edit) in edits.sorted(by: { $0.key < $1.key }) where selected.contains(name) {
      for (partial, hash) in edit.kept {
        guard let newer = edits[try currentName(of: partial, pinnedTo: hash)], newer.isChanged,
          newer.content.hash != hash
        else { continue }
        let new = try target(of: partial, for: edit.path, pinnedTo: hash).version
        items.append(
          PinItem(
            name: name, path: edit.path, partial: partial,
            prompt: try currentName(of: partial, pinnedTo: hash), old: try pinned(partial)(hash),
            new: new, isWritten: false))
      }
    }
    return items
  }
}

extension Workspace {
  /// Reads a prompt's file; nil if there is none.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when it cannot be read for the markers of a merge.
  fileprivate func readUnmarked(_ name: PromptName) throws(RepositoryError) -> WorkingFile? {
    do throws(RepositoryError) {
      return try read(name)
    } catch {
      guard error.cause is PromptFileError, try hasMarkers(name) else { throw error }
      throw .openMarkers(in: relativePath(of: name), of: name)
    }
  }

  /// Whether there is something in the place of a prompt's file.
  fileprivate func hasFile(_ name: PromptName) throws(RepositoryError) -> Bool {
    do throws(RepositoryError) {
      return try bytes(of: name) != nil
    } catch {
      guard error.cause is PromptFileError else { throw error }
      return true
    }
  }
}
