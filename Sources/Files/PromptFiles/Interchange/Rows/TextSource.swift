internal import CanonicalJSON
public import Platform

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

/// The piece of a text that a reader looks at.
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
    extend(from: 0)
  }

  /// Goes on with what comes behind the piece, and lets go of what is before a place in it.
  mutating func extend(from index: Int) {
    guard let source, !isLast else { return }
    let count = max(TextWindow.pieceLength, bytes.count - index)
    do throws(SystemError) {
      let more = try source.read(at: base + bytes.count, count: count)
      bytes.removeFirst(index)
      base += index
      bytes += more
      isLast = more.count < count
    } catch {
      failure = error
      isLast = true
    }
  }

  /// Goes to a place in the text.
  ///
  /// - Returns: Where it is in the piece.
  mutating func seek(to offset: Int) -> Int {
    if offset >= base, offset <= base + bytes.count { return offset - base }
    guard source != nil else { return min(max(0, offset), bytes.count) }
    bytes = []
    base = offset
    isLast = false
    extend(from: 0)
    return 0
  }
}
