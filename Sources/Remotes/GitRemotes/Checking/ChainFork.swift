internal import PromptRepo

/// Where two chains part, and what each has beyond that, oldest first.
struct ChainFork {
  /// The last commit that both have; nil when they have none in common.
  let base: ObjectID?
  let ours: [ObjectID]
  let theirs: [ObjectID]
}
