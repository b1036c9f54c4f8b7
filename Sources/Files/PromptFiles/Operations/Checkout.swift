public import PromptRepo

/// How files are checked out.
public struct CheckoutOptions: Sendable {
  /// Whether edits that are committed nowhere are overwritten.
  public var forces: Bool
  /// Whether edits are merged with the version.
  public var merges: Bool

  /// Makes options.
  public init(forces: Bool = false, merges: Bool = false) {
    self.forces = forces
    self.merges = merges
  }
}

/// What a checkout would do, found out without doing it.
///
/// If any of the named files is refused, none is written. Versions that no file can have keep none of
/// the others back where all prompts are checked out.
public struct CheckoutPlan: Sendable {
  /// One item for each file that was asked for, in the order of names.
  public let items: [CheckoutItem]

  /// Why the checkout cannot be done; empty if it can.
  public var refusals: [RepositoryError] {
    items.compactMap { item in
      if case .refuse(let error) = item.action { error } else { nil }
    }
  }

  /// Why versions have no file; empty if all have one.
  public var unwritable: [RepositoryError] {
    items.compactMap { item in
      if case .noFile(let error) = item.action { error } else { nil }
    }
  }

  /// The refusals as one error; nil if there are none.
  public var refusal: RepositoryError? {
    RepositoryError.joining(
      refusals, "cannot be checked out, so none was", cause: FileRefusal.notCheckedOut)
  }
}

/// What a checkout does with one file.
public struct CheckoutItem: Sendable {
  /// What happens to the file.
  public enum Action: Sendable {
    /// Nothing.
    case nothing
    /// The file becomes the version.
    case write
    /// The file's edits are merged with the version; where both changed the same, the file gets
    /// so many pairs of conflict markers.
    case merge(conflicts: Int)
    /// The file cannot be checked out.
    case refuse(RepositoryError)
    /// The version cannot be written as a file, and stays without one.
    case noFile(RepositoryError)
  }

  /// How the file stands.
  public let status: PromptStatus
  /// What happens to it.
  public let action: Action
  /// The number of the version that is checked out; nil if there is none.
  public let version: Int?
  /// What is withdrawn of the prompt, if the version belongs to that; nil otherwise.
  package internal(set) var withdrawal: WithdrawnVersions?
  /// The number of the live version, if that is another one and nothing is withdrawn; nil otherwise.
  public internal(set) var live: Int?

  /// What the file was when the plan was made; nil if there was none.
  let original: [UInt8]?
  /// What it becomes.
  let bytes: [UInt8]
  /// What it is made from then; nil to leave that as it is.
  let base: IndexEntry?

  init(
    _ status: PromptStatus, _ action: Action, version: Int? = nil, original: [UInt8]? = nil,
    bytes: [UInt8] = [], base: IndexEntry? = nil
  ) {
    self.status = status
    self.action = action
    self.version = version
    self.original = original
    self.bytes = bytes
    self.base = base
  }

  /// Whether the file stays as it is.
  public var isNothing: Bool { if case .nothing = action { true } else { false } }
}

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
  ///
  /// - Parameter progress: Told of the files that were read and compared.
  public func planCheckout(
    from repository: Repository, options: CheckoutOptions = CheckoutOptions(),
    progress: Progress = .ignored
  ) throws(RepositoryError) -> CheckoutPlan {
    let planner = try CheckoutPlanner(
      workspace: self, repository: repository, options: CheckoutOptions(merges: options.merges))
    var items: [CheckoutItem] = []
    let prompts = try status(in: repository, followsGit: true, progress: progress).prompts
    for (number, status) in prompts.enumerated()
    where status.latest != nil && status.renamedFrom == nil {
      progress(.comparing, number, of: prompts.count)
      let isWanted =
        switch status.state {
        // What git removed or renamed does not come back by itself.
        case .notCheckedOut: !status.isLeaving && status.departure != .archived
        case .unchanged, .behind: options.merges || !status.hasUncommittedEdits
        case .changed, .conflict(.bothChanged), .conflict(.noBase), .conflict(.historyCutShort):
          options.merges
        case .conflict, .new, .missing, .invalid: false
        }
      // What a commit wrote that was killed before it noted so is noted here.
      if isWanted, !status.isClean || status.indexed?.commit != status.origin?.commit {
        // A file that has what was withdrawn keeps it until somebody names it.
        let isLatest = status.state == .unchanged && !status.followsLive
        let spec: VersionSpec? = isLatest ? .latest : nil
        items.append(try planner.itemOrNoFile(status, spec))
      }
    }
    return CheckoutPlan(items: items)
  }

  /// Does what a plan says and notes what the files are made from now.
  ///
  /// Each file is replaced whole or stays as it was. If one cannot be written, those before it
  /// are done.
  ///
  /// - Throws: The plan's refusal, with nothing written; ``RepositoryError/Code/conflict`` when a
  ///   file was edited since the plan was made; ``RepositoryError/Code/inputOutput``.
  public func checkout(
    _ plan: CheckoutPlan, progress: Progress = .ignored
  ) throws(RepositoryError) {
    if let refusal = plan.refusal { throw refusal }
    var bases: [PromptName: IndexEntry?] = [:]
    var written: [PromptName: [UInt8]?] = [:]
    var failure: RepositoryError?
    for (number, item) in plan.items.enumerated() {
      progress(.writing, number, of: plan.items.count)
      if case .noFile = item.action { continue }
      do throws(RepositoryError) {
        if !item.isNothing { try write(item) }
      } catch {
        failure = error
        break
      }
      written[item.status.name] = .some(item.bytes)
      if let base = item.base, base != item.status.indexed {
        bases[item.status.name] = .some(base)
      }
    }
    do throws(RepositoryError) {
      try updateIndex(bases)
      try saveFrames(written)
    } catch {
      throw failure ?? error
    }
    if let failure { throw failure }
  }

  private func write(_ item: CheckoutItem) throws(RepositoryError) {
    if let original = item.original, try bytes(of: item.status.name) != original {
      throw RepositoryError(
        .conflict, "\(item.status.path) was edited during the checkout",
        hint: "Run the command again")
    }
    try write(item.bytes, to: item.status.name)
  }
}
