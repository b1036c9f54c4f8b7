internal import PromptMerge
internal import PromptRepo

/// The versions of a prompt that both sides cut, and what they come from.
struct VersionSides {
  let base: Version?
  /// Ours, oldest first; never empty.
  let ours: [Version]
  let ourLatest: Version
  let theirLatest: Version
  let baseContent: VersionContent?
  let ourContent: VersionContent
  let theirContent: VersionContent

  /// Reads the versions; nil where one side has none of its own.
  init?(_ fork: ChainFork, reader: MirrorReader) throws(RepositoryError) {
    base = try fork.base.map { commit throws(RepositoryError) in try reader.version(at: commit) }
    var ours: [Version] = []
    for commit in fork.ours { ours.append(try reader.version(at: commit)) }
    guard let ourLatest = ours.last, let theirs = fork.theirs.last else { return nil }
    self.ours = ours
    self.ourLatest = ourLatest
    theirLatest = try reader.version(at: theirs)
    baseContent = try base.map { version throws(RepositoryError) in
      try reader.content(of: version)
    }
    ourContent = try reader.content(of: ourLatest)
    theirContent = try reader.content(of: theirLatest)
  }

  var merge: ContentMerge {
    ContentMerge(base: baseContent, ours: ourContent, theirs: theirContent)
  }

  /// The numbers of the versions that only they have.
  var theirNumbers: ClosedRange<Int> {
    let first = (base?.number ?? 0) + 1
    return min(first, theirLatest.number)...theirLatest.number
  }

  /// The number that a version has once ours are on top of theirs.
  func number(of version: Version) -> Int {
    guard let place = ours.firstIndex(where: { $0.commit == version.commit }) else {
      return version.number
    }
    return theirLatest.number + 1 + place
  }

  /// The number of our last version then.
  var topNumber: Int { theirLatest.number + ours.count }

  /// What the version says of itself that holds the outcome.
  func message(_ resolution: Resolution, remote: String) -> String {
    let both = "v\(theirLatest.number) of \(remote) and v\(topNumber)"
    let from = base.map { ", which both go on from v\($0.number)" } ?? ""
    return resolution == .merge
      ? "Merge \(both)\(from)" : "Take v\(theirLatest.number) of \(remote) over v\(topNumber)"
  }

  func unresolved(_ merge: ContentMerge, name: PromptName, remote: String) -> UnresolvedTexts {
    var before: UnresolvedTexts.Side?
    if let base, let baseContent {
      before = UnresolvedTexts.Side(number: base.number, content: baseContent)
    }
    return UnresolvedTexts(
      name: name, remote: remote, base: before,
      ours: UnresolvedTexts.Side(number: topNumber, content: ourContent),
      theirs: UnresolvedTexts.Side(number: theirLatest.number, content: theirContent),
      places: merge.textConflicts, keys: merge.configConflicts)
  }
}
