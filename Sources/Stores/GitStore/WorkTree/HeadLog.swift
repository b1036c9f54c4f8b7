internal import GitFiles
internal import GitModel
internal import Platform

/// What moved HEAD, from git's log of it.
struct HeadLog: Sendable {
  /// One movement.
  struct Move: Sendable {
    let old: ObjectID?
    let new: ObjectID
    let message: String

    /// Whether it is a commit of what the work tree had.
    var isCommit: Bool {
      ["commit: ", "commit (amend): ", "commit (initial): "].contains { message.hasPrefix($0) }
    }

    /// Whether it is a switch, which leaves nothing of other texts.
    var isSwitch: Bool { message.hasPrefix("checkout: ") }

    /// Whether it may have left the files of the work tree alone.
    var isReset: Bool { message.hasPrefix("reset: ") }
  }

  /// The movements since HEAD was a commit, oldest first, or all for none; nil if the log does not
  /// go back that far.
  let moves: [Move]?

  /// Reads the log back to a commit.
  init(since commit: ObjectID?, in repository: CodeReader) throws(RepositoryError) {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try repository.files.readFileIfPresent("\(repository.gitDirectory)/logs/HEAD")
    }
    moves = HeadLog.moves(in: bytes ?? [], since: commit)
  }

  private static func moves(in log: [UInt8], since commit: ObjectID?) -> [Move]? {
    var moves: [Move] = []
    for line in log.split(separator: 10).reversed() {
      let tab = line.firstIndex(of: 9) ?? line.endIndex
      let fields = line[..<tab].split(separator: 32, maxSplits: 2)
      guard fields.count == 3,
        let old = ObjectID(hex: String(decoding: fields[0], as: UTF8.self)),
        let new = ObjectID(hex: String(decoding: fields[1], as: UTF8.self))
      else { return nil }
      if new == commit { return moves.reversed() }
      let isFirst = old.bytes.allSatisfy { $0 == 0 }
      let message = String(decoding: line[tab...].dropFirst(), as: UTF8.self)
      moves.append(Move(old: isFirst ? nil : old, new: new, message: message))
      if old == commit { return moves.reversed() }
      if isFirst { return commit == nil ? moves.reversed() : nil }
    }
    return nil
  }
}
