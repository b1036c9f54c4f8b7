internal import PromptRepo

extension Transaction {
  /// Makes one history of two, once the reference has the remote's chain.
  mutating func join(_ plan: SharedJoinPlan, with remote: String) throws(RepositoryError) {
    for (index, listing) in plan.listings.enumerated() {
      try replayEnvironments(
        listing.commit, as: listing.environments, alsoAfter: index == 0 ? [plan.oldTip] : [])
    }
    var steps: [ObjectID: ObjectID] = [:]
    for (index, releasing) in plan.releasings.enumerated() {
      var restored: ObjectID?
      if case .rolledBack(_, let earlier?) = releasing.step.action {
        restored = steps[earlier] ?? earlier
      }
      steps[releasing.step.commit] = try replayRelease(
        releasing.step.commit, with: releasing.files, restoring: restored,
        alsoAfter: index == 0 ? [plan.oldTip] : [])
    }
    for restoring in plan.restorings {
      try restoreRelease(
        restoring.theirs, over: restoring.ours, in: restoring.environment,
        reason: "joined with \(remote)")
    }
  }
}
