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
