/// Something wrong with a reference of a ledger, or with what it leads to.
package struct LedgerFault: Sendable {
  /// The reference.
  package let reference: ReferenceName
  /// The prompt that it is of; `nil` where it is of none, or of none that has a record.
  package let prompt: PromptName?
  /// What is wrong.
  package let error: RepositoryError
}

extension Repository {
  /// Looks at each reference of the ledger: at its newest commit, and at what the prompt, the version
  /// that is live, the list of environments and the releases are read from.
  ///
  /// What is older is not looked at.
  ///
  /// - Parameter progress: Told of the references that were looked at.
  package func faults(progress: Progress = .ignored) throws(RepositoryError) -> [LedgerFault] {
    var faults: [LedgerFault] = []
    var names: [ReferenceName] = []
    for root in LedgerRef.roots { names += try referenceNames(under: root) }
    for (index, name) in names.enumerated() {
      if let fault = try fault(of: name) { faults.append(fault) }
      progress(.checking, index + 1, of: names.count)
    }
    return faults
  }

  private func referenceNames(under root: String) throws(RepositoryError) -> [ReferenceName] {
    guard let store = store as? any InspectableStore else {
      return try store.references(under: root).map(\.name)
    }
    return try store.referenceNames(under: root)
  }

  private func ownTarget(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    guard let store = store as? any InspectableStore else { return try target(of: name) }
    return try store.ownTarget(of: name)
  }

  private func fault(of name: ReferenceName) throws(RepositoryError) -> LedgerFault? {
    let ledgerRef = LedgerRef(name)
    let prompt: PromptName? = if case .prompt(let prompt, _)? = ledgerRef { prompt } else { nil }
    var target: ObjectID?
    do throws(RepositoryError) {
      target = try ownTarget(of: name)
      guard let target else { return nil }
      try look(at: target, of: name, ledgerRef)
      return nil
    } catch {
      // What somebody moves or deletes meanwhile is no damage, and is read by whoever looks next.
      if let target, try self.target(of: name) != target { return nil }
      return LedgerFault(reference: name, prompt: prompt, error: error)
    }
  }

  /// Reads what a reference leads to, as the commands that need it do.
  private func look(
    at tip: ObjectID, of name: ReferenceName, _ ledgerRef: LedgerRef?
  ) throws(RepositoryError) {
    switch ledgerRef {
    case .prompt(let prompt, let kind): try look(at: tip, of: prompt, kind)
    case .repositoryWide(.environments): _ = try environmentList(at: tip)
    case .repositoryWide(.releases):
      _ = try releaseStep(at: tip)
      _ = try releases()
    case .tombstones: _ = try tombstoneEntry(at: tip)
    case .tracking:
      _ = try required(commit(tip, for: "a state of a remote").tree, for: "a state's tree")
    case nil: _ = try required(tip, for: "which \(name) points at,")
    }
  }

  private func look(
    at tip: ObjectID, of prompt: PromptName, _ kind: LedgerRef.PromptKind
  ) throws(RepositoryError) {
    if kind == .info {
      _ = try record(at: tip)
      return
    }
    guard try self.tip(of: .info, prompt) != nil else {
      let info = ReferenceName.prompt(prompt, .info)
      throw RepositoryError(
        .damaged,
        "\(info) is missing, so there is no prompt '\(prompt)', though it has other chains",
        hint: "Restore the reference from another clone or a backup")
    }
    switch kind {
    case .info: break
    case .versions: _ = try text(of: version(at: tip, of: prompt))
    case .pointer: _ = try text(of: version(of: move(at: tip, of: prompt)))
    }
  }
}
