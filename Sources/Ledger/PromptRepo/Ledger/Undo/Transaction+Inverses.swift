extension Transaction {
  /// Refuses what has no inverse, or what others built on since.
  ///
  /// - Parameter entries: All that the operation did.
  mutating func checkInverse(
    of entry: AuditEntry, among entries: [AuditEntry]
  ) throws(RepositoryError) {
    switch entry.event {
    case .created:
      throw .cannotUndo(
        "it created \(entry.subjectName)", "`promptrepo delete NAME` deletes a prompt")
    case .left(nil):
      throw .cannotUndo(
        "it deleted \(entry.subjectName), and no version of a deleted prompt is kept",
        "Bring it back from another clone or a backup, or from a hosted API with `promptrepo pull`")
    case .left(let newName?):
      throw .cannotUndo(
        "it renamed \(entry.subjectName) to '\(newName)'",
        "`promptrepo mv \(newName) \(entry.prompt?.rawValue ?? "NAME")` gives it its name again")
    case .version(let number, _):
      // One of several that a rollback held back stays as it is.
      let isActivated = entries.contains { other in
        if case .moved(.active, _) = other.event { true } else { false }
      }
      guard isActivated else {
        throw .cannotUndo(
          "it cut v\(number) of \(entry.subjectName), which was not made live by it",
          "Versions are never taken back; commit another one instead")
      }
    case .moved(let pointer, let move):
      guard move.parent != nil else {
        throw .cannotUndo(
          "nothing was \(pointer == .active ? "active" : "live in '\(pointer)'") before, so "
            + "\(entry.subjectName) has nothing to go back to",
          "Deploy or activate another version instead")
      }
      try checkTip(entry)
    case .edited, .archived, .unarchived: try checkTip(entry)
    case .environments:
      try checkTip(entry)
      try checkUnused(entry)
    case .release(let step): try check(step)
    case .synced: break
    }
  }

  /// Refuses to take back what is not the last step of its chain.
  private func checkTip(_ entry: AuditEntry) throws(RepositoryError) {
    guard let tip = try target(of: entry.reference), tip != entry.commit else { return }
    let later = try commit(tip, for: "a step of \(entry.reference)")
    let message = CommitMessage(later.message)
    throw RepositoryError(
      .conflict,
      "\(entry.reference) was moved on since, by \(later.author.name): \(message.subject)",
      hint: message[.operation].map { "Undo that first, with `promptrepo undo --operation \($0)`" })
  }

  /// Refuses to take an environment from the list in which prompts are live.
  private mutating func checkUnused(_ entry: AuditEntry) throws(RepositoryError) {
    let before =
      if let parent = entry.parent { try environmentList(at: parent) } else { EnvironmentList() }
    for environment in try environments() where before[environment.name] == nil {
      let pointer = Concern.pointer(.environment(environment.name))
      try expectUnchanged(environment.name)
      guard try !names(having: pointer).isEmpty else { continue }
      throw RepositoryError(
        .protected, "prompts are live in '\(environment.name)', which it added",
        hint: "`promptrepo env remove \(environment.name) --force` removes it all the same")
    }
  }

  private func check(_ step: ReleaseStep) throws(RepositoryError) {
    let later = try releaseSteps().prefix { $0.commit != step.commit }
    let other = later.first { later in
      switch (step.action, later.action) {
      case (.created, _), (.withdrawn, _), (_, .created), (_, .withdrawn):
        later.release == step.release
      default: later.environment == step.environment
      }
    }
    guard let other else { return }
    throw RepositoryError(
      .conflict, "release '\(other.release)' was moved on since, by \(other.author.name)",
      hint: other.operation.map {
        "Undo that first, with `promptrepo undo --operation \($0)`"
      })
  }
}

extension ReleaseStep {
  /// The environment that the step is about.
  public var environment: EnvironmentName? {
    switch action {
    case .created, .withdrawn: nil
    case .deployed(let name), .rolledBack(let name, _): name
    }
  }
}

extension AuditEntry {
  /// What it is about, as a sentence names it.
  fileprivate var subjectName: String {
    prompt.map { "prompt '\($0)'" } ?? "it"
  }
}

extension RepositoryError {
  fileprivate static func cannotUndo(_ reason: String, _ hint: String) -> RepositoryError {
    RepositoryError(.unsupported, "the operation cannot be undone: \(reason)", hint: hint)
  }
}
