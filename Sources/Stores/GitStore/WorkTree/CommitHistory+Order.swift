internal import GitModel

extension CommitHistory {
  /// The positions of all commits that are not left out, each after its ancestors.
  ///
  /// Where sides were merged and the merge has a file as some of them have it, these sides are the
  /// later ones: what the others had came before the decision for it.
  ///
  /// - Parameter given: The blobs that commits gave the file, where it is not as in the first
  ///   parent.
  func oldestFirst(_ isExcluded: [Bool], _ given: [Int: ObjectID]) -> [Int] {
    let order = oldestFirst(isExcluded) { commits[$0].parents }
    guard order.contains(where: { commits[$0].parents.count > 1 }) else { return order }
    var held = [ObjectID?](repeating: nil, count: commits.count)
    for position in order {
      held[position] = given[position] ?? commits[position].parents.first.flatMap { held[$0] }
    }
    return oldestFirst(isExcluded) { position in
      let parents = commits[position].parents
      if parents.count < 2 { return parents }
      return parents.filter { held[$0] != held[position] }
        + parents.filter { held[$0] == held[position] }
    }
  }

  /// The positions in an order in which the parents of each commit come before it, as they are
  /// named.
  private func oldestFirst(_ isExcluded: [Bool], parents: (Int) -> [Int]) -> [Int] {
    var order: [Int] = []
    var isSeen = isExcluded
    // The newest is the tip.
    var open: [(position: Int, isDone: Bool)] = [(0, false)]
    while let (position, isDone) = open.popLast() {
      if isDone {
        order.append(position)
        continue
      }
      if isSeen[position] { continue }
      isSeen[position] = true
      open.append((position, true))
      for parent in parents(position).reversed() where !isSeen[parent] {
        open.append((parent, false))
      }
    }
    return order
  }
}
