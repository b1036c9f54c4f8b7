public import PromptRepo

/// The versions on which a prompt's histories part, with what they say.
public struct ConflictTexts: Sendable {
  /// A version and its content.
  public struct Side: Sendable {
    /// The version.
    public let version: Version
    /// Its content.
    public let content: VersionContent
  }

  /// The last version in common; nil when there is none.
  public let base: Side?
  /// The latest version here.
  public let here: Side
  /// The latest version at the remote.
  public let there: Side
}

extension Planner {
  /// The texts of a prompt whose versions diverged; nil where they cannot be read.
  ///
  /// They are there to be looked at. What cannot be read is refused by whoever works with it.
  func texts(_ pair: PromptPair) -> ConflictTexts? {
    do throws(RepositoryError) {
      let fork = try graph.fork(
        local: pair.local?.chains[.versions], remote: pair.remote?.chains[.versions])
      guard let here = try side(fork.ours.last), let there = try side(fork.theirs.last) else {
        return nil
      }
      return ConflictTexts(base: try side(fork.base), here: here, there: there)
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
