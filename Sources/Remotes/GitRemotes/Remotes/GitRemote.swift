internal import Platform
public import PromptRepo

/// A remote that git's configuration names, and where its ledger is mirrored here.
///
/// The mirror holds the remote's references under other names, as git's remote-tracking branches
/// do. It is never pushed.
public struct GitRemote: Sendable, Hashable {
  /// The remote's name in git's configuration.
  public let name: String
  /// How git is run on the repository, for hints.
  let git: String

  /// Finds a remote.
  ///
  /// - Parameter name: Its name; without one, the remote of the current branch, else `origin`,
  ///   else the only one.
  /// - Throws: ``RepositoryError/Code/notFound`` when there is none, with the command that adds
  ///   one; ``RepositoryError/Code/ambiguous`` when there are several.
  public init(_ name: String? = nil, of git: GitProgram) throws(RepositoryError) {
    let remotes = try git.remotes()
    let name = if let name { name } else { try GitRemote.standard(remotes, git) }
    guard remotes.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
      throw .noRemote(name, remotes, git)
    }
    try self.init(checking: name, git)
  }

  private init(checking name: String, _ git: GitProgram) throws(RepositoryError) {
    let isPlain = !name.utf8.contains(UInt8(ascii: "/")) && name.utf8.first != UInt8(ascii: "-")
    self.name = name
    self.git = git.command
    do {
      guard isPlain else { throw RepositoryError(.invalid, "") }
      _ = try ReferenceName("refs/\(name)")
    } catch {
      throw RepositoryError(
        .unsupported, "the remote '\(name)' has a name that cannot be part of a reference's name",
        hint: "`git remote rename -- \(name.shellWord) NEW` gives it another one, without '/' and "
          + "without '-' at its beginning")
    }
  }

  /// A remote that is no more, by the name that it had in a refspec.
  init(earlier name: String, _ git: GitProgram) {
    self.name = name
    self.git = git.command
  }

  private static func standard(
    _ remotes: [String], _ git: GitProgram
  ) throws(RepositoryError) -> String {
    if let branch = try git.currentBranch(),
      let remote = try git.settings("branch.\(branch).remote").last, remote != "."
    {
      return remote
    }
    if remotes.contains("origin") || remotes.isEmpty { return "origin" }
    guard remotes.count == 1 else {
      throw RepositoryError(
        .ambiguous, "there are several remotes: \(remotes.joined(separator: ", "))",
        hint: "Name the one that you mean")
    }
    return remotes[0]
  }
}

extension GitRemote {
  /// The folders of a ledger that are fetched and pushed.
  static let folders: [LedgerRef.Folder] = [.prompts, .tombstones, .repositoryWide]

  /// The folder of the mirrors of a folder's references.
  func mirror(of folder: LedgerRef.Folder) -> String {
    let component = folder.rawValue.utf8.split(separator: UInt8(ascii: "/")).last ?? ""[...].utf8
    return "\(LedgerRef.Folder.remotes)\(name)/\(String(decoding: component, as: UTF8.self))/"
  }

  /// The folders of all mirrors.
  var mirrors: [String] { GitRemote.folders.map(mirror(of:)) }

  /// What git has to fetch, and where it has to put it.
  public var fetchRefspecs: [String] {
    GitRemote.folders.map { "+\($0)*:\(mirror(of: $0))*" }
  }

  /// The mirror of a reference of the remote; `nil` for one that has none.
  func mirror(of reference: ReferenceName) throws(RepositoryError) -> ReferenceName? {
    for folder in GitRemote.folders {
      guard let path = folder.path(of: reference) else { continue }
      return try ReferenceName(mirror(of: folder) + String(decoding: path, as: UTF8.self))
    }
    return nil
  }
}

extension RepositoryError {
  fileprivate static func noRemote(
    _ name: String, _ remotes: [String], _ git: GitProgram
  ) -> RepositoryError {
    let list = remotes.isEmpty ? "" : "; there is \(remotes.joined(separator: ", "))"
    // What cannot be a remote's name here is a URL or a path.
    let isAddress = name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") }
    let added = isAddress ? "NAME \(name)" : "\(name) URL"
    return RepositoryError(
      .notFound, "there is no remote '\(name)'\(list)",
      hint: "`\(git.command) remote add \(added)` adds one",
      cause: RemoteRefusal.remoteNotFound(name))
  }
}
