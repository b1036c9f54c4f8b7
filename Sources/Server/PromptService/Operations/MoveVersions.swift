package import HTTPMessages
package import PromptRepo

extension ServiceRequest {
  /// Makes a version live where labels of other systems say: in all of these places, or in none.
  ///
  /// A place that has held the version goes back to it, which no rule forbids; any other takes it by
  /// its rules.
  ///
  /// - Parameter answer: Makes the answer of the prompt as the change leaves it.
  package func move(
    _ prompt: PromptSelector, to selector: VersionSelector, labels: [String],
    reason: String? = nil, answer: (FoundPrompt, Version) throws -> HTTPResponse
  ) throws -> HTTPResponse {
    let known = try find(prompt)
    let id = try known.record().id
    guard let ledger else { throw ServiceError.promptNotFound }
    return try retryingChange(ledger) { transaction in
      let environments = try transaction.environments().map(\.name)
      guard let current = try transaction.prompt(known.name), current.record.id == id else {
        throw ServiceError.promptNotFound
      }
      let found = FoundPrompt(
        known.name, asked: known.asked, environments: environments, in: transaction)
      let version = try found.version(selector)
      for pointer in try pointers(of: labels, among: environments) {
        try move(known.name, to: version, pointer, reason: reason, in: &transaction)
      }
      return try answer(
        FoundPrompt(known.name, asked: known.asked, environments: environments, in: transaction),
        version)
    }
  }

  /// Makes a version live in one place, if it is not.
  ///
  /// - Parameter isNew: Whether the version is cut by the same change.
  /// - Throws: ``ServiceError/notMoved(_:)`` where a rule is against it.
  func move(
    _ name: PromptName, to version: Version, _ pointer: Pointer, reason: String?,
    isNew: Bool = false, in transaction: inout Transaction
  ) throws {
    do throws(RepositoryError) {
      try moveByRules(name, to: version, pointer, reason: reason, in: &transaction)
    } catch {
      guard error.code == .protected else { throw error }
      throw ServiceError.notMoved(
        RefusedMove(
          name: name, version: version.number, isNew: isNew, pointer: pointer,
          rule: error.cause as? DeploymentRule, reason: error.message))
    }
  }

  private func moveByRules(
    _ name: PromptName, to version: Version, _ pointer: Pointer, reason: String?,
    in transaction: inout Transaction
  ) throws(RepositoryError) {
    let prompt = try transaction.existing(name)
    guard !prompt.record.isArchived else {
      throw RepositoryError(
        .protected, "prompt '\(name)' is archived, and is made live nowhere",
        cause: DeploymentRule.archived(name))
    }
    let live = try transaction.lastMove(of: pointer, name)
    guard live?.versionCommit != version.commit else { return }
    guard let environment = pointer.environment else {
      if let live, version.number < live.version {
        try transaction.rollback(name, .active, to: .number(version.number), reason: reason)
      } else {
        try transaction.activate(name, .number(version.number), reason: reason)
      }
      return
    }
    let moves = try transaction.moves(of: pointer, name)
    if moves.contains(where: { $0.versionCommit == version.commit }) {
      try transaction.rollback(name, pointer, to: .number(version.number), reason: reason)
    } else {
      try transaction.deploy(
        [DeploymentRequest(name, .number(version.number))], to: environment, reason: reason)
    }
  }
}

/// A move of a label that a rule is against.
public struct RefusedMove: Error, Sendable {
  /// The prompt.
  package let name: PromptName
  /// The version that was to be live.
  package let version: Int
  /// Whether the version was to be cut by the same change, so that there is none.
  package let isNew: Bool
  /// Where it was to be live.
  package let pointer: Pointer
  /// The rule; `nil` for one that has no facts.
  package let rule: DeploymentRule?
  /// The rule in words.
  package let reason: String
}
