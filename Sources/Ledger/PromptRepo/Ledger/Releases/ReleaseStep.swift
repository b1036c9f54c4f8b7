/// One entry of the chain of releases: a release was made, deployed or rolled back.
public struct ReleaseStep: Sendable, Hashable {
  /// What was done.
  public enum Action: Sendable, Hashable {
    /// The release was made.
    case created
    /// The making of the release was undone.
    case withdrawn
    /// It became live in an environment.
    case deployed(EnvironmentName)
    /// It was taken back in an environment, where an earlier step, if any, counts again.
    case rolledBack(EnvironmentName, restoring: ObjectID?)
  }

  /// The commit that records the step.
  public let commit: ObjectID
  /// The step before it; `nil` for the first.
  public let parent: ObjectID?
  /// The release.
  public let release: ReleaseName
  /// What was done with it.
  public let action: Action
  /// Who did it, and when.
  public let author: Signature
  /// Why; may be absent.
  public let reason: String?
  /// What ties the step to the moves of its members.
  public let operation: String?
  /// The operation that the step takes back; `nil` when it undoes none.
  public let undoes: String?
}

extension ReleaseStep {
  init(_ commit: Commit, id: ObjectID) throws(RepositoryError) {
    let message = CommitMessage(commit.message)
    guard let release = message[.release] else {
      throw RepositoryError(
        .damaged, "commit \(id) is not a step of a release: its trailers are missing",
        hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
    }
    let environment = message[.pointer].flatMap(Pointer.init(label:))?.environment
    let action: Action =
      switch (environment, message[.rolledBack]) {
      case (let environment?, nil): .deployed(environment)
      case (let environment?, _?):
        .rolledBack(
          environment, restoring: message[.restores].flatMap(ObjectID.init(hex:)))
      case (nil, _): message[.undoes] == nil ? .created : .withdrawn
      }
    self.init(
      commit: id, parent: commit.parents.first, release: try ReleaseName(release), action: action,
      author: commit.author, reason: message[.reason], operation: message[.operation],
      undoes: message[.undoes])
  }
}
