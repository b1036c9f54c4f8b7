public import PromptRepo

extension Workspace {
  /// Finds out what a checkout of some prompts would do.
  ///
  /// - Parameter specs: The version of each prompt; nil for the latest, or after a rollback for the
  ///   live one.
  /// - Throws: ``RepositoryError/Code/notFound`` when there is no such prompt or version.
  public func planCheckout(
    of specs: [PromptName: VersionSpec?], from repository: Repository,
    options: CheckoutOptions = CheckoutOptions()
  ) throws(RepositoryError) -> CheckoutPlan {
    let planner = try CheckoutPlanner(workspace: self, repository: repository, options: options)
    var items: [CheckoutItem] = []
    for status in try status(of: Array(specs.keys), in: repository).prompts {
      items.append(try planner.item(status, specs[status.name] ?? nil))
    }
    return CheckoutPlan(items: items)
  }

  /// Finds out what a checkout of all prompts would do.
  ///
  /// Files that are behind are updated and those never checked out are written; with
  /// ``CheckoutOptions/merges`` those in conflict are merged. All others stay, edited and removed
  /// ones too, and ``CheckoutOptions/forces`` has no effect.
  public func planCheckout(
    from repository: Repository, options: CheckoutOptions = CheckoutOptions()
  ) throws(RepositoryError) -> CheckoutPlan {
    let planner = try CheckoutPlanner(
      workspace: self, repository: repository, options: CheckoutOptions(merges: options.merges))
    var items: [CheckoutItem] = []
    for status in try status(in: repository).prompts where status.latest != nil {
      let isWanted =
        switch status.state {
        case .notCheckedOut: true
        case .unchanged, .behind: options.merges || !status.hasUncommittedEdits
        case .changed, .conflict(.bothChanged), .conflict(.noBase), .conflict(.historyCutShort):
          options.merges
        case .conflict, .new, .missing, .invalid: false
        }
      if isWanted, !status.isClean || status.indexed == nil {
        // A file that has what was withdrawn keeps it until somebody names it.
        let isLatest = status.state == .unchanged && !status.followsLive
        let spec: VersionSpec? = isLatest ? .latest : nil
        items.append(try planner.item(status, spec))
      }
    }
    return CheckoutPlan(items: items)
  }
}
