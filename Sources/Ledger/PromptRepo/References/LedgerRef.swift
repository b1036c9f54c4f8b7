/// A reference of a ledger: one that points at a chain of commits.
///
/// Its name has one parser, ``init(path:in:)``, and one maker, ``name``. The clock and the receipts
/// are references too, but of blobs.
package enum LedgerRef: Sendable, Hashable {
  /// A chain of one prompt.
  case prompt(PromptName, PromptKind)
  /// A chain that is about the repository as a whole.
  case repositoryWide(RepositoryKind)
  /// The tombstones that a prompt left when it was deleted or renamed.
  case tombstones(PromptID)
  /// The states in which a hosted remote was seen to have a prompt.
  case tracking(RemoteName, PromptID)
}

extension LedgerRef {
  /// A folder of references of one form.
  package enum Folder: String, Sendable, CaseIterable {
    /// The chains of prompts.
    case prompts = "refs/prompts/"
    /// The tombstones of deleted and renamed prompts.
    case tombstones = "refs/promptrepo/deleted/"
    /// The chains that are about the repository as a whole.
    ///
    /// Nothing else is in it, so that it is fetched as a whole, from remotes that have none of them
    /// too.
    case repositoryWide = "refs/promptrepo/ledger/"
    /// The remote-tracking references: of prompts at hosted remotes, and of git remotes' ledgers.
    case remotes = "refs/promptrepo/remotes/"

    /// What a reference's name has after the folder; `nil` for one that is not in it.
    package func path(of name: ReferenceName) -> Substring.UTF8View? {
      path(of: name.rawValue.utf8)
    }

    /// What the bytes of a reference's name are after the folder; `nil` for one that is not in it.
    func path<Bytes: Collection<UInt8>>(of name: Bytes) -> Bytes.SubSequence? {
      name.starts(with: rawValue.utf8) ? name.dropFirst(rawValue.utf8.count) : nil
    }
  }

  /// The folder of all references of a ledger but those of prompts.
  package static let root = "refs/promptrepo/"

  /// What the names of all of a ledger's references begin with.
  package static let roots = [Folder.prompts.rawValue, root]

  /// Reads what a reference's name has after its folder.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` when no ledger has a chain of this name.
  package init(path: Substring.UTF8View, in folder: Folder) throws(RepositoryError) {
    var text: String { String(decoding: path, as: UTF8.self) }
    switch folder {
    case .prompts:
      guard let (name, kind) = LedgerRef.split(promptPath: path) else {
        throw RepositoryError(
          .invalid, "'\(text)' does not name a chain of a prompt",
          hint: "Such a name is a prompt's name, /@, and info, versions, active or env/NAME")
      }
      self = .prompt(try PromptName(String(decoding: name, as: UTF8.self)), kind)
    case .tombstones: self = .tombstones(try PromptID(text))
    case .repositoryWide:
      guard let kind = RepositoryKind(rawValue: text) else {
        throw RepositoryError(.invalid, "this version knows no such chain of a ledger")
      }
      self = .repositoryWide(kind)
    case .remotes:
      let remote = path.prefix { $0 != UInt8(ascii: "/") }
      self = .tracking(
        try RemoteName(String(decoding: remote, as: UTF8.self)),
        try PromptID(String(decoding: path.dropFirst(remote.count + 1), as: UTF8.self)))
    }
  }

  /// Reads a reference's name; `nil` for a reference that is none of a ledger's chains.
  package init?(_ name: ReferenceName) {
    for folder in Folder.allCases {
      guard let path = folder.path(of: name) else { continue }
      do throws(RepositoryError) {
        try self.init(path: path, in: folder)
        return
      } catch {
        // The mirror of a git remote, or nothing of a ledger.
        return nil
      }
    }
    return nil
  }

  /// Splits what a reference's name has after the folder of prompts, without making a prompt's name.
  ///
  /// - Returns: The bytes of the prompt's name, which may be one that no prompt can have, and the
  ///   kind; `nil` when no prompt has a chain of this name.
  static func split<Path: BidirectionalCollection<UInt8>>(
    promptPath path: Path
  ) -> (name: Path.SubSequence, kind: PromptKind)? {
    guard let sign = path.firstIndex(of: UInt8(ascii: "@")), sign > path.startIndex else {
      return nil
    }
    let slash = path.index(before: sign)
    guard path[slash] == UInt8(ascii: "/"),
      let kind = PromptKind(label: path[path.index(after: sign)...])
    else { return nil }
    return (path[..<slash], kind)
  }

  /// The reference's name.
  package var name: ReferenceName {
    switch self {
    case .prompt(let prompt, let kind):
      ReferenceName(unchecked: LedgerRef.prefix(of: prompt) + kind.label)
    case .repositoryWide(let kind):
      ReferenceName(unchecked: Folder.repositoryWide.rawValue + kind.rawValue)
    case .tombstones(let id): ReferenceName(unchecked: "\(Folder.tombstones.rawValue)\(id)")
    case .tracking(let remote, let id):
      ReferenceName(unchecked: "\(LedgerRef.prefix(of: remote))\(id)")
    }
  }

  /// What the names of a prompt's references begin with.
  static func prefix(of prompt: PromptName) -> String { "\(Folder.prompts.rawValue)\(prompt)/@" }

  /// What the names of a hosted remote's references begin with.
  static func prefix(of remote: RemoteName) -> String { "\(Folder.remotes.rawValue)\(remote)/" }

  /// The places of references among others: what leans on something has a higher one.
  enum Rank: Int {
    case environments, info, versions, pointer, releases, tombstones, tracking
  }

  /// The place of the reference among others: what leans on something has a higher rank.
  package var rank: Int {
    switch self {
    case .repositoryWide(.environments): Rank.environments.rawValue
    case .prompt(_, let kind): kind.rank
    case .repositoryWide(.releases): Rank.releases.rawValue
    case .tombstones: Rank.tombstones.rawValue
    case .tracking: Rank.tracking.rawValue
    }
  }

  /// What a chain of a prompt holds: the part of its reference's name after `@`.
  package enum PromptKind: Sendable, Hashable {
    /// The prompt's record, edit by edit.
    case info
    /// The versions.
    case versions
    /// The moves of a pointer.
    case pointer(Pointer)
  }

  /// What a chain holds that is about the repository as a whole.
  package enum RepositoryKind: String, Sendable, Hashable, CaseIterable {
    /// The list of environments and their rules.
    case environments
    /// The releases, and what was done with them.
    case releases
  }
}

extension LedgerRef.RepositoryKind {
  /// The reference's name.
  package var name: ReferenceName { LedgerRef.repositoryWide(self).name }
}

extension LedgerRef.PromptKind {
  /// Reads a kind as references spell it: `info`, `versions`, `active`, `env/staging`.
  ///
  /// `nil` for what no chain of a prompt holds.
  init?(label: some Collection<UInt8>) {
    if label.elementsEqual("info".utf8) {
      self = .info
    } else if label.elementsEqual("versions".utf8) {
      self = .versions
    } else {
      guard let pointer = Pointer(label: String(decoding: label, as: UTF8.self)) else {
        return nil
      }
      self = .pointer(pointer)
    }
  }

  /// The kind as references spell it.
  package var label: String {
    switch self {
    case .info: "info"
    case .versions: "versions"
    case .pointer(let pointer): pointer.label
    }
  }

  /// The place of the reference among others: what leans on something has a higher rank.
  package var rank: Int {
    switch self {
    case .info: LedgerRef.Rank.info.rawValue
    case .versions: LedgerRef.Rank.versions.rawValue
    case .pointer: LedgerRef.Rank.pointer.rawValue
    }
  }
}

extension LedgerRef.PromptKind: Comparable {
  /// Orders kinds so that each comes after what it leans on: record, versions, pointers.
  package static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.pointer(let left), .pointer(let right)):
      left.label.utf8.lexicographicallyPrecedes(right.label.utf8)
    default: left.rank < right.rank
    }
  }
}

extension ReferenceName {
  /// The reference of a chain of a prompt.
  package static func prompt(_ name: PromptName, _ kind: LedgerRef.PromptKind) -> ReferenceName {
    LedgerRef.prompt(name, kind).name
  }

  /// The reference of the tombstones that a prompt left.
  package static func tombstones(_ id: PromptID) -> ReferenceName { LedgerRef.tombstones(id).name }

  /// The reference of the list of environments.
  package static let environments = LedgerRef.repositoryWide(.environments).name

  /// The reference of the releases.
  package static let releases = LedgerRef.repositoryWide(.releases).name

  /// The moment of the newest prompt, so that creation times only grow.
  static let clock = ReferenceName(unchecked: "\(LedgerRef.root)clock")

  /// The place of the reference among what was done at one moment: what leans on something has a
  /// higher rank.
  var rank: Int { ReferenceLayout.prompts.rank(of: self) }
}

extension LedgerRef.Folder: CustomStringConvertible {
  /// The folder's path with its last slash.
  package var description: String { rawValue }
}

extension Store {
  /// The references of a folder, in the order of their bytes.
  ///
  /// - Parameters:
  ///   - prefix: What the names have to begin with after the folder.
  ///   - after: Only names that come after this text in the order of bytes (it need not exist).
  ///   - limit: At most so many; `nil` for all.
  package func references(
    in folder: LedgerRef.Folder, under prefix: String = "", after: String? = nil,
    limit: Int? = nil
  ) throws(RepositoryError) -> [Reference] {
    try references(under: folder.rawValue + prefix, after: after, limit: limit)
  }
}

extension ReferenceLayout {
  /// The references of a ledger of prompts.
  public static let prompts = ReferenceLayout(
    folders: LedgerRef.roots,
    kinds: [
      .records, Kind(.prompts, ending: .versions, .versions), Kind(.prompts, .pointer),
      Kind(
        prefix: ReferenceName.releases.rawValue, rank: LedgerRef.Rank.releases.rawValue),
      Kind(.tombstones, .tombstones), Kind(.remotes, .tracking),
    ],
    // These point at blobs, and `git gc` reports every blob that it finds in a log.
    unlogged: [ReferenceName.clock.rawValue, ReferenceName.receipts],
    recordFolder: LedgerRef.Folder.prompts.rawValue, records: .records,
    readKey: RecordKey.init(reading:_:))
}

extension ReferenceLayout.Kind {
  /// The chains of prompts' records.
  fileprivate static let records = Self(.prompts, ending: .info, .info)

  fileprivate init(
    _ folder: LedgerRef.Folder, ending kind: LedgerRef.PromptKind? = nil, _ rank: LedgerRef.Rank
  ) {
    self.init(
      prefix: folder.rawValue, suffix: kind.map { "/@\($0.label)" } ?? "", rank: rank.rawValue)
  }
}

extension RecordKey {
  /// The key of a prompt's record.
  package init(_ record: PromptRecord) {
    self.init(id: record.id.uuid, createdAt: record.createdAt.milliseconds)
  }

  /// Reads the key of a record's commit; `nil` where that cannot be read.
  fileprivate init?(
    reading commit: Commit, _ read: (ObjectID) throws(RepositoryError) -> GitObject?
  ) {
    do throws(RepositoryError) {
      guard let tree = try read(commit.tree),
        let entry = try Tree(tree)[PromptRecord.fileName], let file = try read(entry.id)
      else { return nil }
      self.init(try PromptRecord(file: file))
    } catch {
      return nil
    }
  }
}
