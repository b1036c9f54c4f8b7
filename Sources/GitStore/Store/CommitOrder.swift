internal import PromptRepo

/// The order in which the moves of a change are made, so that what a crash leaves can be read and
/// completed: a prompt's record, its versions, its pointers, everything else; removals come last,
/// the other way round.
struct CommitOrder: Comparable {
  private let rank: Int
  private let name: ReferenceName

  init(_ move: ReferenceMove) {
    name = move.name
    let concern = CommitOrder.concern(move.name.rawValue)
    rank = move.new == nil ? 7 - concern : concern
  }

  static func < (left: CommitOrder, right: CommitOrder) -> Bool {
    (left.rank, left.name) < (right.rank, right.name)
  }

  private static func concern(_ name: String) -> Int {
    guard name.utf8.starts(with: PromptReferences.root.utf8) else { return 3 }
    if name.utf8.suffix(6).elementsEqual("/@info".utf8) { return 0 }
    if name.utf8.suffix(10).elementsEqual("/@versions".utf8) { return 1 }
    return 2
  }
}
