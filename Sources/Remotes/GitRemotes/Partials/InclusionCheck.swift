internal import PromptRepo

/// Finds what a push or a pull would leave without something that it includes.
///
/// Each of the three ledgers is read as it is at one moment, so none of them may be one that caches
/// texts of another moment.
struct InclusionCheck {
  /// A prompt that moves.
  struct Moved {
    let id: PromptID
    /// Its name on the side that gets it; `nil` where that has no such prompt.
    let before: PromptName?
    /// Its name there after that; `nil` where it is deleted.
    let after: PromptName?
    /// Whether its deletion is taken over whatever includes it.
    var isDeletedForced = false
  }

  /// What holds a prompt back.
  enum Obstacle {
    /// A version that includes what would not be there.
    case missing(version: Version, VersionPin)
    /// Another prompt includes it, which is deleted.
    case included(IncludedDeletion.Includer)
  }

  /// A version of a prompt, as a pin names it.
  struct VersionPin {
    let name: PromptName
    let hash: VersionHash
  }

  /// The side that gets something, as it is.
  let before: Repository
  /// The same as it would be.
  let after: Repository
  /// The side that it comes from.
  let origin: Repository
  /// Whether that is this ledger, where what stays can be mended.
  let isPush: Bool

  /// What holds prompts back, of those that move.
  ///
  /// A deletion comes first: without it, what includes the prompt may move. So this is to be asked
  /// again without what is held back, until nothing is.
  func obstacles(_ moved: [Moved]) -> [PromptID: Obstacle] {
    let deleted = Set(moved.filter { $0.after == nil && !$0.isDeletedForced }.map(\.id))
    let included = deleted.isEmpty ? [:] : self.included(deleted)
    guard included.isEmpty else { return included }
    var found: [PromptID: Obstacle] = [:]
    for prompt in moved {
      if let name = prompt.after, let obstacle = self.missing(prompt, name) {
        found[prompt.id] = obstacle
      }
    }
    return found
  }

  /// The prompts, of those that are deleted, that something includes which is latest, active or live.
  private func included(_ deleted: Set<PromptID>) -> [PromptID: Obstacle] {
    var found: [PromptID: Obstacle] = [:]
    for name in read([], { () throws(RepositoryError) in try after.names() }) {
      for tip in tips(of: name, in: after) {
        guard let lost = missing(tip.version, name, in: after),
          missing(tip.version, name, in: before) == nil,
          let culprit = prompt(of: lost, in: before), deleted.contains(culprit)
        else { continue }
        // Who deleted it here knows of what is the same here.
        if isPush, self.tip(of: name, at: tip.pointer, in: origin)?.commit == tip.version.commit {
          continue
        }
        let place =
          tip.pointer?.stand(at: tip.version.number) ?? "v\(tip.version.number) is the latest"
        // One prompt is enough to say why, with all places in which it does.
        guard case .included(var includer)? = found[culprit] else {
          found[culprit] = .included(IncludedDeletion.Includer(name: name, places: [place]))
          continue
        }
        if includer.name == name { includer.places.append(place) }
        found[culprit] = .included(includer)
      }
    }
    return found
  }

  /// A version of a prompt that includes what would not be there.
  ///
  /// An older one counts only if that was there where the version comes from: nobody can mend it. So it
  /// is in a pull for the latest, active and live ones too, unless they would take the place of one that
  /// has all.
  private func missing(_ prompt: Moved, _ name: PromptName) -> Obstacle? {
    let known = Set(
      prompt.before.map { before in
        read([]) { () throws(RepositoryError) in try self.before.versions(of: before) }
      }?.map(\.commit) ?? [])
    for tip in tips(of: name, in: after) {
      let old = prompt.before.flatMap { self.tip(of: $0, at: tip.pointer, in: before) }
      guard old?.commit != tip.version.commit,
        let lost = missing(tip.version, name, in: after)
      else { continue }
      let wasWhole = old.map { missing($0, name, in: before) == nil } ?? false
      if isPush || wasWhole || isWholeAtOrigin(tip.version, name) {
        return .missing(version: tip.version, lost)
      }
    }
    for version in read([], { () throws(RepositoryError) in try after.versions(of: name) })
    where !known.contains(version.commit) {
      if let lost = missing(version, name, in: after), isWholeAtOrigin(version, name) {
        return .missing(version: version, lost)
      }
    }
    return nil
  }

  /// Whether a version had all that it includes before it moved: what is made again in a join, on the
  /// side where it is.
  private func isWholeAtOrigin(_ version: Version, _ name: PromptName) -> Bool {
    missing(version, name, in: origin) == nil || missing(version, name, in: before) == nil
  }
}

// What one ledger has.
extension InclusionCheck {
  /// Whether any of the versions that a prompt has more in one ledger includes something, or one that a
  /// pointer is at.
  static func includesSomething(
    _ name: PromptName, in repository: Repository, beyond known: Set<ObjectID>
  ) -> Bool {
    do throws(RepositoryError) {
      for version in try repository.versions(of: name) where !known.contains(version.commit) {
        if try !repository.content(of: version).includingPins.isEmpty { return true }
      }
      for pointer in try pointers(in: repository) {
        guard let move = try repository.lastMove(of: pointer, name) else { continue }
        let version = try repository.version(of: move)
        if try !repository.content(of: version).includingPins.isEmpty { return true }
      }
      return false
    } catch {
      // What cannot be read is refused by whoever takes it over.
      return false
    }
  }

  private static func pointers(in repository: Repository) throws(RepositoryError) -> [Pointer] {
    try [.active] + repository.environments().map { .environment($0.name) }
  }

  /// The latest version of a prompt, and those that pointers are at, the active one first.
  private func tips(
    of name: PromptName, in repository: Repository
  ) -> [(pointer: Pointer?, version: Version)] {
    let pointers = read([]) { () throws(RepositoryError) in
      try InclusionCheck.pointers(in: repository)
    }
    return (pointers.map(Optional.some) + [nil]).compactMap { pointer in
      tip(of: name, at: pointer, in: repository).map { (pointer, $0) }
    }
  }

  /// The version that a pointer is at, or the latest one.
  private func tip(
    of name: PromptName, at pointer: Pointer?, in repository: Repository
  ) -> Version? {
    read(nil) { () throws(RepositoryError) in
      guard let pointer else { return try repository.latest(of: name) }
      guard let move = try repository.lastMove(of: pointer, name) else { return nil }
      return try repository.version(of: move)
    }
  }

  /// The prompt that a pin leads to.
  private func prompt(of pin: VersionPin, in repository: Repository) -> PromptID? {
    read(nil) { () throws(RepositoryError) in
      try repository.pinnedAnywhere(pin.name, pin.hash)?.version.promptID
    }
  }

  /// What a version includes and a ledger does not have; `nil` where it has all.
  private func missing(
    _ version: Version, _ name: PromptName, in repository: Repository
  ) -> VersionPin? {
    do throws(RepositoryError) {
      guard try !repository.content(of: version).includingPins.isEmpty else { return nil }
      _ = try repository.text(of: version, name)
      return nil
    } catch {
      guard let pin = (error.cause as? PartialRefusal)?.missingPin else { return nil }
      return VersionPin(name: pin.name, hash: pin.hash)
    }
  }

  /// What a ledger has, or nothing where that cannot be read: whoever takes it over refuses it.
  private func read<Value>(
    _ nothing: Value, _ body: () throws(RepositoryError) -> Value
  ) -> Value {
    do throws(RepositoryError) { return try body() } catch { return nothing }
  }
}
