internal import GitFiles
internal import Platform
internal import GitModel

extension Journal {
  /// Whether a state speaks about this generation and this boot of the machine, so that what it
  /// calls carried out need not be looked at.
  static func isCurrent(_ state: JournalState?, _ header: Header?, boot: [UInt8]) -> Bool {
    guard let state, let header else { return false }
    return state.generation == header.generation && state.boot == boot
  }

  /// Reads the records that are not known to be carried out, in order.
  ///
  /// - Parameter state: How far they were carried out; where it does not apply, all are read.
  /// - Returns: The number of the last record and where the next one begins.
  @discardableResult
  func forEach(
    after state: JournalState?, boot: [UInt8],
    _ body: (Found) throws(RepositoryError) -> Void
  ) throws(RepositoryError) -> (sequence: UInt64, end: Int) {
    let header = try header()
    var generation = header?.generation
    var sequence: UInt64 = 0
    var offset = Journal.firstRecord
    if let state, Journal.isCurrent(state, header, boot: boot) {
      sequence = state.applied
      offset = state.end
    }
    while true {
      let found = try mappingSystemErrors { () throws(SystemError) in
        try record(at: offset, generation: generation, sequence: sequence + 1)
      }
      guard let found else { return (sequence, offset) }
      // Without a header, the first record says which ones belong to it.
      generation = found.generation
      try body(found)
      sequence = found.sequence
      offset = found.end
    }
  }
}
