internal import Platform
internal import PromptRepo

/// How many versions there are, by the rows of a ``PromptTable``.
///
/// A prompt has as many as its latest one's number says, which is in a commit. So a row that has
/// changed is only noted, and its commit read by ``PromptIndex/measure(until:)``.
struct VersionTally: Sendable {
  private enum Count {
    static let none: Int32 = 0
    static let unread: Int32 = -1
  }

  private var counts: [Int32] = []
  private var unread: [Int32] = []
  private var sum = 0

  /// How many versions there are; `nil` while some numbers have to be read.
  var total: Int? { unread.isEmpty ? sum : nil }

  /// Notes that a row holds another prompt, or the same one with other versions.
  mutating func reset(row: Int32, hasVersions: Bool) {
    while counts.count <= Int(row) { counts.append(Count.none) }
    let before = counts[Int(row)]
    if before > 0 { sum -= Int(before) }
    counts[Int(row)] = hasVersions ? Count.unread : Count.none
    if hasVersions { unread.append(row) }
  }

  /// Takes a row whose number has to be read; `nil` when there is none left.
  mutating func takeUnread() -> Int32? {
    while let row = unread.popLast() {
      if counts[Int(row)] == Count.unread { return row }
    }
    return nil
  }

  /// Notes the number of a row that was taken.
  mutating func set(row: Int32, _ number: Int) {
    guard counts[Int(row)] == Count.unread else { return }
    counts[Int(row)] = Int32(clamping: number)
    sum += Int(counts[Int(row)])
  }
}

/// References that have moved, for the time of the last change.
struct MovedReferences: Sendable {
  /// Where chains of prompts stand now.
  private(set) var tips: [ObjectID] = []
  /// Other chains.
  private(set) var others: [ReferenceName] = []
  /// Whether more has moved than is noted, so that the newest of all has to be looked for.
  private(set) var isUnknown = true

  /// Beyond this, looking at all is as fast.
  private static let limit = 1_000

  var isEmpty: Bool { !isUnknown && tips.isEmpty && others.isEmpty }

  /// Nothing but what is noted from now on has moved.
  mutating func clear() {
    (tips, others, isUnknown) = ([], [], false)
  }

  mutating func noteUnknown() {
    (tips, others, isUnknown) = ([], [], true)
  }

  mutating func note(_ names: Set<ReferenceName>) {
    guard !isUnknown else { return }
    for name in names {
      switch LedgerRef(name) {
      case .repositoryWide, .tombstones, .tracking: others.append(name)
      case .prompt, nil: continue
      }
    }
    if others.count > MovedReferences.limit { noteUnknown() }
  }

  /// Notes where a prompt's chains have come to.
  mutating func note(_ tips: PromptTips, before old: PromptTips?) {
    guard !isUnknown else { return }
    // Whoever deleted the prompt has left a tombstone.
    guard tips.info != nil else { return noteUnknown() }
    if let tip = tips.info, tip != old?.info { self.tips.append(tip) }
    if let tip = tips.versions, tip != old?.versions { self.tips.append(tip) }
    if let tip = tips.active, tip != old?.active { self.tips.append(tip) }
    for deployed in tips.deployments where old?[deployed.environment] != deployed.tip {
      self.tips.append(deployed.tip)
    }
    if self.tips.count > MovedReferences.limit { noteUnknown() }
  }
}

extension PromptIndex {
  /// Reads for metrics what has changed, until a time of the clock that only grows.
  ///
  /// Requests are answered meanwhile.
  func measure(until end: UInt64) throws(RepositoryError) {
    try readLastChange()
    while SystemClock.monotonicNanoseconds() < end {
      let next = withKnown { state -> (row: Int, tip: ObjectID?)? in
        state.table.takeUncounted()
      }
      guard let next else { return }
      guard let tip = next.tip else { continue }
      // A damaged prompt counts for none; `fsck` and the requests for it say so.
      let number = try countable(tip)
      withKnown { $0.table.count(number, inRow: next.row, at: tip) }
    }
  }

  private func countable(_ tip: ObjectID) throws(RepositoryError) -> Int {
    do throws(RepositoryError) {
      return try repository.versionNumber(at: tip)
    } catch {
      guard error.code == .damaged || error.code == .invalid else { throw error }
      return 0
    }
  }

  private func readLastChange() throws(RepositoryError) {
    let moved = withKnown { state in
      let moved = state.moved
      state.moved.clear()
      return moved
    }
    guard !moved.isEmpty else { return }
    do throws(RepositoryError) {
      let newest = try newest(of: moved)
      withKnown { state in
        state.lastChange =
          moved.isUnknown ? newest : [state.lastChange, newest].compactMap(\.self).max()
      }
    } catch {
      withKnown { $0.moved.noteUnknown() }
      throw error
    }
  }

  private func newest(of moved: MovedReferences) throws(RepositoryError) -> Int64? {
    if moved.isUnknown {
      var log = try repository.audit()
      return try log.next()?.time.seconds
    }
    var tips = moved.tips
    for name in moved.others {
      if let tip = try repository.target(of: name) { tips.append(tip) }
    }
    var newest: Int64?
    for tip in tips {
      // A tip that has moved on since then may be gone.
      guard let object = try repository.object(tip), object.kind == .commit else { continue }
      let time = try Commit(object).committer.time.seconds
      newest = max(newest ?? time, time)
    }
    return newest
  }
}
