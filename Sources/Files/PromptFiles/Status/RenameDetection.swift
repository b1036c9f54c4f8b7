internal import PromptRepo

extension Workspace {
  /// Notes on new files that they are a prompt's whose own file is gone, if their content says so:
  /// moved by `git mv` or by hand.
  ///
  /// - Parameter areAllListed: Whether prompts that were never checked out are among them.
  func detectRenames(
    in prompts: inout [PromptStatus], _ repository: Repository, listsNotCheckedOut: Bool
  ) throws(RepositoryError) {
    let arrivals = prompts.indices.filter {
      prompts[$0].state == .new && prompts[$0].tips.info == nil
    }
    if arrivals.isEmpty { return }
    var arrived: [Int: [VersionHash]] = [:]
    for arrival in arrivals {
      guard let file = prompts[arrival].file else { continue }
      arrived[arrival] = try reportingFile { () throws(PromptFileError) in
        Array(try file.hashes())
      }
    }
    var departures: [VersionHash: Set<PromptName>] = [:]
    for hash in arrived.values.joined() { departures[hash] = [] }
    var positions: [PromptName: Int] = [:]
    for (position, status) in prompts.enumerated() {
      positions[status.name] = position
      guard let tip = status.tips.versions, couldHaveMoved(status) else { continue }
      let latest = try repository.version(at: tip).hash
      for hash in [latest] + [status.indexed?.hash].compactMap(\.self) {
        departures[hash]?.insert(status.name)
      }
    }
    if !listsNotCheckedOut, sourceControl != nil {
      try ChainTips.forEach(in: repository) { (name, tips) throws(RepositoryError) in
        guard let tip = tips.versions, tips.info != nil, positions[name] == nil else { return }
        departures[try repository.version(at: tip).hash]?.insert(name)
      }
    }
    var left: Set<PromptName> = []
    for arrival in arrivals {
      let origins = Set((arrived[arrival] ?? []).flatMap { departures[$0] ?? [] })
      guard origins.count == 1, let origin = origins.first, left.insert(origin).inserted else {
        continue
      }
      prompts[arrival].movedFrom = origin
      if let position = positions[origin] { prompts[position].movedTo = prompts[arrival].name }
    }
  }

  /// In a fresh clone of a code repository no file was ever written by this program.
  private func couldHaveMoved(_ status: PromptStatus) -> Bool {
    status.state == .missing || (status.state == .notCheckedOut && sourceControl != nil)
  }
}
