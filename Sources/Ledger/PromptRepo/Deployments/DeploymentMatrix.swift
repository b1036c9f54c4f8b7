/// What is live of each prompt, in each environment.
public struct DeploymentMatrix: Sendable {
  /// The pointers of one prompt.
  public struct Row: Sendable {
    /// The prompt.
    public let name: PromptName
    /// Whether it was put away.
    public let isArchived: Bool
    /// The last move of the active pointer; `nil` while nothing is active.
    public let active: PointerMove?
    /// The last move in each environment that has one.
    public let live: [EnvironmentName: PointerMove]
    /// What was withdrawn, for each pointer that a rollback holds back.
    public internal(set) var withdrawals: [Pointer: WithdrawnVersions] = [:]

    /// The environments in which something else is live than what is active, by content.
    public var different: Set<EnvironmentName> {
      Set(live.filter { $0.value.hash != active?.hash }.keys)
    }
  }

  /// The environments in their order.
  public let environments: [DeploymentEnvironment]
  /// The prompts, in the order of their references.
  public let rows: [Row]
  /// What could not be read, by prompt; it hides no other.
  public let failures: [(name: PromptName, error: RepositoryError)]
}

extension Repository {
  /// What is live of each prompt, in each environment.
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
    var chains: [LedgerRef.PromptKind: ObjectID] = [:]
    var name: PromptName?
    var failures: [(name: PromptName, error: RepositoryError)] = []
    func addRow() throws(RepositoryError) {
      do throws(RepositoryError) {
        guard let row = try row() else { return }
        rows.append(row)
        rows[rows.endIndex - 1].withdrawals = try withdrawals(row, chains[.versions])
      } catch {
        guard error.code == .damaged, let name else { throw error }
        failures.append((name, error))
      }
    }
    func row() throws(RepositoryError) -> DeploymentMatrix.Row? {
      guard let name, let info = chains[.info] else { return nil }
      let record = try record(at: info)
      let isArchived = record.isArchived
      guard archived || !isArchived else { return nil }
      var active: PointerMove?
      var live: [EnvironmentName: PointerMove] = [:]
      for case (.pointer(let pointer), let tip) in chains {
        switch pointer {
        case .active: active = try liveMove(tip, of: record)
        case .environment(let name) where known.contains(name):
          live[name] = try liveMove(tip, of: record)
        case .environment: continue
        }
      }
      return DeploymentMatrix.Row(
        name: name, isArchived: isArchived, active: active, live: live)
    }
    for reference in try store.references(in: .prompts, under: prefix) {
      guard case .prompt(let prompt, let kind)? = LedgerRef(reference.name),
        prompt.rawValue.utf8.starts(with: prefix.utf8)
      else { continue }
      if prompt != name {
        try addRow()
        (name, chains) = (prompt, [:])
      }
      chains[kind] = reference.target
    }
    try addRow()
    return DeploymentMatrix(environments: environments, rows: rows, failures: failures)
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
