// What a hosted API was last seen to hold of a prompt: a chain for each remote and prompt, which
// is never pushed.
extension Transaction {
  /// Notes what a remote holds of a prompt, as the files of one more commit.
  ///
  /// - Parameters:
  ///   - files: Their names and contents.
  ///   - subject: What happened, in a few words.
  package mutating func track(
    _ id: PromptID, at remote: RemoteName, _ files: [String: [UInt8]], subject: String
  ) throws(RepositoryError) {
    var entries: [TreeEntry] = []
    for name in files.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      entries.append(TreeEntry(.file, name, add(GitObject(.blob, files[name] ?? []))))
    }
    try append(
      to: .tracked(id, remote), tree: add(Tree(entries).object),
      message: CommitMessage(
        subject: subject, trailers: [Trailer(.promptID, id.rawValue)]))
  }

  /// Forgets what a remote holds of a prompt.
  package mutating func forget(_ id: PromptID, at remote: RemoteName) throws(RepositoryError) {
    try move(.tracked(id, remote), to: nil, "forgotten")
  }
}

extension LedgerReader {
  /// The files that were noted last of what a remote holds of a prompt; `nil` when there are none.
  package func tracked(
    _ id: PromptID, at remote: RemoteName
  ) throws(RepositoryError) -> [String: [UInt8]]? {
    guard let tip = try target(of: .tracked(id, remote)) else { return nil }
    let commit = try commit(tip, for: "what a remote was last seen to hold")
    let tree = try Tree(required(commit.tree, for: "the tree of what a remote holds"))
    var files: [String: [UInt8]] = [:]
    for entry in tree.entries {
      files[entry.name] = try required(entry.id, for: "what a remote holds").bytes
    }
    return files
  }
}

extension Repository {
  /// The prompts of which something is noted for a remote.
  package func trackedPrompts(at remote: RemoteName) throws(RepositoryError) -> [PromptID] {
    // A git remote of this name would have folders here, which are none of the ledger's.
    try store.references(under: LedgerRef.prefix(of: remote)).compactMap { reference in
      if case .tracking(_, let id)? = LedgerRef(reference.name) { id } else { nil }
    }
  }
}

extension ReferenceName {
  static func tracked(_ id: PromptID, _ remote: RemoteName) -> ReferenceName {
    LedgerRef.tracking(remote, id).name
  }
}

/// The name of a remote: one component such as `hosted`.
public struct RemoteName: Sendable, Hashable {
  /// The name as text.
  public let rawValue: String

  /// Makes a name, refusing what could not be a part of a reference's name.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``, with the reason.
  package init(_ text: String) throws(RepositoryError) {
    if let reason = Slug.reasonAgainst(component: Array(text.utf8)) {
      throw RepositoryError(
        .invalid, "'\(text)' is not a name for a remote: \(reason)",
        hint: "Use lower-case letters, digits, '.', '_' and '-', such as: hosted")
    }
    rawValue = text
  }

  /// Refuses a name that is a device on some system, as `con` is on Windows: what is known of a
  /// remote is kept under references, which are files.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  package func checkPortable() throws(RepositoryError) {
    try Slug.checkPortable(rawValue, "a new remote")
  }
}

extension RemoteName: CustomStringConvertible {
  /// The name as text.
  public var description: String { rawValue }
}
