internal import CanonicalJSON
public import PromptRepo

/// How files are committed.
public struct CommitOptions: Sendable {
  /// What the author says about the versions.
  public var message: String
  /// Whether the versions become the active ones at once.
  public var activates: Bool
  /// Whether they do so also where they go on from a withdrawn version.
  public var overrulesRollbacks: Bool
  /// The version to take for what each file was made from, where that is not known.
  public var onto: VersionSpec?
  /// Whether a file that cannot be read, or can be no prompt's, keeps all others from being
  /// committed; so it is with files that are named.
  public var isAllOrNothing: Bool

  /// Makes options.
  public init(
    message: String = "", activates: Bool = true, overrulesRollbacks: Bool = false,
    onto: VersionSpec? = nil, isAllOrNothing: Bool = false
  ) {
    self.message = message
    self.activates = activates
    self.overrulesRollbacks = overrulesRollbacks
    self.onto = onto
    self.isAllOrNothing = isAllOrNothing
  }
}

extension CommitOptions {
  /// Why a prompt is renamed or archived: what the author says, and what git says.
  func reason(because fact: String) -> String {
    message.isEmpty ? fact : "\(message) (\(fact))"
  }
}

/// What a commit would do, found out without doing it.
///
/// A commit is one change of the ledger: if any of the files is refused, none is committed. To
/// commit the others, name them. A file that cannot be read is left and reported; it keeps the
/// others from being committed only if the files were named, or with
/// ``CommitOptions/isAllOrNothing``.
public struct CommitPlan: Sendable {
  /// One item for each prompt that was asked for, in the order of names.
  public let items: [CommitItem]
  /// What can be no prompt's, when all files were asked for.
  public let unrecognisedFiles: [PromptFileError]
  /// Folders that cannot be read, when all files were asked for.
  public let unreadable: [PromptFileError]
  /// Why it is not known which files git renamed or removed; nil if it is.
  public let unknownDepartures: UnknownDepartures?
  /// How to commit.
  public internal(set) var options: CommitOptions
  /// What is said of files that were left out since.
  private var notes: [String] = []

  init(
    items: [CommitItem], unrecognisedFiles: [PromptFileError], unreadable: [PromptFileError],
    unknownDepartures: UnknownDepartures?, options: CommitOptions
  ) {
    self.items = items
    self.unrecognisedFiles = unrecognisedFiles
    self.unreadable = unreadable
    self.unknownDepartures = unknownDepartures
    self.options = options
  }

  /// The same plan without some prompts, of which a note says why.
  package func leavingOut(_ notes: [PromptName: String]) -> CommitPlan {
    var plan = CommitPlan(
      items: items.filter { notes[$0.status.name] == nil }, unrecognisedFiles: unrecognisedFiles,
      unreadable: unreadable, unknownDepartures: unknownDepartures, options: options)
    plan.notes = notes.sorted { $0.key < $1.key }.map(\.value)
    return plan
  }

  /// The same plan with another message.
  public func saying(_ message: String) -> CommitPlan {
    var plan = self
    plan.options.message = message
    return plan
  }

  /// Why the commit cannot be done; empty if it can.
  public var refusals: [RepositoryError] {
    let isRefused = items.contains { if case .refuse = $0.action { true } else { false } }
    guard isRefused || options.isAllOrNothing else { return [] }
    let own = items.compactMap { item -> RepositoryError? in
      switch item.action {
      case .refuse(let error): error
      case .leave(let error): RepositoryError(error)
      case .keep(let error) where options.isAllOrNothing: error
      case .skip(let error) where options.isAllOrNothing: RepositoryError(error)
      case .keep, .skip, .nothing, .create, .cut: nil
      }
    }
    return own
      + (unreadable + (options.isAllOrNothing ? unrecognisedFiles : [])).map { RepositoryError($0) }
  }

  /// Why files are left: they cannot be read, or what becomes of them is for somebody to decide.
  ///
  /// A file that nobody has written yet is no failure: ``unwrittenFiles`` has it.
  public var left: [RepositoryError] {
    items.compactMap { item in
      switch item.action {
      case .leave(let error): RepositoryError(error)
      case .keep(let error): item.isUnwritten ? nil : error
      case .nothing, .create, .cut, .skip, .refuse: nil
      }
    } + unreadable.map { RepositoryError($0) }
  }

  /// What lies in the folder of working files and can be no prompt's, in the order of the paths.
  public var skippedFiles: [PromptFileError] {
    let items = items.compactMap { item in
      if case .skip(let error) = item.action { error } else { nil }
    }
    return (items + unrecognisedFiles).sorted {
      $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
    }
  }

  /// The files of new prompts that nobody has written yet, which are passed over.
  public var unwrittenFiles: [PromptStatus] { items.filter(\.isUnwritten).map(\.status) }

  /// Whether there is nothing to commit.
  public var isNothing: Bool { refusals.isEmpty && items.allSatisfy(\.isNothing) }

  /// What needs no decision but should be said.
  public var warnings: [String] {
    (unknownDepartures.map { ["\($0)"] } ?? []) + notes + items.compactMap(\.status.textNote)
      + items.compactMap(\.status.departureNote)
      + items.compactMap(\.status.archivedNote)
      + skippedFiles.map { "\($0.path) is passed over: \($0.message)" }
      + items.filter { !$0.isNothing }.flatMap(\.status.warnings)
  }

  /// The refusals as one error; nil if there are none.
  ///
  /// A conflict among them makes it a conflict.
  public var refusal: RepositoryError? {
    var told: Set<[UInt8]> = []
    let different = refusals.filter { told.insert(Array($0.message.utf8)).inserted }
    return RepositoryError.joining(
      different, "cannot be committed, so nothing was",
      cause: PartialRefusal.shared(by: different) ?? FileRefusal.notCommitted)
  }

  /// What is left, as one error; nil if nothing is.
  public var failure: RepositoryError? {
    let isUnread = items.contains { if case .leave = $0.action { true } else { false } }
    return RepositoryError.joining(
      left, isUnread || !unreadable.isEmpty ? "cannot be read and were left out" : "were left out",
      cause: FileRefusal.leftOut)
  }
}

/// What a commit does with one file.
public struct CommitItem: Sendable {
  /// What happens to the prompt's versions.
  public enum Action: Sendable {
    /// Nothing.
    case nothing
    /// The prompt is made, with its first version.
    case create
    /// The version with this number is cut.
    case cut(Int)
    /// The file cannot be read, and is left while others are committed.
    case leave(PromptFileError)
    /// The prompt stays as it is, since something holds it: the file was removed and the prompt is
    /// live, the file was edited and the prompt is archived, or nobody has written the file of a new
    /// one.
    case keep(RepositoryError)
    /// What lies in the file's place is no file, and nobody's.
    case skip(PromptFileError)
    /// The file cannot be committed; a conflict has ``RepositoryError/Code/conflict``.
    case refuse(RepositoryError)
  }

  /// How the file stands.
  public let status: PromptStatus
  /// What happens to the prompt's versions.
  public let action: Action
  /// What happens to the prompt's record; nil for nothing. A new prompt gets it when it is made.
  package let edit: RecordEdit?
  /// Where the version comes from; nil for no version and for a file that HEAD does not have so.
  package let source: VersionSource?

  /// The name that has no file any more once the item is committed; nil if there is none.
  var leftName: PromptName? { status.renamedFrom ?? (archiving == nil ? nil : status.name) }

  /// The commit that removed the file of the prompt, which is archived for that; nil for any other.
  public var archiving: ObjectID? {
    if case .archives(let commit) = status.departure { commit } else { nil }
  }

  /// The commit that removed the file of the prompt, which was archived for that and is brought back
  /// with the file; nil for any other.
  public var returning: ObjectID? { status.returnsAfter }

  /// The name of the prompt in the ledger until the commit.
  public var ledgerName: PromptName { status.ledgerName }

  /// Whether the file is left since nobody has written it yet.
  var isUnwritten: Bool {
    guard case .keep(let error) = action, case .unwritten? = error.cause as? FileRefusal else {
      return false
    }
    return true
  }

  /// Whether the file becomes a version.
  var makesVersion: Bool {
    switch action {
    case .create, .cut: true
    case .nothing, .leave, .keep, .skip, .refuse: false
    }
  }

  /// Why the file cannot become a version for what it includes; nil if it can, and where something else
  /// is in its way.
  package var inclusionRefusal: RepositoryError? {
    guard case .refuse(let error) = action, !(error.cause is FileRefusal) else { return nil }
    return error
  }

  /// Whether the commit leaves prompt and record as they are.
  public var isNothing: Bool {
    switch action {
    case .nothing:
      edit == nil && status.renamedFrom == nil && archiving == nil && returning == nil
    case .leave, .skip, .keep: true
    case .create, .cut, .refuse: false
    }
  }
}

extension Workspace {
  /// Finds out what a commit of all files, or of some, would do.
  ///
  /// A name that is given commits also a file whose prompt was deleted, or renamed and has its file
  /// there: it becomes a new prompt.
  ///
  /// - Parameter progress: Told of the files that were read.
  /// - Throws: ``RepositoryError/Code/notFound`` when a named prompt has neither file nor version.
  public func planCommit(
    of names: [PromptName]? = nil, to repository: Repository,
    options: CommitOptions = CommitOptions(), progress: Progress = .ignored
  ) throws(RepositoryError) -> CommitPlan {
    let status = try status(
      of: names, in: repository, onto: options.onto, absent: .counted, followsGit: true,
      progress: progress)
    var options = options
    if names != nil { options.isAllOrNothing = true }
    var items: [CommitItem] = []
    for prompt in status.prompts { items.append(try item(prompt, isNamed: names != nil)) }
    try refuseUnincludable(&items, repository)
    return CommitPlan(
      items: items, unrecognisedFiles: status.unrecognisedFiles, unreadable: status.unreadable,
      unknownDepartures: status.unknownDepartures, options: options)
  }

  /// Refuses the files that would become versions, and include what will not be there.
  private func refuseUnincludable(
    _ items: inout [CommitItem], _ repository: Repository
  ) throws(RepositoryError) {
    let places = items.indices.filter { items[$0].makesVersion }
    let check = CommitInclusionCheck(
      of: places.map { items[$0].status }, among: items.map(\.status), in: repository)
    for place in places {
      guard let refusal = try check.refusal(of: items[place].status) else { continue }
      items[place] = CommitItem(
        status: items[place].status, action: .refuse(refusal), edit: nil, source: nil)
    }
  }

  private func item(
    _ status: PromptStatus, isNamed: Bool
  ) throws(RepositoryError) -> CommitItem {
    var (action, edit) = Self.action(status, isNamed: isNamed)
    var isNewName = status.renamedFrom != nil
    if case .create = action { isNewName = true }
    if case .refuse = action { isNewName = false }
    if isNewName {
      do {
        try status.name.checkPortable()
      } catch {
        action = .leave(PromptFileError(error.message, path: status.path, hint: error.hint))
        edit = nil
      }
    }
    var source: VersionSource?
    switch action {
    case .create, .cut:
      if let bytes = status.bytes {
        source = try sourceControl?.source(of: status.path, bytes: bytes)
      }
    case .nothing, .leave, .skip, .keep, .refuse: break
    }
    return CommitItem(status: status, action: action, edit: edit, source: source)
  }

  /// What a commit does with a file, apart from what it includes.
  static func action(
    _ status: PromptStatus, isNamed: Bool
  ) -> (action: CommitItem.Action, edit: RecordEdit?) {
    var edit = RecordEdit()
    var hasEdit = false
    for (field, state) in status.fields where state == .changed {
      if let file = status.file { field.copy(from: file.record, to: &edit) }
      hasEdit = true
    }
    if let field = status.fields.first(where: { $0.value == .conflict })?.key {
      return (.refuse(.field(field, status)), nil)
    }
    switch status.nameGivenBack {
    case .unedited: return (.nothing, nil)
    case .edited:
      if case .conflict(let reason) = status.state, !isNamed {
        return (.keep(.conflict(reason, status)), nil)
      }
    case nil: break
    }
    let own = hasEdit ? edit : nil
    if status.staysArchived {
      switch status.state {
      case .changed, .new: return (.keep(.archived(status)), nil)
      case .unchanged, .behind: if hasEdit { return (.keep(.archived(status)), nil) }
      case .conflict, .missing, .notCheckedOut, .invalid: break
      }
    }
    switch status.state {
    case .behind where status.mayBeRestored:
      return (.refuse(.conflict(.historyCutShort, status)), nil)
    case .unchanged, .behind, .missing, .notCheckedOut:
      if case .live(let environments) = status.departure {
        return (.keep(.removedWhileLive(status, environments)), nil)
      }
      return (.nothing, own)
    case .changed: return (.cut((status.latest ?? 0) + 1), own)
    case .new where status.isUnwritten: return (.keep(.unwritten(status)), nil)
    case .new where status.tips.info != nil: return (.cut(1), own)
    case .new: return (.create, status.file?.record)
    case .conflict(.historyCutShort) where isNamed && status.tips.info == nil,
      .conflict(.promptGone) where isNamed,
      .conflict(.promptRenamed(to: _, hasFile: true)) where isNamed:
      return (.create, status.file?.record)
    case .conflict(let reason): return (.refuse(.conflict(reason, status)), nil)
    case .invalid(let error):
      return (status.isSkipped ? .skip(error) : .leave(error), nil)
    }
  }
}

extension PromptStatus {
  /// What is said of a file that was removed or renamed and whose prompt stays as it is.
  var departureNote: String? {
    switch departure {
    case .newer(let version):
      "\(path) was removed, and the prompt stays: v\(version) is in no commit that HEAD has"
    case .elsewhere(let place, let other):
      "\(path) is \(place) now, and the prompt stays: "
        + (other.map { "'\($0)' is another one" }
          ?? "that can be no prompt's file")
    case .kept(let place, let commit):
      "\(path) is \(place) since \(commit.short(8)), and the prompt is '\(name)' again: its rename "
        + "was taken back. Move the file back with git, too"
    case nil, .renamed, .archived, .archives, .live: nil
    }
  }
}

extension RepositoryError {
  static func removedWhileLive(
    _ status: PromptStatus, _ environments: [EnvironmentName]
  ) -> RepositoryError {
    let places = environments.map(\.rawValue).joined(separator: ", ")
    return RepositoryError(
      .protected, "\(status.path) was removed, and the prompt is live in \(places)",
      cause: FileRefusal.removedWhileLive(status.name, environments))
  }

  static func unwritten(_ status: PromptStatus) -> RepositoryError {
    RepositoryError(
      .invalid, "\(status.path) has the text that a new file begins with",
      cause: FileRefusal.unwritten(status.name))
  }

  static func field(_ field: RecordField, _ status: PromptStatus) -> RepositoryError {
    RepositoryError(
      .conflict,
      "\(status.path): the \(field.rawValue) was edited here and, differently, in the repository",
      cause: FileRefusal.fieldConflict(field, of: status.name))
  }

  /// HEAD's history and this clone say different things of a file.
  private static func unclear(_ status: PromptStatus, rival: Int) -> RepositoryError {
    let base = status.base.map { "v\($0)" } ?? "another text"
    return RepositoryError(
      .conflict,
      "\(status.path) was made from \(base), which HEAD has, or from v\(rival), which this clone "
        + "wrote there and HEAD does not have",
      cause: FileRefusal.twoBases(status.name, rival: rival, latest: status.latest ?? rival))
  }

  static func conflict(
    _ reason: FileState.ConflictReason, _ status: PromptStatus
  ) -> RepositoryError {
    let name = status.name
    let latest = status.latest.map { "v\($0)" } ?? "nothing"
    if let rival = status.rival, reason == .bothChanged || reason == .noBase {
      return .unclear(status, rival: rival)
    }
    let cause = FileRefusal.conflict(reason, name, latest: status.latest)
    switch reason {
    case .bothChanged:
      let base = status.base.map { "v\($0)" } ?? "an older version"
      return RepositoryError(
        .conflict,
        "\(status.path) was made from \(base) and edited, and the latest version is \(latest)",
        cause: cause)
    case .noBase:
      return RepositoryError(
        .conflict, "nothing says which version of '\(name)' \(status.path) was made from",
        cause: cause)
    case .historyCutShort where status.mayBeRestored:
      let base = status.base.map { "v\($0)" } ?? "an older version"
      return RepositoryError(
        .conflict,
        "\(status.path) is \(base), and whether it is old or was put back after \(latest) is not "
          + "known: the history of this clone is cut short", cause: cause)
    case .historyCutShort:
      return RepositoryError(
        .conflict,
        "nothing says which version of '\(name)' \(status.path) was made from: the history of "
          + "this clone is cut short", cause: cause)
    case .promptRenamed(let newName, hasFile: true):
      return RepositoryError(
        .conflict, "the prompt of \(status.path) is '\(newName)' now, and has its file there",
        cause: cause)
    case .promptRenamed(let newName, hasFile: false):
      return RepositoryError(
        .conflict, "the prompt of \(status.path) is '\(newName)' now", cause: cause)
    case .fileOfAnother(let owner):
      return RepositoryError(
        .conflict,
        "\(status.path) is still the file of '\(owner)', which had the name '\(name)' before",
        cause: cause)
    case .promptGone:
      return RepositoryError(
        .conflict, "the prompt of \(status.path) was deleted", cause: cause)
    case .nameOfAnother(let old):
      return RepositoryError(
        .conflict,
        "\(status.path) is the file of '\(old)' under another name, and '\(name)' is another "
          + "prompt, whose own file is not there", cause: cause)
    case .nameOfArchived(let old):
      return RepositoryError(
        .conflict,
        "\(status.path) is the file of '\(old)' under another name, and '\(name)' is an archived "
          + "prompt", cause: cause)
    case .markers: return .openMarkers(in: status.path, of: name)
    }
  }

  /// The refusal of a file in which a merge was not finished.
  static func openMarkers(in path: String, of name: PromptName) -> RepositoryError {
    RepositoryError(
      .conflict, "\(path) still has the markers of a merge",
      hint: "Choose between the sides and remove the lines with <<<<<<<, ======= and >>>>>>>",
      cause: FileRefusal.conflict(.markers, name, latest: nil))
  }
}
