internal import GitFiles
package import GitModel
internal import Platform
internal import Synchronization

extension GitStore: ObservableStore {
  /// The references that changes may have moved since a mark, and the mark for the next look.
  ///
  /// What git programs move (`git update-ref`, `git fetch`) is not told.
  ///
  /// - Throws: An error whose cause is ``StoreMoved`` where the ledger is not here any more.
  package func changes(since mark: ChangeToken?) throws(RepositoryError) -> StoreChanges {
    let changes = try changeReader.changes(since: mark)
    if changes.asksForPresence {
      try paths.checkPresence(files)
      try refuseMoved()
    }
    return changes
  }
}

/// Finds out from `promptrepo/changes` what has changed since an earlier look.
final class ChangeReader: Sendable {
  private let files: FileSystem
  private let paths: GitDirectory
  /// The file as it was found last; it stays open.
  private let list = Mutex<ChangeList?>(nil)

  init(files: FileSystem, paths: GitDirectory) {
    self.files = files
    self.paths = paths
  }

  /// What has changed since a mark.
  func changes(since mark: ChangeToken?) throws(RepositoryError) -> StoreChanges {
    let found = try mappingSystemErrors { () throws(SystemError) in try current() }
    guard let (list, size) = found else {
      return try InitialChangeToken(files: files, paths: paths).changes(since: mark)
    }
    guard let epoch = list.epoch, size >= ChangeList.headerLength else {
      return StoreChanges(
        mark: .init(epoch: InitialChangeToken.epoch, position: .max), references: nil)
    }
    var start = ChangeList.headerLength
    var isKnown = false
    if let mark, mark.epoch == epoch, let position = Int(exactly: mark.position),
      (start...size).contains(position)
    {
      if position == size { return StoreChanges(mark: mark, references: []) }
      start = position
      isKnown = true
    }
    let part = try mappingSystemErrors { () throws(SystemError) in
      try list.read(from: start, to: size)
    }
    return StoreChanges(
      mark: ChangeToken(epoch: epoch, position: UInt64(part.closed)),
      references: isKnown ? part.names : nil)
  }

  /// The file that has the name now, and its length; nil when there is none.
  private func current() throws(SystemError) -> (list: ChangeList, size: Int)? {
    try list.withLock { (list) throws(SystemError) -> (list: ChangeList, size: Int)? in
      guard let named = try files.statusIfPresent(paths.changes) else {
        list = nil
        return nil
      }
      if let list, list.status.inode == named.inode, list.status.device == named.device {
        return (list, named.size)
      }
      list = nil
      do throws(SystemError) {
        let opened = try ChangeList(files: files, path: paths.changes)
        list = opened
        return (opened, opened.status.size)
      } catch {
        if error.errno == .noEntry { return nil }
        throw error
      }
    }
  }
}

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

/// The note that a writer makes of a change in `promptrepo/changes`, for whoever looks what has
/// changed.
///
/// It names the references before they move, and is closed once they have: as long as it is open,
/// because its writer is at work or has died, they are named at every look. Only for the holder of
/// the writer's lock. It is not flushed, since no mark outlives a restart of the machine, and
/// nothing of it can fail a change.
struct ChangeNote: ~Copyable {
  /// A file longer than this makes room for a new one.
  private static let limit = 256 << 10

  private let files: FileSystem
  private let path: String
  /// The file and where the note ends; nil where it could not be made.
  private var written: Written?

  private struct Written: ~Copyable {
    let file: File
    let end: Int
  }

  /// Opens a note of what is about to move.
  init(_ moves: [ReferenceMove], files: FileSystem, paths: GitDirectory) {
    self.files = files
    path = paths.changes
    let names = moves.filter { $0.new != $0.old }.map(\.name)
    guard !names.isEmpty else { return }
    do throws(SystemError) {
      written = try ChangeNote.write(names, files, path)
    } catch {
      ChangeNote.discard(files, path)
    }
  }

  /// Closes the note: the references have moved.
  consuming func finish() {
    let (files, path) = (files, path)
    guard let written else { return }
    do throws(SystemError) {
      try written.file.write(ChangeList.closing, at: written.end)
    } catch {
      ChangeNote.discard(files, path)
    }
  }

  private static func write(
    _ names: [ReferenceName], _ files: FileSystem, _ path: String
  ) throws(SystemError) -> Written {
    let file = try open(files, path)
    let start = try file.status().size
    let bytes = names.flatMap { Array($0.rawValue.utf8) + [ChangeList.lineEnd] }
    try file.write(bytes, at: start)
    return Written(file: file, end: start + bytes.count)
  }

  /// Opens the file that is there, or a new one in its place.
  private static func open(_ files: FileSystem, _ path: String) throws(SystemError) -> File {
    if try files.exists(path) {
      let file = try files.open(path, .readWrite)
      if try isUsable(file) { return file }
    }
    let header = ChangeList.header(epoch: UInt64.random(in: 1 ... .max))
    try files.replaceFile(path, with: header, durably: false)
    return try files.open(path, .readWrite)
  }

  /// Whether a file can be gone on with: it is ours, whole, not too long, and not another
  /// repository's too, as in a copy by hard links.
  private static func isUsable(_ file: borrowing File) throws(SystemError) -> Bool {
    let status = try file.status()
    guard status.linkCount == 1, status.size <= limit else { return false }
    let header = try file.read(at: 0, count: ChangeList.headerLength)
    guard ChangeList.epoch(header) != nil else { return false }
    return try file.read(at: status.size - 1, count: 1) == [ChangeList.lineEnd]
  }

  /// Without a file anything may have changed, which is always true.
  private static func discard(_ files: FileSystem, _ path: String) {
    // The change stands or is about to, and must not fail for a hint. Where the file cannot be
    // removed either, the disk takes nothing at all: observers may then miss this change.
    do { try files.unlinkIfPresent(path) } catch {}
  }
}
