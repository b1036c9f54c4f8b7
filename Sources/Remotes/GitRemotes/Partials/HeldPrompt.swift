package import PromptRepo

/// A prompt that is not pushed or pulled, since one of its versions includes what would not be there.
package struct MissingPartial: Sendable, Hashable {
  /// Why what is included is not there, and does not go along.
  package enum Reason: Sendable, Hashable {
    /// Both sides went on with it in ways that exclude each other.
    case conflict
    /// A push takes nothing of it before a pull.
    case toPull
    /// It was deleted on the side that would get the prompt.
    case deleted
    /// It is refused.
    case refused
    /// It stays itself, for such a reason or one of names.
    case stays
    /// It is not among the prompts that were named.
    case notNamed
    /// Neither side has it.
    case nowhere
  }

  /// The prompt that stays.
  package let prompt: PromptName
  /// The number of its version that includes what would not be there.
  package let number: Int
  /// The prompt that is included, by its name on the side that has it.
  package let partial: PromptName
  /// The hash of the version of it that is included.
  package let hash: VersionHash
  /// Why that is not there.
  package let reason: Reason
  /// Whether the prompt would be pushed; else it would be pulled.
  package let isPush: Bool
  /// The remote.
  package let remote: String

  /// The situation as a sentence goes on with it after the prompt's name.
  var sentence: String {
    let what = "its v\(number) includes \(partial) sha256:\(hash.short()), which is"
    guard let why else { return "\(what) neither here nor at '\(remote)'" }
    let place =
      isPush ? "not at '\(remote)' and does not go along" : "not here and does not come along"
    return "\(what) \(place): \(why)"
  }

  /// Why it does not go along; `nil` for what neither side has.
  private var why: String? {
    switch reason {
    case .conflict: "'\(partial)' is in conflict"
    case .toPull: "there is more of '\(partial)' to pull first"
    case .deleted: "'\(partial)' was deleted " + (isPush ? "there" : "here")
    case .refused: "'\(partial)' is refused"
    case .stays: "'\(partial)' stays too"
    case .notNamed: "'\(partial)' was not named"
    case .nowhere: nil
    }
  }
}

/// A prompt whose deletion is not taken over, since the other side has what includes it.
package struct IncludedDeletion: Sendable, Hashable {
  /// A prompt of which versions include it.
  package struct Includer: Sendable, Hashable {
    /// The prompt's name.
    package let name: PromptName
    /// Where those versions stand, in words: `v2 is active`, `v2 is live in prod`.
    package var places: [String]
  }

  /// The prompt that is deleted.
  package let prompt: PromptName
  /// A prompt that includes it on the side where it is still.
  package let includer: Includer
  /// Whether the deletion would be pushed; else it would be pulled.
  package let isPush: Bool
  /// The remote.
  package let remote: String

  /// The situation as a sentence goes on with it after the prompt's name.
  var sentence: String {
    let (here, there) = ("here", "at '\(remote)'")
    return "it was deleted \(isPush ? here : there), and '\(includer.name)' includes it "
      + "\(isPush ? there : here), where \(includer.places.joined(separator: ", "))"
  }
}

extension Conflict {
  /// What holds a prompt back, as a conflict.
  init(_ partial: MissingPartial, _ state: PromptComparison, _ remote: GitRemote) {
    let obstacle = RepositoryError(
      .conflict, partial.sentence, cause: RemoteRefusal.missingPartial(partial))
    self.init(.missingPartial, obstacle, partial.prompt, state, remote)
  }

  /// What holds a deletion back, as a conflict.
  init(_ deletion: IncludedDeletion, _ state: PromptComparison, _ remote: GitRemote) {
    let obstacle = RepositoryError(
      .conflict, deletion.sentence, cause: RemoteRefusal.includedDeletion(deletion))
    self.init(.included, obstacle, deletion.prompt, state, remote)
  }

  /// A prompt that stays since another one does, whose name it would get.
  init(waitingFor name: PromptName, _ state: PromptComparison, _ remote: GitRemote) {
    let obstacle = RepositoryError(
      .conflict,
      "its name at '\(remote.name)' is '\(name)', and the prompt that has it here stays",
      cause: RemoteRefusal.nameIsTaken(name))
    self.init(.sameName, obstacle, state.localName ?? state.name, state, remote)
  }

  private init(
    _ kind: Kind, _ obstacle: RepositoryError, _ name: PromptName, _ state: PromptComparison,
    _ remote: GitRemote
  ) {
    self.init(
      kind: kind, subject: .prompt(name), remote: remote.name, git: remote.git,
      here: Side(id: state.id, name: state.localName, tips: []),
      there: Side(id: state.id, name: state.remoteName, tips: []), obstacle: obstacle)
  }
}
