/// A version that a pin names.
package struct PinTarget: Sendable {
  /// The prompt's name now.
  package let prompt: PromptName

  /// Where the versions of the prompt stood.
  package let tip: ObjectID

  /// The newest version of the prompt that has the pinned hash.
  package let version: Version
}

extension LedgerReader {
  /// The newest version that a pin names: of the prompt of its name, or of one that had the name
  /// before; `nil` when there is none.
  package func pinned(
    _ name: PromptName, _ hash: VersionHash
  ) throws(RepositoryError) -> PinTarget? {
    if let found = try version(hash, ofPrompt: name) { return found }
    for renamed in try laterNames(of: name) {
      if let found = try version(hash, ofPrompt: renamed) { return found }
    }
    return nil
  }

  /// The same, and where no such prompt has the hash, a version of any other that has it.
  ///
  /// A pin says by its hash what is included. The name that it stands under may be one that only the
  /// ledger knew which the version came from: a renaming is no part of an export, nor of the history
  /// of a code repository.
  package func pinnedAnywhere(
    _ name: PromptName, _ hash: VersionHash
  ) throws(RepositoryError) -> PinTarget? {
    if let found = try pinned(name, hash) { return found }
    return try version(hash, in: cache.hashes(in: self))
  }

  /// The newest version of the first prompt that has a hash; `nil` when there is none.
  func version(
    _ hash: VersionHash, in hashes: HashesOfVersions
  ) throws(RepositoryError) -> PinTarget? {
    for prompt in hashes.prompts(having: hash) {
      if let found = try version(hash, ofPrompt: prompt) { return found }
    }
    return nil
  }

  /// The newest version of a prompt that has a hash; `nil` when there is none.
  func version(
    _ hash: VersionHash, ofPrompt name: PromptName
  ) throws(RepositoryError) -> PinTarget? {
    guard let tip = try tip(of: .versions, name) else { return nil }
    var chain = versionChain(of: name, from: tip)
    return try chain.first { $0.hash == hash }.map {
      PinTarget(prompt: name, tip: tip, version: $0)
    }
  }

  /// The names that prompts have now which once had this one, latest first.
  package func laterNames(of name: PromptName) throws(RepositoryError) -> [PromptName] {
    var found: [(name: PromptName, time: Timestamp)] = []
    for reference in try references(under: LedgerRef.Folder.tombstones.rawValue) {
      let left = try tombstoneEntries(at: reference.target)
      guard let now = left.first?.tombstone.renamedTo,
        let entry = left.first(where: { $0.tombstone.name == name })
      else { continue }
      found.append((now, entry.author.time))
    }
    return found.sorted { $0.time > $1.time }.map(\.name)
  }

  /// Says of a partial that is not there what became of it.
  ///
  /// - Parameter isNew: Whether the text is no version yet, so that its names have to be right.
  func missingPartial(
    _ name: PromptName, _ hash: VersionHash, label: String, isNew: Bool
  ) throws(RepositoryError) -> RepositoryError {
    let what = "\(label) includes \(name) sha256:\(hash.short())"
    let isThere = try tip(of: .info, name) != nil
    let cause = isThere ? PartialRefusal.missing(name, hash) : .gone(name, hash)
    if isNew, let found = try pinnedAnywhere(name, hash) {
      return RepositoryError(
        .invalid,
        "\(what), which no version of that prompt is; v\(found.version.number) of "
          + "'\(found.prompt)' is that text: include it under this name",
        hint: "Write {{> \(found.prompt)}} and its pin instead", cause: cause)
    }
    if isThere { return .partial("\(what), which no version of that prompt is", cause) }
    var deletion: TombstoneEntry?
    for reference in try references(under: LedgerRef.Folder.tombstones.rawValue) {
      // A prompt that was deleted under a later name is the one that had this name.
      let left = try tombstoneEntries(at: reference.target)
      guard let newest = left.first, newest.tombstone.renamedTo == nil,
        left.contains(where: { $0.tombstone.name == name })
      else { continue }
      if newest.author.time > deletion?.author.time ?? Timestamp(milliseconds: .min) {
        deletion = newest
      }
    }
    guard let deletion else {
      return .partial("\(what), and there is no prompt of that name", cause)
    }
    return .partial(
      "\(what), which was deleted by \(deletion.author.name) on \(deletion.author.time.rfc3339)",
      cause)
  }
}

/// The hashes of all versions by their prompts, for pins whose names lead nowhere.
///
/// Made when it is first asked for, and brought up to date by the prompts that moved since.
struct HashesOfVersions: Sendable {
  private var prompts: [PromptName: (tip: ObjectID, hashes: Set<VersionHash>)] = [:]

  /// The prompts that have a version of a hash, in the order of their names.
  func prompts(having hash: VersionHash) -> [PromptName] {
    prompts.filter { $0.value.hashes.contains(hash) }.keys.sorted()
  }

  /// The same with what a reader has.
  func updated(in reader: some LedgerReader) throws(RepositoryError) -> HashesOfVersions {
    var updated = HashesOfVersions()
    for reference in try reader.references(under: LedgerRef.Folder.prompts.rawValue) {
      guard let name = reference.prompt(having: .versions) else { continue }
      let tip = reference.target
      if let known = prompts[name], known.tip == tip {
        updated.prompts[name] = known
        continue
      }
      var hashes: Set<VersionHash> = []
      do throws(RepositoryError) {
        var chain = reader.versionChain(of: name, from: tip)
        while let version = try chain.next() { hashes.insert(version.hash) }
      } catch {
        // What is damaged has the versions down to the damage.
        guard error.code == .damaged else { throw error }
      }
      updated.prompts[name] = (tip, hashes)
    }
    return updated
  }
}
