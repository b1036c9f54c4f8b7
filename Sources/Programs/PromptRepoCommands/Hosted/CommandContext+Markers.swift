internal import PromptFiles
internal import PromptRepo

extension CommandContext {
  /// Writes texts that have to be merged by hand into the working files.
  ///
  /// - Returns: What to say where that is not possible.
  func writeMarkers(_ texts: [SyncOutcome.UnresolvedText]) throws -> [String] {
    guard !texts.isEmpty else { return [] }
    guard let workspace = try workspaceIfAny() else {
      return ["There are no working files here: choose with --ours or --theirs instead."]
    }
    let repository = try repository()
    for text in texts {
      let sides = MergeSides(
        base: text.base.map { MergeSides.Side($0, label: text.labels[1]) },
        ours: MergeSides.Side(text.ours, label: text.labels[0]),
        theirs: MergeSides.Side(text.theirs, label: text.labels[2]))
      try workspace.writeMarkers(sides, of: text.name, in: repository)
    }
    return []
  }
}
