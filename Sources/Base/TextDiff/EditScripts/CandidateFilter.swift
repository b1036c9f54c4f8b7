/// Chooses the elements that take part in the search for a path.
///
/// An element that the other sequence does not have can only be a change. An element that is
/// very frequent there (a blank line) and stands amid such elements would only pull the path
/// astray, so it counts as changed too. The thresholds are git's.
struct CandidateFilter {
  /// Positions in the old sequence that are worth matching.
  let old: [Int]

  /// Positions in the new sequence that are worth matching.
  let new: [Int]

  private enum Grade { case absent, ordinary, frequent }

  init(old: [Int32], new: [Int32], prefix: Int, suffix: Int) {
    let kinds = Int(max(old.max() ?? -1, new.max() ?? -1)) + 1
    self.old = Self.candidates(
      old, in: prefix..<(old.count - suffix), counts: Self.counts(new, kinds: kinds))
    self.new = Self.candidates(
      new, in: prefix..<(new.count - suffix), counts: Self.counts(old, kinds: kinds))
  }

  private static func counts(_ tokens: [Int32], kinds: Int) -> [Int32] {
    var counts = [Int32](repeating: 0, count: kinds)
    for token in tokens { counts[Int(token)] += 1 }
    return counts
  }

  private static func candidates(
    _ tokens: [Int32], in range: Range<Int>, counts: [Int32]
  ) -> [Int] {
    let limit = min(roughSquareRoot(tokens.count), 1024)
    let grades = range.map { index -> Grade in
      let count = Int(counts[Int(tokens[index])])
      return count == 0 ? .absent : count >= limit ? .frequent : .ordinary
    }
    return grades.indices.lazy.filter { index in
      switch grades[index] {
      case .absent: false
      case .ordinary: true
      case .frequent: !isAmidAbsent(index, grades)
      }
    }.map { $0 + range.lowerBound }
  }

  /// Does the run of absent and frequent elements around `index`, at most 100 on each side,
  /// hold absent ones on both sides and more than three absent ones for each frequent one?
  private static func isAmidAbsent(_ index: Int, _ grades: [Grade]) -> Bool {
    let reach = 100
    var frequent = 2
    var absent = 0
    for side in [
      stride(from: index - 1, through: max(index - reach, 0), by: -1),
      stride(from: index + 1, through: min(index + reach, grades.count - 1), by: 1),
    ] {
      let before = absent
      run: for neighbour in side {
        switch grades[neighbour] {
        case .absent: absent += 1
        case .frequent: frequent += 1
        case .ordinary: break run
        }
      }
      if absent == before { return false }
    }
    return frequent * 4 < frequent + absent
  }
}

/// A power of two near the square root of `number`: at least the root, at most twice it.
func roughSquareRoot(_ number: Int) -> Int {
  var root = 1
  var rest = number
  while rest > 0 {
    root <<= 1
    rest >>= 2
  }
  return root
}
