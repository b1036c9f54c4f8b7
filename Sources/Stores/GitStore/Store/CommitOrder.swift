internal import GitModel

/// The order in which the moves of a change are made, so that what a crash leaves can be read and
/// completed: what something leans on comes first, and what is removed last, the other way round.
struct CommitOrder: Comparable {
  private let place: Int
  private let name: ReferenceName

  init(_ move: ReferenceMove, in layout: ReferenceLayout) {
    name = move.name
    let place = layout.place(of: move.name)
    self.place = move.new == nil ? 2 * layout.lastPlace - place : place
  }

  static func < (left: CommitOrder, right: CommitOrder) -> Bool {
    (left.place, left.name) < (right.place, right.name)
  }
}
