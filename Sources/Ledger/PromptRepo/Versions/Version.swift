/// One version of a prompt, without its content.
public struct Version: Sendable, Hashable {
  /// The prompt it belongs to.
  public let promptID: PromptID
  /// Its number, from 1, without gaps.
  public let number: Int
  /// The SHA-256 of its content.
  public let hash: VersionHash
  /// The SHA-256 of its template alone.
  package let templateHash: VersionHash
  /// The commit that is this version.
  package let commit: ObjectID
  /// The version before it; `nil` for the first.
  package let parent: ObjectID?
  /// The commit's tree: the version's files.
  package let tree: ObjectID
  /// The author, and the time.
  public let author: Signature
  /// The author's comment; may be empty.
  public let message: String
  /// The trailers of its commit.
  package let trailers: [Trailer]

  /// Its id in the API, derived from prompt, number and hash.
  package var id: VersionID { VersionID(prompt: promptID, number: number, hash: hash) }

  /// Where it comes from; `nil` if it was not cut from a file that a commit has.
  package var source: VersionSource? { VersionSource(trailers) }

  /// Which version of a hosted API it is; `nil` for none.
  package var remoteVersion: String? { trailers.first { $0.key == .remoteVersion }?.value }

  /// The time at which the version was made.
  public var createdAt: Timestamp { author.time }
}

extension Version: ChainStep {
  /// Reads a version from its commit.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when the trailers are not those of a version.
  init(_ commit: Commit, id: ObjectID) throws(RepositoryError) {
    let message = CommitMessage(commit.message)
    guard let promptID = message[.promptID], let number = message[.promptVersion],
      let hash = message[.versionHash], let templateHash = message[.templateHash]
    else {
      throw RepositoryError(
        .damaged, "commit \(id) is not a version: its trailers are missing",
        hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
    }
    self.init(
      promptID: try PromptID(promptID), number: try Version.number(number, in: id),
      hash: try VersionHash(hash),
      templateHash: try VersionHash(templateHash), commit: id, commitValue: commit,
      message: message)
  }

  /// Reads the number of a version that a commit names.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when no version can have it.
  static func number(_ text: String, in commit: ObjectID) throws(RepositoryError) -> Int {
    guard let number = Int(text), (1...VersionSpec.maximum).contains(number) else {
      throw RepositoryError(
        .damaged, "commit \(commit) names the version number '\(text)', which there cannot be",
        hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
    }
    return number
  }

  private init(
    promptID: PromptID, number: Int, hash: VersionHash, templateHash: VersionHash,
    commit: ObjectID, commitValue: Commit, message: CommitMessage
  ) {
    self.init(
      promptID: promptID, number: number,
      hash: hash, templateHash: templateHash, commit: commit, parent: commitValue.parents.first,
      tree: commitValue.tree, author: commitValue.author, message: message.body,
      trailers: message.trailers)
  }
}

/// Where a version comes from: a file in a commit of a code repository.
package struct VersionSource: Sendable, Hashable {
  /// The commit that has the file with the version's content.
  package let commit: ObjectID
  /// The file's path, relative to the top of the repository.
  package let path: String

  /// Names a file in a commit.
  package init(commit: ObjectID, path: String) {
    self.commit = commit
    self.path = path
  }

  /// Reads the trailers of a version; nil unless both are there and can be read.
  init?(_ trailers: [Trailer]) {
    func value(_ key: Trailer.Key) -> String? { trailers.first { $0.key == key }?.value }
    guard let commit = value(.sourceCommit).flatMap({ ObjectID(hex: $0) }),
      let path = value(.sourcePath)
    else { return nil }
    self.init(commit: commit, path: path)
  }

  /// What is wrong with where a version's trailers say that it comes from; `nil` where nothing is.
  package static func flaw(in trailers: [Trailer]) -> String? {
    func value(_ key: Trailer.Key) -> String? { trailers.first { $0.key == key }?.value }
    let (commit, path) = (value(.sourceCommit), value(.sourcePath))
    if commit == nil, path == nil { return nil }
    guard let commit, let path else {
      return "a version with only one of Source-Commit and Source-Path"
    }
    guard ObjectID(hex: commit) != nil else {
      return "a version with the Source-Commit '\(commit)', which is no commit's id"
    }
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let isInside = parts.allSatisfy { part in
      !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
    }
    guard isInside, !path.utf8.contains(0) else {
      return "a version with the Source-Path '\(path)', which is no file of a repository"
    }
    return nil
  }

  /// How a version's commit says it: `Source-Commit` and `Source-Path`.
  var trailers: [Trailer] {
    [Trailer(.sourceCommit, commit.hex), Trailer(.sourcePath, path)]
  }
}

extension Repository {
  /// The versions of a prompt, newest first.
  ///
  /// ```swift
  /// for version in try repository.versions(of: name, limit: 10) {
  ///   print(version.number, version.author.name, version.message)
  /// }
  /// ```
  ///
  /// - Parameter limit: At most so many; `nil` for all.
  /// - Throws: ``RepositoryError/Code/notFound``.
  public func versions(
    of name: PromptName, limit: Int? = nil
  ) throws(RepositoryError) -> [Version] {
    try reader.versions(of: name, limit: limit)
  }

  /// The content of a version, checked against the version's hash.
  ///
  /// ```swift
  /// let latest = try repository.version(name, .latest)
  /// print(try repository.content(of: latest).template)
  /// ```
  public func content(of version: Version) throws(RepositoryError) -> VersionContent {
    try reader.content(of: version)
  }
}

extension Transaction {
  /// The content of a version, checked against the version's hash.
  public func content(of version: Version) throws(RepositoryError) -> VersionContent {
    try reader.content(of: version)
  }
}

extension LedgerReader {
  /// The version that was cut last; `nil` when the prompt has none.
  package func latest(of name: PromptName) throws(RepositoryError) -> Version? {
    try readTip(of: .versions, name) { (tip) throws(RepositoryError) in
      try version(at: tip, of: name)
    }
  }

  /// The number of the version that is a commit, without keeping what was read: for who looks at all.
  package func versionNumber(at commit: ObjectID) throws(RepositoryError) -> Int {
    let message = try CommitMessage(self.commit(commit, for: "a version").message)
    return try Version.number(message[.promptVersion] ?? "", in: commit)
  }

  /// The version that a commit is.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when it is not one.
  package func version(at commit: ObjectID) throws(RepositoryError) -> Version {
    try cache.version(commit) { () throws(RepositoryError) in
      try Version(self.commit(commit, for: "a version"), id: commit)
    }
  }

  /// The version that a commit is which was just made; from now on it need not be read.
  func version(_ commit: Commit, id: ObjectID) throws(RepositoryError) -> Version {
    try cache.version(id) { () throws(RepositoryError) in try Version(commit, id: id) }
  }

  /// A prompt's versions, newest first.
  ///
  /// - Parameter limit: At most so many; `nil` for all.
  package func versions(
    of name: PromptName, limit: Int? = nil
  ) throws(RepositoryError) -> [Version] {
    var chain = try versionChain(of: name)
    let versions = try chain.steps(limit)
    if chain.position == nil, let first = versions.last, first.number != 1 {
      throw .gap(before: first, name)
    }
    return versions
  }

  /// A prompt's versions, newest first, read as far as somebody asks.
  package func versionChain(of name: PromptName) throws(RepositoryError) -> Chain<Version> {
    let tip = try tip(of: .versions, name)
    if tip == nil { _ = try existing(name) }
    return versionChain(of: name, from: tip)
  }

  /// The versions of a prompt from one of them on; each has to be of the prompt, and to have the
  /// number before that of the newer one.
  package func versionChain(of name: PromptName, from tip: ObjectID?) -> Chain<Version> {
    Chain(from: tip) { (commit, newer) throws(RepositoryError) in
      guard let newer else { return try version(at: commit, of: name) }
      let version = try version(at: commit)
      guard version.promptID == newer.promptID else {
        throw .misplaced("prompt '\(name)' has a version of another prompt, \(version.promptID)")
      }
      guard version.number == newer.number - 1 else { throw .gap(before: newer, name) }
      return version
    }
  }

  /// The content of a version, checked against the version's hash.
  package func content(of version: Version) throws(RepositoryError) -> VersionContent {
    try ownText(of: version).content
  }

  /// The content of a version with its text taken apart, without what it includes.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` when the content does not have the version's hash.
  package func ownText(of version: Version) throws(RepositoryError) -> VersionText {
    let text = try cache.text(version.tree) { () throws(RepositoryError) in
      VersionText(try readContent(version.tree))
    }
    guard text.content.hash == version.hash else {
      throw RepositoryError(
        .damaged,
        "version \(version.number) in commit \(version.commit) does not have the "
          + "content that its Version-Hash names",
        hint: "Restore the prompt's references from another clone or a backup")
    }
    return text
  }
}

extension RepositoryError {
  /// The number of a version is not the one after that of its parent.
  static func gap(before version: Version, _ name: PromptName) -> RepositoryError {
    RepositoryError(
      .damaged,
      "the versions of prompt '\(name)' are not numbered without gaps: version \(version.number) "
        + "does not follow version \(version.number - 1)",
      hint: "Somebody wrote to the ledger without promptrepo; restore the reference")
  }
}
