/// Finds which elements of two sequences to pair.
///
/// E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), the linear-space
/// variant: from both corners of a box, find a point of a shortest path, and go on with the two
/// boxes it leaves. A box whose path is long is cut at a good point instead (see
/// ``FrontierPair``). Work that is left is kept on a stack of its own, not the thread's.
struct PathSearch {
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
    var frontiers = FrontierPair(old: old, new: new, costLimit: costLimit)
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
