internal import PromptRepo

/// What says which version a file was made from.
enum BaseEvidence: Hashable {
  /// The index: git put no other file in the place since.
  case index
  /// The index, or a newer version that HEAD contains: HEAD's file goes on from what the index says.
  case indexOrNewer
  /// HEAD's history, which has what the index says, though HEAD did not have it then.
  case contained
  /// HEAD's history, and not the index. It is certain where git is known to have put its own file in
  /// the place; else the file may still go on from what the index says.
  case history(isCertain: Bool)
}

/// The version that a file was made from, as far as that is known.
struct ResolvedBase {
  var base: IndexEntry?
  /// Whether the index says so, and git put no other file in the place since.
  var isOwn = false
  /// What the file may be made from instead: what this clone wrote in the place, newer than what
  /// HEAD's history says.
  var rival: IndexEntry?
}

extension StatusReader {
  /// What is to be believed of a file that this clone has noted a base of.
  ///
  /// The index counts as long as git did not put another file in the place. Where HEAD has another
  /// file there than when the base was noted, HEAD's history has to contain what the index says.
  func evidence(
    on working: WorkingFile, _ indexed: IndexEntry, _ control: any SourceControl
  ) throws(RepositoryError) -> BaseEvidence {
    var head = indexed.head
    if head == nil { head = try ledger.version(at: indexed.commit).source?.commit }
    let hasContent = try working.hasContent(of: indexed)
    let isHeads = try control.source(of: working.headPath, bytes: working.bytes) != nil
    guard try control.hasSame(working.headPath, as: head) else {
      if !isHeads {
        if hasContent { return .indexOrNewer }
        // Where it was HEAD's, nothing else could have been put back before.
        if indexed.mark == .head, try control.isKept(working.headPath, from: head) {
          // What was stashed before may have been put there instead.
          if try control.mayHaveStashed(), try isUnlike(working, indexed, control) {
            return .history(isCertain: false)
          }
          return .indexOrNewer
        }
      }
      return try evidenceFromOtherHead(working, indexed, head, hasContent, control)
    }
    if !isHeads {
      if hasContent { return .index }
      if try isStatUnknownSince(indexed, working, control), try isUnlike(working, indexed, control)
      {
        return .history(isCertain: false)
      }
      // Tools that run hooks put a file away and back without git's knowing, so this is not certain.
      return try isRestoredByGit(working, indexed, control) ? .history(isCertain: false) : .index
    }
    if case .edited = indexed.mark {
      if try isRestoredByGit(working, indexed, control) { return .history(isCertain: true) }
      if try isStatUnknownSince(indexed, working, control), try control.mayHaveStashed() {
        return .history(isCertain: false)
      }
      return .index
    }
    guard hasContent else { return .history(isCertain: true) }
    return try isInHistory(head, control) ? .indexOrNewer : .history(isCertain: true)
  }

  /// Whether git put HEAD's file in the place of what was written over it, as by `git restore` and
  /// `git stash`, or found it there again.
  private func isRestoredByGit(
    _ working: WorkingFile, _ indexed: IndexEntry, _ control: any SourceControl
  ) throws(RepositoryError) -> Bool {
    guard case .edited(let old) = indexed.mark, let new = try control.stamp(of: working.headPath)
    else {
      return false
    }
    return new != old
  }

  /// Whether git took the times of what was written over HEAD's file from its index since, as by
  /// `git stash pop`.
  private func isStatUnknownSince(
    _ indexed: IndexEntry, _ working: WorkingFile, _ control: any SourceControl
  ) throws(RepositoryError) -> Bool {
    guard case .edited(let old) = indexed.mark, old != nil else { return false }
    return try control.isStatUnknown(working.headPath)
  }

  /// Whether a file that lies where git's index has no times, as after `git stash pop`, has nothing
  /// of what makes the noted version another than the one that HEAD contains.
  private func isUnlike(
    _ working: WorkingFile, _ indexed: IndexEntry, _ control: any SourceControl
  ) throws(RepositoryError) -> Bool {
    guard try control.isStatUnknown(working.headPath),
      let older = try contained(of: working, after: nil, control), older.number < indexed.number
    else { return false }
    func lines(_ template: String) -> Set<[UInt8]> {
      Set(template.utf8.split(separator: UInt8(ascii: "\n")).map { Array($0) })
    }
    let (old, file) = (lines(try ledger.content(of: older).template), lines(working.file.template))
    let new = lines(try ledger.content(of: ledger.version(at: indexed.commit)).template)
    let added = new.subtracting(old)
    return added.isEmpty
      ? !old.subtracting(new).isDisjoint(with: file) : added.isDisjoint(with: file)
  }

  /// The evidence where HEAD has another file than when the base was noted, and the one in the work
  /// tree is that or an edit of it.
  private func evidenceFromOtherHead(
    _ working: WorkingFile, _ indexed: IndexEntry, _ head: ObjectID?, _ hasContent: Bool,
    _ control: any SourceControl
  ) throws(RepositoryError) -> BaseEvidence {
    // What HEAD does not have, git did not put there.
    if try control.hasSame(working.headPath, as: nil) { return .index }
    let goesOn = try isInHistory(head, control)
    let found = try contained(of: working, after: nil, control)
    if let found, found.number >= indexed.number { return .contained }
    if goesOn, hasContent { return .indexOrNewer }
    // What HEAD had then was the version, or nothing: there was no other text to put back. But an
    // older version's text may have come with another branch.
    let isVersion = indexed.mark == .head
    let isOlder = try working.hasContent(of: found.map { IndexEntry($0, record: nil) })
    if goesOn, !isOlder,
      try control.isCommitted(working.headPath, since: head, fromNothing: !isVersion)
    {
      return .index
    }
    return .history(isCertain: try control.isReplaced(working.headPath, since: head))
  }

  func isInHistory(
    _ head: ObjectID?, _ control: any SourceControl
  ) throws(RepositoryError) -> Bool {
    guard let head else { return true }
    return try control.isInHistory(head)
  }
}
