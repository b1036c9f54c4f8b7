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

/// Moves runs of changed elements to where they read best.
///
/// A run can slide over equal elements without changing what the script does: in `a b a b` either
/// `a b` or `b a` may be the inserted one. Runs that touch are joined; a run that can stand beside
/// a change of the other sequence is put there, so that the two read as a replacement; any other
/// goes as far down as it can.
enum ChangeSlider {
  /// Settles every run of `changed`, one flag for each of `tokens`; `other` is the other sequence.
  static func settle(_ changed: inout [Bool], of tokens: [Int32], beside other: [Bool]) {
    var run = Run(in: changed)
    var opposite = Run(in: other)
    repeat {
      if run.isEmpty { continue }
      var highestEnd: Int
      var lastBesideOther: Int?
      var length: Int
      repeat {
        length = run.count
        while run.slideUp(&changed, tokens) { opposite.moveToPrevious(in: other) }
        highestEnd = run.end
        lastBesideOther = opposite.isEmpty ? nil : run.end
        while run.slideDown(&changed, tokens) {
          opposite.moveToNext(in: other)
          if !opposite.isEmpty { lastBesideOther = run.end }
        }
      } while run.count != length
      if run.end > highestEnd, lastBesideOther != nil {
        while opposite.isEmpty, run.slideUp(&changed, tokens) {
          opposite.moveToPrevious(in: other)
        }
      }
    } while run.moveToNext(in: changed) && opposite.moveToNext(in: other)
  }

  /// A run of changed elements, or the empty place between two unchanged ones.
  private struct Run {
    var start: Int
    var end: Int

    var count: Int { end - start }
    var isEmpty: Bool { start == end }

    init(in flags: [Bool]) {
      start = 0
      end = 0
      extendDown(in: flags)
    }

    @discardableResult
    mutating func moveToNext(in flags: [Bool]) -> Bool {
      if end == flags.count { return false }
      start = end + 1
      end = start
      extendDown(in: flags)
      return true
    }

    mutating func moveToPrevious(in flags: [Bool]) {
      if start == 0 { return }
      end = start - 1
      start = end
      extendUp(in: flags)
    }

    mutating func slideUp(_ flags: inout [Bool], _ tokens: [Int32]) -> Bool {
      guard start > 0, tokens[start - 1] == tokens[end - 1] else { return false }
      start -= 1
      end -= 1
      flags[start] = true
      flags[end] = false
      extendUp(in: flags)
      return true
    }

    mutating func slideDown(_ flags: inout [Bool], _ tokens: [Int32]) -> Bool {
      guard end < flags.count, tokens[start] == tokens[end] else { return false }
      flags[start] = false
      flags[end] = true
      start += 1
      end += 1
      extendDown(in: flags)
      return true
    }

    private mutating func extendUp(in flags: [Bool]) {
      while start > 0, flags[start - 1] { start -= 1 }
    }

    private mutating func extendDown(in flags: [Bool]) {
      while end < flags.count, flags[end] { end += 1 }
    }
  }
}
