internal import PromptRepo
internal import Synchronization

extension StatusReader {
  /// The version that a file was made from, which is not the latest one; nil if nothing says so.
  ///
  /// What the index says counts as long as git did not put another file in the place since: then
  /// it is the newest version that HEAD contains. Last comes the newest version with equal content.
  func base(
    of working: WorkingFile, _ indexed: IndexEntry?
  ) throws(RepositoryError) -> ResolvedBase {
    if let onto {
      return ResolvedBase(
        base: IndexEntry(try ledger.version(working.ledgerName, onto), record: nil))
    }
    var found = try knownBase(of: working, indexed)
    if found.base == nil {
      let hashes = try working.hashes()
      var versions = try ledger.versionChain(of: working.ledgerName)
      found.base = try versions.first { hashes.contains($0.hash) }
        .map { IndexEntry($0, record: nil) }
    }
    return found
  }

  private func knownBase(
    of working: WorkingFile, _ indexed: IndexEntry?
  ) throws(RepositoryError) -> ResolvedBase {
    guard let control = workspace.sourceControl else {
      return ResolvedBase(base: indexed, isOwn: indexed != nil)
    }
    func history(after base: IndexEntry?) throws(RepositoryError) -> IndexEntry? {
      try contained(of: working, after: base, control).map { IndexEntry($0, record: nil) }
    }
    guard let indexed else { return ResolvedBase(base: try history(after: nil)) }
    switch try evidence(on: working, indexed, control) {
    case .index: return ResolvedBase(base: indexed, isOwn: true)
    case .indexOrNewer, .contained:
      return ResolvedBase(base: try history(after: indexed) ?? indexed)
    case .history(let isCertain):
      var found = ResolvedBase(base: try history(after: nil))
      if !isCertain, (found.base?.number ?? 0) < indexed.number, found.base?.hash != indexed.hash {
        found.rival = indexed
      }
      return found
    }
  }

  /// Whether a file is HEAD's, and the latest version was cut from a commit that came after.
  func latestFollowsHead(
    _ working: WorkingFile, to latest: IndexEntry
  ) throws(RepositoryError) -> Bool {
    guard onto == nil, let control = workspace.sourceControl,
      let source = try ledger.version(at: latest.commit).source,
      try control.isHeadInHistory(of: source.commit)
    else { return false }
    return try control.source(of: working.headPath, bytes: working.bytes) != nil
  }

  /// The newest version that HEAD contains, after another one: its source is in HEAD's history, or
  /// later commits there have its content, as after a squash or a cherry-pick, and have it after
  /// that of the versions before it.
  ///
  /// So a text that was there before, and was taken up again for a version that HEAD does not have,
  /// does not make HEAD's own text a return from that version.
  func contained(
    of working: WorkingFile, after base: IndexEntry?, _ control: any SourceControl
  ) throws(RepositoryError) -> Version? {
    // A file that HEAD does not have says nothing about one that lies there.
    if try control.hasSame(working.headPath, as: nil) { return nil }
    var candidates: [Version] = []
    var found: Version?
    var versions = try ledger.versionChain(of: working.ledgerName)
    while let version = try versions.next() {
      if let base, version.number <= base.number { break }
      if let source = version.source, try control.isInHistory(source.commit) {
        found = version
        break
      }
      candidates.append(version)
    }
    if candidates.isEmpty { return found }
    let places = try places(of: working, notIn: found?.source?.commit ?? base?.head, control)
    var last = 0
    if found == nil, let base {
      // HEAD did not have the base's own text when it was noted, or its history was another, as
      // before a rebase: then the text may be among the others.
      let wasThere = try base.mark == .head ? isInHistory(base.head, control) : false
      if !wasThere { last = places[base.hash]?.first?.place ?? 0 }
    }
    // From the oldest on.
    for version in candidates.reversed() {
      guard let known = places[version.hash],
        let place = try counting(known, for: version, of: working, control).first(from: last)
      else { continue }
      last = place
      found = version
    }
    return found
  }

  /// The places of a version's content that may be the version: those in the history of the commit
  /// that it was cut from are not, where the file had become another before that history left
  /// HEAD's. There it took up an old text again.
  private func counting(
    _ places: [HistoryPlace], for version: Version, of working: WorkingFile,
    _ control: any SourceControl
  ) throws(RepositoryError) -> [HistoryPlace] {
    guard let source = version.source else { return places }
    let mergeBases = try control.mergeBases(with: source.commit)
    if mergeBases.isEmpty { return places }
    for meeting in mergeBases {
      guard let bytes = try control.contents(of: source.path, in: meeting) else { continue }
      if earlier.content(bytes, of: working)?.hashes.contains(version.hash) == true {
        return places
      }
    }
    var counting: [HistoryPlace] = []
    for place in places where try !control.isInHistory(place.commit, of: source.commit) {
      counting.append(place)
    }
    return counting
  }

  /// Where in HEAD's history, without the history of another commit, a file held which content.
  func places(
    of working: WorkingFile, notIn commit: ObjectID?, _ control: any SourceControl
  ) throws(RepositoryError) -> [VersionHash: [HistoryPlace]] {
    var places: [VersionHash: [HistoryPlace]] = [:]
    var count = 0
    // What the file held under another name came before.
    for path in (working.rename?.formerPaths ?? []) + [working.headPath] {
      let first = count
      for content in try control.contents(of: path, notIn: commit) {
        count = max(count, first + (content.places.map(\.place).max() ?? -1) + 1)
        for hash in earlier.content(content.bytes, of: working)?.hashes ?? [] {
          places[hash, default: []] += content.places.map { (first + $0.place, $0.commit) }
        }
      }
    }
    // Files that differ in their record alone have the same content.
    return places.mapValues { $0.sorted { $0.place < $1.place } }
  }
}

/// What one file held before, each content read once however many questions are about it.
final class EarlierFiles: Sendable {
  /// What is asked of a content.
  struct Content: Sendable {
    let record: RecordEdit
    /// The hashes of all contents that the file could stand for.
    let hashes: [VersionHash]
  }

  private struct State {
    var name: PromptName?
    var contents: [[UInt8]: Content?] = [:]
  }

  private let state = Mutex(State())

  /// The content of a file with these bytes in the place of another; `nil` for what cannot be read,
  /// which was never a version.
  func content(_ bytes: [UInt8], of working: WorkingFile) -> Content? {
    state.withLock { state in
      if state.name != working.name { state = State(name: working.name) }
      if let known = state.contents[bytes] { return known }
      var content: Content?
      do throws(PromptFileError) {
        let file = try PromptFile(parsing: bytes, path: working.path, name: working.name)
        content = Content(record: file.record, hashes: try file.hashes())
      } catch {}
      state.contents[bytes] = .some(content)
      return content
    }
  }
}

/// Where HEAD's history gave a file a content, as ``SourceControl/contents(of:notIn:)`` has it.
typealias HistoryPlace = (place: Int, commit: ObjectID)

extension [HistoryPlace] {
  /// The first place of a sorted array that is not before another.
  fileprivate func first(from bound: Int) -> Int? {
    let index = firstIndex(behind: { $0.place >= bound })
    return index < endIndex ? self[index].place : nil
  }
}

extension RandomAccessCollection {
  /// The first index from which on a predicate is true; the end if there is none.
  ///
  /// - Parameter isBehind: Must be false for all elements up to some place, and true from there on.
  func firstIndex(behind isBehind: (Element) -> Bool) -> Index {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = index(low, offsetBy: distance(from: low, to: high) / 2)
      if isBehind(self[middle]) { high = middle } else { low = index(after: middle) }
    }
    return low
  }
}

/// Where a prompt's chains stand.
struct ChainTips: Sendable, Hashable {
  var versions: ObjectID?
  var info: ObjectID?
  var active: ObjectID?

  /// The tips of one prompt.
  init(of name: PromptName, in reader: some LedgerReader) throws(RepositoryError) {
    versions = try reader.tip(of: .versions, name)
    info = try reader.tip(of: .info, name)
    active = try reader.tip(of: .pointer(.active), name)
  }

  /// The tips of a prompt that does not exist.
  static let none = ChainTips()

  private init() {}

  private init(_ tips: PromptTips) {
    versions = tips.versions
    info = tips.info
    active = tips.active
  }

  /// The tips of all prompts, read in one listing.
  static func all(in repository: Repository) throws(RepositoryError) -> [PromptName: ChainTips] {
    var tips: [PromptName: ChainTips] = [:]
    try forEach(in: repository) { (name, found) in
      if found.info != nil { tips[name] = found }
    }
    return tips
  }

  /// Tells the tips of all prompts, in the order of their references.
  static func forEach(
    in repository: Repository,
    _ body: (PromptName, ChainTips) throws(RepositoryError) -> Void
  ) throws(RepositoryError) {
    var scan = PromptReferenceScan()
    func tell(_ prompt: PromptReferenceScan.Found?) throws(RepositoryError) {
      guard let prompt, case let tips = ChainTips(prompt.tips), tips != ChainTips.none else {
        return
      }
      try body(try PromptName(String(decoding: prompt.name, as: UTF8.self)), tips)
    }
    var last: String?
    while true {
      let page = try repository.store.references(
        in: .prompts, after: last, limit: pageLength)
      for reference in page {
        try tell(scan.take(Array(reference.name.rawValue.utf8), reference.target, nil))
      }
      guard page.count == pageLength, let end = page.last else { break }
      last = end.name.rawValue
    }
    try tell(scan.finish())
  }

  /// So many references are held at once.
  private static let pageLength = 4_096
}
