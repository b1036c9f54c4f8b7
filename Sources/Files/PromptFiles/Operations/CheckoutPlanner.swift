internal import CanonicalJSON
internal import PromptRepo

/// Finds out what a checkout does with each file.
struct CheckoutPlanner {
  let workspace: Workspace
  let repository: Repository
  let options: CheckoutOptions
  /// How files were written that are perhaps gone.
  let frames: [PromptName: FileFrame]

  init(
    workspace: Workspace, repository: Repository, options: CheckoutOptions
  ) throws(RepositoryError) {
    self.workspace = workspace
    self.repository = repository
    self.options = options
    frames = try workspace.frames().frames
  }

  /// What happens to one file.
  func item(_ status: PromptStatus, _ spec: VersionSpec?) throws(RepositoryError) -> CheckoutItem {
    guard let info = status.tips.info else {
      return CheckoutItem(status, .refuse(.noPrompt(status)))
    }
    if case .invalid(let error) = status.state, !error.path.hasSameBytes(as: status.path) {
      // A folder above the file is a link, which --force does not help with.
      return CheckoutItem(status, .refuse(RepositoryError(error)))
    }
    let withdrawal = try repository.withdrawal(of: status.name)
    let version = try repository.version(
      status.name, spec ?? (withdrawal == nil ? .latest : .active))
    var item = try plan(status, version, info, isNamed: spec != nil)
    if let withdrawal, withdrawal.covers(version) {
      item.withdrawal = withdrawal
    } else if let active = status.tips.active {
      let live = try repository.move(at: active).version
      if live != version.number { item.live = live }
    }
    return item
  }

  /// What happens to one of all files: a version that cannot be written as one keeps back no other.
  func itemOrNoFile(
    _ status: PromptStatus, _ spec: VersionSpec?
  ) throws(RepositoryError) -> CheckoutItem {
    do throws(RepositoryError) {
      return try item(status, spec)
    } catch {
      guard let cause = error.cause as? PromptFileError, cause.problem?.isOfVersion == true else {
        throw error
      }
      return CheckoutItem(status, .noFile(error))
    }
  }

  private func plan(
    _ status: PromptStatus, _ version: Version, _ info: ObjectID, isNamed: Bool
  ) throws(RepositoryError) -> CheckoutItem {
    let record = try repository.record(at: info)
    let target = CheckoutTarget(
      content: try repository.content(of: version), record: record, name: status.name,
      path: status.path)
    func base(_ bytes: [UInt8]) throws(RepositoryError) -> IndexEntry {
      // What is noted of an archived prompt would be read as that of one in use.
      try workspace.recordingHead(
        IndexEntry(version, record: record.isArchived ? nil : info), of: status.name, bytes: bytes)
    }
    let keepsEdits = status.hasUncommittedEdits && !options.forces
    guard !keepsEdits || (options.merges && status.isMergeable) else {
      return CheckoutItem(status, .refuse(.uncommitted(status)), version: version.number)
    }
    let original = try original(status)
    if keepsEdits, let file = status.file, let original {
      if status.needsNoMerge, !isNamed { return CheckoutItem(status, .nothing) }
      let merge = try merge(file, original, status, target, "v\(version.number)")
      let result = try reportingFile { () throws(PromptFileError) in try merge.result() }
      return try CheckoutItem(
        status, .merge(conflicts: result.conflicts), version: version.number, original: original,
        bytes: result.bytes, base: base(result.bytes))
    }
    let bytes: [UInt8]
    if let file = status.file, let original, !status.hasUncommittedEdits {
      if let kept = try kept(target, version, original) {
        bytes = kept
      } else {
        bytes = try reportingFile { () throws(PromptFileError) in
          try target.updated(original, file)
        }
      }
    } else {
      bytes = try anew(target, version)
    }
    return try CheckoutItem(
      status, bytes == original ? .nothing : .write, version: version.number, original: original,
      bytes: bytes, base: base(bytes))
  }

  /// The bytes of a file that git has for the version: HEAD's, or those of the commit that it was cut
  /// from; nil if there are none, or the file has the version's content already.
  private func kept(
    _ target: CheckoutTarget, _ version: Version, _ original: [UInt8]
  ) throws(RepositoryError) -> [UInt8]? {
    guard let control = workspace.sourceControl, let head = try control.head() else { return nil }
    func same(_ bytes: [UInt8]?) throws(RepositoryError) -> [UInt8]? {
      guard let bytes else { return nil }
      return try reportingFile { () throws(PromptFileError) in try target.bytes(of: bytes) }
    }
    if try same(original) != nil { return nil }
    if let bytes = try same(control.contents(of: target.path, in: head)) { return bytes }
    guard let source = version.source, source.path.hasSameBytes(as: target.path) else { return nil }
    return try same(control.contents(of: source.path, in: source.commit))
  }

  /// The bytes of a file that is not there, or is given up: those that HEAD has, if they are the
  /// version; else in the frame that it had, or that the file has or had which it comes from.
  private func anew(
    _ target: CheckoutTarget, _ version: Version
  ) throws(RepositoryError) -> [UInt8] {
    var frame = frames[target.name]
    if let control = workspace.sourceControl, let head = try control.head() {
      if let bytes = try control.contents(of: target.path, in: head) {
        let same = try reportingFile { () throws(PromptFileError) in
          try target.bytes(of: bytes)
        }
        if let same { return same }
        frame = frame ?? FileFrame(ofPrompt: bytes, path: target.path)
      }
      if frame == nil, let source = version.source,
        let bytes = try control.contents(of: source.path, in: source.commit)
      {
        frame = FileFrame(ofPrompt: bytes, path: source.path)
      }
    }
    return try reportingFile { () throws(PromptFileError) in try target.bytes(in: frame) }
  }

  /// The bytes of the file as it is; nil if there is none, or one that will be overwritten unread.
  private func original(_ status: PromptStatus) throws(RepositoryError) -> [UInt8]? {
    switch status.state {
    case .missing, .notCheckedOut, .invalid: nil
    default: try workspace.bytes(of: status.name)
    }
  }

  private func merge(
    _ file: PromptFile, _ original: [UInt8], _ status: PromptStatus, _ target: CheckoutTarget,
    _ label: String
  ) throws(RepositoryError) -> FileMerge {
    var base: VersionContent?
    if status.rival == nil, let number = status.base {
      base = try repository.content(of: repository.version(status.name, .number(number)))
    }
    var record: PromptRecord?
    if let commit = status.indexed?.record, try repository.object(commit) != nil {
      record = try repository.record(at: commit)
    }
    return FileMerge(
      file: file, original: original, fields: status.fields, base: base, baseRecord: record,
      target: target, baseLabel: base.flatMap { _ in status.base }.map { "v\($0)" } ?? "nothing",
      targetLabel: label)
  }
}

extension PromptStatus {
  /// Whether the file can be read and is free of markers.
  fileprivate var isMergeable: Bool {
    switch state {
    case .conflict(.markers), .conflict(.promptGone), .conflict(.promptRenamed),
      .conflict(.fileOfAnother), .invalid:
      false
    default: true
    }
  }

  /// Whether the file has edits of its own only.
  fileprivate var needsNoMerge: Bool {
    (state == .changed || state == .unchanged) && fields.values.allSatisfy { $0 == .changed }
  }
}

extension RepositoryError {
  fileprivate static func noPrompt(_ status: PromptStatus) -> RepositoryError {
    if case .conflict(let reason) = status.state, reason != .markers {
      return .conflict(reason, status)
    }
    return RepositoryError(
      .notFound, "there is no prompt '\(status.name)' to check out",
      cause: FileRefusal.notCommittedYet(status.name, path: status.path))
  }

  fileprivate static func uncommitted(_ status: PromptStatus) -> RepositoryError {
    let name = status.name
    if case .invalid(let error) = status.state {
      return RepositoryError(
        .conflict, error.summary, cause: FileRefusal.unreadableFile(status.name, error))
    }
    if case .conflict(.markers) = status.state {
      return RepositoryError(
        .conflict, "\(status.path) still has the markers of a merge",
        cause: FileRefusal.openMerge(name))
    }
    return RepositoryError(
      .conflict, "\(status.path) has edits that are committed nowhere",
      cause: FileRefusal.uncommittedEdits(name))
  }
}
