/// A kind of work that several stores can do.
struct Work: Sendable {
  /// The name that `--only` takes.
  let name: String
  /// What it is, in one line.
  let summary: String
  /// Does it on all sides and adds the figures to the run.
  let run: @Sendable (Bench) throws -> Void
}
