/// Where the chains of a prompt stand.
package struct PromptTips: Sendable, Equatable {
  package var info: ObjectID?
  package var versions: ObjectID?
  package var active: ObjectID?
  /// The pointers of environments, by the bytes of the names; most prompts have none.
  package private(set) var deployments: [DeployedTip] = []

  package init(
    info: ObjectID? = nil, versions: ObjectID? = nil, active: ObjectID? = nil,
    deployments: [DeployedTip] = []
  ) {
    self.info = info
    self.versions = versions
    self.active = active
    self.deployments = deployments
  }

  /// Where one chain stands.
  package subscript(kind: LedgerRef.PromptKind) -> ObjectID? {
    switch kind {
    case .info: info
    case .versions: versions
    case .pointer(.active): active
    case .pointer(.environment(let name)): self[name]
    }
  }

  /// Where the pointer of an environment stands.
  package subscript(environment: EnvironmentName) -> ObjectID? {
    deployments.first { $0.environment == environment }?.tip
  }

  /// Takes over where one chain stands.
  package mutating func set(_ kind: LedgerRef.PromptKind, _ tip: ObjectID?) {
    switch kind {
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
package struct DeployedTip: Sendable, Equatable {
  package let environment: EnvironmentName
  package let tip: ObjectID

  package init(environment: EnvironmentName, tip: ObjectID) {
    self.environment = environment
    self.tip = tip
  }
}

/// Puts references that come in the order of their names together to prompts.
package struct PromptReferenceScan {
  /// A prompt's chains, as they were found.
  package struct Found {
    /// The bytes of the prompt's name.
    package let name: [UInt8]
    package var tips = PromptTips()
    package var key: RecordKey?

    /// The prompt's name; `nil` when it can be no prompt's.
    package var promptName: PromptName? { PromptName(orNil: String(decoding: name, as: UTF8.self)) }
  }

  private var current: Found?

  package init() {}

  /// Takes the next reference.
  ///
  /// - Returns: The prompt before, if this is another one's.
  package mutating func take(_ reference: [UInt8], _ target: ObjectID, _ key: RecordKey?) -> Found?
  {
    let path = reference.dropFirst(LedgerRef.Folder.prompts.rawValue.utf8.count)
    guard let (name, kind) = LedgerRef.split(promptPath: path) else { return nil }
    var previous: Found?
    if current.map({ !$0.name.elementsEqual(name) }) ?? true {
      previous = current
      current = Found(name: Array(name))
    }
    current?.tips.set(kind, target)
    if let key { current?.key = key }
    return previous
  }

  /// The last prompt.
  package mutating func finish() -> Found? {
    defer { current = nil }
    return current
  }
}
