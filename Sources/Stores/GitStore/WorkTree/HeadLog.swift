internal import CLibGit2
internal import GitModel

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
  init(since commit: ObjectID?, in repository: GitRepository) throws(RepositoryError) {
    moves = try repository.withHandle { repository throws(RepositoryError) -> [Move]? in
      var log: OpaquePointer?
      try LibGit2.check(git_reflog_read(&log, repository, "HEAD"), "git_reflog_read", "HEAD")
      defer { git_reflog_free(log) }
      var moves: [Move] = []
      for place in 0..<git_reflog_entrycount(log) {
        guard let entry = git_reflog_entry_byindex(log, place),
          let new = git_reflog_entry_id_new(entry).flatMap({ ObjectID($0.pointee) }),
          let old = git_reflog_entry_id_old(entry).flatMap({ ObjectID($0.pointee) })
        else { return nil }
        if new == commit { return moves.reversed() }
        let isFirst = old.hex.utf8.allSatisfy { $0 == UInt8(ascii: "0") }
        let message = git_reflog_entry_message(entry).map { String(cString: $0) }
        moves.append(Move(old: isFirst ? nil : old, new: new, message: message ?? ""))
        if old == commit { return moves.reversed() }
        if isFirst { return commit == nil ? moves.reversed() : nil }
      }
      return nil
    }
  }
}
