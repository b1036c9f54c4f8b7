package import Platform
package import GitModel

/// What is kept about a packed file, for whoever writes the next one: by line, in its order.
package struct EarlierNotes {
  /// The lines with their times, by where they begin.
  private var times: [(line: Int, milliseconds: Int64)] = []
  private var keys: [UInt8] = []
  private let layout: ReferenceLayout
  private var nextTime = 0
  private var nextKey = 0

  /// Reads what is kept; `nil` where it is not all there.
  ///
  /// What is kept about a file that is not there is nothing.
  package init?(_ packed: PackedReferences, in paths: GitDirectory, _ files: FileSystem) {
    layout = paths.layout
    guard let status = packed.status else { return }
    guard packed.isSorted,
      let recent = KeptEntries(PackedNotes.recent, of: status, in: paths, files)?.all(),
      let prompts = KeptEntries(PackedNotes.prompts, of: status, in: paths, files)?.all()
    else { return nil }
    keys = prompts
    times.reserveCapacity(recent.count / PackedNotes.recent.entryLength)
    for offset in stride(from: 0, to: recent.count, by: PackedNotes.recent.entryLength) {
      let (milliseconds, line) = PackedNotes.moment(recent, at: offset)
      times.append((line, milliseconds))
    }
    times.sort { $0.line < $1.line }
  }

  /// What is known of the next line of the ledger; all of them have to be asked for, in order.
  ///
  /// - Returns: `nil` for a line whose reference points at no commit.
  package mutating func next(_ name: [UInt8], at line: Int) -> TipNote? {
    var key: RecordKey?
    if layout.isRecord(name), nextKey < keys.count {
      key = PackedNotes.key(keys, at: nextKey)
      nextKey += PackedNotes.prompts.entryLength
    }
    guard nextTime < times.count, times[nextTime].line == line else { return nil }
    defer { nextTime += 1 }
    return TipNote(milliseconds: times[nextTime].milliseconds, record: key)
  }
}
