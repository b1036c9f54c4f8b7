internal import PromptRepo

/// The steps that make one history of the two of a chain, on top of the remote's.
struct SharedJoinPlan {
  /// A change of the environments that is made again, and what the list is after it.
  struct Listing {
    let commit: ObjectID
    let environments: [DeploymentEnvironment]
  }

  /// A step of a release that is made again, and the files of all releases after it.
  struct Releasing {
    let step: ReleaseStep
    let files: [ReleaseName: ObjectID]
  }

  /// An environment in which the release counts that the remote has there.
  struct Restoring {
    let environment: EnvironmentName
    /// Our last step there.
    let ours: ReleaseStep
    /// The remote's step that counts; nil where no release does.
    let theirs: ReleaseStep?
  }

  /// The chain on both sides; both have a tip.
  let state: SharedState
  let oldTip: ObjectID
  /// Changes of the environments, oldest first; none for another chain.
  var listings: [Listing] = []
  /// Steps of releases, oldest first; none for another chain.
  var releasings: [Releasing] = []
  /// Where the remote's release counts though ours comes later.
  var restorings: [Restoring] = []
  /// What is said about it.
  let result: SharedJoin
}
