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
  /// that is live, the list of environments and the releases are read from; at all records of an
  /// archived prompt, which say why it is archived; and at whether a version that is live is one of
  /// the prompt's versions.
  ///
  /// What else is older is not looked at.
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
    case nil: _ = try required(tip, for: "which \(name) points at")
    }
  }

  private func look(
    at tip: ObjectID, of prompt: PromptName, _ kind: LedgerRef.PromptKind
  ) throws(RepositoryError) {
    if kind == .info {
      // Who archived the prompt, and why, is read from the records since then.
      var records = records(from: tip)
      while try records.next()?.record.isArchived == true {}
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
    case .versions: _ = try ownText(of: version(at: tip, of: prompt))
    case .pointer(let pointer):
      let version = try version(of: move(at: tip, of: prompt))
      _ = try ownText(of: version)
      try look(for: version, of: prompt, liveAt: pointer)
    }
  }

  /// Looks for a version among those of its prompt, of which a reference may have lost the newest.
  private func look(
    for version: Version, of prompt: PromptName, liveAt pointer: Pointer
  ) throws(RepositoryError) {
    guard let tip = try tip(of: .versions, prompt) else {
      throw .missingVersions(of: prompt, pointer)
    }
    var versions = Chain(from: tip) { (commit) throws(RepositoryError) in
      try self.version(at: commit, of: prompt)
    }
    while let newer = try versions.next(downTo: version.commit) {
      if newer.number <= version.number { break }
    }
    if versions.position == version.commit { return }
    let reference = ReferenceName.prompt(prompt, .versions)
    throw RepositoryError(
      .damaged,
      "\(reference) does not have v\(version.number), commit \(version.commit), which is "
        + (pointer.environment.map { "live in '\($0)'" } ?? "active"),
      hint: "Somebody wrote to the ledger without promptrepo; restore the reference, whose log has "
        + "what it held before")
  }
}
