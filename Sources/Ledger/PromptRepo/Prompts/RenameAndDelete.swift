extension Repository {
  /// Gives a prompt another name; identity, versions and history stay.
  ///
  /// ```swift
  /// try repository.rename(name, to: PromptName("desk/reply"))
  /// ```
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the new name is taken,
  ///   ``RepositoryError/Code/invalid`` when it cannot be a file's on every system,
  ///   ``RepositoryError/Code/notFound``.
  public func rename(
    _ name: PromptName, to newName: PromptName, reason: String? = nil
  ) throws(RepositoryError) {
    try perform { transaction throws(RepositoryError) in
      try transaction.rename(name, to: newName, reason: reason)
    }
  }

  /// Deletes a prompt with all its versions and leaves a trace without content.
  ///
  /// ```swift
  /// try repository.delete(name, reason: "Nobody uses it")
  /// ```
  ///
  /// - Parameter forces: Whether the prompt may be live in environments, and included by others.
  /// - Throws: ``RepositoryError/Code/protected`` when the prompt is live in an environment, or the
  ///   latest, the active or a live version of another prompt includes it,
  ///   ``RepositoryError/Code/notFound``.
  public func delete(
    _ name: PromptName, reason: String? = nil, forces: Bool = false
  ) throws(RepositoryError) {
    try perform { transaction throws(RepositoryError) in
      try transaction.delete(name, reason: reason, forces: forces)
    }
  }
}

extension Transaction {
  /// Deletes a prompt with all its versions and leaves a tombstone without content.
  ///
  /// - Parameter forces: Whether environments may point at it, and other prompts include it.
  /// - Throws: ``RepositoryError/Code/notFound``, ``RepositoryError/Code/protected`` when the prompt
  ///   is live in an environment, or the latest, the active or a live version of another prompt
  ///   includes it.
  public mutating func delete(
    _ name: PromptName, reason: String? = nil, forces: Bool = false
  ) throws(RepositoryError) {
    let prompt = try existing(name)
    let environments = forces ? [] : try environments(of: name)
    guard environments.isEmpty else {
      throw RepositoryError(
        .protected,
        "prompt '\(name)' is live in \(environments.map(\.rawValue).joined(separator: ", "))",
        cause: LedgerRefusal.promptIsLive(name, in: environments))
    }
    if !forces {
      let includers = try namesOfIncluders(of: name)
      guard includers.isEmpty else { throw .included(name, by: includers) }
    }
    let dropped = try drop(name, "\(name) deleted")
    try leaveTombstone(prompt, dropped, Trailer.reason(reason), renamedTo: nil)
  }

  /// Gives a prompt another name; identity, versions and history stay.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when the new name is taken,
  ///   ``RepositoryError/Code/invalid`` when it cannot be a file's name on every system.
  public mutating func rename(
    _ name: PromptName, to newName: PromptName, reason: String? = nil
  ) throws(RepositoryError) {
    try rename(name, to: newName, reason: reason, author: nil)
  }

  /// The same, where somebody else gave the name than who makes the change, or another operation is
  /// taken back by it.
  package mutating func rename(
    _ name: PromptName, to newName: PromptName, reason: String?, author: Signature?,
    also trailers: [Trailer] = []
  ) throws(RepositoryError) {
    let prompt = try existing(name)
    try newName.checkPortable()
    if try target(of: .prompt(newName, .info)) != nil {
      throw RepositoryError(
        .conflict, "there is a prompt '\(newName)' already", hint: "Choose another name")
    }
    if let stray = try references(under: LedgerRef.prefix(of: newName)).first {
      throw .stray(stray.name)
    }
    let dropped = try drop(name, "\(name) renamed to \(newName)")
    for (kind, tip) in dropped {
      let reference = ReferenceName(unchecked: LedgerRef.prefix(of: newName) + kind)
      try move(reference, to: tip, "\(name) renamed to \(newName)")
    }
    try leaveTombstone(
      prompt, dropped, trailers + Trailer.reason(reason), renamedTo: newName, author: author)
  }

  /// Removes all references of a prompt and returns what they pointed at, by kind.
  private mutating func drop(
    _ name: PromptName, _ message: String
  ) throws(RepositoryError) -> [(kind: String, tip: ObjectID)] {
    let prefix = LedgerRef.prefix(of: name)
    var dropped: [(kind: String, tip: ObjectID)] = []
    for reference in try references(under: prefix) {
      let kind = reference.name.rawValue.utf8.dropFirst(prefix.utf8.count)
      dropped.append((String(decoding: kind, as: UTF8.self), reference.target))
      try move(reference.name, to: nil, message)
    }
    // A chain that somebody begins meanwhile would be left behind without its prompt.
    for reference in [ReferenceName.prompt(name, .versions), .prompt(name, .pointer(.active))] {
      try expect(reference)
    }
    return dropped
  }

  private mutating func leaveTombstone(
    _ prompt: Prompt, _ dropped: [(kind: String, tip: ObjectID)], _ trailers: [Trailer],
    renamedTo newName: PromptName?, author: Signature? = nil
  ) throws(RepositoryError) {
    let tombstone = Tombstone(
      id: prompt.record.id, name: prompt.name, renamedTo: newName,
      tips: Dictionary(dropped.map { ($0.kind, $0.tip) }, uniquingKeysWith: { $1 }))
    let trailers = [Trailer(.promptID, prompt.record.id.rawValue)] + trailers
    let subject = newName.map { "\(prompt.name) renamed to \($0)" } ?? "\(prompt.name) deleted"
    try append(
      to: .tombstones(prompt.record.id),
      tree: addTree(Tombstone.fileName, tombstone.file),
      message: CommitMessage(subject: subject, trailers: trailers), author: author)
  }

  /// The environments of the list in which a prompt is live, in the list's order.
  ///
  /// The list and the prompt's pointers must not change until the transaction is applied.
  package mutating func environments(
    of name: PromptName
  ) throws(RepositoryError) -> [EnvironmentName] {
    try expect(.environments)
    var found: [EnvironmentName] = []
    for environment in try environments() {
      let pointer = Pointer.environment(environment.name)
      try expect(.prompt(name, .pointer(pointer)))
      if try lastMove(of: pointer, name) != nil { found.append(environment.name) }
    }
    return found
  }
}

extension RepositoryError {
  /// How many prompts are named.
  private static let named = 5

  /// A prompt that others include.
  fileprivate static func included(
    _ name: PromptName, by includers: [PromptName]
  ) -> RepositoryError {
    var names = includers.prefix(named).map { "'\($0)'" }
    if includers.count > named { names.append("\(includers.count - named) more") }
    return RepositoryError(
      .protected, "prompt '\(name)' is included by \(names.joined(separator: ", "))",
      cause: LedgerRefusal.promptIsIncluded(name, by: includers))
  }
}
