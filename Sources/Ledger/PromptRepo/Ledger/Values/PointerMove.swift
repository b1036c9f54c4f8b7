/// One move of a pointer: an activation or a deployment, a rollback, or what undoes one of them.
public struct PointerMove: Sendable, Hashable {
  /// The commit that records the move.
  public let commit: ObjectID
  /// The move before it; `nil` for the first.
  public let parent: ObjectID?
  /// The prompt whose pointer was moved.
  public let promptID: PromptID
  /// The pointer that was moved.
  public let pointer: Pointer
  /// The number of the version that the pointer was moved to.
  public let version: Int
  /// The commit of that version.
  public let versionCommit: ObjectID
  /// The hash of that version's content.
  public let hash: VersionHash
  /// The number of the version that it was moved from; `nil` for the first move.
  public let previousVersion: Int?
  /// On a rollback: the earlier move whose version is live again.
  public let restores: ObjectID?
  /// Why it was done; may be absent.
  public let reason: String?
  /// Who did it, and when.
  public let author: Signature
  /// What ties this move to the rest of what one command did.
  public let operation: String?
  /// The operation that the move takes back; `nil` when it is none that undoes another.
  public let undoes: String?
  /// On a promotion: the environment that the version was taken over from.
  public let promotedFrom: String?
  /// The release that the pointer was moved with.
  public let release: String?
  /// The end user that it was done for.
  public let onBehalfOf: String?
  /// Whether it is the first move that a join made again on top of another side's.
  let isFirstOfJoin: Bool

  /// Whether the move went back to what was live before; an active pointer also where it only went
  /// to an earlier version.
  public var isRollback: Bool {
    undoes == nil
      && (restores != nil || pointer == .active && (previousVersion ?? 0) > version)
  }
}

extension PointerMove {
  /// The reason of a move with which a join puts a pointer where it is to be.
  package static func joinReason(_ remote: String) -> String { joinBeginning + remote }

  private static let joinBeginning = "joined with "

  /// Whether a join put the pointer there.
  var isJoin: Bool {
    guard let reason, reason.utf8.starts(with: Self.joinBeginning.utf8) else { return false }
    return !reason.utf8.dropFirst(Self.joinBeginning.utf8.count).contains(32)
  }

  /// The first line of a move's message.
  static func subject(
    _ name: PromptName, _ pointer: Pointer, _ number: Int, isFirst: Bool, isRestoring: Bool,
    isUndoing: Bool
  ) -> String {
    let verb =
      isFirst ? "is" : isUndoing ? "returns to" : isRestoring ? "rolls back to" : "moves to"
    return "\(name) \(pointer) \(verb) v\(number)"
  }

  /// What a move's message says of its place.
  ///
  /// - Parameters:
  ///   - current: The move before it.
  ///   - restored: On a rollback, the earlier move whose version is live again.
  static func trailers(
    _ pointer: Pointer, _ version: Version, after current: PointerMove?,
    restoring restored: PointerMove?
  ) -> [Trailer] {
    [
      Trailer(.promptID, version.promptID.rawValue), Trailer(.pointer, pointer.label),
      Trailer(.promptVersion, "\(version.number)"), Trailer(.versionHash, "\(version.hash)"),
      Trailer(.versionCommit, version.commit.hex),
    ] + (current.map { [Trailer(.previousVersion, "\($0.version)")] } ?? [])
      + (restored.map { [Trailer(.restores, $0.commit.hex)] } ?? [])
  }

  init(_ commit: Commit, id: ObjectID) throws(RepositoryError) {
    let message = CommitMessage(commit.message)
    guard let promptID = message[.promptID], let version = message[.promptVersion],
      let versionCommit = message[.versionCommit].flatMap(ObjectID.init(hex:)),
      let hash = message[.versionHash]
    else {
      throw RepositoryError(
        .damaged, "commit \(id) is not a pointer's move: its trailers are missing",
        hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
    }
    self.init(
      commit: id, parent: commit.parents.first, promptID: try PromptID(promptID),
      pointer: message[.pointer].flatMap(Pointer.init(label:)) ?? .active,
      version: try Version.number(version, in: id),
      versionCommit: versionCommit,
      hash: try VersionHash(hash), previousVersion: message[.previousVersion].flatMap(Int.init),
      restores: message[.restores].flatMap(ObjectID.init(hex:)), reason: message[.reason],
      author: commit.author, operation: message[.operation], undoes: message[.undoes],
      promotedFrom: message[.promotedFrom], release: message[.release],
      onBehalfOf: message[.onBehalfOf], isFirstOfJoin: commit.parents.count > 1)
  }
}
