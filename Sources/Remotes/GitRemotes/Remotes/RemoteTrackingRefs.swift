internal import Platform
public import PromptRepo

/// The references of one ledger, this store's own or a mirror of another, at one moment.
struct LedgerSnapshot: Sendable {
  /// The tips of a prompt's chains.
  typealias Chains = [LedgerRef.PromptKind: ObjectID]

  /// The chains of each prompt.
  private(set) var prompts: [PromptName: Chains] = [:]
  /// The newest tombstone of each prompt that left one.
  var tombstones: [PromptID: ObjectID] = [:]
  /// The tips of the repository-wide chains.
  private(set) var repositoryWide: [LedgerRef.RepositoryKind: ObjectID] = [:]
  /// References that no ledger has, and why they are none.
  private(set) var foreign: [UnrecognizedReference] = []

  /// Sorts references into those of a ledger and others.
  ///
  /// - Parameters:
  ///   - folders: The folders of the ledger that are asked for.
  ///   - place: Where the references of a folder are.
  init(
    of folders: [LedgerRef.Folder], at place: (LedgerRef.Folder) -> String,
    _ references: (_ place: String) throws(RepositoryError) -> [Reference]
  ) throws(RepositoryError) {
    for folder in folders {
      let place = place(folder)
      for reference in try references(place) {
        let path = reference.name.rawValue.utf8.dropFirst(place.utf8.count)
        do throws(RepositoryError) {
          switch try LedgerRef(path: path, in: folder) {
          case .prompt(let name, let kind): prompts[name, default: [:]][kind] = reference.target
          case .tombstones(let id): tombstones[id] = reference.target
          case .repositoryWide(let kind): repositoryWide[kind] = reference.target
          case .tracking: continue
          }
        } catch {
          foreign.append(UnrecognizedReference(name: reference.name, reason: error))
        }
      }
    }
  }

  /// The ledger of a store itself.
  static func local(
    _ store: any Store, _ folders: [LedgerRef.Folder] = GitRemote.folders
  ) throws(RepositoryError) -> LedgerSnapshot {
    try LedgerSnapshot(of: folders, at: \.rawValue) { (folder) throws(RepositoryError) in
      try store.references(under: folder)
    }
  }

  /// A remote's ledger, as it was when it was fetched last.
  ///
  /// A store refuses folders with names that are not UTF-8, so as to lose none. Nobody here chose
  /// the names in a mirror: they are foreign, and removed, so that nothing else meets them.
  static func mirror(
    of remote: GitRemote, in store: any Store, git: GitProgram,
    _ folders: [LedgerRef.Folder] = GitRemote.folders
  ) throws(RepositoryError) -> LedgerSnapshot {
    try LedgerSnapshot(of: folders, at: remote.mirror(of:)) { (folder) throws(RepositoryError) in
      do throws(RepositoryError) {
        return try store.references(under: folder)
      } catch {
        guard error.code == .unsupported else { throw error }
        return try git.trackingRefsRemovingInvalidNames(folder)
      }
    }
  }
}

/// A reference among those of a ledger that this version knows no use for, and leaves alone.
public struct UnrecognizedReference: Sendable {
  /// Its name; of a remote's reference, the name of its mirror here.
  public let name: ReferenceName
  /// Why it belongs to no prompt.
  public let reason: RepositoryError
}

extension GitProgram {
  /// Lists the references of a mirror, and removes those whose names are not UTF-8.
  ///
  /// In the list, such bytes show as U+FFFD, so that the name is no prompt's.
  func trackingRefsRemovingInvalidNames(_ folder: String) throws(RepositoryError) -> [Reference] {
    let listing = try ask(["for-each-ref", "--format=%(objectname) %(refname)", folder])
    guard listing.succeeded else { throw .git("git cannot list the mirror", listing) }
    var references: [Reference] = []
    var removals: [UInt8] = []
    for line in listing.output.split(separator: 10) {
      let (id, bytes) = (line.prefix(40), line.dropFirst(41))
      let name = try ReferenceName(String(decoding: bytes, as: UTF8.self))
      guard let target = ObjectID(hex: String(decoding: id, as: UTF8.self)) else {
        throw .git("git lists \(name) with what is no object's id", listing)
      }
      references.append(Reference(name, target))
      if !name.rawValue.utf8.elementsEqual(bytes) {
        removals += Array("delete ".utf8) + bytes + [32] + id + [10]
      }
    }
    guard !removals.isEmpty else { return references }
    let result = try ask(["update-ref", "--stdin"], input: removals)
    guard result.succeeded else { throw failure("git cannot clean the mirror up", result) }
    return references
  }
}

/// Reads what git fetched: an object that is not there means that git fetched only a part.
struct FetchedLedgerReader: LedgerReader {
  let repository: Repository
  let remote: String
  /// What is asked of steps besides; nothing of what is only fetched.
  var rules: ReceivedStepRules?

  var cache: LedgerCache { repository.cache }

  func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    guard let object = try repository.object(id) else { throw .incomplete(id, remote: remote) }
    return object
  }

  func target(of name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try repository.target(of: name)
  }

  func references(under prefix: String) throws(RepositoryError) -> [Reference] {
    try repository.references(under: prefix)
  }
}

extension RepositoryError {
  /// History or content of a ledger was left out by a shallow or a partial clone.
  static func incomplete(_ id: ObjectID, remote: String) -> RepositoryError {
    RepositoryError(
      .damaged, "object \(id) of the ledger is missing in this clone",
      hint: "In a shallow clone `git fetch --unshallow \(remote)` brings what is missing, in a "
        + "partial one `git fetch --refetch --no-filter \(remote)`")
  }
}
