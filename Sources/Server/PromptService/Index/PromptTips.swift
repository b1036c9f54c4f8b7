internal import PromptRepo

/// Where the chains of a prompt stand.
struct PromptTips: Sendable, Equatable {
  var info: ObjectID?
  var versions: ObjectID?
  var active: ObjectID?
  /// The pointers of environments, by the bytes of the names; most prompts have none.
  private(set) var deployments: [DeployedTip] = []

  init(
    info: ObjectID? = nil, versions: ObjectID? = nil, active: ObjectID? = nil,
    deployments: [DeployedTip] = []
  ) {
    self.info = info
    self.versions = versions
    self.active = active
    self.deployments = deployments
  }

  /// Where one chain stands.
  subscript(concern: Concern) -> ObjectID? {
    switch concern {
    case .info: info
    case .versions: versions
    case .pointer(.active): active
    case .pointer(.environment(let name)): self[name]
    }
  }

  /// Where the pointer of an environment stands.
  subscript(environment: EnvironmentName) -> ObjectID? {
    deployments.first { $0.environment == environment }?.tip
  }

  /// Takes over where one chain stands.
  mutating func set(_ concern: Concern, _ tip: ObjectID?) {
    switch concern {
    case .info: info = tip
    case .versions: versions = tip
    case .pointer(.active): active = tip
    case .pointer(.environment(let name)): set(name, tip)
    }
  }

  private mutating func set(_ name: EnvironmentName, _ tip: ObjectID?) {
    deployments.removeAll { $0.environment == name }
    guard let tip else { return }
    let place = deployments.firstIndex { name < $0.environment } ?? deployments.endIndex
    deployments.insert(DeployedTip(environment: name, tip: tip), at: place)
  }
}

/// Where a prompt's pointer in one environment stands.
struct DeployedTip: Sendable, Equatable {
  let environment: EnvironmentName
  let tip: ObjectID
}
