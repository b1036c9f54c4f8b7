internal import Digests
package import GitModel
package import Platform

/// What is known of the tips in a packed file of references, gathered line by line in the order of
/// the file: the content of `promptrepo/recent` and `promptrepo/prompts`.
package struct PackedNotes {
  /// The lines of the ledger's references that point at commits, the newest first: the committer's
  /// time in milliseconds, and where the line begins.
  package static let recent = KeptEntries.Kind("recent", version: 2, entryLength: 16)
  /// For each line of a prompt's record, in their order: the prompt's id, and its creation time in
  /// milliseconds.
  package static let prompts = KeptEntries.Kind("prompts", version: 1, entryLength: 24)

  /// Of files with fewer lines nothing is kept.
  package static let few = 1_000

  /// A line by its time. The place has the rank in its highest byte, reversed, so that in ascending
  /// order what has a higher rank comes first, then what comes first in the file.
  private struct Moment: Comparable {
    let milliseconds: Int64
    let place: UInt64

    static func < (left: Moment, right: Moment) -> Bool {
      left.milliseconds != right.milliseconds
        ? left.milliseconds > right.milliseconds : left.place < right.place
    }
  }

  private static let placeBits: UInt64 = 56

  private let layout: ReferenceLayout
  private var moments: [Moment] = []
  private var keys: [UInt8] = []

  /// The entries of ``recent``.
  package private(set) var recentBytes: [UInt8] = []
  /// The entries of ``prompts``.
  package var promptBytes: [UInt8] { keys }
  /// How many lines there are to tell of.
  package var count: Int { moments.count }

  /// Nothing yet.
  package init(_ layout: ReferenceLayout) { self.layout = layout }

  /// Adds what is known of the next line.
  ///
  /// - Parameters:
  ///   - name: The bytes of the reference's name, which has to be one of a ledger.
  ///   - place: Where the line begins, or anything else that grows along the file.
  package mutating func add(_ note: TipNote?, _ name: [UInt8], at place: Int) {
    if let note {
      let rank = UInt64(255 - layout.rank(ofBytes: name))
      moments.append(
        Moment(
          milliseconds: note.milliseconds,
          place: rank << PackedNotes.placeBits | UInt64(truncatingIfNeeded: place)))
    }
    if layout.isRecord(name) { PackedNotes.append(note?.record, to: &keys) }
  }

  /// Orders the lines by time; none may be added from then on.
  ///
  /// - Parameter offset: Where the line at a place begins.
  package mutating func order(offset: (Int) -> Int = { $0 }) {
    moments.sort()
    recentBytes.reserveCapacity(moments.count * PackedNotes.recent.entryLength)
    for moment in moments {
      recentBytes.append(bigEndian: UInt64(bitPattern: moment.milliseconds))
      let place = moment.place & (1 << PackedNotes.placeBits - 1)
      recentBytes.append(bigEndian: UInt64(offset(Int(place))))
    }
  }
}

// Reading and writing of single entries.
extension PackedNotes {
  /// What stands for a record that cannot be read.
  private static let noTime = Int64.min

  package static func append(_ key: RecordKey?, to bytes: inout [UInt8]) {
    bytes += key?.id.bytes ?? [UInt8](repeating: 0, count: 16)
    bytes.append(bigEndian: UInt64(bitPattern: key?.createdAt ?? noTime))
  }

  /// The key in an entry of ``prompts``; `nil` where the record could not be read.
  package static func key(_ entries: [UInt8], at offset: Int) -> RecordKey? {
    let createdAt = Int64(bitPattern: number(entries, at: offset + 16))
    guard createdAt != noTime,
      let uuid = UUIDValue(bytes: entries[offset..<(offset + 16)])
    else { return nil }
    return RecordKey(id: uuid, createdAt: createdAt)
  }

  /// The entry of ``recent`` at an offset in some.
  package static func moment(_ entries: [UInt8], at offset: Int) -> (milliseconds: Int64, line: Int)
  {
    (
      Int64(bitPattern: number(entries, at: offset)),
      Int(truncatingIfNeeded: number(entries, at: offset + 8))
    )
  }

  private static func number(_ bytes: [UInt8], at offset: Int) -> UInt64 {
    bytes.withUnsafeBytes {
      UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }
}

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
