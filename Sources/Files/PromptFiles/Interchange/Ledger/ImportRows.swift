internal import CanonicalJSON
internal import Platform
public import PromptRepo

/// The rows of a file, gathered by prompt.
///
/// Of a large file it is only noted where the rows are; they are read again when they are needed,
/// prompt by prompt.
public struct ImportRows: Sendable {
  /// Rows that could not be read, and why, in the file's order.
  public private(set) var unreadable: [RowError] = []
  /// The columns or keys that are not read.
  public private(set) var ignored: [String] = []

  /// Which rows are which prompt's.
  private(set) var groups = ImportGroups()
  /// What rows carry that is about no single prompt.
  private(set) var ledgers: [LedgerDetails] = []

  /// Where rows are read again; `nil` when all are held.
  fileprivate var source: (any ImportSource)?
  fileprivate var held: [ImportRow] = []
  fileprivate var places: [RowPlace] = []

  /// Whether there is no row that could be read.
  public var isEmpty: Bool { groups.count == 0 }

  /// These rows.
  ///
  /// - Parameter unreadable: Rows that could not be read.
  public init(_ rows: [ImportRow], unreadable: [RowError] = []) {
    held = rows
    self.unreadable = unreadable
    for row in rows { add(row) }
  }

  /// The rows of a file.
  ///
  /// - Parameters:
  ///   - source: Read to its end.
  ///   - limit: Rows with so many bytes in all are held; more are read again.
  /// - Throws: ``RepositoryError/Code/inputOutput`` when it cannot be read to its end,
  ///   ``RepositoryError/Code/conflict`` when it was changed meanwhile.
  public init(
    reading source: inout some ImportSource, holding limit: Int = 32 << 20
  ) throws(RepositoryError) {
    var byteCount = 0
    while true {
      let place = source.place
      guard let result = source.next() else { break }
      switch result {
      case .success(let row):
        add(row)
        places.append(place)
        byteCount += max(row.textLength, source.place.offset - place.offset)
        if byteCount <= limit { held.append(row) } else { held = [] }
      case .failure(let error): unreadable.append(error)
      }
    }
    if let failure = source.failure { throw ImportRows.error(failure) }
    ignored = source.ignored
    if byteCount > limit { self.source = source } else { places = [] }
  }

  private mutating func add(_ row: ImportRow) {
    groups.add(row)
    if let ledger = row.details?.ledger { ledgers.append(ledger) }
  }

  fileprivate static func error(_ error: SystemError) -> RepositoryError {
    guard error.errno == .stale else { return RepositoryError(error) }
    return RepositoryError(
      .conflict, "'\(error.path)' was changed while it was read", hint: "Run the import again")
  }
}

/// Reads the rows of single prompts.
final class ImportRowReader {
  private let rows: ImportRows
  private var source: (any ImportSource)?

  init(_ rows: ImportRows) {
    self.rows = rows
    source = rows.source
  }

  /// The rows of a group.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the file was changed meanwhile,
  ///   ``RepositoryError/Code/inputOutput``.
  func group(_ number: Int) throws(RepositoryError) -> ImportGroup {
    var found: [ImportRow] = []
    for index in rows.groups.rows(of: number) {
      guard source != nil else {
        found.append(rows.held[index])
        continue
      }
      source?.seek(to: rows.places[index])
      guard case .success(let row)? = source?.next() else {
        throw ImportRows.error(
          source?.failure ?? SystemError(call: .read, path: "the file", errno: .stale))
      }
      found.append(row)
    }
    return ImportGroup(rows: found)
  }
}

extension ImportRow {
  /// About how many bytes the row takes up.
  fileprivate var textLength: Int {
    template.utf8.count + name.utf8.count + (description?.utf8.count ?? 0) + 256
  }
}
