internal import CanonicalJSON
internal import Platform
internal import PromptRepo

/// The file of a repository's hosted remotes.
///
/// It is among the user's own settings and not in the repository: what it names is a program to
/// run, and a repository may come from anywhere.
struct HostedRemotes {
  /// Where the file is.
  let path: String
  private let files = FileSystem()

  init(path: String) {
    self.path = path
  }

  /// All remotes, in the order of their names.
  func all() throws -> [HostedRemote] {
    guard let bytes = try files.readFileIfPresent(path, maxBytes: 1 << 20) else { return [] }
    var remotes: [HostedRemote]?
    do throws(JSONError) {
      let values = try JSONValue(parsing: bytes).object?["remotes"]?.array
      let found = values?.compactMap { HostedRemote($0) }
      if found?.count == values?.count { remotes = found }
    } catch {}
    guard let remotes else {
      throw RepositoryError(
        .damaged, "the remotes in '\(path)' cannot be read",
        hint: "Put the file right, or move it away and add them again with promptrepo remote add")
    }
    return remotes.sorted { $0.name.rawValue < $1.name.rawValue }
  }

  /// Puts remotes in the place of those that are there.
  func write(_ remotes: [HostedRemote]) throws {
    let json: JSONObject = ["remotes": .array(remotes.map { .object($0.json) })]
    try files.makeDirectories(Path.parent(of: path) ?? "/", permissions: 0o700)
    try files.updateFile(
      path, with: JSONValue.object(json).utf8(.pretty) + [10], permissions: 0o600)
  }
}
