internal import CanonicalJSON
internal import PromptLint
public import PromptRepo

/// How one prompt's working file stands.
public struct PromptStatus: Sendable {
  /// The prompt's name.
  public let name: PromptName
  /// The file as users see it: `prompts/NAME.prompt`.
  public let path: String
  /// How the file stands to the prompt's versions.
  public internal(set) var state: FileState
  /// How the header's fields stand to the prompt's record, where they differ.
  public internal(set) var fields: [RecordField: RecordField.State] = [:]
  /// The number of the latest version; nil if there is none.
  public let latest: Int?
  /// The number of the version that the file was made from; nil if that is not known.
  public let base: Int?

  /// The number of the version that the file may be made from instead of ``base``: this clone wrote
  /// it in the place, and HEAD's history does not have it.
  public internal(set) var rival: Int?
  /// What is withdrawn of the prompt, if the file goes on from that; nil otherwise.
  ///
  /// A version of such a file does not go live by itself.
  package internal(set) var withdrawal: WithdrawnVersions?
  /// The number of the version that a checkout writes: the latest, or after a rollback the live one.
  public internal(set) var current: Int?
  /// Whether the file goes on from the live version, and all newer ones are withdrawn or wait.
  public var followsLive: Bool {
    guard state == .unchanged || state == .changed, let origin else { return false }
    return origin.commit != tips.versions
  }

  /// Whether the text may have been put back after a newer version, and be no old one: the part of
  /// the history that tells is not in this clone.
  ///
  /// False of a file that is not ``FileState/behind``.
  public internal(set) var mayBeRestored = false
  /// Where git says that the file was renamed from, if the ledger does not know yet.
  package let rename: RenamedFile?
  /// The prompt that git says the file was renamed from; a commit gives that prompt the file's name.
  ///
  /// Known only to a commit and what tells of one before, like ``departure``.
  public var renamedFrom: PromptName? { rename?.prompt }
  /// What became of the file, if HEAD's history had it and HEAD has not.
  public internal(set) var departure: FileDeparture?
  /// The path from which the file was removed, if that is not ``path``.
  package internal(set) var removedPath: String?
  /// The names that its file had on the way to this one.
  var formerNames: [PromptName] = []
  /// Whether the file lies where that of another prompt was, which has gone with it.
  var isFreed = false
  /// The name of the prompt in the ledger.
  public var ledgerName: PromptName { renamedFrom ?? name }

  /// For a new file: the prompt whose file is gone and had this content.
  ///
  /// Where some prompts were asked for, known only to a commit and what tells of one before.
  public internal(set) var movedFrom: PromptName?
  /// The prompt whose file has this name now, by git or by its content.
  var looksMovedFrom: PromptName? { renamedFrom ?? movedFrom }
  /// For a file that is gone: the new file that has its content. Known only when all prompts were
  /// asked for.
  public internal(set) var movedTo: PromptName?

  /// The prompt whose latest text the file has, if that prompt's own file has it no more and git says
  /// nothing of a rename.
  ///
  /// Known only to a commit and what tells of one before, like ``departure``.
  public internal(set) var textOf: PromptName?

  /// How the file stands to a prompt that was renamed with it and got its former name back; nil for
  /// any other.
  var nameGivenBack: NameGivenBack?

  /// Why a commit of the file is refused, whose text can be read: what it includes will not be there, or
  /// cannot be included. Nil where nothing is in its way, and where only pins are missing.
  ///
  /// Known only where it was asked for, as by
  /// ``Workspace/status(of:in:onto:absent:followsGit:findsRefusals:progress:)``.
  public internal(set) var refusal: RepositoryError?

  /// When the prompt was archived; nil if it is in use.
  public internal(set) var archivedAt: Timestamp?
  /// How the prompt stands to its file, if it is archived and has one.
  public internal(set) var archivedFile: ArchivedFile?
  /// The number of the live version, if that is not the latest one and nothing is withdrawn: what
  /// is newer waits to be made live.
  public internal(set) var liveBehind: Int?
  /// Whether the file is lost and was neither put away nor taken out of git: HEAD has it still, or
  /// there is no git.
  public internal(set) var isLost = false
  /// Whether nobody has written the new prompt: the file has the text that a new one begins with.
  public var isUnwritten: Bool {
    guard state == .new, let file else { return false }
    return [Workspace.starter, Workspace.chatStarter].contains { starter in
      file.template.hasSameBytes(as: starter) || "\(file.template)\n".hasSameBytes(as: starter)
    }
  }

  /// The file as it was read; nil if there is none or it is invalid.
  public let file: PromptFile?

  /// The bytes that ``file`` was read from.
  let bytes: [UInt8]?
  /// The chains of the prompt as they were read.
  let tips: ChainTips
  /// What the index said, if that is what the file was made from.
  let indexed: IndexEntry?
  /// The version that a commit of the file goes on from; nil if that is not known.
  var origin: IndexEntry?

  /// Whether nothing is left to commit, to update or to decide.
  public var isClean: Bool {
    state == .unchanged && fields.isEmpty && renamedFrom == nil && returnsAfter == nil
  }

  /// Whether a commit makes or asks for a decision about a file that HEAD has not any more.
  public var isLeaving: Bool {
    switch departure {
    case nil, .archived, .newer, .elsewhere, .kept: false
    case .renamed, .archives, .live: true
    }
  }

  /// Whether something other than a file lies where the file of a prompt would be, and there is no
  /// such prompt.
  public var isSkipped: Bool {
    if case .invalid(let error) = state { error.isIrregular && tips.info == nil } else { false }
  }

  /// Whether `commit` refuses the file until somebody decides.
  public var isConflict: Bool {
    if case .conflict = state { return true }
    return fields.values.contains(.conflict)
  }

  /// The number of characters up to which the hosted API takes a template, in Unicode code points.
  public static let hostedTemplateLength = 100_000

  /// What needs no decision but should be said: what looks like a header and is text, text that is
  /// meant for another dialect, and a template that the hosted API would refuse.
  public var warnings: [String] {
    guard let file else { return [] }
    let unread = (file.unreadHeader.map { [$0.description] } ?? []) + dialectWarnings(file)
    guard file.template.utf8.count > Self.hostedTemplateLength else { return unread }
    let count = file.template.unicodeScalars.count
    guard count > Self.hostedTemplateLength else { return unread }
    return unread + [
      "\(path): the template has \(count) characters; the hosted API takes at most "
        + "\(Self.hostedTemplateLength)"
    ]
  }

  private func dialectWarnings(_ file: PromptFile) -> [String] {
    DialectWarnings.all(template: file.template, config: file.config).map { line, message in
      line.map { "\(path), line \($0 + file.templateLine - 1): \(message)" }
        ?? "\(path): \(message)"
    }
  }

  /// Whether the file has something that no version and no record has.
  public var hasUncommittedEdits: Bool {
    switch state {
    case .new, .changed, .conflict, .invalid: true
    case .unchanged, .behind, .missing, .notCheckedOut:
      fields.values.contains { $0 != .behind }
    }
  }
}

/// How the file of a prompt that got its former name back stands to the prompt's latest version.
enum NameGivenBack: Hashable {
  /// It is that version; this commit renamed it.
  case unedited(since: ObjectID)
  /// It is another text.
  case edited(since: ObjectID)
}

/// How a prompt's working file stands to the versions of the prompt.
///
/// After a rollback a file that goes on from the live version is as good as one that goes on from
/// the latest; else what is active plays no part.
public enum FileState: Sendable, Hashable {
  /// There is a file, and no version of such a prompt.
  case new
  /// The file is the latest version.
  case unchanged
  /// The file was made from the latest version and differs from it.
  case changed
  /// The file is an older version, as it was checked out.
  case behind
  /// The file cannot be committed before somebody decides.
  case conflict(ConflictReason)
  /// This clone had the file, and it is gone.
  case missing
  /// The prompt never had a file in this clone.
  case notCheckedOut
  /// The file cannot be read.
  case invalid(PromptFileError)

  /// Why a file is in conflict.
  public enum ConflictReason: Sendable, Hashable {
    /// The file was edited, and newer versions were cut since it was checked out.
    case bothChanged
    /// The prompt has versions, and nothing says which one the file was made from.
    case noBase
    /// Nothing says which version the file was made from, and the part of the history that may is
    /// not in this clone.
    case historyCutShort
    /// The prompt that the file belonged to was deleted.
    case promptGone
    /// The prompt that the file belonged to has another name now, and maybe a file there.
    case promptRenamed(to: PromptName, hasFile: Bool)
    /// The file is still that of another prompt, which had its name before and has this one now.
    case fileOfAnother(PromptName)
    /// Git says that the file is another prompt's under a new name, which an archived prompt has.
    case nameOfArchived(renamedFrom: PromptName)
    /// Git says that the file is another prompt's under a new name, which a third one has.
    case nameOfAnother(renamedFrom: PromptName)
    /// The file still has the markers of a merge.
    case markers
  }

  /// The state's name in listings: `new`, `unchanged`, `changed`, `behind`, `conflict`,
  /// `missing`, `not checked out` or `invalid`.
  public var label: String {
    switch self {
    case .new: "new"
    case .unchanged: "unchanged"
    case .changed: "changed"
    case .behind: "behind"
    case .conflict: "conflict"
    case .missing: "missing"
    case .notCheckedOut: "not checked out"
    case .invalid: "invalid"
    }
  }
}

/// How all working files stand.
public struct WorkspaceStatus: Sendable {
  /// The prompts that have a file or a version, in the order of their names; of those that were
  /// never checked out, the ones that were asked for.
  public let prompts: [PromptStatus]

  /// How many prompts were never checked out, those among ``prompts`` included.
  public let absentCount: Int

  /// What ends in `.prompt` and can be no prompt's, and links to folders, each with the reason.
  ///
  /// A commit passes over them, and over the prompts that say so:
  /// ``PromptStatus/isSkipped``.
  public let unrecognisedFiles: [PromptFileError]

  /// Folders that cannot be read, each with the reason.
  public let unreadable: [PromptFileError]

  /// Something that needs no decision but should be said, such as a damaged index.
  public let warnings: [String]

  /// Why it is not known which files git renamed or removed; nil if it is.
  public let unknownDepartures: UnknownDepartures?

  /// Whether nothing is left to commit, to update or to decide; prompts that were never checked
  /// out, and what is passed over, do not count.
  public var isClean: Bool {
    unreadable.isEmpty
      && prompts.allSatisfy { prompt in
        prompt.isClean || (prompt.state == .notCheckedOut && !prompt.isLeaving)
          || prompt.isSkipped || prompt.departure == .archived
      }
  }
}

/// What is told of prompts that were never checked out, which may be most of them.
public enum AbsentPrompts: Sendable {
  /// Each one, with its latest version.
  case listed
  /// How many there are.
  case counted
}

extension Workspace {
  /// How the working files stand, of all prompts or of some.
  ///
  /// Writes nothing, also not to the index.
  ///
  /// - Parameters:
  ///   - names: The prompts; nil for all that have a file or a version.
  ///   - onto: A version to take for the base of each file.
  ///   - absent: What is told of prompts that were never checked out, unless they are named.
  ///   - followsGit: Whether git is asked for files that were renamed or removed.
  ///   - findsRefusals: Whether it is looked at what edited files include: ``PromptStatus/refusal``.
  ///   - progress: Told of the files that were read.
  /// - Throws: ``RepositoryError/Code/notFound`` when a named prompt has neither file nor version.
  public func status(
    of names: [PromptName]? = nil, in repository: Repository, onto: VersionSpec? = nil,
    absent: AbsentPrompts = .listed, followsGit: Bool = false,
    findsRefusals: Bool = false, progress: Progress = .ignored
  ) throws(RepositoryError) -> WorkspaceStatus {
    let index = try index()
    let reader = StatusReader(workspace: self, ledger: repository, index: index, onto: onto)
    var prompts: [PromptStatus] = []
    let warnings = index.warning.map { [$0] } ?? []
    if let names {
      for name in Set(names).sorted() {
        progress(.reading, prompts.count, of: names.count)
        prompts.append(try reader.status(of: name, ChainTips(of: name, in: repository)))
      }
      try markDeletedAndRenamed(in: &prompts, index, repository)
      let unknown = try followsGit ? followGit(in: &prompts, besides: names, reader) : nil
      if followsGit, onto == nil {
        try markOlderThanNames(in: &prompts, repository)
        try reader.markFilesOfOthers(in: &prompts)
      }
      if followsGit { try markArchived(in: &prompts, repository) }
      try markLost(in: &prompts)
      if followsGit { try markMoved(in: &prompts, reader) }
      if findsRefusals {
        try markRefused(in: &prompts, onto: onto, followsGit: followsGit, repository)
      }
      return WorkspaceStatus(
        prompts: prompts, absentCount: prompts.count { $0.state == .notCheckedOut },
        unrecognisedFiles: [],
        unreadable: [], warnings: warnings, unknownDepartures: unknown)
    }
    let scan = try scan()
    switch absent {
    case .listed:
      let tips = try ChainTips.all(in: repository)
      let named = Set(scan.names).union(tips.keys)
      for name in named.sorted() {
        progress(.reading, prompts.count, of: named.count)
        prompts.append(try reader.status(of: name, tips[name] ?? ChainTips.none))
      }
    case .counted:
      let files = Set(scan.names)
      let named = files.union(index.bases.keys)
      for name in named.sorted() {
        progress(.reading, prompts.count, of: named.count)
        let tips = try ChainTips(of: name, in: repository)
        // Whoever removed file and prompt left nothing to tell of.
        guard tips.info != nil || files.contains(name) else { continue }
        prompts.append(
          try reader.status(of: name, tips.info == nil ? ChainTips.none : tips))
      }
    }
    try markDeletedAndRenamed(in: &prompts, index, repository)
    let unknown = try followsGit ? followGit(in: &prompts, of: nil, reader) : nil
    if followsGit, onto == nil {
      try markOlderThanNames(in: &prompts, repository)
      try reader.markFilesOfOthers(in: &prompts)
    }
    if followsGit { try markArchived(in: &prompts, repository) }
    try markLost(in: &prompts)
    try detectRenames(in: &prompts, repository, listsNotCheckedOut: absent == .listed)
    if followsGit { try markPassedTexts(in: &prompts, repository) }
    if findsRefusals { try markRefused(in: &prompts, repository) }
    let known = prompts.count { prompt in
      prompt.tips.info != nil
        && (prompt.state != .notCheckedOut || (absent == .counted && prompt.departure != nil))
    }
    return WorkspaceStatus(
      prompts: prompts,
      absentCount: absent == .listed
        ? prompts.count { $0.state == .notCheckedOut }
        : max(0, try repository.promptCount() - known),
      unrecognisedFiles: scan.unrecognisedFiles, unreadable: scan.unreadable, warnings: warnings,
      unknownDepartures: unknown)
  }

  /// Tells how all working files stand, of prompts that were never checked out too, one after the
  /// other in the order of their names.
  ///
  /// - Returns: The status of those that have a file or had one.
  public func forEachStatus(
    in repository: Repository, _ body: (PromptStatus) throws -> Void
  ) throws -> WorkspaceStatus {
    let status = try status(
      in: repository, absent: .counted, followsGit: true, findsRefusals: true)
    let reader = StatusReader(
      workspace: self, ledger: repository, index: try index(), onto: nil)
    var known: [PromptName: PromptStatus] = [:]
    for prompt in status.prompts { known[prompt.name] = prompt }
    for name in Set(try repository.names()).union(known.keys).sorted() {
      if let prompt = known[name] {
        try body(prompt)
      } else {
        let tips = try ChainTips(of: name, in: repository)
        if tips.info != nil { try body(try reader.status(of: name, tips)) }
      }
    }
    return status
  }
}
