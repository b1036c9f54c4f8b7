internal import PromptRepo

/// A prompt's versions by their commits, read as far back as is asked for.
struct VersionIndex {
  private let reader: MirrorReader
  private var next: ObjectID?
  private var versions: [ObjectID: Version] = [:]

  init(reader: MirrorReader, tip: ObjectID?) {
    self.reader = reader
    next = tip
  }

  /// The version that a commit is; nil when the chain does not have it.
  mutating func version(at commit: ObjectID) throws(RepositoryError) -> Version? {
    while versions[commit] == nil, let id = next {
      let version = try reader.version(at: id)
      versions[id] = version
      next = version.parent
    }
    return versions[commit]
  }
}
