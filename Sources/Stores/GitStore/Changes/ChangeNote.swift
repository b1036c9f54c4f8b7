internal import GitFiles
internal import Platform
internal import GitModel

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
