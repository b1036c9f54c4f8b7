internal import CanonicalJSON
internal import PromptRepo

extension Release {
  /// The release as machine-readable output shows it.
  ///
  /// - Parameters:
  ///   - creation: The step that made it.
  ///   - environments: Where it is live.
  func json(_ creation: ReleaseStep? = nil, liveIn environments: [EnvironmentName] = [])
    -> JSONObject
  {
    var object: JSONObject = ["object": "release", "name": .string(name.rawValue)]
    object["members"] = .array(
      members.map { member in
        .object([
          "id": .string(member.prompt.rawValue), "name": .string(member.name.rawValue),
          "version": .integer(member.version), "hash": .string("\(member.hash)"),
        ])
      })
    if let creation {
      object["author"] = .object(creation.author.json)
      if let reason = creation.reason { object["reason"] = .string(reason) }
      object["created_at"] = .string(creation.author.time.rfc3339)
      object["live_in"] = .array(environments.map { .string($0.rawValue) })
    }
    return object
  }

  /// The versions, one on each line.
  func show(_ output: Console) throws {
    var table = Table()
    for member in members {
      table.add(
        .init("  \(member.name)"), .init("v\(member.version)", .bold),
        .init(member.hash.short(), .yellow))
    }
    try output.table(table)
  }
}

extension ReleaseRollback {
  /// What was done, as machine-readable output shows it.
  var json: JSONObject {
    var object: JSONObject = ["object": "release.rollback", "release": .string(release.rawValue)]
    object["restored"] = restored.map { .string($0.rawValue) } ?? .null
    object["environment"] = .string(environment.rawValue)
    object["moved"] = .array(
      moves.map { .object($0.move.json(of: $0.name, .environment(environment))) })
    object["left"] = .array(
      left.map { left in
        var object: JSONObject = ["name": .string(left.name.rawValue)]
        switch left.cause {
        case .movedOn(let move):
          object["cause"] = "moved_on"
          object["move"] = .object(move.json(of: left.name, .environment(environment)))
        case .wasFirst: object["cause"] = "was_first"
        case .deleted: object["cause"] = "deleted"
        }
        return .object(object)
      })
    return object
  }
}
