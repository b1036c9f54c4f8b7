package import PromptRepo

/// Which prompt a caller means.
package enum PromptSelector: Sendable {
  /// The prompt with this id.
  case id(PromptID)
  /// The prompt with this name, or else the oldest with exactly this title.
  case text(String)
}

extension ServiceRequest {
  /// A prompt with versions, whether one of them is active or not.
  ///
  /// - Throws: ``ServiceError/promptNotFound`` when there is none for this caller.
  package func find(_ selector: PromptSelector) throws -> FoundPrompt {
    guard let ledger else { throw ServiceError.promptNotFound }
    let environments = try ledger.index.environments()
    switch selector {
    case .id(let id):
      guard let found = try ledger.index.anyPrompt(id) else { throw ServiceError.promptNotFound }
      return FoundPrompt(
        found.name, environments: environments, in: SnapshotReader(found, in: ledger.repository))
    case .text(let text):
      guard let found = try ledger.prompt(meantBy: text) else {
        throw ServiceError.promptNotFound
      }
      return FoundPrompt(
        found.name, asked: text, environments: environments,
        in: SnapshotReader(found, in: ledger.repository))
    }
  }

  /// Prompts with versions in the order of their names, and how many there are in all.
  package func prompts(
    skipping count: Int, limit: Int
  ) throws -> (prompts: [FoundPrompt], total: Int) {
    guard let ledger else { return ([], 0) }
    let environments = try ledger.index.environments()
    let found = try ledger.index.prompts(skipping: count, limit: limit)
    let prompts = found.prompts.map {
      FoundPrompt(
        $0.name, environments: environments, in: SnapshotReader($0, in: ledger.repository))
    }
    return (prompts, found.total)
  }

  /// All prompts with versions in the order of their names; if a place is given, those that are live
  /// there.
  package func prompts(liveIn pointer: Pointer? = nil) throws -> [FoundPrompt] {
    guard let ledger else { return [] }
    let environments = try ledger.index.environments()
    return try ledger.index.prompts(liveIn: pointer).map {
      FoundPrompt(
        $0.name, environments: environments, in: SnapshotReader($0, in: ledger.repository))
    }
  }
}

extension Ledger {
  /// The prompt with this name, or else the oldest with exactly this title; `nil` where there is
  /// none, or none with a version.
  func prompt(meantBy text: String) throws(RepositoryError) -> IndexedPrompt? {
    if let name = PromptName(orNil: text), let found = try index.anyPrompt(named: name) {
      return found
    }
    for candidate in try index.anyPrompts(titled: text) {
      do throws(RepositoryError) {
        // The index holds hashes of titles.
        guard let info = candidate.tips.info,
          let title = try repository.record(at: info).title,
          title.utf8.elementsEqual(text.utf8)
        else { continue }
        return candidate
      } catch {
        guard error.code == .damaged || error.code == .invalid else { throw error }
      }
    }
    return nil
  }
}
