internal import CanonicalJSON
internal import GitFiles
internal import Platform
public import PromptRepo
public import PromptTemplate

/// The rows of a file, gathered by prompt.
///
/// Of a large file it is only noted where the rows are; they are read again when they are needed,
/// prompt by prompt.
public struct ImportRows: Sendable {
  /// Rows that could not be read, and why, in the file's order.
  public private(set) var unreadable: [RowError] = []
  /// The columns or keys that are not read.
  public private(set) var ignored: [String] = []

  /// The dialect of the rows that name none; ``ImportRow/adding(_:)`` says which.
  public var dialect = Dialect.plain

  /// Which rows are which prompt's.
  private(set) var groups = ImportGroups()
  /// What rows carry that is about no single prompt.
  private(set) var ledgers: [LedgerDetails] = []

  /// Where rows are read again; `nil` when all are held.
  fileprivate var source: (any ImportSource)?
  fileprivate var held: [ImportRow] = []
  fileprivate var places: [RowPosition] = []

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
  ///   - progress: Told of the rows that were read.
  /// - Throws: ``RepositoryError/Code/inputOutput`` when it cannot be read to its end,
  ///   ``RepositoryError/Code/conflict`` when it was changed meanwhile.
  public init(
    reading source: inout some ImportSource, holding limit: Int = 32 << 20,
    progress: Progress = .ignored
  ) throws(RepositoryError) {
    var (byteCount, rowCount) = (0, 0)
    while true {
      let place = source.place
      guard let result = source.next() else { break }
      rowCount += 1
      progress(.reading, rowCount)
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
    guard error.errno == .stale else { return .failedCall(error) }
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
        found.append(rows.held[index].adding(rows.dialect))
        continue
      }
      source?.seek(to: rows.places[index])
      guard case .success(let row)? = source?.next() else {
        throw ImportRows.error(
          source?.failure ?? SystemError(call: .read, path: "the file", errno: .stale))
      }
      found.append(row.adding(rows.dialect))
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

/// Which rows belong together, by their numbers, and what finds their prompts.
///
/// The row of a file is a group by itself; those with the same id are one; those of one name that
/// number their versions; of all others each one by itself. Texts are held once each, the rest are
/// numbers, so that hundreds of thousands of rows fit.
struct ImportGroups: Sendable {
  private var names = ByteStrings()
  private var ids = ByteStrings()
  private var paths = ByteStrings()
  private var titles = ByteStrings()
  /// The group of each id, of each path, and of each name; −1 for a name without a history.
  private var groupOfID: [Int32] = []
  private var groupOfPath: [Int32] = []
  private var groupOfName: [Int32] = []
  /// The first and the last row of each group.
  private var firsts: [Int32] = []
  private var lasts: [Int32] = []
  /// What each group's first row gives, as numbers of texts; −1 for nothing.
  private var nameOf: [Int32] = []
  private var idOf: [Int32] = []
  private var pathOf: [Int32] = []
  private var titleOf: [Int32] = []
  /// The next row of the same group, for each row; −1 behind the last one.
  private var nexts: [Int32] = []

  /// How many groups there are.
  var count: Int { firsts.count }

  /// How many different names there are.
  var nameCount: Int { names.count }

  /// The number of a group's name among all names.
  func nameNumber(of group: Int) -> Int { Int(nameOf[group]) }

  /// The name with a number.
  func name(_ number: Int) -> String { names[number] }

  /// The name of a group.
  func name(of group: Int) -> String { names[nameNumber(of: group)] }

  /// The id that a group's first row gives.
  func id(of group: Int) -> String? { text(idOf[group], in: ids) }

  /// The path of the file that a group is.
  func path(of group: Int) -> String? { text(pathOf[group], in: paths) }

  /// The number of the title that a group's first row gives, among all titles.
  func titleNumber(of group: Int) -> Int? { titleOf[group] < 0 ? nil : Int(titleOf[group]) }

  /// The title with a number.
  func title(_ number: Int) -> String { titles[number] }

  private func text(_ number: Int32, in texts: ByteStrings) -> String? {
    number < 0 ? nil : texts[Int(number)]
  }

  /// The numbers of a group's rows, in their order.
  func rows(of group: Int) -> some Sequence<Int> {
    sequence(first: Int(firsts[group])) { row in
      let next = nexts[row]
      return next < 0 ? nil : Int(next)
    }
  }

  /// Adds the next row.
  mutating func add(_ row: ImportRow) {
    let (name, isNewName) = names.insert(row.name)
    if isNewName { groupOfName.append(-1) }
    if let path = row.path {
      let (number, isNew) = paths.insert(path)
      if isNew { groupOfPath.append(Int32(count)) }
      add(row, named: name, to: groupOfPath[number])
    } else if let id = row.id {
      let (number, isNew) = ids.insert(id)
      if isNew { groupOfID.append(Int32(count)) }
      add(row, named: name, to: groupOfID[number])
    } else if row.version != nil {
      if groupOfName[name] < 0 { groupOfName[name] = Int32(count) }
      add(row, named: name, to: groupOfName[name])
    } else {
      add(row, named: name, to: Int32(count))
    }
  }

  private mutating func add(_ row: ImportRow, named name: Int, to group: Int32) {
    let number = Int32(nexts.count)
    nexts.append(-1)
    guard group == count else {
      nexts[Int(lasts[Int(group)])] = number
      lasts[Int(group)] = number
      return
    }
    firsts.append(number)
    lasts.append(number)
    nameOf.append(Int32(name))
    let path = row.path.flatMap { paths.number(of: $0) }
    // What is a file is known by its path.
    let id = path == nil ? row.id.flatMap { ids.number(of: $0) } : nil
    idOf.append(Int32(id ?? -1))
    pathOf.append(Int32(path ?? -1))
    titleOf.append(row.title.map { Int32(titles.insert($0).number) } ?? -1)
  }
}

/// The rows of one prompt, oldest version first.
struct ImportGroup {
  let rows: [ImportRow]

  /// The name as the rows give it.
  var name: String { rows[0].name }
}
