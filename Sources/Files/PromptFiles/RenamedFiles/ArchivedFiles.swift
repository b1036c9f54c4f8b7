public import PromptRepo

/// How an archived prompt stands to the file that it has all the same.
public enum ArchivedFile: Sendable, Hashable {
  /// Git removed the file in this commit, for which the prompt was archived, and HEAD's history has
  /// brought it back since: a commit brings back the prompt.
  case returns(after: ObjectID)
  /// The prompt was archived for a removal in this commit, which HEAD's history does not have.
  case removedElsewhere(ObjectID)
  /// The same, where the history of this clone is cut short, so that nobody knows.
  case historyCutShort(ObjectID)
  /// The prompt was archived for a removal in this commit, and HEAD has no file still.
  case notInHead(removed: ObjectID)
  /// Somebody put the prompt away, for this reason.
  case putAway(reason: String?)
}

extension Workspace {
  /// Notes how archived prompts stand to the files that they have.
  func markArchived(
    in prompts: inout [PromptStatus], _ repository: Repository
  ) throws(RepositoryError) {
    for (index, prompt) in prompts.enumerated() {
      guard prompt.archivedAt != nil, prompt.bytes != nil else { continue }
      prompts[index].archivedFile = try archivedFile(of: prompt, repository)
    }
  }

  /// How one archived prompt stands to its file.
  private func archivedFile(
    of prompt: PromptStatus, _ repository: Repository
  ) throws(RepositoryError) -> ArchivedFile {
    let reason = try repository.archivingReason(prompt.tips)
    // Who was archived under an earlier name has that of the file's last place in the reason.
    guard let control = sourceControl, let reason,
      let removal = FileDeparture.removal(in: reason, below: folder)
    else { return .putAway(reason: reason) }
    if try control.isGone(prompt.rename?.headPath ?? prompt.path) {
      return .notInHead(removed: removal)
    }
    if try control.isInHistory(removal) { return .returns(after: removal) }
    if try control.hasWholeHistory() { return .removedElsewhere(removal) }
    return try control.isHeadInHistory(of: removal)
      ? .removedElsewhere(removal) : .historyCutShort(removal)
  }
}

extension Repository {
  /// Why a prompt was archived the last time, as its history has it; nil for no reason.
  fileprivate func archivingReason(_ tips: ChainTips) throws(RepositoryError) -> String? {
    var records = records(from: tips.info)
    var archiving: ObjectID?
    // The record may have been edited since.
    while let entry = try records.next(), entry.record.isArchived { archiving = entry.commit }
    guard let archiving else { return nil }
    return CommitMessage(try commit(archiving, for: "a prompt's record").message)[.reason]
  }
}

extension FileDeparture {
  /// Why a prompt is archived, as its history has it.
  static func reason(of path: String, _ commit: ObjectID) -> String {
    "\(path) was removed in \(commit)"
  }

  /// The commit that a reason names which ``reason(of:_:)`` made, alone or after what somebody said;
  /// nil for any other.
  static func removal(of path: String, in reason: String) -> ObjectID? {
    commit(after: "\(path) was removed in ", in: reason)
  }

  /// The commit that a reason names which ``reason(of:_:)`` made for any prompt's file.
  static func removal(in reason: String, below folder: PromptFolder) -> ObjectID? {
    let words = " was removed in "
    let text = Array(reason.utf8)
    let end = text.count - (text.last == UInt8(ascii: ")") ? 1 : 0) - 40 - words.utf8.count
    guard end > 0 else { return nil }
    let said = text[..<end]
    let start = said.lastIndex(of: UInt8(ascii: "(")).map { $0 + 1 } ?? 0
    let path = String(decoding: said[start...], as: UTF8.self)
    return folder.name(ofFile: path) == nil ? nil : removal(of: path, in: reason)
  }

  /// Why a prompt is renamed, as its history has it; without a commit if that is only staged.
  static func renameReason(_ commit: ObjectID?) -> String {
    "git says that its file was renamed" + (commit.map { " in \($0)" } ?? "")
  }

  /// The commit that a reason names which ``renameReason(_:)`` made; nil for any other.
  static func renaming(in reason: String) -> ObjectID? {
    commit(after: "git says that its file was renamed in ", in: reason)
  }

  private static func commit(after fact: String, in reason: String) -> ObjectID? {
    let (start, digits) = (Array(fact.utf8), 40)
    var said = Array(reason.utf8)
    if said.last == UInt8(ascii: ")") { said.removeLast() }
    guard said.count >= start.count + digits else { return nil }
    let before = said.dropLast(start.count + digits)
    guard said.dropFirst(before.count).starts(with: start),
      before.isEmpty || before.last == UInt8(ascii: "(")
    else { return nil }
    return ObjectID(hex: String(decoding: said.suffix(digits), as: UTF8.self))
  }
}

extension PromptStatus {
  /// The commit that removed the file, for which the prompt was archived, if a commit brings back the
  /// prompt since HEAD has the file again; nil for any other.
  public var returnsAfter: ObjectID? {
    if case .returns(let removal) = archivedFile { removal } else { nil }
  }

  /// Whether the prompt is archived and stays so, so that nothing is made of its file.
  var staysArchived: Bool { archivedFile != nil && returnsAfter == nil }

  /// Why the prompt is archived, in words that go on after its name or its file's.
  public var archivedClause: String? {
    switch archivedFile {
    case nil, .returns: nil
    case .removedElsewhere(let commit):
      "archived, since its file was removed in \(commit.short(8)), which HEAD's history does not "
        + "have"
    case .historyCutShort(let commit):
      "archived, since its file was removed in \(commit.short(8)); whether HEAD has brought it back "
        + "since is not known: the history of this clone is cut short"
    case .notInHead(let commit):
      "archived, since its file was removed in \(commit.short(8)), and HEAD has none"
    case .putAway(let reason?): "archived (\(reason))"
    case .putAway(nil): "archived"
    }
  }

  /// What is said of a file whose prompt comes back without another text.
  var returnNote: String? {
    guard !hasUncommittedEdits else { return nil }
    return returnsAfter.map {
      "\(path) is back since it was removed in \($0.short(8)): a commit brings the prompt back"
    }
  }

  /// What is said of a file from which nothing is made, since its prompt is archived.
  var archivedNote: String? {
    guard !hasUncommittedEdits else { return nil }
    return archivedClause.map { "\(path) is here, and the prompt stays \($0)" }
  }
}

extension RepositoryError {
  static func archived(_ status: PromptStatus) -> RepositoryError {
    RepositoryError(
      .invalid,
      "\(status.path) was edited, and the prompt is \(status.archivedClause ?? "archived")",
      cause: FileRefusal.archived(status.name))
  }
}
