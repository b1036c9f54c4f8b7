internal import PromptRepo

extension Workspace {
  /// Notes on new files that they are a prompt's whose own file is gone, if their content says so:
  /// moved by `git mv` or by hand.
  func noteMoves(
    in prompts: inout [PromptStatus], _ repository: Repository
  ) throws(RepositoryError) {
    let arrivals = prompts.indices.filter {
      prompts[$0].state == .new && prompts[$0].tips.info == nil
    }
    if arrivals.isEmpty { return }
    var departures: [VersionHash: [Int]] = [:]
    for (position, status) in prompts.enumerated() {
      guard let tip = status.tips.versions, couldHaveMoved(status) else { continue }
      let latest = try repository.version(at: tip).hash
      for hash in Set([latest] + [status.indexed?.hash].compactMap(\.self)) {
        departures[hash, default: []].append(position)
      }
    }
    if departures.isEmpty { return }
    for arrival in arrivals {
      guard let file = prompts[arrival].file else { continue }
      let hashes = try reportingFile { () throws(PromptFileError) in try file.hashes() }
      let origins = Set(hashes.flatMap { departures[$0] ?? [] })
      guard origins.count == 1, let origin = origins.first, prompts[origin].movedTo == nil else {
        continue
      }
      prompts[arrival].movedFrom = prompts[origin].name
      prompts[origin].movedTo = prompts[arrival].name
    }
  }

  /// In a fresh clone of a code repository no file was ever written by this program.
  private func couldHaveMoved(_ status: PromptStatus) -> Bool {
    status.state == .missing || (status.state == .notCheckedOut && sourceControl != nil)
  }
}
