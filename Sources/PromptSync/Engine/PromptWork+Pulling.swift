internal import CanonicalJSON
internal import PromptMerge
internal import PromptRepo

extension PromptWork {
  /// What is to be taken from the remote.
  struct Taking {
    /// Versions, by their numbers there.
    var versions: [Int] = []
    /// What the prompt's record is to be.
    var record: RemoteRecord?
    /// The content of a version on top that resolves what both sides cut, and what it says.
    var resolution: (content: VersionContent, message: String)?
    /// Whether the version that is active there is to be active here.
    var pointer = false
    /// Where texts have to be merged by hand.
    var marked: SyncConflict.MarkedText?
  }

  /// Takes from the remote what has changed there.
  mutating func pull(_ comparison: Comparison) throws(SyncFailure) {
    guard options.direction.pulls || comparison.state == .diverged else { return }
    let taking = try plan(comparison)
    let isNothing =
      taking.versions.isEmpty && taking.record == nil && !taking.pointer
      && taking.resolution == nil
    guard !isNothing else { return }
    try describe(taking, comparison)
    guard !options.isDryRun else { return }
    try take(taking, comparison)
    if let marked = taking.marked {
      throw .conflict(
        try conflict("the texts of both sides overlap", .edit(marked: marked), comparison))
    }
  }

  private func plan(_ comparison: Comparison) throws(SyncFailure) -> Taking {
    var taking = Taking(versions: comparison.newRemote)
    if comparison.record == .remote { taking.record = try seen().record }
    if comparison.record == .both, let resolution = options.resolution {
      guard let merged = try recordMerge().resolved(resolution) else {
        throw .conflict(
          try conflict("fields of the record were edited on both sides", .resolve, comparison))
      }
      taking.record = RemoteRecord(
        name: merged.title ?? "", description: merged.description, metadata: merged.metadata)
    }
    if comparison.cut == .both {
      try resolve(comparison, &taking)
      return taking
    }
    let isContested =
      comparison.pointer == .both || (comparison.cut == .local && comparison.pointer == .remote)
      || (comparison.cut == .remote && comparison.pointer == .local)
    guard isContested else {
      taking.pointer = comparison.pointer == .remote
      return taking
    }
    switch options.resolution {
    case .ours: break
    case .theirs: taking.pointer = true
    case .merge, nil:
      throw .conflict(
        try conflict("the active version was moved on both sides", .resolve, comparison))
    }
    return taking
  }

  private func resolve(
    _ comparison: Comparison, _ taking: inout Taking
  ) throws(SyncFailure) {
    guard let resolution = options.resolution, let here = comparison.newLocal.last,
      let there = comparison.newRemote.last, let text = tracking.templates[there]
    else { return }
    let ours = try content(here)
    let common = comparison.versions.last { $0 > 0 }
    let base = try common.map { number throws(SyncFailure) in try content(number) }
    let config = base?.config
    let theirs = try ledger { () throws(RepositoryError) in
      try VersionContent(template: text.template, config: config)
    }
    let merge = ContentMerge(base: base, ours: ours, theirs: theirs)
    guard let content = merge.resolved(resolution) else {
      taking.marked = SyncConflict.MarkedText(
        base: base, ours: ours, theirs: theirs,
        labels: ["v\(here)", common.map { "v\($0)" } ?? "", "v\(there) of \(context.remote)"])
      return
    }
    let how =
      switch resolution {
      case .ours: "keep the text from here"
      case .theirs: "take the text from \(context.remote)"
      case .merge: "merge the texts"
      }
    taking.resolution = (
      content, "Version \(here) from here and version \(there) of \(context.remote): \(how)"
    )
  }

  private mutating func describe(
    _ taking: Taking, _ comparison: Comparison
  ) throws(SyncFailure) {
    guard let latest = try local().latest else { return }
    for (index, number) in taking.versions.enumerated() {
      item.actions.append(.takeVersion(there: number, here: latest.number + 1 + index))
    }
    if taking.record != nil { item.actions.append(.takeRecord) }
    if let resolution = taking.resolution { item.actions.append(.resolve(resolution.message)) }
    guard taking.pointer else { return }
    let active = try seen().active
    let here =
      comparison.versions.indices.contains(active - 1) ? comparison.versions[active - 1] : 0
    let offset = taking.versions.firstIndex(of: active).map { latest.number + 1 + $0 }
    item.actions.append(.activateHere(here > 0 ? here : offset ?? 0))
  }

  /// Takes all of it in one change, and notes it in the same.
  private mutating func take(
    _ taking: Taking, _ comparison: Comparison
  ) throws(SyncFailure) {
    let (name, seen) = (try localName(), try seen())
    var noted = tracking
    noted.agreed = agreement(after: taking, comparison, seen)
    let work = self
    tracking = try ledger { () throws(RepositoryError) in
      try repository.change(by: context.author()) { (transaction) throws(RepositoryError) in
        var tracking = noted
        try work.apply(taking, name, seen, &tracking, &transaction)
        try transaction.track(
          work.id, at: work.context.remote, tracking.files,
          subject: "taken from \(work.context.remote)")
        return tracking
      }
    }
  }

  /// What both sides agree on once everything is taken: all that is there.
  private func agreement(
    after taking: Taking, _ comparison: Comparison, _ seen: SeenPrompt
  ) -> Agreement? {
    var agreed =
      tracking.agreed
      ?? Agreement(
        localRecord: seen.record, remoteRecord: seen.record, localActive: 0,
        remoteActive: seen.active, versions: comparison.versions)
    agreed.versions = comparison.versions
    if taking.record != nil {
      agreed.localRecord = seen.record
      agreed.remoteRecord = seen.record
    }
    return agreed
  }

  /// Applies what is taken to the ledger.
  private func apply(
    _ taking: Taking, _ name: PromptName, _ seen: SeenPrompt, _ tracking: inout Tracking,
    _ transaction: inout Transaction
  ) throws(RepositoryError) {
    try appendVersions(taking.versions, to: name, &tracking, &transaction)
    if let (content, message) = taking.resolution {
      try transaction.addVersion(
        VersionDraft(content, message: message, mayRepeat: true), to: name)
    }
    if let record = taking.record { try edit(name, to: record, &transaction) }
    let there = tracking.agreed?.local(seen.active) ?? 0
    if taking.pointer, there > 0, try transaction.active(of: name)?.number != there {
      try transaction.activate(
        name, .number(there), reason: "It is the active version of \(context.remote)")
    }
    if taking.pointer || taking.resolution != nil || taking.marked != nil
      || options.resolution == .ours
    {
      tracking.agreed?.localActive = there
      tracking.agreed?.remoteActive = seen.active
    }
    if taking.marked != nil { tracking.mergeAfter = try transaction.latest(of: name)?.number }
  }

  /// Appends versions that were seen at the remote, by their numbers there.
  func appendVersions(
    _ numbers: [Int], to name: PromptName, _ tracking: inout Tracking,
    _ transaction: inout Transaction
  ) throws(RepositoryError) {
    for number in numbers {
      guard let text = tracking.templates.removeValue(forKey: number) else {
        throw .damagedTracking("the template of version \(number) is missing")
      }
      // The API holds no configuration; what was there goes on.
      let latest = try transaction.latest(of: name)
      let config = try latest.map { version throws(RepositoryError) in
        try transaction.content(of: version).config
      }
      let content = try VersionContent(template: text.template, config: config ?? nil)
      let version = try transaction.addVersion(
        VersionDraft(
          content,
          author: Signature(
            name: context.remote.rawValue, email: "", time: try Timestamp(text.createdAt)),
          activates: false, mayRepeat: true, remoteVersion: "\(context.remote) \(number)"),
        to: name)
      tracking.agreed?.versions[number - 1] = version.number
    }
  }

  private func edit(
    _ name: PromptName, to record: RemoteRecord, _ transaction: inout Transaction
  ) throws(RepositoryError) {
    let current = try transaction.existing(name)
    let edit = RecordEdit(
      title: record.name == current.displayName ? .keep : .set(record.name),
      description: .set(record.description), metadata: .set(record.metadata))
    if edit.applied(to: current.record) != current.record { try transaction.edit(name, edit) }
  }
}
