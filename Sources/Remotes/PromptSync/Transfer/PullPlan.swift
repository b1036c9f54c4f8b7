internal import PromptMerge
internal import PromptRepo

/// What is to be taken from a remote.
struct PullPlan {
  /// Versions, by their numbers there.
  var versions: [Int] = []
  /// What the prompt's record is to be.
  var record: RemoteRecord?
  /// The content of a version on top that resolves what both sides cut, and what it says.
  var resolution: (content: VersionContent, message: String)?
  /// What was withdrawn here, if that keeps the version on top from being active; it goes on from
  /// what is withdrawn.
  var withdrawal: WithdrawnVersions?
  /// Whose active version is to be the active one; `nil` where the remote's has not moved.
  var pointer: PointerMerge<Int>.Side?
  /// Where texts have to be merged by hand.
  var marked: SyncConflict.MarkedText?

  /// Whether there is nothing to take and nothing to settle.
  var isNothing: Bool {
    versions.isEmpty && record == nil && resolution == nil && pointer == nil && marked == nil
  }
}

extension PromptSyncJob {
  /// What is to be taken, with conflicts resolved as the options say.
  ///
  /// - Throws: A conflict where they leave one.
  func plan(_ standing: SyncSnapshot) throws(SyncFailure) -> PullPlan {
    let comparison = standing.comparison
    var taking = PullPlan(versions: comparison.newRemote)
    if comparison.record == .remote { taking.record = standing.seen.record }
    if comparison.record == .both { taking.record = try mergedRecord(standing) }
    if comparison.cut == .both {
      try resolve(standing, &taking)
    } else if tracking.mergeAfter != nil, options.resolution != .merge {
      try resolveMarkedText(standing, &taking)
    } else if comparison.isPointerContested {
      taking.pointer = try resolvedPointer(standing)
    } else if comparison.pointer == .remote {
      taking.pointer = .theirs
    }
    hold(&taking, standing)
    return taking
  }

  /// Keeps a version on top from being active where our text in it was withdrawn here: what counts
  /// is then where the active version was moved last, there or here.
  private func hold(_ taking: inout PullPlan, _ standing: SyncSnapshot) {
    guard let withdrawal = standing.withdrawal, let latest = standing.prompt.latest,
      options.resolution != .theirs, let content = taking.resolution?.content,
      withdrawal.covers(latest), content.hash != withdrawal.live.hash
    else { return }
    taking.withdrawal = withdrawal
    let isMovedThere = standing.comparison.pointer == .remote
    if options.resolution == .merge, isMovedThere { taking.pointer = .theirs }
  }

  private func mergedRecord(_ standing: SyncSnapshot) throws(SyncFailure) -> RemoteRecord {
    guard let resolution = options.resolution,
      let merged = try recordMerge(standing).resolved(resolution), let name = merged.title
    else {
      throw .conflict(
        try conflict("fields of the record were edited on both sides", .resolve, standing))
    }
    return RemoteRecord(name: name, description: merged.description, metadata: merged.metadata)
  }

  private func resolvedPointer(
    _ standing: SyncSnapshot
  ) throws(SyncFailure) -> PointerMerge<Int>.Side {
    switch options.resolution {
    case .ours: return .ours
    case .theirs: return .theirs
    case .merge, nil:
      throw .conflict(
        try conflict("the active version was moved on both sides", .resolve, standing))
    }
  }

  /// Where texts are being merged by hand, one side's text ends that.
  private func resolveMarkedText(
    _ standing: SyncSnapshot, _ taking: inout PullPlan
  ) throws(SyncFailure) {
    let comparison = standing.comparison
    guard let resolution = options.resolution, let here = comparison.newLocal.last,
      let there = comparison.versions.max()
    else { return }
    taking.pointer = .ours
    let content = try content(resolution == .ours ? here : there)
    taking.resolution = (
      content, message(resolution, here, comparison.versions.lastIndex(of: there).map { $0 + 1 })
    )
  }

  private func message(_ resolution: Resolution, _ here: Int, _ there: Int?) -> String {
    let how =
      switch resolution {
      case .ours: "keep the text from here"
      case .theirs: "take the text from \(context.remote)"
      case .merge: "merge the texts"
      }
    return "Version \(here) from here and version \(there ?? 0) of \(context.remote): \(how)"
  }

  /// Where both sides cut versions, a version on top decides; it becomes the active one.
  private func resolve(_ standing: SyncSnapshot, _ taking: inout PullPlan) throws(SyncFailure) {
    let comparison = standing.comparison
    guard let resolution = options.resolution, let here = comparison.newLocal.last,
      let there = comparison.newRemote.last, let text = tracking.templates[there]
    else { return }
    taking.pointer = .ours
    let ours = try content(here)
    let common = comparison.versions.last { $0 > 0 }
    let base = try common.map { number throws(SyncFailure) in try content(number) }
    let theirs = try ledger { () throws(RepositoryError) in
      try VersionContent(template: text.template, config: base?.config)
    }
    let merge = ContentMerge(base: base, ours: ours, theirs: theirs)
    guard let content = merge.resolved(resolution) else {
      taking.marked = SyncConflict.MarkedText(
        base: base, ours: ours, theirs: theirs,
        labels: ["v\(here)", common.map { "v\($0)" } ?? "", "v\(there) of \(context.remote)"])
      return
    }
    taking.resolution = (content, message(resolution, here, there))
  }
}
