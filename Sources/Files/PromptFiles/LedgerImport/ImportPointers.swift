internal import PromptRepo

// What an export carries beyond the rows that other programs read.
extension Transaction {
  /// Gives a new prompt its versions and the moves of its pointers as they were.
  mutating func restoreHistory(
    _ versions: [(row: ImportRow, content: VersionContent)], of name: PromptName,
    _ environments: ImportedEnvironments, _ report: inout ImportReport
  ) throws(RepositoryError) {
    for (row, content) in versions {
      guard let step = row.details?.step else { continue }
      try restore(content, message: row.message ?? "", step, to: name)
    }
    let histories = versions.last?.row.details?.pointers ?? []
    for history in histories {
      guard history.moves.allSatisfy({ $0.version <= versions.count }) else {
        report.leftAlone.append(
          "\(name): \(history.pointer) was at a version that is not in the file")
        continue
      }
      guard try environments.allows(history.pointer, self) else {
        report.leftAlone.append(
          "\(name): what was live in \(history.pointer), which is not an environment on both sides")
        continue
      }
      try restore(history, of: name, versions)
    }
    if histories.isEmpty { try activate(name, versions.map(\.row), 0, versions) }
    if let archivedAt = versions.last?.row.details?.archivedAt {
      try edit(name, RecordEdit(archivedAt: .set(archivedAt)))
    }
  }

  /// Moves the active pointer of a prompt that is here as it was moved there since, if the moves there
  /// begin with those here.
  ///
  /// - Parameter rows: All rows of the prompt, which agree with its versions.
  /// - Returns: Whether they do, and there were more.
  mutating func goOn(
    with rows: [ImportRow], of name: PromptName
  ) throws(RepositoryError) -> Bool {
    guard let history = rows.last?.details?.pointers.first(where: { $0.pointer == .active }),
      try lastMove(of: .active, name) != nil
    else { return false }
    var moves = Array(try moves(of: .active, name).reversed())
    let isBeginning = zip(moves, history.moves).allSatisfy { here, there in
      here.version == there.version && (here.restores == nil) == (there.restores == nil)
    }
    guard isBeginning, moves.count < history.moves.count else { return false }
    var steps: [Int: CommitMetadata] = [:]
    for row in rows {
      if let number = row.version, let details = row.details { steps[number] = details.step.ofMove }
    }
    let isWhole = history.moves.allSatisfy { move in
      steps[move.version] != nil && move.restores.map { $0 < history.moves.count } ?? true
    }
    guard isWhole else { return false }
    for move in history.moves[moves.count...] {
      guard let step = move.step ?? steps[move.version] else { continue }
      let restored = move.restores.flatMap { $0 < moves.count ? moves[$0] : nil }
      moves.append(
        try restore(
          .active, of: name, to: version(name, .number(move.version)), restoring: restored, step))
    }
    return true
  }

  private mutating func restore(
    _ history: PointerHistory, of name: PromptName,
    _ versions: [(row: ImportRow, content: VersionContent)]
  ) throws(RepositoryError) {
    var moves: [PointerMove] = []
    for move in history.moves {
      let step = move.step ?? versions[move.version - 1].row.details?.step.ofMove
      guard let step else { continue }
      let restored = move.restores.map { moves[$0] }
      try moves.append(
        restore(
          history.pointer, of: name, to: version(name, .number(move.version)), restoring: restored,
          step))
    }
  }

  /// Says what an export has of a prompt that is here already, and the ledger keeps as it is.
  func noteLeftAlone(
    _ name: PromptName, _ newest: ImportRow, _ report: inout ImportReport
  ) throws(RepositoryError) {
    guard let details = newest.details, newest.details?.pointers.isEmpty == false else { return }
    for history in details.pointers {
      guard let there = history.moves.last?.version else { continue }
      let here = try lastMove(of: history.pointer, name)?.version
      if here == there {
        let newest = history.moves.map(\.version).max() ?? there
        guard history.pointer == .active, newest > there, try withdrawal(of: name) == nil else {
          continue
        }
        let known = try moves(of: .active, name).reversed().map(\.version)
        if known != history.moves.map(\.version) {
          report.leftAlone.append("\(name): v\(newest) was rolled back to v\(there) in the file")
        }
        continue
      }
      let standing = here.map { "v\($0)" } ?? "nothing"
      report.leftAlone.append(
        "\(name): \(standing) is live here in \(history.pointer), v\(there) in the file")
    }
    let isArchived = try existing(name).record.isArchived
    guard isArchived != (details.archivedAt != nil) else { return }
    report.leftAlone.append(
      "\(name): it is \(isArchived ? "" : "not ")archived here, and \(isArchived ? "not " : "")in the file"
    )
  }
}
