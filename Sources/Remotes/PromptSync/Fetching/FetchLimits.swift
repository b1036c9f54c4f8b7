/// How much is taken from a remote, whatever it offers.
public struct FetchLimits: Sendable {
  /// How many prompts a remote may list.
  public var prompts: Int
  /// How many bytes their names, descriptions and metadata may have in all.
  public var listBytes: Int
  /// How many versions of one prompt may be new.
  public var versions: Int
  /// How many bytes the new versions of one prompt may have.
  public var promptBytes: Int
  /// How many bytes the new versions of all prompts may have in one run; the next run goes on.
  public var bytes: Int

  /// The limits; those that are not given leave room for far more than people write.
  public init(
    prompts: Int = 1_000_000, listBytes: Int = 256 << 20, versions: Int = 100_000,
    promptBytes: Int = 256 << 20, bytes: Int = 512 << 20
  ) {
    self.prompts = prompts
    self.listBytes = listBytes
    self.versions = versions
    self.promptBytes = promptBytes
    self.bytes = bytes
  }
}
