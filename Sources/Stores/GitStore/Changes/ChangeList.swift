internal import Platform
internal import GitModel

/// The open file `promptrepo/changes`, for reading: an epoch, then the names of references that
/// changes have moved, each change closed by a line of its own.
final class ChangeList: Sendable {
  static let lineEnd = UInt8(ascii: "\n")
  /// The line that closes a change's names.
  static let closing = Array(".\n".utf8)
  private static let magic = "promptrepo-changes 1 "
  static let headerLength = magic.utf8.count + 17

  /// This boot of the machine as a number, by the hash function FNV-1a.
  private static let boot =
    CurrentProcess.bootIdentifier()?.utf8.reduce(0xcbf2_9ce4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    } ?? UInt64.random(in: 0 ... .max)

  private let file: File
  /// The file's status when it was opened; its number is no other file's while it is open.
  let status: FileStatus
  /// The number that its marks have; nil when it is not such a file.
  let epoch: UInt64?

  /// Opens it.
  init(files: FileSystem, path: String) throws(SystemError) {
    file = try files.open(path, .read)
    status = try file.status()
    let header = try file.read(at: 0, count: ChangeList.headerLength)
    // A copy of the file may go on differently, and so may the file after a power cut.
    let other = status.inode ^ ChangeList.boot
    epoch = ChangeList.epoch(header).map { $0 ^ other }
  }

  /// What the file tells from an offset on to its end.
  struct Part {
    /// The names of all changes; nil when they are not to be known.
    var names: Set<ReferenceName>? = []
    /// Where the last change ends that is closed.
    var closed: Int
  }

  /// Reads the lines between two offsets, the first of which begins a line.
  func read(from start: Int, to end: Int) throws(SystemError) -> Part {
    var part = Part(closed: start)
    let bytes = try file.read(at: start, count: end - start)
    var offset = 0
    while let length = bytes[offset...].firstIndex(of: ChangeList.lineEnd) {
      let line = bytes[offset..<length]
      offset = length + 1
      if line.elementsEqual(ChangeList.closing.dropLast()) {
        part.closed = start + offset
      } else if let name = ChangeList.name(line) {
        part.names?.insert(name)
      } else {
        part.names = nil
      }
    }
    // The end of a line is missing: its writer is at it, or could not write it.
    if start + offset != end { part.names = nil }
    return part
  }

  /// The first line of a file.
  static func header(epoch: UInt64) -> [UInt8] {
    let digits = String(epoch, radix: 16)
    return Array("\(magic)\(String(repeating: "0", count: 16 - digits.utf8.count))\(digits)\n".utf8)
  }

  /// The epoch in the first line of a file; nil when it is no such file.
  static func epoch(_ header: [UInt8]) -> UInt64? {
    guard header.count == headerLength, header.starts(with: magic.utf8), header.last == lineEnd
    else { return nil }
    return UInt64(
      String(decoding: header.dropFirst(magic.utf8.count).dropLast(), as: UTF8.self), radix: 16)
  }

  private static func name(_ line: ArraySlice<UInt8>) -> ReferenceName? {
    guard let text = String(validating: line, as: UTF8.self) else { return nil }
    do throws(RepositoryError) { return try ReferenceName(text) } catch { return nil }
  }
}
