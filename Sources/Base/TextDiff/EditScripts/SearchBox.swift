/// A part of both sequences, still to be searched.
struct SearchBox {
  var old: Range<Int>
  var new: Range<Int>

  /// Set where a shortest path is known to be short, so that the search need not be cut off.
  var mustBeShortest: Bool
}
