/// A named set of versions, which are deployed together and go back together.
public struct Release: Sendable, Hashable {
  /// One version of the set.
  public struct Member: Sendable, Hashable {
    /// The prompt, whatever its name is by now.
    public let prompt: PromptID
    /// The name that it had when the release was made.
    public let name: PromptName
    /// The number of the version.
    public let version: Int
    /// The hash of the version's content.
    public let hash: VersionHash

    /// Makes a member from its parts.
    public init(prompt: PromptID, name: PromptName, version: Int, hash: VersionHash) {
      self.prompt = prompt
      self.name = name
      self.version = version
      self.hash = hash
    }
  }

  /// Its name.
  public let name: ReleaseName
  /// Its versions, in the order of the prompts' names.
  public let members: [Member]

  /// Makes a release from its parts.
  public init(_ name: ReleaseName, _ members: [Member]) {
    self.name = name
    self.members = members.sorted { $0.name < $1.name }
  }
}
