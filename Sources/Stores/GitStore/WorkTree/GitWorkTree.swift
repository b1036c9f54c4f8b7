public import GitModel
internal import Synchronization

/// What is checked out in a work tree: its HEAD, the file that HEAD has at a path, its history.
///
/// Questions about the history read it commit by commit, as far back as the answer needs, and what
/// was read is kept until HEAD moves.
public final class GitWorkTree: Sendable {
  let repository: CodeReader
  private let filters: any GitFilters

  private let history = Mutex<CommitHistory?>(nil)
  /// For pairs of an ancestor and a commit, whether they are.
  private let ancestry = Mutex<[[ObjectID]: Bool]>([:])

  /// A work tree.
  ///
  /// - Parameters:
  ///   - repository: The reader of its repository.
  ///   - filters: What git converts.
  package init(_ repository: CodeReader, filters: any GitFilters) {
    self.repository = repository
    self.filters = filters
  }

  /// The blob that git would make of a file of the work tree with these bytes.
  ///
  /// Line ends are converted as `core.autocrlf` and the attributes `text` and `eol` say. Filters
  /// that run programs are not run, so such a file has no blob that git would make. Like
  /// `git hash-object --stdin --path PATH`; nothing is written.
  public func blobID(of bytes: [UInt8], at path: String) throws(RepositoryError) -> ObjectID {
    GitObject(.blob, try filters.stored(bytes, at: path)).id
  }

  /// The commit that is checked out; nil before the first one.
  public func head() throws(RepositoryError) -> ObjectID? { try repository.head() }

  /// Whether the history of HEAD is here in full; not so in a shallow clone.
  public func hasWholeHistory() throws(RepositoryError) -> Bool {
    try !repository.objects.isShallow()
  }

  /// The commit of HEAD if it has exactly a file with these bytes at a path; nil if it has another
  /// or none there.
  ///
  /// The bytes are converted as git converts them. Whether the file may be executed plays no part,
  /// nor what is staged.
  public func head(
    holding bytes: [UInt8], at path: String
  ) throws(RepositoryError) -> ObjectID? {
    guard let head = try head(), let blob = try repository.blob(at: path, of: head),
      try blobID(of: bytes, at: path) == blob
    else { return nil }
    return head
  }

  /// The bytes of the file that a commit has at a path, as git would write them into the work tree;
  /// nil if the commit or the file is not here.
  public func contents(
    of path: String, in commit: ObjectID
  ) throws(RepositoryError) -> [UInt8]? {
    guard let blob = try repository.blob(at: path, of: commit),
      let bytes = try repository.objects.blob(blob)
    else { return nil }
    return try filters.written(bytes, at: path)
  }

  /// Whether HEAD has the same file at a path as a commit, or as little a file as one has that is
  /// not given; false if the commit is not known here.
  public func hasSame(_ path: String, as commit: ObjectID?) throws(RepositoryError) -> Bool {
    if let commit, try !repository.objects.hasCommit(commit) { return false }
    func blob(_ commit: ObjectID?) throws(RepositoryError) -> ObjectID? {
      guard let commit else { return nil }
      return try repository.blob(at: path, of: commit)
    }
    return try blob(head()) == blob(commit)
  }

  /// Whether HEAD is known to have nothing at a path; false where a folder on the way is not here,
  /// as in a partial clone, and before the first commit.
  public func isGone(_ path: String) throws(RepositoryError) -> Bool {
    guard let head = try head() else { return false }
    return try repository.isAbsent(path, in: head)
  }

  /// Whether a commit is HEAD or one of its ancestors; one that is not known here is not.
  public func isInHistory(_ commit: ObjectID) throws(RepositoryError) -> Bool {
    guard let head = try head() else { return false }
    if commit == head { return true }
    guard try repository.objects.hasCommit(commit) else { return false }
    return try withHistory(of: head) { history throws(RepositoryError) in
      try history.contains(commit)
    }
  }

  /// Whether HEAD is in the history of a commit; false if the commit is not known here.
  public func isHeadInHistory(of commit: ObjectID) throws(RepositoryError) -> Bool {
    guard let head = try head() else { return false }
    if let known = ancestry.withLock({ $0[[head, commit]] }) { return known }
    guard try repository.objects.hasCommit(commit) else { return false }
    let isAncestor = try repository.isAncestor(head, of: commit)
    // A shallow clone may learn more.
    let isFinal = try hasWholeHistory()
    if isAncestor || isFinal {
      ancestry.withLock { $0[[head, commit]] = isAncestor }
    }
    return isAncestor
  }

  /// Whether a commit is another one or one of its ancestors; false if one is not known here.
  public func isInHistory(
    _ ancestor: ObjectID, of commit: ObjectID
  ) throws(RepositoryError) -> Bool {
    if ancestor == commit { return try repository.objects.hasCommit(commit) }
    return try repository.isAncestor(ancestor, of: commit)
  }

  /// The commits in which the history of HEAD meets that of another one: itself, if HEAD's history
  /// has it, or the first of its ancestors that are there; none if it is not known here.
  public func mergeBases(with commit: ObjectID) throws(RepositoryError) -> [ObjectID] {
    guard let head = try head() else { return [] }
    return try withHistory(of: head) { history throws(RepositoryError) in
      try history.mergeBases(with: commit).map { history.commits[$0].id }
    }
  }

  /// What a file held in the commits of HEAD's history that are not in the history of another
  /// commit, each content once: as stored and, where git converts it, as written.
  ///
  /// - Parameter commit: Nil for the whole history.
  /// - Returns: Each with its places and the commits that put it there. They rise in the order in
  ///   which the file held them. Of merged sides, one that the merge went by comes after the others.
  public func contents(
    of path: String, notIn commit: ObjectID?
  ) throws(RepositoryError) -> [(bytes: [UInt8], places: [(place: Int, commit: ObjectID)])] {
    guard let head = try head() else { return [] }
    let blobs = try withHistory(of: head) { history throws(RepositoryError) in
      try history.blobs(at: path, notIn: commit)
    }
    var places: [ObjectID: [(place: Int, commit: ObjectID)]] = [:]
    for (place, given) in blobs.enumerated() {
      places[given.blob, default: []].append((place, given.commit))
    }
    var contents: [(bytes: [UInt8], places: [(place: Int, commit: ObjectID)])] = []
    for (blob, places) in places {
      guard let stored = try repository.objects.blob(blob) else {
        throw RepositoryError(
          .damaged, "object \(blob), a file in the history of '\(path)', is missing",
          hint: "In a partial clone, `git fetch --refetch --no-filter` brings what is missing")
      }
      let written = try filters.written(stored, at: path)
      contents.append((stored, places))
      if written != stored { contents.append((written, places)) }
    }
    return contents
  }

  private func withHistory<Result: Sendable>(
    of head: ObjectID, _ body: (inout CommitHistory) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    try history.withLock { kept throws(RepositoryError) in
      let isShallow = try repository.objects.isShallow()
      var history: CommitHistory
      if let known = kept.take(), known.tip == head, known.isShallow == isShallow {
        history = known
      } else {
        history = try CommitHistory(of: head, in: repository.objects)
      }
      let result = try body(&history)
      kept = history
      return result
    }
  }
}
