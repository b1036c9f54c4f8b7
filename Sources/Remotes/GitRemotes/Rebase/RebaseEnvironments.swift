internal import CanonicalJSON
public import PromptMerge
internal import PromptRepo

/// Works out how the two histories of a repository-wide chain become one.
///
/// As with a prompt's chains, the remote's stays as it is, and what is ours alone is made again on
/// top of it.
struct RepositoryWideRebaser {
  let reader: FetchedLedgerReader
  let resolution: Resolution
  let state: RepositoryWideComparison
  let fork: MergeBase
  let ours: ObjectID
  let theirs: ObjectID

  /// Prepares a join; `nil` for a chain that is not to be joined.
  init?(
    _ state: RepositoryWideComparison, _ resolution: Resolution, reader: FetchedLedgerReader
  ) throws(RepositoryError) {
    guard case .conflict = state.verdict, let ours = state.local, let theirs = state.remote else {
      return nil
    }
    self.reader = reader
    self.resolution = resolution
    self.state = state
    self.ours = ours
    self.theirs = theirs
    fork = try reader.mergeBase(local: ours, remote: theirs)
  }

  /// The steps, or what stands in the way of a merge.
  func plan() throws(RepositoryError) -> (
    plan: RepositoryWideRebasePlan, obstacles: [FieldConflict]
  ) {
    let (steps, obstacles) =
      switch state.kind {
      case .environments: try rebaseEnvironments()
      case .releases: try rebaseReleases()
      }
    let result = RepositoryWideRebase(
      resolution: resolution, theirs: fork.theirs.count, ours: fork.ours.count)
    return (RepositoryWideRebasePlan(oldTip: ours, steps: steps, result: result), obstacles)
  }

  private typealias Environments = NamedListMerge<EnvironmentName, DeploymentEnvironment>

  private func rebaseEnvironments() throws(RepositoryError) -> (
    RepositoryWideRebasePlan.Steps, [FieldConflict]
  ) {
    let (base, theirs) = (
      try reader.environmentsIfAny(at: fork.commit), try reader.environments(at: theirs)
    )
    let merge = merge(base, try reader.environments(at: ours), theirs)
    var obstacles = merge.conflicts.map { conflict in
      FieldConflict(
        "'\(conflict.name)'", ours: conflict.ours.map { .string($0.rules) },
        theirs: conflict.theirs.map { .string($0.rules) })
    }
    var outcome = merge.resolved(resolution).map(\.value)
    if !outcome.isConsistent {
      // One side requires what the other removed, or each the other: then no half of both can be.
      obstacles.append(
        FieldConflict(
          "what environments require", ours: .string(try list(ours)), theirs: .string(theirs.names))
      )
      outcome = resolution == .theirs ? theirs : try reader.environments(at: ours)
    }
    if resolution == .merge, !obstacles.isEmpty { return (.environments([]), obstacles) }
    var listings: [RepositoryWideRebasePlan.Listing] = []
    var (before, current) = (base, theirs)
    for commit in fork.ours {
      let after = try reader.environments(at: commit)
      var next = self.merge(before, after, current).resolved(resolution).map(\.value)
      if commit == ours { next = outcome } else if !next.isConsistent { next = current }
      listings.append(.init(commit: commit, environments: next))
      (before, current) = (after, next)
    }
    return (.environments(listings), [])
  }

  private func merge(
    _ base: [DeploymentEnvironment], _ ours: [DeploymentEnvironment],
    _ theirs: [DeploymentEnvironment]
  ) -> Environments {
    func items(_ list: [DeploymentEnvironment]) -> [Environments.Item] {
      list.map { Environments.Item(name: $0.name, value: $0) }
    }
    return Environments(base: items(base), ours: items(ours), theirs: items(theirs))
  }

  private func list(_ commit: ObjectID) throws(RepositoryError) -> String {
    try reader.environments(at: commit).names
  }
}

extension DeploymentEnvironment {
  /// Its rules, for people.
  fileprivate var rules: String {
    requires.map { "protected, requires \($0)" } ?? (isProtected ? "protected" : "not protected")
  }
}

extension [DeploymentEnvironment] {
  /// The environments with what they require, for people.
  fileprivate var names: String {
    map { environment in
      environment.requires.map { "\(environment.name) after \($0)" } ?? environment.name.rawValue
    }.joined(separator: ", ")
  }
}

/// How the two histories of a repository-wide chain became one, or would.
public struct RepositoryWideRebase: Sendable {
  /// What decided where both changed the same.
  public let resolution: Resolution
  /// How many steps the remote had more.
  public let theirs: Int
  /// How many steps of ours were made again on top of those.
  public let ours: Int
}

/// The merge of two lists of named things that were made from a third, name by name.
///
/// A thing is one value: of rules or a release that are half of each, nobody ever thought.
struct NamedListMerge<Name: Hashable & Sendable, Value: Equatable & Sendable> {
  struct Item {
    let name: Name
    let value: Value
  }

  /// What both sides changed, to different values; `nil` where a side removed it.
  let conflicts: [(name: Name, ours: Value?, theirs: Value?)]
  private let names: [Name]
  private let values: (base: [Name: Value], ours: [Name: Value], theirs: [Name: Value])

  init(base: [Item], ours: [Item], theirs: [Item]) {
    func values(_ items: [Item]) -> [Name: Value] {
      Dictionary(items.map { ($0.name, $0.value) }) { first, _ in first }
    }
    let values = (base: values(base), ours: values(ours), theirs: values(theirs))
    // Their order, which others know already, unless only we changed it.
    func order(_ items: [Item]) -> [Name] {
      items.map(\.name).filter {
        values.base[$0] != nil && values.ours[$0] != nil && values.theirs[$0] != nil
      }
    }
    let isTheirs = order(theirs) != order(base) || order(ours) == order(base)
    let (first, second) = isTheirs ? (theirs, ours) : (ours, theirs)
    let firstNames = Set(first.map(\.name))
    names = first.map(\.name) + second.map(\.name).filter { !firstNames.contains($0) }
    self.values = values
    conflicts = names.compactMap { name in
      let (old, ours, theirs) = (values.base[name], values.ours[name], values.theirs[name])
      return ours == theirs || ours == old || theirs == old ? nil : (name, ours, theirs)
    }
  }

  /// The merged list; what both changed is as the side has it that counts, under `merge` ours.
  func resolved(_ resolution: Resolution) -> [Item] {
    names.compactMap { name in
      let (ours, theirs) = (values.ours[name], values.theirs[name])
      let takesTheirs =
        ours == values.base[name] || resolution == .theirs && theirs != values.base[name]
      return (takesTheirs ? theirs : ours).map { Item(name: name, value: $0) }
    }
  }
}
