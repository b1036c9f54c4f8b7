internal import CanonicalJSON
internal import CommandKit
internal import PromptRepo

let matrixCommand = Command<CommandContext>(
  "matrix", abstract: "Show which version of each prompt is live in each environment.",
  discussion: """
    Each cell shows the version's number, the first digits of its hash, how long it has been \
    live, and who deployed it. * marks a version that differs from the active one; (held back) \
    marks a pointer that was rolled back and has not moved forward since.
    """,
  .optionalArgument("prefix", help: "Show only prompts whose names begin with this text."),
  .flag("--archived", help: "Include archived prompts.")
) { (context, prefix: String?, archived: Bool) in
  let matrix = try context.repository().matrix(under: prefix ?? "", archived: archived)
  if context.json {
    for row in matrix.rows { try context.output.json(row.json(matrix.environments)) }
  } else if !matrix.rows.isEmpty {
    try context.output.table(matrix.table(at: context.now()))
  } else if matrix.failures.isEmpty {
    try context.sayNoPrompts(prefix, hidesArchived: !archived)
  }
  try context.finish(matrix.failures.map { ErrorReport($0.error, about: $0.name) })
}

extension DeploymentMatrix {
  fileprivate func table(at now: Timestamp) -> Table {
    var table = Table(narrowing: (0...environments.count).map { .shorten($0 + 1) })
    table.add(
      cells: (["NAME", "ACTIVE"] + environments.map { $0.name.rawValue.uppercased() }).map {
        Table.Cell($0, .faint)
      })
    for row in rows {
      let different = row.different
      table.add(
        cells: [
          .init(row.name.rawValue, .bold),
          cell(row, .active, row.active, isDifferent: false, at: now),
        ]
          + environments.map {
            cell(
              row, .environment($0.name), row.live[$0.name],
              isDifferent: different.contains($0.name), at: now)
          })
    }
    return table
  }

  private func cell(
    _ row: Row, _ pointer: Pointer, _ move: PointerMove?, isDifferent: Bool, at now: Timestamp
  ) -> Table.Cell {
    guard let move else { return .init("-", .faint) }
    let isHeldBack = row.withdrawals[pointer] != nil
    let mark = (isDifferent ? "*" : "") + (isHeldBack ? " (held back)" : "")
    let version = "v\(move.version)\(mark) \(move.hash.short(8))"
    var cell = Table.Cell.cut(
      "\(version) \(move.author.time.age(at: now)) \(move.author.name)",
      isDifferent || isHeldBack ? .yellow : nil, atLeast: version.columns + 1)
    cell.short = "v\(move.version)\(mark)"
    return cell
  }
}

extension DeploymentMatrix.Row {
  /// The row as machine-readable output shows it.
  fileprivate func json(_ environments: [DeploymentEnvironment]) -> JSONObject {
    var object: JSONObject = ["object": "matrix.row", "name": .string(name.rawValue)]
    object["active"] = active.map { .object(cell($0, .active)) } ?? .null
    var cells = JSONObject()
    for environment in environments.map(\.name) {
      guard let move = live[environment] else {
        cells[environment.rawValue] = .null
        continue
      }
      var cell = cell(move, .environment(environment))
      cell["differs"] = .bool(different.contains(environment))
      cells[environment.rawValue] = .object(cell)
    }
    object["environments"] = .object(cells)
    if isArchived { object["archived"] = true }
    return object
  }

  private func cell(_ move: PointerMove, _ pointer: Pointer) -> JSONObject {
    var object = move.json(of: name, pointer)
    if let withdrawal = withdrawals[pointer] {
      object["held_back"] = .object(withdrawal.json(of: name, pointer))
    }
    return object
  }
}
