internal import CanonicalJSON
internal import PromptRepo

extension CommandContext {
  /// Says what deployments made live.
  func report(_ deployments: [Deployment]) throws {
    for deployment in deployments {
      if json {
        try output.json(deployment.json)
        continue
      }
      let (name, move, environment) = (deployment.name, deployment.move, deployment.environment)
      guard deployment.isChange else {
        try output.line("\(name): v\(move.version) is live in \(environment) already")
        continue
      }
      try report(move, of: name, .environment(environment))
      if let contract = deployment.contract, !contract.isKept {
        try output.line("  Note: \(contract)")
      }
    }
  }

  /// Says where a pointer's move has led.
  func report(_ move: PointerMove, of name: PromptName, _ pointer: Pointer = .active) throws {
    guard !json else { return try output.json(move.json(of: name, pointer)) }
    let from = move.previousVersion.map { " (was v\($0))" } ?? ""
    let place = pointer.environment.map { "live in \($0)" } ?? "active"
    try output.line("\(name): v\(move.version) is \(place)\(from)")
  }
}

extension Deployment {
  /// The deployment as machine-readable output shows it: its move, and what came of it.
  var json: JSONObject {
    var object = move.json(of: name, .environment(environment))
    object["changed"] = .bool(isChange)
    object["variables_added"] = .array((contract?.required ?? []).map { .string($0) })
    object["variables_removed"] = .array((contract?.vanished ?? []).map { .string($0) })
    return object
  }
}
