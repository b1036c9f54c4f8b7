internal import CanonicalJSON
public import Platform

/// A file of prompts that is read row by row, and single rows again.
public protocol ImportSource: Sendable {
  /// The columns or keys met so far that are not read.
  var ignored: [String] { get }

  /// Where the next row begins.
  var place: RowPosition { get }

  /// Why the file could not be read to its end; `nil` where it could.
  var failure: SystemError? { get }

  /// Goes to where a row begins.
  mutating func seek(to place: RowPosition)

  /// The next version of a prompt, what is wrong with its row, or `nil` at the end.
  mutating func next() -> Result<ImportRow, RowError>?
}

/// Where a row of a file begins.
public struct RowPosition: Sendable, Hashable {
  /// How many bytes, or files, are before it.
  let offset: Int
  /// The number of the line, as its reader counts.
  let line: Int
}

extension ImportSource {
  /// Reads to the end: all good rows, and what is wrong with the others, each in the file's order.
  public mutating func readAll() -> (rows: [ImportRow], errors: [RowError]) {
    var rows: [ImportRow] = []
    var errors: [RowError] = []
    while let result = next() {
      switch result {
      case .success(let row): rows.append(row)
      case .failure(let error): errors.append(error)
      }
    }
    return (rows, errors)
  }
}

/// Which columns or keys of a file hold a prompt's name and template.
public struct ImportFields: Sendable {
  /// Holds the name; by default, in CSV, the first there is of `name`, `act` and `title`, in JSON
  /// `name`.
  public var name: String?

  /// Holds the template; by default, in CSV, the first there is of `template` and `prompt`, in
  /// JSON `template`.
  public var template: String?

  /// The given fields, or the usual ones.
  public init(name: String? = nil, template: String? = nil) {
    self.name = name
    self.template = template
  }
}

/// What is wrong with one row of a file to import.
public struct RowError: Error, Hashable, Sendable {
  /// The line, from 1, that is at fault; in a row of several lines not always its first.
  public var line: Int

  /// The column, from 1 and in Unicode code points, if it is known.
  public var column: Int?

  /// What is wrong, and what to do about it.
  public var reason: String

  /// An error at this place.
  public init(line: Int, column: Int? = nil, reason: String) {
    self.line = line
    self.column = column
    self.reason = reason
  }
}

extension RowError: CustomStringConvertible {
  /// `line 3, column 14: what is wrong`.
  public var description: String {
    let place = column.map { "line \(line), column \($0)" } ?? "line \(line)"
    return "\(place): \(reason)"
  }
}

/// The bytes of a file that is imported.
public protocol TextSource: Sendable {
  /// Reads up to so many bytes at an offset; fewer only at the end.
  func read(at offset: Int, count: Int) throws(SystemError) -> [UInt8]
}

/// A file that is read piece by piece, and again where that is needed.
public final class FileText: TextSource {
  private let file: File
  private let status: FileStatus

  /// Reads an open file, which has to be a regular one.
  public init(_ file: consuming File) throws(SystemError) {
    status = try file.status()
    self.file = file
  }

  /// Reads up to so many bytes at an offset.
  public func read(at offset: Int, count: Int) throws(SystemError) -> [UInt8] {
    let bytes = try file.read(at: offset, count: count)
    // What was read before would not belong to what is read now.
    let now = try file.status()
    guard now.size == status.size, now.modificationNanoseconds == status.modificationNanoseconds
    else { throw SystemError(call: .read, path: file.path, errno: .stale) }
    return bytes
  }
}

/// The piece of a text that a reader looks at, and where in it the reader is.
struct TextWindow: Sendable {
  private static let pieceLength = 256 << 10

  private let source: (any TextSource)?
  /// The bytes of the piece.
  private(set) var bytes: [UInt8]
  /// Where in the text the piece begins.
  private(set) var base = 0
  /// Whether the text ends with the piece.
  private(set) var isLast: Bool
  /// Why the text could not be read to its end.
  private(set) var failure: SystemError?
  /// Where in the piece reading goes on.
  var offset = 0
  /// The number of the line there, as the reader counts.
  var line = 0

  /// Where in the text reading goes on.
  var place: RowPosition { RowPosition(offset: base + offset, line: line) }

  /// All of a text.
  init(_ bytes: [UInt8]) {
    source = nil
    self.bytes = bytes
    isLast = true
  }

  /// The beginning of a text.
  init(_ source: any TextSource) {
    self.source = source
    bytes = []
    isLast = false
    extend()
  }

  /// Goes on with what comes behind the piece, and lets go of what is before the offset.
  mutating func extend() {
    guard let source, !isLast else { return }
    let count = max(TextWindow.pieceLength, bytes.count - offset)
    do throws(SystemError) {
      let more = try source.read(at: base + bytes.count, count: count)
      bytes.removeFirst(offset)
      base += offset
      offset = 0
      bytes += more
      isLast = more.count < count
    } catch {
      failure = error
      isLast = true
    }
  }

  /// Goes to where a line begins.
  mutating func seek(to place: RowPosition) {
    line = place.line
    offset = place.offset - base
    if offset >= 0, offset <= bytes.count { return }
    guard source != nil else { return offset = min(max(0, offset), bytes.count) }
    bytes = []
    base = place.offset
    offset = 0
    isLast = false
    extend()
  }
}

/// Checks the bytes of one row.
enum UTF8Check {
  /// The error for the first byte that is not UTF-8, or is NUL, if any.
  static func error(in row: ArraySlice<UInt8>, line: Int) -> RowError? {
    let invalid = row.withUnsafeBytes { UTF8Validation.firstInvalidOffset(in: $0) }
    if let invalid {
      return RowError(
        line: lineNumber(of: invalid, in: row, line),
        reason: "these bytes are not UTF-8: save the file as UTF-8")
    }
    if let place = row.firstIndex(of: 0) {
      return RowError(
        line: lineNumber(of: place - row.startIndex, in: row, line),
        reason: "the text holds the character NUL: remove it")
    }
    return nil
  }

  private static func lineNumber(
    of offset: Int, in row: ArraySlice<UInt8>, _ first: Int
  ) -> Int {
    first + row.prefix(offset).count { $0 == .lineFeed }
  }
}

extension UInt8 {
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let quote: UInt8 = 0x22
  static let comma: UInt8 = 0x2C
}
