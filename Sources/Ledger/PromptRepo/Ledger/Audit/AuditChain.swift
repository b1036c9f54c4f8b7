/// What one of a ledger's chains is about.
enum AuditChain: Sendable {
  case prompt(PromptName, Concern)
  case tombstones(PromptID)
  case tracking(RemoteName, PromptID)
  case environments
  case releases

  /// The chain that a reference is; `nil` for any other reference.
  init?(_ reference: ReferenceName) {
    func rest(after root: String) -> String? {
      guard reference.rawValue.utf8.starts(with: root.utf8) else { return nil }
      return String(decoding: reference.rawValue.utf8.dropFirst(root.utf8.count), as: UTF8.self)
    }
    do throws(RepositoryError) {
      if let path = rest(after: PromptReferences.root) {
        let chain = try PromptChain(path: path)
        self = .prompt(chain.prompt, chain.concern)
      } else if let id = rest(after: Tombstone.root) {
        self = .tombstones(try PromptID(id))
      } else if let path = rest(after: ReferenceName.remotes) {
        let parts = path.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        self = .tracking(try RemoteName(String(parts[0])), try PromptID(String(parts[1])))
      } else if reference == .environments {
        self = .environments
      } else if reference == .releases {
        self = .releases
      } else {
        return nil
      }
    } catch {
      // The mirror of a git remote, or nothing of a ledger.
      return nil
    }
  }
}

/// A place in a chain, with the commit that is read there.
struct AuditCursor: Sendable {
  let chain: AuditChain
  let reference: ReferenceName
  let id: ObjectID
  let commit: Commit
  let message: CommitMessage
  /// When the commit came into the ledger; along a chain it never grows, whatever clocks said.
  let time: Timestamp

  init(
    _ chain: AuditChain, _ reference: ReferenceName, at id: ObjectID, before later: Timestamp?,
    _ reader: some LedgerReader
  ) throws(RepositoryError) {
    self.chain = chain
    self.reference = reference
    self.id = id
    commit = try reader.commit(id, for: "a step of \(reference)")
    message = CommitMessage(commit.message)
    let time = commit.time(message)
    self.time = later.map { min(time, $0) } ?? time
  }

  /// Whether it is to be told before another one, the newest being told first.
  func isNewer(than other: AuditCursor) -> Bool {
    isNewer(than: other.reference, at: other.time.milliseconds)
  }

  /// Whether it is to be told before the tip of another chain, which need not be read for that.
  func isNewer(than other: ReferenceName, at milliseconds: Int64) -> Bool {
    // By the moment: the clocks on the walls may differ.
    if time.milliseconds != milliseconds { return time.milliseconds > milliseconds }
    let (mine, theirs) = (reference.rank, other.rank)
    return mine != theirs ? mine > theirs : reference < other
  }
}
