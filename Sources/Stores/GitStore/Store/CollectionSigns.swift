internal import GitFiles
internal import Platform

/// What tells, before and after something was written, whether git collected garbage in between.
///
/// Objects that nothing reaches yet may be gone then.
struct CollectionSigns: Equatable {
  /// Whether `git gc` is at work.
  let isCollecting: Bool
  /// When a pack came or went last.
  private let packsChanged: Int64?

  /// Git takes the note of a collection for forgotten after so many nanoseconds.
  private static let lifetime: Int64 = 12 * 3_600 * 1_000_000_000

  /// Looks for the signs.
  init(files: FileSystem, paths: GitDirectory) throws(SystemError) {
    isCollecting = try CollectionSigns.isCollecting(files, "\(paths.root)/gc.pid")
    packsChanged = try files.statusIfPresent("\(paths.objects)/pack")?.modificationNanoseconds
  }

  /// Whether the process that `gc.pid` names, as `NUMBER HOST`, may still be there.
  private static func isCollecting(
    _ files: FileSystem, _ path: String
  ) throws(SystemError) -> Bool {
    guard let status = try files.statusIfPresent(path),
      status.modificationNanoseconds > SystemClock.nowMilliseconds() * 1_000_000 - lifetime,
      let bytes = try files.readFileIfPresent(path, maxBytes: 4_096)
    else { return false }
    let words = bytes.split(separator: UInt8(ascii: " "), maxSplits: 1)
    guard words.count == 2, let host = CurrentProcess.hostName,
      words[1].prefix(while: { $0 > 0x20 }).elementsEqual(host.utf8),
      let number = Int32(String(decoding: words[0], as: UTF8.self))
    else { return true }
    return CurrentProcess.isThere(number)
  }
}
