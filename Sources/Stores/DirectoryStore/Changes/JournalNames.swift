internal import GitFiles
internal import Platform
internal import GitModel

/// The references that the records of the journal name.
struct JournalNames {
  /// More of the journal than this is not read for names.
  private static let limit = 8 << 20

  let files: FileSystem
  let path: String
  let state: JournalState

  /// The names in all records from an offset on; `nil` when that is not to be known.
  ///
  /// Includes the record after the last one that was carried out, if it stands: its writer may have
  /// died, or failed to note that it was done.
  func names(from start: Int) throws(RepositoryError) -> Set<ReferenceName>? {
    guard state.end - start <= JournalNames.limit else { return nil }
    do throws(SystemError) {
      return try names(in: Journal(file: files.open(path, .read)), from: start)
    } catch {
      if error.errno == .noEntry { return nil }
      throw .failedCall(error)
    }
  }

  private func names(
    in journal: borrowing Journal, from start: Int
  ) throws(SystemError) -> Set<ReferenceName>? {
    var names: Set<ReferenceName> = []
    var offset = start
    var sequence: UInt64?
    while offset < state.end {
      let found = try journal.record(
        at: offset, generation: state.generation, sequence: sequence)
      guard let found else { return nil }
      names.formUnion(found.record.moves.map(\.name))
      sequence = found.sequence &+ 1
      offset = found.end
    }
    // Else the mark was of another journal, whose records ended elsewhere.
    guard offset == state.end, sequence == nil || sequence == state.applied + 1 else { return nil }
    guard !state.isSettled else { return names }
    let waiting = try journal.record(
      at: offset, generation: state.generation, sequence: state.applied + 1)
    if let waiting { return names.union(waiting.record.moves.map(\.name)) }
    return state.isPending ? nil : names
  }
}
