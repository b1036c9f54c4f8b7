package import PromptRepo
internal import Synchronization

/// A prompt as a list shows it, which reads nothing for that.
package struct PromptSummary: Sendable {
  /// Its name.
  package let name: PromptName
  /// Its id.
  package let id: PromptID
  /// When it was created.
  package let createdAt: Timestamp
  /// Its title; `nil` where it has none.
  package fileprivate(set) var title: String?
  /// Whether it is archived.
  package fileprivate(set) var isArchived = false
  /// The number of the version that was cut last; 0 where there is none.
  package fileprivate(set) var latest = 0
  /// The active version; `nil` where none is.
  package fileprivate(set) var active: LiveVersion?
  /// What is live in the environments that have something.
  package fileprivate(set) var live: [EnvironmentName: LiveVersion] = [:]
  /// When a version was last cut or made live.
  package fileprivate(set) var changedAt: Timestamp
  /// Who did that.
  package fileprivate(set) var changedBy = ""
  /// Why it cannot be read; `nil` where it can.
  package fileprivate(set) var damage: String?

  /// A version that is live somewhere.
  package struct LiveVersion: Sendable, Hashable {
    /// Its number.
    package let number: Int
    /// The hash of its content.
    package let hash: VersionHash
    /// When it was made live.
    package let time: Timestamp
    /// Who made it live.
    package let author: String

    init(_ move: PointerMove) {
      number = move.version
      hash = move.hash
      time = move.author.time
      author = move.author.name
    }
  }
}

/// All prompts of a ledger as they were at one moment.
package struct PromptSummaries: Sendable {
  /// The prompts, the one that was changed last first.
  package fileprivate(set) var prompts: [PromptSummary] = []
  /// The environments in their order.
  package fileprivate(set) var environments: [EnvironmentName] = []
  /// A number that is another one after each change.
  package fileprivate(set) var generation = -1

  /// What is known of the prompts by their names, and where their chains stood.
  fileprivate var known: [PromptName: (tips: PromptTips, summary: PromptSummary)] = [:]
}

extension ServiceRequest {
  /// All prompts that the caller sees, the one that was changed last first.
  ///
  /// The first call reads all of them; from then on only what has changed is read.
  package func promptSummaries() throws -> PromptSummaries {
    try ledger?.index.summaries() ?? PromptSummaries()
  }
}

extension PromptIndex {
  /// All prompts; other requests are answered while they are read.
  func summaries() throws(RepositoryError) -> PromptSummaries {
    try summarizing.withLock { (last) throws(RepositoryError) in
      let generation = last.generation
      let found = try withState { state in
        state.generation == generation
          ? nil : (state.generation, state.table.prompts, state.environments.names)
      }
      guard let (generation, prompts, environments) = found else { return last }
      var next = PromptSummaries()
      next.generation = generation
      next.environments = environments
      next.known.reserveCapacity(prompts.count)
      for prompt in prompts {
        let known = last.known[prompt.name]
        let summary =
          if let known, known.tips == prompt.tips, known.summary.id == prompt.id {
            known.summary
          } else {
            try summary(of: prompt)
          }
        next.known[prompt.name] = (prompt.tips, summary)
        next.prompts.append(summary)
      }
      next.prompts.sort { left, right in
        left.changedAt != right.changedAt
          ? left.changedAt > right.changedAt : left.name < right.name
      }
      last = next
      return next
    }
  }

  /// Reads a prompt; of a damaged one, that it is.
  private func summary(of prompt: IndexedPrompt) throws(RepositoryError) -> PromptSummary {
    var summary = PromptSummary(
      name: prompt.name, id: prompt.id, createdAt: Timestamp(milliseconds: prompt.createdAt),
      changedAt: Timestamp(milliseconds: prompt.createdAt))
    do throws(RepositoryError) {
      try read(prompt, into: &summary)
    } catch {
      guard error.code == .damaged || error.code == .invalid else { throw error }
      summary.damage = error.message
    }
    return summary
  }

  private func read(
    _ prompt: IndexedPrompt, into summary: inout PromptSummary
  ) throws(RepositoryError) {
    let reader = SnapshotReader(prompt, in: repository)
    if let info = prompt.tips.info {
      let record = try reader.record(at: info)
      summary.title = record.title
      summary.isArchived = record.isArchived
    }
    func note(_ author: Signature) {
      guard author.time >= summary.changedAt else { return }
      summary.changedAt = author.time
      summary.changedBy = author.name
    }
    if let latest = try reader.latest(of: prompt.name) {
      summary.latest = latest.number
      note(latest.author)
    }
    if let tip = prompt.tips.active {
      let move = try reader.liveMove(at: tip, of: prompt.name)
      summary.active = PromptSummary.LiveVersion(move)
      note(move.author)
    }
    for deployed in prompt.tips.deployments {
      let move = try reader.liveMove(at: deployed.tip, of: prompt.name)
      summary.live[deployed.environment] = PromptSummary.LiveVersion(move)
      note(move.author)
    }
  }
}

extension PromptTable {
  /// All prompts, in no order.
  fileprivate var prompts: [IndexedPrompt] {
    (0..<rowCount).compactMap { row in name(inRow: row).flatMap { self[$0] } }
  }
}
