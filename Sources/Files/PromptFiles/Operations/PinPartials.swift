internal import CanonicalJSON
public import PromptRepo
internal import PromptTemplate

/// What is to be pinned, and how much is looked at.
public struct PinOptions: Sendable {
  /// The partials that get another pin also where they have one, each with the version; without a
  /// version, what a missing pin gets.
  public var targets: [PromptName: VersionSpec?]

  /// Whether pins that stay are compared with what a missing one would get.
  public var findsOlderPins: Bool

  /// Options with these values.
  public init(targets: [PromptName: VersionSpec?] = [:], findsOlderPins: Bool = false) {
    self.targets = targets
    self.findsOlderPins = findsOlderPins
  }
}

/// What becomes of the pins in working files, known before anything is written.
public struct PinPlan: Sendable {
  /// The pins that are written, and the older ones if they were looked for; by prompts in the order of
  /// their names.
  public internal(set) var items: [PinItem] = []

  /// Why files get no pin: they cannot be read, or what they include is not there.
  public internal(set) var failures: [RepositoryError] = []

  /// The files to write, those that others include first.
  var writes: [(name: PromptName, old: [UInt8], new: [UInt8])] = []
}

/// A pin of a working file.
public struct PinItem: Sendable {
  /// The prompt of the file.
  public let name: PromptName
  /// The file as users see it.
  public let path: String
  /// The partial's name, as the template has it.
  public let partial: PromptName
  /// What it is pinned to now; `nil` where it has no pin.
  public let old: PinnedVersion?
  /// What it gets, or what is newer.
  public let new: PinnedVersion
  /// Whether the plan writes it; of an older pin that stays it does not.
  public let isWritten: Bool
}

/// A version that a partial is pinned to.
public struct PinnedVersion: Sendable, Hashable {
  /// The version's hash.
  public let hash: VersionHash
  /// The number of the newest version with the hash; `nil` where there is none, or not yet.
  public let number: Int?
}

extension Workspace {
  /// Finds out which pins working files get.
  ///
  /// A partial without a pin gets what its file holds, if that was edited, with the pins that the file
  /// itself gets; else its latest version. A pin that is there stays, unless the options name the
  /// partial.
  ///
  /// - Parameter names: The prompts; nil for all that have a file.
  /// - Throws: Of named prompts the first reason why one gets no pins;
  ///   ``RepositoryError/Code/notFound`` when there is no such file, or when no file includes a partial
  ///   that the options name.
  public func planPins(
    of names: [PromptName]? = nil, in repository: Repository, options: PinOptions = PinOptions(),
    progress: Progress = .ignored
  ) throws(RepositoryError) -> PinPlan {
    let selected: [PromptName] = if let names { names } else { try scan().names }
    var planner = PinPlanner(
      workspace: self, repository: repository, options: options, selected: Set(selected))
    var failures: [RepositoryError] = []
    let inOrder = Set(selected).sorted()
    for (number, name) in inOrder.enumerated() {
      progress(.reading, number, of: inOrder.count)
      // What it is in the way of was told before.
      if planner.failed.contains(name) { continue }
      do throws(RepositoryError) {
        if try planner.edit(of: name) == nil, names != nil {
          throw RepositoryError.nothing(named: name, file: relativePath(of: name))
        }
      } catch {
        if names != nil { throw error }
        failures.append(error)
      }
    }
    var plan = PinPlan()
    plan.items = try planner.items(&failures, stopsAtFailure: names != nil)
    plan.failures = failures
    plan.writes = planner.writes
    if let unused = planner.unusedTargets.first, failures.isEmpty {
      throw RepositoryError(
        .notFound,
        names == nil ? "no file includes '\(unused)'" : "none of these files includes '\(unused)'")
    }
    return plan
  }

  /// Writes the pins of a plan into the files.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when a file was changed since the plan was made; files
  ///   before it have their pins then.
  public func pin(_ plan: PinPlan) throws(RepositoryError) {
    for write in plan.writes {
      guard try bytes(of: write.name) == write.old else {
        throw RepositoryError(
          .conflict, "\(relativePath(of: write.name)) was changed at the same time",
          hint: "Run the command again")
      }
      try self.write(write.new, to: write.name)
    }
  }
}

/// Decides on pins file by file; what a file includes comes before the file.
private struct PinPlanner {
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

  private(set) var writes: [(name: PromptName, old: [UInt8], new: [UInt8])] = []
  /// The prompts that get no pins, for whatever reason.
  private(set) var failed: Set<PromptName> = []
  private var edits: [PromptName: FileEdit] = [:]
  private var targets: [PromptName: (version: PinnedVersion, comment: Int?)] = [:]
  private var currentNames: [PromptName: PromptName] = [:]
  private var usedTargets: Set<PromptName> = []
  /// The prompts that are being decided on, each of which includes the next.
  private var open: [PromptName] = []

  init(
    workspace: Workspace, repository: Repository, options: PinOptions, selected: Set<PromptName>
  ) {
    self.workspace = workspace
    self.repository = repository
    self.options = options
    self.selected = selected
  }

  /// The partials that the options name and no file includes, in the order of their names.
  var unusedTargets: [PromptName] {
    options.targets.keys.filter { !usedTargets.contains($0) }.sorted()
  }

  /// Decides on the pins of a file; answers what it holds then, and nil where there is none.
  mutating func edit(of name: PromptName) throws(RepositoryError) -> VersionContent? {
    if let known = edits[name] { return known.content }
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
      guard let file = try workspace.read(name) else { return nil }
      let edit = try decide(file)
      edits[name] = edit
      return edit.content
    } catch {
      failed.insert(name)
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
    let pins = file.content.partialPins
    var bytes = file.bytes
    var written: [PinItem] = []
    var kept: [(partial: PromptName, hash: VersionHash)] = []
    for reference in text.analysis.partials {
      guard let partial = PromptName(orNil: reference.name) else {
        throw RepositoryError(
          PromptFileError(
            "'\(reference.name)' can be no prompt's name, and is included", path: file.path,
            line: reference.places.first.map { file.file.templateLine + $0.line - 1 }))
      }
      let old = pins[partial]
      let order = try order(for: partial)
      if let old, order == nil {
        kept.append((partial, old))
        continue
      }
      let new: (version: PinnedVersion, comment: Int?)
      if let spec = order?.flatMap(\.self) {
        let version = try repository.version(currentName(of: partial), spec)
        new = (PinnedVersion(hash: version.hash, number: version.number), version.number)
      } else {
        new = try target(of: partial, for: file.path)
      }
      if old == new.version.hash { continue }
      let edited = bytes
      bytes = try reportingFile { () throws(PromptFileError) in
        try PromptFile.bytes(
          edited, pinning: partial, to: new.version.hash, number: new.comment, path: file.path)
      }
      written.append(
        PinItem(
          name: file.name, path: file.path, partial: partial, old: try old.map(pinned(partial)),
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

  /// What the options say of a partial: nil for nothing, and a nil within it for no version.
  private mutating func order(
    for partial: PromptName
  ) throws(RepositoryError) -> VersionSpec?? {
    if options.targets.isEmpty { return nil }
    for name in [partial, try currentName(of: partial)] {
      guard let spec = options.targets[name] else { continue }
      usedTargets.insert(name)
      return .some(spec)
    }
    return nil
  }

  /// The name that the prompt of a partial has now.
  private mutating func currentName(of partial: PromptName) throws(RepositoryError) -> PromptName {
    if let known = currentNames[partial] { return known }
    var name = partial
    if try repository.tip(of: .info, partial) == nil, try workspace.bytes(of: partial) == nil {
      name = try repository.laterNames(of: partial).first ?? partial
    }
    currentNames[partial] = name
    return name
  }

  private func pinned(
    _ partial: PromptName
  ) -> (VersionHash) throws(RepositoryError) -> PinnedVersion {
    { (hash) throws(RepositoryError) in
      PinnedVersion(hash: hash, number: try repository.version(of: partial, hash)?.number)
    }
  }

  /// What a partial without a pin gets, and the number that its comment names.
  private mutating func target(
    of partial: PromptName, for path: String
  ) throws(RepositoryError) -> (version: PinnedVersion, comment: Int?) {
    let name = try currentName(of: partial)
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
      let number = try repository.version(of: status.ledgerName, held.hash)?.number
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
          let newest = try target(of: partial, for: edit.path).version
          if newest.hash == hash { continue }
          items.append(
            PinItem(
              name: name, path: edit.path, partial: partial, old: try pinned(partial)(hash),
              new: newest, isWritten: false))
        } catch {
          if stopsAtFailure { throw error }
          failures.append(error)
        }
      }
    }
    return items
  }
}
