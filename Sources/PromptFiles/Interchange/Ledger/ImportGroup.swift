internal import PromptRepo

/// The rows of one prompt, oldest version first.
struct ImportGroup {
  /// What makes rows belong together.
  enum Key: Hashable {
    /// Rows with the same id.
    case id(String)
    /// Rows that number their versions, of one name.
    case history(String)
    /// The k-th row of a name.
    case single(String, occurrence: Int)
  }

  let key: Key
  var rows: [ImportRow]

  /// The name as the rows give it.
  var name: String { rows[0].name }

  /// The how many-th prompt of its name the group is, from 1.
  var occurrence: Int {
    if case .single(_, let occurrence) = key { return occurrence }
    return 1
  }

  /// Gathers rows into groups, in the order of their first rows.
  static func grouping(_ rows: [ImportRow]) -> [ImportGroup] {
    var groups: [ImportGroup] = []
    var positions: [Key: Int] = [:]
    var occurrences: [RowName: Int] = [:]
    for row in rows {
      let key: Key
      if let id = row.id {
        key = .id(id)
      } else if row.version != nil {
        key = .history(row.name)
      } else {
        let occurrence = occurrences[RowName(row.name), default: 0] + 1
        occurrences[RowName(row.name)] = occurrence
        key = .single(row.name, occurrence: occurrence)
      }
      if let position = positions[key] {
        groups[position].rows.append(row)
      } else {
        positions[key] = groups.count
        groups.append(ImportGroup(key: key, rows: [row]))
      }
    }
    return groups
  }
}

/// A name that compares by its bytes.
private struct RowName: Hashable {
  let bytes: [UInt8]

  init(_ text: String) {
    bytes = Array(text.utf8)
  }
}
