/// The versions that are live of each prompt, in each environment.
public struct DeploymentMatrix: Sendable {
  /// The pointers of one prompt.
  public struct Row: Sendable {
    /// The prompt.
    public let name: PromptName
    /// True for an archived prompt.
    public let isArchived: Bool
    /// The last move of the active pointer; `nil` while nothing is active.
    public let active: PointerMove?
    /// The last move in each environment that has one.
    public let live: [EnvironmentName: PointerMove]
    /// What was withdrawn, for each pointer that a rollback holds back.
    package internal(set) var withdrawals: [Pointer: WithdrawnVersions] = [:]

    /// The environments in which something else is live than what is active, by content.
    public var different: Set<EnvironmentName> {
      Set(live.filter { $0.value.hash != active?.hash }.keys)
    }
  }

  /// The environments in their order.
  public let environments: [DeploymentEnvironment]
  /// The prompts, in the order of their references.
  public let rows: [Row]
  /// The errors of prompts that could not be read; they hide no other.
  public let failures: [(name: PromptName, error: RepositoryError)]
}

extension Repository {
  /// The versions that are live of each prompt, in each environment.
  ///
  /// ```swift
  /// let matrix = try repository.matrix(under: "support/")
  /// for row in matrix.rows { print(row.name, row.live[production]?.version ?? 0) }
  /// ```
  ///
  /// Lists the references once; then each cell takes one object.
  ///
  /// - Parameters:
  ///   - prefix: Only prompts whose names begin with this text.
  ///   - archived: Whether archived prompts are listed too.
  public func matrix(
    under prefix: String = "", archived: Bool = false
  ) throws(RepositoryError) -> DeploymentMatrix {
    let environments = try environments()
    let known = Set(environments.map(\.name))
    var rows: [DeploymentMatrix.Row] = []
    var failures: [(name: PromptName, error: RepositoryError)] = []
    func add(_ prompt: PromptReferenceScan.Found?) throws(RepositoryError) {
      guard let prompt, let name = prompt.promptName,
        name.rawValue.utf8.starts(with: prefix.utf8)
      else { return }
      do throws(RepositoryError) {
        guard var row = try row(of: name, prompt.tips, known, archived: archived) else { return }
        rows.append(row)
        row.withdrawals = try withdrawals(row, prompt.tips.versions)
        rows[rows.endIndex - 1] = row
      } catch {
        guard error.code == .damaged else { throw error }
        failures.append((name, error))
      }
    }
    var scan = PromptReferenceScan()
    for reference in try store.references(in: .prompts, under: prefix) {
      try add(scan.take(Array(reference.name.rawValue.utf8), reference.target, nil))
    }
    try add(scan.finish())
    return DeploymentMatrix(environments: environments, rows: rows, failures: failures)
  }

  private func row(
    of name: PromptName, _ tips: PromptTips, _ known: Set<EnvironmentName>, archived: Bool
  ) throws(RepositoryError) -> DeploymentMatrix.Row? {
    guard let info = tips.info else { return nil }
    let record = try record(at: info)
    guard archived || !record.isArchived else { return nil }
    var active: PointerMove?
    if let tip = tips.active { active = try liveMove(tip, of: record) }
    var live: [EnvironmentName: PointerMove] = [:]
    for deployed in tips.deployments where known.contains(deployed.environment) {
      live[deployed.environment] = try liveMove(deployed.tip, of: record)
    }
    return DeploymentMatrix.Row(
      name: name, isArchived: record.isArchived, active: active, live: live)
  }

  /// A pointer's last move, which has to be of a prompt and to name a version of it.
  private func liveMove(
    _ tip: ObjectID, of record: PromptRecord
  ) throws(RepositoryError) -> PointerMove {
    let move = try move(at: tip)
    guard try version(of: move).promptID == record.id else {
      throw .misplaced("a pointer has a move to a version of another prompt, \(move.promptID)")
    }
    return move
  }

  /// What was withdrawn from the pointers of a row; most rows are not read further.
  fileprivate func withdrawals(
    _ row: DeploymentMatrix.Row, _ versions: ObjectID?
  ) throws(RepositoryError) -> [Pointer: WithdrawnVersions] {
    var withdrawals: [Pointer: WithdrawnVersions] = [:]
    if let live = row.active, let versions {
      withdrawals[.active] = try withdrawal(
        of: row.name, live: live, latest: version(at: versions).number)
    }
    for (environment, move) in row.live {
      withdrawals[.environment(environment)] = try withdrawal(of: row.name, in: environment, move)
    }
    return withdrawals
  }
}
