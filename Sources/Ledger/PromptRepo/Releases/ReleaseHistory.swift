/// One entry of the chain of releases: a release was made, deployed or rolled back.
public struct ReleaseStep: Sendable, Hashable {
  /// The kind of step.
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
  package let commit: ObjectID
  /// The step before it; `nil` for the first.
  package let parent: ObjectID?
  /// The release.
  public let release: ReleaseName
  /// The kind of step.
  public let action: Action
  /// The author and the time of the step.
  public let author: Signature
  /// The reason; may be absent.
  public let reason: String?
  /// The id that ties the step to the moves of its members.
  public let operation: String?
  /// The operation that the step takes back; `nil` when it undoes none.
  package let undoes: String?
}

extension ReleaseStep: ChainStep {
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

extension ReleaseStep {
  /// On a rollback: the earlier step that counts again.
  package var restores: ObjectID? {
    if case .rolledBack(_, let restored) = action { restored } else { nil }
  }
}

extension Repository {
  /// The releases, in the order of their names.
  ///
  /// ```swift
  /// for release in try repository.releases() { print(release.name, release.members.count) }
  /// ```
  public func releases() throws(RepositoryError) -> [Release] { try reader.releases() }

  /// The step that made a release live in an environment; `nil` when none is live there.
  ///
  /// ```swift
  /// if let live = try repository.liveRelease(in: production) { print(live.release) }
  /// ```
  public func liveRelease(
    in environment: EnvironmentName
  ) throws(RepositoryError) -> ReleaseStep? {
    try reader.liveRelease(in: environment)
  }
}

extension LedgerReader {
  /// All releases, in the order of their names.
  package func releases() throws(RepositoryError) -> [Release] {
    guard let tree = try releaseTree() else { return [] }
    var releases: [Release] = []
    for entry in tree.entries {
      releases.append(try Release(file: required(entry.id, for: "a release")))
    }
    return releases
  }

  /// A release that has to be there.
  ///
  /// - Throws: ``RepositoryError/Code/notFound``.
  package func release(_ name: ReleaseName) throws(RepositoryError) -> Release {
    guard let entry = try releaseTree()?[Release.fileName(name)] else {
      throw RepositoryError(
        .notFound, "there is no release '\(name)'",
        cause: LedgerRefusal.releaseNotFound(name))
    }
    return try Release(file: required(entry.id, for: "a release"))
  }

  /// What was done with releases, newest first.
  package func releaseSteps() throws(RepositoryError) -> [ReleaseStep] {
    var chain = releaseChain(from: try target(of: .releases))
    return try chain.steps()
  }

  /// What was done with releases up to a commit of their chain, newest first, read as far as
  /// somebody asks.
  package func releaseChain(from tip: ObjectID?) -> Chain<ReleaseStep> {
    Chain(from: tip) { (commit) throws(RepositoryError) in try releaseStep(at: commit) }
  }

  /// The release that is live in an environment: the last one deployed that was not rolled back.
  package func liveRelease(
    in environment: EnvironmentName
  ) throws(RepositoryError) -> ReleaseStep? {
    try liveRelease(in: environment, at: target(of: .releases))
  }

  /// The release that was live after a step.
  package func liveRelease(
    in environment: EnvironmentName, at tip: ObjectID?
  ) throws(RepositoryError) -> ReleaseStep? {
    var chain = releaseChain(from: tip)
    while let step = try chain.next() {
      switch step.action {
      case .deployed(environment): return step
      case .rolledBack(environment, nil): return nil
      case .rolledBack(environment, let restored): return try chain.first { $0.commit == restored }
      default: continue
      }
    }
    return nil
  }

  func releaseTree() throws(RepositoryError) -> Tree? {
    guard let tip = try target(of: .releases) else { return nil }
    return try releaseTree(at: tip).tree
  }

  func releaseTree(at commit: ObjectID) throws(RepositoryError) -> (id: ObjectID, tree: Tree) {
    let id = try self.commit(commit, for: "the releases").tree
    return (id, try Tree(required(id, for: "the tree of releases")))
  }
}

// What the chain of releases says at any of its commits.
extension LedgerReader {
  /// The files of the releases as a commit of their chain has them.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` for a commit with a file that is no release's.
  package func releaseFiles(
    at commit: ObjectID
  ) throws(RepositoryError) -> [ReleaseName: ObjectID] {
    let (id, tree) = try releaseTree(at: commit)
    var files: [ReleaseName: ObjectID] = [:]
    for entry in tree.entries {
      guard entry.mode == .file, let name = try Release.name(ofFile: entry.name) else {
        throw RepositoryError(
          .damaged, "tree \(id) has '\(entry.name)', which is not the file of a release")
      }
      files[name] = entry.id
    }
    return files
  }

  /// The release that a file holds.
  package func release(inFile id: ObjectID) throws(RepositoryError) -> Release {
    try Release(file: required(id, for: "a release"))
  }

  /// The step that a commit of the chain of releases is.
  package func releaseStep(at commit: ObjectID) throws(RepositoryError) -> ReleaseStep {
    try ReleaseStep(self.commit(commit, for: "a step of a release"), id: commit)
  }
}
