public import PromptRepo

/// Two histories of a prompt, or of a repository-wide chain, that exclude each other.
public struct Conflict: Sendable {
  /// What the histories are about.
  package enum Subject: Sendable, Hashable {
    /// A prompt, by its name or the name in question.
    case prompt(PromptName)
    /// A repository-wide chain.
    case repositoryWide(LedgerRef.RepositoryKind)
  }

  /// In what way they do.
  public enum Kind: String, Sendable, Hashable {
    /// Chains went on differently on both sides.
    case diverged
    /// Two prompts have one name.
    case sameName = "same_name"
    /// It was deleted at the remote, and changed here.
    case deletedThere = "deleted_there"
    /// It was deleted here, and changed at the remote.
    case deletedHere = "deleted_here"
    /// It was renamed or deleted differently on both sides.
    case renamed
    /// One of its versions includes what the other side does not have and does not get.
    case missingPartial = "missing_partial"
    /// It was deleted on one side, and something on the other side includes it.
    case included
  }

  /// What one side has.
  public struct Side: Sendable, Hashable {
    /// The prompt on this side.
    public let id: PromptID?
    /// Its name on this side; `nil` where it was deleted.
    public let name: PromptName?
    /// The last steps of the chains in question, versions first.
    public let tips: [ChainTip]
  }

  /// In what way the histories exclude each other.
  public let kind: Kind
  /// What the histories are about.
  package let subject: Subject
  /// The remote.
  public let remote: String
  /// How git is run here, for people who repair something with it.
  package let git: String
  /// What is here.
  public let here: Side
  /// What is at the remote.
  public let there: Side
  /// What the versions say, where both sides cut some.
  public internal(set) var texts: ConflictTexts?
  /// Whether the remote no longer has what it had at the last fetch.
  public internal(set) var isRewritten = false
  /// What a join stopped at, or what holds the prompt back; `nil` where there is no more to say than
  /// that the histories exclude each other.
  public internal(set) var obstacle: RepositoryError?
  /// Why a plain deletion here is refused too, where the remote deleted the prompt; `nil` where it is
  /// not.
  package internal(set) var protection: RepositoryError?
}

extension Conflict {
  /// The conflict as a refusal: what each side has.
  public var error: RepositoryError {
    guard let obstacle else {
      return RepositoryError(.conflict, message, cause: RemoteRefusal.conflict(self))
    }
    return RepositoryError(
      .conflict, "\(subject) \(subject.staysAsItIs) on both sides: \(obstacle.message)",
      hint: obstacle.hint, cause: obstacle.cause)
  }

  private var message: String {
    let (ours, theirs) = (list(here), list(there))
    return switch kind {
    case .diverged where isRewritten:
      "\(subject) was rewritten at '\(remote)': what was there at the last fetch is gone, and "
        + "something else is in its place"
    case .diverged where subject.isPrompt: "\(subject) went on both here and at '\(remote)'"
    case .diverged:
      "\(subject) went on both here and at '\(remote)': \(ours) here, \(theirs) there"
    case .sameName:
      "'\(subject.name)' is one prompt here and another one at '\(remote)': \(ours) here, "
        + "\(theirs) there"
    case .deletedThere:
      "\(subject) was deleted at '\(remote)' and has changes here: \(theirs) there, "
        + "\(ours) here"
    case .deletedHere:
      "\(subject) was deleted here and has changes at '\(remote)': \(ours) here, "
        + "\(theirs) there"
    case .renamed:
      "\(subject) was renamed or deleted both here and at '\(remote)': \(ours) here, "
        + "\(theirs) there"
    case .missingPartial, .included: "\(subject) stays as it is on both sides"
    }
  }

  private func list(_ side: Side) -> String {
    let tips = side.tips.map(\.description).joined(separator: " and ")
    return tips.isEmpty ? "nothing" : tips
  }
}

extension Conflict.Subject: CustomStringConvertible {
  /// The subject as sentences name it: `prompt 'greet'`, `the environments`.
  public var description: String {
    switch self {
    case .prompt(let name): "prompt '\(name)'"
    case .repositoryWide(let kind): "the \(kind.rawValue)"
    }
  }

  /// The name alone.
  package var name: String {
    switch self {
    case .prompt(let name): name.rawValue
    case .repositoryWide(let kind): kind.rawValue
    }
  }

  fileprivate var isPrompt: Bool { if case .prompt = self { true } else { false } }

  fileprivate var staysAsItIs: String {
    if case .prompt = self { "stays as it is" } else { "stay as they are" }
  }
}

/// The versions on which a prompt's histories part, with what they say.
public struct ConflictTexts: Sendable {
  /// A version and its content.
  public struct Side: Sendable {
    /// The version.
    public let version: Version
    /// Its content.
    public let content: VersionContent
  }

  /// The last version in common; `nil` when there is none.
  public let base: Side?
  /// The latest version here.
  public let here: Side
  /// The latest version at the remote.
  public let there: Side
}

extension LedgerComparator {
  /// The texts of a prompt whose versions diverged; `nil` where they cannot be read.
  ///
  /// They are there to be looked at. What cannot be read is refused by whoever works with it.
  func texts(_ pair: PromptPair) -> ConflictTexts? {
    do throws(RepositoryError) {
      let parting = try reader.mergeBase(
        local: pair.local?.chains[.versions], remote: pair.remote?.chains[.versions])
      // What both made alike is what they have in common.
      let fork = try EqualChanges([.versions: parting], reader: reader).forks[.versions] ?? parting
      guard let here = try side(fork.ours.last), let there = try side(fork.theirs.last) else {
        return nil
      }
      return ConflictTexts(base: try side(fork.commit), here: here, there: there)
    } catch {
      return nil
    }
  }

  private func side(_ commit: ObjectID?) throws(RepositoryError) -> ConflictTexts.Side? {
    guard let commit else { return nil }
    let version = try reader.version(at: commit)
    return ConflictTexts.Side(version: version, content: try reader.content(of: version))
  }
}

/// The last step of a chain, to be named to people.
public struct ChainTip: Sendable, Hashable {
  /// What was done with it.
  public enum Step: Sendable, Hashable {
    /// A version was cut.
    case version(number: Int, hash: VersionHash)
    /// A pointer was moved to a version.
    case moved(Pointer, number: Int, hash: VersionHash)
    /// The record was edited.
    case record([RecordChange])
    /// The prompt was renamed, or deleted without a new name.
    case left(PromptName, newName: PromptName?)
    /// A repository-wide chain was changed, in a few words.
    case other(String)
  }

  /// What was done.
  public let step: Step
  /// The commit of the step.
  public let commit: ObjectID
  /// Who did it, and when.
  public let author: Signature
}

extension ChainTip: CustomStringConvertible {
  /// The step as messages name it: `v4 (Ada, 2026-03-15 12:30:00 +0100)`.
  public var description: String {
    let who = "\(author.name), \(author.time.local)"
    return switch step {
    case .version(let number, _): "v\(number) (\(who))"
    case .moved(let pointer, let number, _): "\(pointer.stand(at: number)) (\(who))"
    case .record(let changes): "\(changes.text) (\(who))"
    case .left(let name, nil): "'\(name)' deleted by \(who)"
    case .other(let subject): "\(subject) (\(who))"
    case .left(let name, let newName?): "'\(name)' renamed to '\(newName)' by \(who)"
    }
  }
}

extension Pointer {
  /// Where it stands, as the commands that move it say: `v3 is active`, `v3 is live in prod`.
  package func stand(at number: Int) -> String {
    switch self {
    case .active: "v\(number) is active"
    case .environment(let name): "v\(number) is live in \(name)"
    }
  }
}

extension [RecordChange] {
  /// What was done to a record: `title and description edited, archived`.
  package var text: String {
    let fields = filter { $0 != .archived && $0 != .unarchived }.map(\.rawValue)
    let list =
      fields.count > 1
      ? fields.dropLast().joined(separator: ", ") + " and \(fields[fields.count - 1])"
      : fields.first
    let parts = [
      list.map { "\($0) edited" }, contains(.archived) ? "archived" : nil,
      contains(.unarchived) ? "in use again" : nil,
    ].compactMap(\.self)
    return parts.isEmpty ? "edited and put back" : parts.joined(separator: ", ")
  }
}

// What plans say to people about the ends of chains.
extension LedgerComparator {
  func conflict(
    _ kind: Conflict.Kind, _ pair: PromptPair, here: [ChainTip], there: [ChainTip]
  ) -> Conflict {
    Conflict(
      kind: kind, subject: .prompt(pair.name), remote: remote.name, git: remote.git,
      here: Conflict.Side(id: pair.id, name: pair.local?.name, tips: here),
      there: Conflict.Side(id: pair.id, name: pair.remote?.name, tips: there))
  }

  /// The last steps of some chains, versions first.
  ///
  /// - Parameter record: What edits of the record are compared with; `nil` for the first record.
  func tips(
    of chains: LedgerSnapshot.Chains, _ kinds: [LedgerRef.PromptKind], since record: ObjectID? = nil
  ) throws(RepositoryError) -> [ChainTip] {
    var tips: [ChainTip] = []
    for kind in kinds {
      guard let commit = chains[kind] else { continue }
      let tip = try tip(commit, of: kind, since: record)
      if kind == .versions { tips.insert(tip, at: 0) } else { tips.append(tip) }
    }
    return tips
  }

  func tip(
    _ commit: ObjectID, of kind: LedgerRef.PromptKind, since record: ObjectID?
  ) throws(RepositoryError) -> ChainTip {
    switch kind {
    case .info:
      let changes = try reader.recordChanges(from: record, to: commit)
      return ChainTip(
        step: .record(changes), commit: commit, author: try reader.summary(of: commit).author)
    case .versions:
      let version = try reader.version(at: commit)
      return ChainTip(
        step: .version(number: version.number, hash: version.hash), commit: commit,
        author: version.author)
    case .pointer(let pointer):
      let move = try reader.move(at: commit)
      return ChainTip(
        step: .moved(pointer, number: move.version, hash: move.hash), commit: commit,
        author: move.author)
    }
  }

  /// The newest tombstone.
  func tips(of tombstoneEntries: [TombstoneEntry]) -> [ChainTip] {
    tombstoneEntries.prefix(1).map { tombstoneEntry in
      ChainTip(
        step: .left(tombstoneEntry.tombstone.name, newName: tombstoneEntry.tombstone.renamedTo),
        commit: tombstoneEntry.commit, author: tombstoneEntry.author)
    }
  }
}
