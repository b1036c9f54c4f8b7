/// What to make a version of.
public struct VersionDraft: Sendable {
  /// The content.
  public var content: VersionContent
  /// What the author says about it.
  public var message: String
  /// Who wrote it, and when; the maker of the change when absent.
  public var author: Signature?
  /// Whether the version becomes the active one at once.
  public var activates: Bool
  /// The version that the content was made from.
  ///
  /// Where that is withdrawn, the version does not become the active one by itself.
  public var base: Version?
  /// Whether it may have exactly the content of the version before it.
  public var mayRepeat: Bool
  /// Where it comes from, if from a file in a commit of a code repository.
  public var source: VersionSource?

  /// Which version of a hosted API it is, as the remote's name and a number there.
  public var remoteVersion: String?

  /// Makes a draft from its parts.
  public init(
    _ content: VersionContent, message: String = "", author: Signature? = nil,
    activates: Bool = true, from base: Version? = nil, mayRepeat: Bool = false,
    source: VersionSource? = nil, remoteVersion: String? = nil
  ) {
    self.content = content
    self.message = message
    self.author = author
    self.activates = activates
    self.base = base
    self.mayRepeat = mayRepeat
    self.source = source
    self.remoteVersion = remoteVersion
  }
}
