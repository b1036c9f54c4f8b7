/// Finds which elements of two sequences to pair.
///
/// E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), the linear-space
/// variant: from both corners of a box, find a point of a shortest path, and go on with the two
/// boxes it leaves. A box whose path is long is cut at a good point instead (see
/// ``MyersFrontiers``). Work that is left is kept on a stack of its own, not the thread's.
struct MyersSearch {
  private let old: [Int32]
  private let new: [Int32]
  private let costLimit: Int

  init(old: [Int32], new: [Int32], effort: SearchEffort) {
    self.old = old
    self.new = new
    costLimit =
      switch effort {
      case .asGit: max(roughSquareRoot(old.count + new.count + 3), 256)
      case .linear: 256
      }
  }

  /// Calls `body` with the positions of each pair of equal elements.
  func forEachMatch(_ body: (_ old: Int, _ new: Int) -> Void) {
    var frontiers = MyersFrontiers(old: old, new: new, costLimit: costLimit)
    var pending = [
      SearchBox(old: 0..<old.count, new: 0..<new.count, mustBeShortest: false)
    ]
    while var box = pending.popLast() {
      var (low, high) = (box.old.lowerBound, box.old.upperBound)
      var (newLow, newHigh) = (box.new.lowerBound, box.new.upperBound)
      while low < high, newLow < newHigh, old[low] == new[newLow] {
        body(low, newLow)
        low += 1
        newLow += 1
      }
      while low < high, newLow < newHigh, old[high - 1] == new[newHigh - 1] {
        high -= 1
        newHigh -= 1
        body(high, newHigh)
      }
      if low == high || newLow == newHigh { continue }
      box.old = low..<high
      box.new = newLow..<newHigh
      let cut = frontiers.cut(box)
      pending.append(
        SearchBox(
          old: cut.old..<high, new: cut.new..<newHigh, mustBeShortest: cut.upperIsShortest))
      pending.append(
        SearchBox(old: low..<cut.old, new: newLow..<cut.new, mustBeShortest: cut.lowerIsShortest))
    }
  }
}

/// A part of both sequences, still to be searched.
struct SearchBox {
  var old: Range<Int>
  var new: Range<Int>

  /// Set where a shortest path is known to be short, so that the search need not be cut off.
  var mustBeShortest: Bool
}

/// A point that a path through a box goes through.
struct SplitPoint {
  var old: Int
  var new: Int
  var lowerIsShortest = true
  var upperIsShortest = true
}

/// How far paths have come from both corners of a box, for each diagonal (old − new position).
///
/// Beyond a cost of 256 the search may stop early: at the end of a run of 20 matches that got
/// unusually far, or, at a cost of `costLimit`, at the point that got furthest of all.
struct MyersFrontiers {
  private let old: [Int32]
  private let new: [Int32]
  private let shift: Int
  private let costLimit: Int
  private var forward: Frontier
  private var backward: Frontier

  private static let longRun = 20
  private static let patience = 256

  /// Furthest old positions by diagonal; only the diagonals in `reached`, every other one, count.
  private struct Frontier {
    var position: [Int]
    var reached = 0...0

    var diagonals: StrideThrough<Int> {
      stride(from: reached.upperBound, through: reached.lowerBound, by: -2)
    }

    /// Adds a diagonal at each end, or drops the outermost where the box ends.
    mutating func widen(in limits: ClosedRange<Int>, shift: Int, unreachable: Int) {
      var (low, high) = (reached.lowerBound, reached.upperBound)
      if low > limits.lowerBound {
        low -= 1
        position[low - 1 + shift] = unreachable
      } else {
        low += 1
      }
      if high < limits.upperBound {
        high += 1
        position[high + 1 + shift] = unreachable
      } else {
        high -= 1
      }
      reached = low...max(low, high)
    }
  }

  init(old: [Int32], new: [Int32], costLimit: Int) {
    self.old = old
    self.new = new
    shift = new.count + 1
    let diagonals = old.count + new.count + 3
    self.costLimit = costLimit
    forward = Frontier(position: [Int](repeating: 0, count: diagonals))
    backward = forward
  }

  /// A point inside `box`, whose corners do not match, where it can be cut in two.
  mutating func cut(_ box: SearchBox) -> SplitPoint {
    let limits =
      (box.old.lowerBound - box.new.upperBound)...(box.old.upperBound - box.new.lowerBound)
    let start = box.old.lowerBound - box.new.lowerBound
    let end = box.old.upperBound - box.new.upperBound
    let meetsForward = (start - end) % 2 != 0
    forward.reached = start...start
    forward.position[start + shift] = box.old.lowerBound
    backward.reached = end...end
    backward.position[end + shift] = box.old.upperBound

    var cost = 0
    while true {
      cost += 1
      var sawLongRun = false
      forward.widen(in: limits, shift: shift, unreachable: -1)
      if let met = stepForward(box, meets: meetsForward, &sawLongRun) { return met }
      backward.widen(in: limits, shift: shift, unreachable: .max)
      if let met = stepBackward(box, meets: !meetsForward, &sawLongRun) { return met }
      if box.mustBeShortest { continue }
      if sawLongRun, cost > Self.patience {
        if let cut = forwardPastLongRun(box, start: start, cost: cost) { return cut }
        if let cut = backwardPastLongRun(box, end: end, cost: cost) { return cut }
      }
      if cost >= costLimit { return furthest(box) }
    }
  }

  private mutating func stepForward(
    _ box: SearchBox, meets: Bool, _ sawLongRun: inout Bool
  ) -> SplitPoint? {
    let last = forward.reached.lowerBound
    var diagonal = forward.reached.upperBound
    while diagonal >= last {
      let index = diagonal + shift
      let (below, above) = (forward.position[index - 1], forward.position[index + 1])
      let begin = below >= above ? below + 1 : above
      var (x, y) = (begin, begin - diagonal)
      while x < box.old.upperBound, y < box.new.upperBound, old[x] == new[y] {
        x += 1
        y += 1
      }
      if x - begin > Self.longRun { sawLongRun = true }
      forward.position[index] = x
      if meets, backward.reached.contains(diagonal), backward.position[index] <= x {
        return SplitPoint(old: x, new: y)
      }
      diagonal -= 2
    }
    return nil
  }

  private mutating func stepBackward(
    _ box: SearchBox, meets: Bool, _ sawLongRun: inout Bool
  ) -> SplitPoint? {
    let last = backward.reached.lowerBound
    var diagonal = backward.reached.upperBound
    while diagonal >= last {
      let index = diagonal + shift
      let (below, above) = (backward.position[index - 1], backward.position[index + 1])
      let begin = below < above ? below : above - 1
      var (x, y) = (begin, begin - diagonal)
      while x > box.old.lowerBound, y > box.new.lowerBound, old[x - 1] == new[y - 1] {
        x -= 1
        y -= 1
      }
      if begin - x > Self.longRun { sawLongRun = true }
      backward.position[index] = x
      if meets, forward.reached.contains(diagonal), x <= forward.position[index] {
        return SplitPoint(old: x, new: y)
      }
      diagonal -= 2
    }
    return nil
  }
}

extension MyersFrontiers {
  /// The forward point that got furthest for its cost, if a long run of matches ends at it.
  private func forwardPastLongRun(_ box: SearchBox, start: Int, cost: Int) -> SplitPoint? {
    var best: SplitPoint?
    var bestGain = 4 * cost
    for diagonal in forward.diagonals {
      let x = forward.position[diagonal + shift]
      let y = x - diagonal
      let gain = x - box.old.lowerBound + y - box.new.lowerBound - abs(diagonal - start)
      guard gain > bestGain,
        x - Self.longRun >= box.old.lowerBound, x < box.old.upperBound,
        y - Self.longRun >= box.new.lowerBound, y < box.new.upperBound,
        (1...Self.longRun).allSatisfy({ old[x - $0] == new[y - $0] })
      else { continue }
      bestGain = gain
      best = SplitPoint(old: x, new: y, upperIsShortest: false)
    }
    return best
  }

  /// The backward point that got furthest for its cost, if a long run of matches starts at it.
  private func backwardPastLongRun(_ box: SearchBox, end: Int, cost: Int) -> SplitPoint? {
    var best: SplitPoint?
    var bestGain = 4 * cost
    for diagonal in backward.diagonals {
      let x = backward.position[diagonal + shift]
      let y = x - diagonal
      let gain = box.old.upperBound - x + box.new.upperBound - y - abs(diagonal - end)
      guard gain > bestGain,
        x > box.old.lowerBound, x + Self.longRun <= box.old.upperBound,
        y > box.new.lowerBound, y + Self.longRun <= box.new.upperBound,
        (0..<Self.longRun).allSatisfy({ old[x + $0] == new[y + $0] })
      else { continue }
      bestGain = gain
      best = SplitPoint(old: x, new: y, lowerIsShortest: false)
    }
    return best
  }

  /// The point that got furthest from either corner.
  private func furthest(_ box: SearchBox) -> SplitPoint {
    var ahead = (sum: -1, x: -1)
    for diagonal in forward.diagonals {
      let reach = min(forward.position[diagonal + shift], box.old.upperBound)
      let x = min(reach, box.new.upperBound + diagonal)
      if ahead.sum < x + x - diagonal { ahead = (x + x - diagonal, x) }
    }
    var back = (sum: Int.max, x: Int.max)
    for diagonal in backward.diagonals {
      let reach = max(backward.position[diagonal + shift], box.old.lowerBound)
      let x = max(reach, box.new.lowerBound + diagonal)
      if x + x - diagonal < back.sum { back = (x + x - diagonal, x) }
    }
    let behind = box.old.upperBound + box.new.upperBound - back.sum
    if behind < ahead.sum - box.old.lowerBound - box.new.lowerBound {
      return SplitPoint(old: ahead.x, new: ahead.sum - ahead.x, upperIsShortest: false)
    }
    return SplitPoint(old: back.x, new: back.sum - back.x, lowerIsShortest: false)
  }
}
