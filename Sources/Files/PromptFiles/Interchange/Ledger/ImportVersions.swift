internal import PromptRepo

/// The versions that a group of rows adds to what a prompt has.
struct ImportVersions {
  /// Rows to cut versions of, with their content, oldest first.
  private(set) var added: [(row: ImportRow, content: VersionContent)] = []
  /// Rows that do not fit, and why.
  private(set) var rejected: [RowError] = []

  /// Compares rows with the versions that are there.
  ///
  /// Rows that number their versions have to agree with the ledger's numbers. The others are new
  /// from where they stop repeating its newest versions.
  init(_ rows: [(row: ImportRow, content: VersionContent)], after existing: [VersionHash]) {
    guard rows.contains(where: { $0.row.version != nil }) else {
      let rows = ImportVersions.withoutRepeats(rows)
      added = Array(rows[ImportVersions.overlap(rows.map(\.content.hash), existing)...])
      return
    }
    var hashes = existing
    for (row, content) in rows {
      let number = row.version ?? hashes.count + 1
      if number <= hashes.count, number >= 1 {
        if hashes[number - 1] != content.hash {
          reject(row, "version \(number) is there already with other content")
        }
      } else if number == hashes.count + 1 {
        // What an export numbers as a version is one, though it may repeat the one before it.
        if row.details == nil, hashes.last == content.hash { continue }
        hashes.append(content.hash)
        added.append((row, content))
      } else {
        reject(row, "version \(number) cannot follow version \(hashes.count)")
      }
    }
  }

  private mutating func reject(_ row: ImportRow, _ reason: String) {
    let hint = "remove its 'version' to add it as the next one"
    rejected.append(RowError(line: row.line, reason: "\(reason); \(hint)"))
  }

  /// The rows without those that say what the row before them says.
  private static func withoutRepeats(
    _ rows: [(row: ImportRow, content: VersionContent)]
  ) -> [(row: ImportRow, content: VersionContent)] {
    rows.enumerated().filter { index, row in
      index == 0 || rows[index - 1].content != row.content
    }.map(\.element)
  }

  /// How many of the first `rows` are the last of `existing`.
  private static func overlap(_ rows: [VersionHash], _ existing: [VersionHash]) -> Int {
    for count in stride(from: min(rows.count, existing.count), to: 0, by: -1)
    where existing.suffix(count).elementsEqual(rows.prefix(count)) {
      return count
    }
    return 0
  }
}
