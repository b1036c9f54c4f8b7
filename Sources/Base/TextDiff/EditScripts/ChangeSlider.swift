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
