internal import PromptRepo

/// Finds the prompts whose chains stand elsewhere than a table says.
struct IndexDifferences {
  private let table: PromptTable
  /// Whether the prompt in each row was met.
  private var isMet: [Bool]
  private var found: [PromptName: PromptTips] = [:]

  init(_ table: PromptTable) {
    self.table = table
    isMet = Array(repeating: false, count: table.rowCount)
  }

  /// Takes a prompt as it is.
  mutating func take(_ prompt: PromptReferenceScan.Found) {
    guard let name = prompt.promptName else { return }
    if let row = table.row(of: name) {
      isMet[row] = true
      if table.tips(inRow: row) == prompt.tips { return }
    }
    found[name] = prompt.tips
  }

  /// What was found, and the prompts that were not met, which are gone.
  consuming func finish() -> [PromptName: PromptTips] {
    for row in isMet.indices where !isMet[row] {
      if let name = table.name(inRow: row) { found[name] = PromptTips() }
    }
    return found
  }
}
