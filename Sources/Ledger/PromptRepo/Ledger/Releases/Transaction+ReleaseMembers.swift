/// What becomes of a release's member when the release is rolled back.
enum MemberStanding: Sendable {
  /// The release did not move it.
  case untouched
  case stays(ReleaseRollback.Left)
  case goesBack(PromptName, to: PointerMove)
}

extension Transaction {
  /// The active versions of all prompts that are not archived.
  func activeVersions() throws(RepositoryError) -> [DeploymentOrder] {
    var orders: [DeploymentOrder] = []
    for name in try names(having: .info) {
      let prompt = try existing(name)
      if prompt.active != nil, !prompt.record.isArchived { orders.append(DeploymentOrder(name)) }
    }
    return orders
  }

  /// The name that a member has by now; `nil` when it was deleted.
  func name(of member: Release.Member) throws(RepositoryError) -> PromptName? {
    if try prompt(member.name)?.record.id == member.prompt { return member.name }
    for name in try names(having: .info) where try existing(name).record.id == member.prompt {
      return name
    }
    return nil
  }

  /// A member's version, whose number may be another one since clones were joined.
  func spec(
    of member: Release.Member, _ name: PromptName
  ) throws(RepositoryError) -> VersionSpec {
    if let latest = try latest(of: name), latest.number >= member.version,
      try version(name, .number(member.version)).hash == member.hash
    {
      return .number(member.version)
    }
    return .digits(member.hash.hex, hashOnly: true)
  }

  /// What becomes of a member when the deployment with this operation is taken back.
  func standing(
    of member: Release.Member, in environment: EnvironmentName, deployedBy operation: String
  ) throws(RepositoryError) -> MemberStanding {
    guard let name = try name(of: member) else {
      return .stays(.init(name: member.name, cause: .deleted))
    }
    let pointer = Pointer.environment(environment)
    guard let current = try lastMove(of: pointer, name),
      try moves(of: pointer, name).contains(where: { $0.operation == operation })
    else { return .untouched }
    guard try origin(of: current).operation == operation else {
      return .stays(.init(name: name, cause: .movedOn(current)))
    }
    guard let earlier = try previous(to: current) else {
      return .stays(.init(name: name, cause: .wasFirst))
    }
    return .goesBack(name, to: earlier)
  }
}

extension ReleaseRollback.Left: CustomStringConvertible {
  /// Why the member stays, in words.
  public var description: String {
    switch cause {
    case .movedOn(let move):
      "'\(name)' was moved to v\(move.version) since, by \(move.author.name)"
    case .wasFirst: "nothing was live of '\(name)' before"
    case .deleted: "'\(name)' was deleted"
    }
  }
}
