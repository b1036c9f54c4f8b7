public import PromptRepo

/// Compares two ledgers, prompt by prompt.
///
/// A prompt is known by its id, and its names are what its tombstones say: they form a chain like
/// its versions do, in which the newest says where the prompt is. So a renaming or a deletion is
/// behind, ahead or diverged as any chain is.
struct LedgerComparator {
  let reader: FetchedLedgerReader
  let remote: GitRemote
  let local: LedgerSnapshot
  let mirror: LedgerSnapshot
  /// The mirror as it was before the last fetch: what this ledger knew the remote to have.
  let base: LedgerSnapshot
  /// Whether the remote's steps may stand for ours that did the same: for a pull, not for what a
  /// server takes of a push.
  var mergesEqualChanges = true

  init(
    _ repository: Repository, remote: GitRemote, local: LedgerSnapshot, mirror: LedgerSnapshot,
    base: LedgerSnapshot, rules: ReceivedStepRules? = nil
  ) {
    reader = FetchedLedgerReader(repository: repository, remote: remote.name, rules: rules)
    self.remote = remote
    self.local = local
    self.mirror = mirror
    self.base = base
  }

  /// What the two ledgers say about each prompt.
  ///
  /// - Parameter progress: Told of the prompts that were compared.
  func plan(_ progress: Progress = .ignored) throws(RepositoryError) -> LedgerComparison {
    var promptNames = PromptNamesByID()
    // Names under which both have the same need no look at any object, unless a tombstone that
    // only one side has speaks of them.
    for (name, chains) in local.prompts where mirror.prompts[name] != chains {
      promptNames.names.insert(name)
    }
    for (name, chains) in mirror.prompts where local.prompts[name] != chains {
      promptNames.names.insert(name)
    }
    readTombstones(&promptNames)
    for name in promptNames.names {
      readPrompt(name, local.prompts[name], isLocal: true, &promptNames)
      readPrompt(name, mirror.prompts[name], isLocal: false, &promptNames)
    }
    rejectDuplicateNames(&promptNames)
    var states: [PromptComparison] = []
    var foreign = local.foreign + mirror.foreign
    var compared = 0
    for (id, entry) in promptNames.entries
    // What is under an unreadable name is one thing to report, not two.
    where !entry.names.contains(where: { promptNames.unreadable[$0] != nil }) {
      compared += 1
      progress(.comparing, compared, of: promptNames.entries.count)
      do throws(RepositoryError) {
        if let failure = entry.failure { throw failure }
        if let state = try state(of: id, entry) { states.append(state) }
      } catch {
        // A push of many leaves out what is refused by name, so that each name here counts.
        let names = entry.local.count > 1 ? entry.local.sorted() : Array(entry.names.prefix(1))
        let error = placed(error, entry)
        for name in names { states.append(.refused(id, name, error)) }
        if names.isEmpty {
          foreign.append(UnrecognizedReference(name: .tombstones(id), reason: error))
        }
      }
    }
    progress(.comparing, promptNames.entries.count, of: promptNames.entries.count)
    for (name, error) in promptNames.unreadable { states.append(.refused(nil, name, error)) }
    NameCollisionCheck(planner: self).run(&states)
    let agreed = Set(local.prompts.keys).subtracting(promptNames.names)
    let settled = states.filter { if case .upToDate = $0.verdict { true } else { false } }
    return LedgerComparison(
      remote: remote.name,
      prompts: states.filter { if case .upToDate = $0.verdict { false } else { true } }
        .sorted { ($0.name, $0.id?.rawValue ?? "") < ($1.name, $1.id?.rawValue ?? "") },
      upToDate: (agreed.union(settled.compactMap(\.finalName))).sorted(),
      repositoryWide: repositoryWide(),
      foreign: foreign.sorted { $0.name < $1.name },
      remoteRecords: mirror.prompts.compactMapValues { $0[.info] })
  }

  /// Reads the tombstones on which the sides differ, for the names that they speak of.
  private func readTombstones(_ promptNames: inout PromptNamesByID) {
    for id in Set(local.tombstones.keys).union(mirror.tombstones.keys)
    where local.tombstones[id] != mirror.tombstones[id] {
      if promptNames.entries[id] == nil { promptNames.entries[id] = PromptNamesByID.Entry() }
      for tip in [local.tombstones[id], mirror.tombstones[id]].compactMap(\.self) {
        do throws(RepositoryError) {
          for tombstoneEntry in try tombstoneEntries(at: tip, of: id) {
            promptNames.names.insert(tombstoneEntry.tombstone.name)
            if let newName = tombstoneEntry.tombstone.renamedTo {
              promptNames.names.insert(newName)
            }
          }
        } catch {
          promptNames.entries[id, default: PromptNamesByID.Entry()].failure = error
        }
      }
    }
  }

  private func readPrompt(
    _ name: PromptName, _ chains: LedgerSnapshot.Chains?, isLocal: Bool,
    _ promptNames: inout PromptNamesByID
  ) {
    guard let chains else { return }
    do throws(RepositoryError) {
      guard let info = chains[.info] else { throw noRecord(name, isLocal: isLocal) }
      let id = try reader.record(at: info).id
      if isLocal {
        promptNames.entries[id, default: PromptNamesByID.Entry()].local.append(name)
      } else {
        promptNames.entries[id, default: PromptNamesByID.Entry()].remote.append(name)
      }
    } catch {
      promptNames.unreadable[name] = error
    }
  }

  /// The same error, which says that it is about the remote if all is sound here.
  private func placed(
    _ error: RepositoryError, _ entry: PromptNamesByID.Entry
  ) -> RepositoryError {
    let place = "at '\(remote.name)'"
    guard error.code == .damaged, !error.message.contains(place), !entry.remote.isEmpty,
      entry.local.allSatisfy(isSound)
    else { return error }
    return RepositoryError(
      error.code, "\(place), \(error.message)",
      hint: error.hint.map { "\($0) there; what is here is as it was" }, cause: error.cause)
  }

  /// Whether the newest steps of a prompt here can be read.
  private func isSound(_ name: PromptName) -> Bool {
    do throws(RepositoryError) {
      for (kind, tip) in local.prompts[name] ?? [:] { _ = try self.tip(tip, of: kind, since: nil) }
      return true
    } catch {
      return false
    }
  }

  private func noRecord(_ name: PromptName, isLocal: Bool) -> RepositoryError {
    let place = isLocal ? "here" : "at '\(remote.name)'"
    return RepositoryError(
      .damaged, "'\(name)' has references \(place), but no record, so it is no prompt",
      hint: "Somebody wrote to the ledger without promptrepo; restore the references or remove "
        + "them")
  }

  /// A chain of tombstones, newest first, all of one prompt.
  func tombstoneEntries(at tip: ObjectID, of id: PromptID) throws(RepositoryError)
    -> [TombstoneEntry]
  {
    let tombstoneEntries = try reader.tombstoneEntries(at: tip)
    guard let other = tombstoneEntries.first(where: { $0.tombstone.id != id }) else {
      return tombstoneEntries
    }
    throw RepositoryError(
      .damaged,
      "commit \(other.commit) is a tombstone of prompt \(other.tombstone.id) among those of \(id)",
      hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
  }
}

extension PromptComparison {
  /// A prompt that cannot be brought together.
  static func refused(
    _ id: PromptID?, _ name: PromptName, _ error: RepositoryError
  ) -> PromptComparison {
    PromptComparison(
      id: id, name: name, localName: nil, remoteName: nil, finalName: nil, chains: [],
      tombstones: ChainComparison(kind: nil, local: nil, remote: nil, relation: .same),
      verdict: .refused(error))
  }
}

/// What two ledgers say about each of their prompts, and what follows from it.
///
/// A value: nothing is done by making one.
public struct LedgerComparison: Sendable {
  /// The remote's name.
  public let remote: String
  /// The prompts on which the ledgers differ, in the order of names.
  public internal(set) var prompts: [PromptComparison]
  /// The names of the prompts on which they agree, in order.
  public internal(set) var upToDate: [PromptName]
  /// The repository-wide chains on which the ledgers differ.
  public internal(set) var repositoryWide: [RepositoryWideComparison]
  /// References of either side that belong to no prompt.
  public let foreign: [UnrecognizedReference]
  /// The newest record of each prompt of the remote, by its name there.
  let remoteRecords: [PromptName: ObjectID]

  /// Whether the remote has no references under a name.
  func isFreeAtRemote(_ name: PromptName) -> Bool {
    let prefix = "\(LedgerRef.Folder.prompts)\(name)/@"
    return remoteRecords[name] == nil
      && !foreign.contains { $0.name.rawValue.utf8.starts(with: prefix.utf8) }
      && !prompts.contains { $0.remoteName == name || $0.leftovers[name] != nil }
  }

  /// The plan for some prompts only, by any name that they have on either side.
  ///
  /// Repository-wide chains are left out of it.
  ///
  /// - Parameter along: The names of prompts that go along with them, and are not joined.
  /// - Throws: ``RepositoryError/Code/notFound`` for a name that neither side knows.
  func limited(
    to names: [PromptName], takingAlong along: [PromptName] = []
  ) throws(RepositoryError) -> LedgerComparison {
    guard !names.isEmpty else { return self }
    guard along.isEmpty else {
      let named = Set(names)
      var copy = try limited(to: names + along)
      for index in copy.prompts.indices {
        copy.prompts[index].isNotJoined = copy.prompts[index].names.isDisjoint(with: named)
      }
      return copy
    }
    let wanted = Set(names)
    var copy = self
    copy.repositoryWide = []
    copy.prompts = prompts.filter { !$0.names.isDisjoint(with: wanted) }
    copy.upToDate = upToDate.filter(wanted.contains)
    let found = copy.prompts.reduce(into: Set(copy.upToDate)) { $0.formUnion($1.names) }
    if let unknown = names.first(where: { !found.contains($0) }) {
      throw RepositoryError(
        .notFound, "there is no prompt '\(unknown)' here or at '\(remote)'",
        cause: LedgerRefusal.promptNotFound(unknown))
    }
    return copy
  }
}

/// The prompts that a plan has to look at, and the names that they have on both sides.
struct PromptNamesByID {
  /// The names of one prompt.
  struct Entry {
    var local: [PromptName] = []
    var remote: [PromptName] = []
    /// Why it cannot be compared: its tombstones cannot be read, or it has two names.
    var failure: RepositoryError?

    var names: [PromptName] { local + remote }
  }

  /// Names under which the sides have different references, or that tombstones speak of.
  var names: Set<PromptName> = []
  /// The prompts behind these names.
  var entries: [PromptID: Entry] = [:]
  /// Names under which one of the sides has no readable prompt.
  var unreadable: [PromptName: RepositoryError] = [:]
}
