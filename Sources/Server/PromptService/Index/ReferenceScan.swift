internal import PromptRepo

/// Puts references that come in the order of their names together to prompts.
struct PromptReferenceScan {
  /// A prompt's chains, as they were found.
  struct Found {
    /// The bytes of the prompt's name.
    let name: [UInt8]
    var tips = PromptTips()
    var key: RecordKey?

    /// The prompt's name; `nil` when it can be no prompt's.
    var promptName: PromptName? { PromptName(orNil: String(decoding: name, as: UTF8.self)) }
  }

  private var current: Found?

  /// Takes the next reference.
  ///
  /// - Returns: The prompt before, if this is another one's.
  mutating func take(_ reference: [UInt8], _ target: ObjectID, _ key: RecordKey?) -> Found? {
    let path = reference.dropFirst(LedgerRef.Folder.prompts.rawValue.utf8.count)
    guard let (name, kind) = LedgerRef.split(promptPath: path) else { return nil }
    var previous: Found?
    if current.map({ !$0.name.elementsEqual(name) }) ?? true {
      previous = current
      current = Found(name: Array(name))
    }
    current?.tips.set(kind, target)
    if let key { current?.key = key }
    return previous
  }

  /// The last prompt.
  mutating func finish() -> Found? {
    defer { current = nil }
    return current
  }
}

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
