internal import PromptRepo

/// How a prompt here and the same prompt at a remote stand to each other, since they were in step.
public struct Comparison: Sendable, Hashable {
  /// The side on which something has changed.
  public enum Side: String, Sendable, Hashable {
    /// Neither, or both in the same way.
    case neither
    /// Here.
    case local
    /// There.
    case remote
    /// On both, differently.
    case both

    init(local: Bool, remote: Bool) {
      self = local ? (remote ? .both : .local) : (remote ? .remote : .neither)
    }
  }

  /// Versions that are here and not there, by their numbers here.
  public var newLocal: [Int]
  /// Versions that are there and not here, by their numbers there.
  public var newRemote: [Int]
  /// For each version there, its number here; 0 where it is not here.
  public var versions: [Int]
  /// Where the record has changed.
  public var record: Side
  /// Where the active pointer has moved.
  public var pointer: Side

  /// Where versions were cut.
  public var cut: Side { Side(local: !newLocal.isEmpty, remote: !newRemote.isEmpty) }

  /// Whether both sides have a say in what is to be active.
  ///
  /// Versions come with their activation: the other side's alone would undo it.
  public var isPointerContested: Bool {
    pointer == .both || (cut == .local && pointer == .remote)
      || (cut == .remote && pointer == .local)
  }

  /// The number here of a version there; `nil` when it is not here.
  func local(_ remote: Int) -> Int? {
    guard remote >= 1, remote <= versions.count, versions[remote - 1] > 0 else { return nil }
    return versions[remote - 1]
  }

  /// How it stands, in one word.
  public var state: SyncState {
    let sides = [cut, record]
    if sides.contains(.both) || isPointerContested { return .diverged }
    let all = sides + [pointer]
    let (isAhead, isBehind) = (all.contains(.local), all.contains(.remote))
    return isAhead ? (isBehind ? .both : .ahead) : (isBehind ? .behind : .clean)
  }
}

/// How a prompt stands to a remote.
public enum SyncState: String, Sendable, Hashable, CaseIterable {
  /// In step.
  case clean
  /// Changed here.
  case ahead
  /// Changed there.
  case behind
  /// Changed on both sides, in things that go together.
  case both
  /// Changed on both sides, in things that exclude each other.
  case diverged
  /// No longer there.
  case gone
  /// Deleted here, still there.
  case deleted
  /// Never fetched, or never created there.
  case unknown
}

extension Comparison {
  /// Compares both sides with what they agreed on last.
  init(
    _ local: LocalPrompt, _ seen: SeenPrompt, agreed: SyncBase?
  ) throws(RepositoryError) {
    var versions = agreed?.versions ?? []
    if versions.count < seen.latest {
      versions += repeatElement(0, count: seen.latest - versions.count)
    }
    let known = Set(versions)
    var newLocal = (1..<(local.latest + 1)).filter { !known.contains($0) }
    var newRemote = versions.indices.filter { versions[$0] == 0 }.map { $0 + 1 }
    var matched: (here: Int, there: Int)?
    // The same texts in the same order are the same versions: somebody brought them here by
    // another way, or they were pushed and the answer was lost.
    while let here = newLocal.first, let there = newRemote.first,
      try local.hash(here) == seen.hashes[there - 1]
    {
      versions[there - 1] = here
      matched = (here, there)
      newLocal.removeFirst()
      newRemote.removeFirst()
    }
    self.newLocal = newLocal
    self.newRemote = newRemote
    self.versions = versions
    record = Comparison.record(local.record, seen.record, agreed)
    pointer = Comparison.pointer(local, seen, agreed, versions, matched)
  }

  private static func record(
    _ local: RemoteRecord, _ remote: RemoteRecord, _ agreed: SyncBase?
  ) -> Side {
    if local == remote { return .neither }
    guard let agreed else { return .both }
    return Side(local: local != agreed.localRecord, remote: remote != agreed.remoteRecord)
  }

  private static func pointer(
    _ local: LocalPrompt, _ seen: SeenPrompt, _ agreed: SyncBase?, _ versions: [Int],
    _ matched: (here: Int, there: Int)?
  ) -> Side {
    let found = seen.active >= 1 && seen.active <= versions.count ? versions[seen.active - 1] : 0
    let there = found > 0 ? found : nil
    if there == local.active { return .neither }
    guard let agreed else {
      // For the first time: a pointer to a version that only one side has comes with it. Nobody
      // there knew of a rollback here.
      if there == nil {
        return versions.contains(local.active) && !local.isHeldBack ? .remote : .both
      }
      return versions.contains(local.active) ? .both : .local
    }
    let side = Side(
      local: local.active != agreed.localActive, remote: seen.active != agreed.remoteActive)
    guard side == .both, let matched else { return side }
    // Both cut the same, and each made it active; what counts is who went on from there.
    return Side(local: local.active != matched.here, remote: seen.active != matched.there)
  }
}

/// What a comparison looks at of a prompt here.
struct LocalPrompt: Sendable {
  let record: RemoteRecord
  let latest: Int
  let active: Int
  /// Whether a rollback holds its active pointer back.
  var isHeldBack = false
  /// The template's hash of a version.
  let hash: @Sendable (Int) throws(RepositoryError) -> VersionHash
}

/// A prompt on both sides at one moment, and how they stand to each other.
///
/// What is decided by it holds only as long as neither side changes.
struct SyncSnapshot: Sendable {
  /// The prompt here.
  let prompt: Prompt
  /// The number of its newest version.
  let latest: Int
  /// The number of its active version.
  let active: Int
  /// What a rollback here withdrew; `nil` if nothing.
  let withdrawal: WithdrawnVersions?
  /// What was seen there.
  let seen: SeenPrompt
  /// The comparison of both.
  let comparison: Comparison

  /// The record here.
  var record: RemoteRecord { RemoteRecord(prompt) }

  /// Whether a transaction finds the prompt here as it was.
  func isCurrent(in transaction: Transaction) throws(RepositoryError) -> Bool {
    guard let current = try transaction.prompt(prompt.name) else { return false }
    return current.record.id == prompt.record.id && current.infoTip == prompt.infoTip
      && current.latest?.commit == prompt.latest?.commit
      && current.active?.commit == prompt.active?.commit
  }
}

/// How a remote may keep a text: with other line ends, in another Unicode form, without white space
/// at the end.
enum ServerNormalization {
  /// Whether a text that a remote keeps is what it may have made of one that was sent.
  static func isOne(_ kept: String, of sent: String) -> Bool {
    // Swift takes all Unicode forms of a text for the same.
    plain(kept) == plain(sent)
  }

  /// Whether a record that a remote keeps is what it may have made of one that was sent.
  ///
  /// Its metadata have to be the same, since another writer's edit of them must not be taken for
  /// that.
  static func isOne(_ kept: RemoteRecord, of sent: RemoteRecord) -> Bool {
    isOne(kept.name, of: sent.name) && isOne(kept.description ?? "", of: sent.description ?? "")
      && kept.metadata == sent.metadata
  }

  private static func plain(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\n", scalars.last == "\r" { scalars.removeLast() }
      scalars.append(scalar)
    }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}
