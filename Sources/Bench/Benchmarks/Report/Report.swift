internal import CanonicalJSON

/// What a run has found, for people and for programs.
struct Report {
  let comparisons: [Comparison]
  let notes: [String]
  let isQuick: Bool

  init(_ bench: Bench) {
    comparisons = bench.comparisons
    notes = bench.notes + (bench.options.isQuick ? ["Tiny sizes: the figures mean nothing."] : [])
    isQuick = bench.options.isQuick
  }
}
