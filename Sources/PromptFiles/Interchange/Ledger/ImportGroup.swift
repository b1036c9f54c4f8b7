internal import CanonicalJSON
internal import PromptRepo

/// The rows of one prompt, oldest version first.
struct ImportGroup {
  /// What makes rows belong together.
  enum Key: Hashable {
    /// The row of one file.
    case file(UTF8Key)
    /// Rows with the same id.
    case id(UTF8Key)
    /// Rows that number their versions, of one name.
    case history(UTF8Key)
    /// The k-th row of a name.
    case single(UTF8Key, occurrence: Int)
  }

  let key: Key
  var rows: [ImportRow]

  /// The name as the rows give it.
  var name: String { rows[0].name }

  /// Gathers rows into groups, in the order of their first rows.
  static func grouping(_ rows: [ImportRow]) -> [ImportGroup] {
    var groups: [ImportGroup] = []
    var positions: [Key: Int] = [:]
    var occurrences: [UTF8Key: Int] = [:]
    for row in rows {
      let key: Key
      if let path = row.path {
        key = .file(UTF8Key(path))
      } else if let id = row.id {
        key = .id(UTF8Key(id))
      } else if row.version != nil {
        key = .history(UTF8Key(row.name))
      } else {
        let name = UTF8Key(row.name)
        let occurrence = occurrences[name, default: 0] + 1
        occurrences[name] = occurrence
        key = .single(name, occurrence: occurrence)
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
