/// What must leave one sequence and enter it to make it another.
///
/// The script is always a correct one. It is a shortest one for sequences that differ little; for
/// sequences that differ a lot the search is cut off, so that memory stays linear and time near
/// n·√n or linear, as asked. With ``SearchEffort/asGit`` the same choices are made as git's `myers`
/// makes without the indent heuristic, so that hunks and merges come out as people who use git
/// expect them.
struct EditScript {
  /// For each element of the old sequence: is it taken out?
  private(set) var removed: [Bool]

  /// For each element of the new sequence: is it put in?
  private(set) var inserted: [Bool]

  /// Compares two sequences of token numbers.
  init(old: [Int32], new: [Int32], effort: SearchEffort) {
    removed = [Bool](repeating: false, count: old.count)
    inserted = [Bool](repeating: false, count: new.count)

    let shorter = min(old.count, new.count)
    var prefix = 0
    while prefix < shorter, old[prefix] == new[prefix] { prefix += 1 }
    var suffix = 0
    while suffix < shorter - prefix, old[old.count - 1 - suffix] == new[new.count - 1 - suffix] {
      suffix += 1
    }

    let filter = CandidateFilter(old: old, new: new, prefix: prefix, suffix: suffix)
    for index in prefix..<(old.count - suffix) { removed[index] = true }
    for index in prefix..<(new.count - suffix) { inserted[index] = true }
    let search = MyersSearch(
      old: filter.old.map { old[$0] }, new: filter.new.map { new[$0] }, effort: effort)
    search.forEachMatch { oldIndex, newIndex in
      removed[filter.old[oldIndex]] = false
      inserted[filter.new[newIndex]] = false
    }

    ChangeSlider.settle(&removed, of: old, beside: inserted)
    ChangeSlider.settle(&inserted, of: new, beside: removed)
  }

  /// The changes in order; what lies between two of them is equal on both sides.
  var changes: [SequenceChange] {
    var changes: [SequenceChange] = []
    var oldIndex = 0
    var newIndex = 0
    while oldIndex < removed.count || newIndex < inserted.count {
      let oldStart = oldIndex
      let newStart = newIndex
      while oldIndex < removed.count, removed[oldIndex] { oldIndex += 1 }
      while newIndex < inserted.count, inserted[newIndex] { newIndex += 1 }
      if oldStart < oldIndex || newStart < newIndex {
        changes.append(SequenceChange(old: oldStart..<oldIndex, new: newStart..<newIndex))
      } else {
        oldIndex += 1
        newIndex += 1
      }
    }
    return changes
  }
}

/// One place where two sequences differ: `old` was replaced by `new`; either may be empty.
public struct SequenceChange: Equatable, Sendable {
  /// The positions taken out, counted from 0 in the old sequence.
  public var old: Range<Int>

  /// The positions put in, counted from 0 in the new sequence.
  public var new: Range<Int>

  /// Makes a change of `old` into `new`.
  public init(old: Range<Int>, new: Range<Int>) {
    self.old = old
    self.new = new
  }
}

/// When the search for a shortest path through a box is given up.
enum SearchEffort {
  /// At a cost near the square root of the input's length, as git does, but not below 256.
  case asGit
  /// At a cost of 256, so that time is linear in the input's length.
  case linear
}

/// Gives equal byte strings equal small numbers, so that a diff compares integers.
///
/// Open addressing over the standard library's seeded hash: input cannot choose its collisions.
struct TokenTable {
  private var slots = [Int32](repeating: -1, count: 64)
  private var hashes: [Int] = []
  private var spellings: [ArraySlice<UInt8>] = []
  private let copiesTokens: Bool

  /// Makes a table without tokens.
  ///
  /// - Parameter copiesTokens: Whether new tokens are copied, so that the table does not keep the
  ///   texts that they are from.
  init(copiesTokens: Bool = false) {
    self.copiesTokens = copiesTokens
  }

  /// The numbers of `tokens`, in order.
  mutating func numbers(of tokens: some Sequence<ArraySlice<UInt8>>) -> [Int32] {
    tokens.map { number(of: $0) }
  }

  /// How many different tokens there are.
  var count: Int { spellings.count }

  /// The number of a token.
  mutating func number(of token: ArraySlice<UInt8>) -> Int32 {
    var hasher = Hasher()
    token.withUnsafeBytes { hasher.combine(bytes: $0) }
    let hash = hasher.finalize()
    let mask = slots.count - 1
    var slot = hash & mask
    while slots[slot] >= 0 {
      let known = Int(slots[slot])
      if hashes[known] == hash, spellings[known] == token { return slots[slot] }
      slot = (slot + 1) & mask
    }
    let number = Int32(spellings.count)
    slots[slot] = number
    hashes.append(hash)
    spellings.append(copiesTokens ? Array(token)[...] : token)
    if spellings.count * 2 > slots.count { grow() }
    return number
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    slots = [Int32](repeating: -1, count: mask + 1)
    for (number, hash) in hashes.enumerated() {
      var slot = hash & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(number)
    }
  }
}
