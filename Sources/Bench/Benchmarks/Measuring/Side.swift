/// One side of a comparison that takes its samples itself.
struct Side<Sample> {
  /// The name in the report.
  let name: String
  /// Takes one sample.
  let take: () throws -> Sample
}
