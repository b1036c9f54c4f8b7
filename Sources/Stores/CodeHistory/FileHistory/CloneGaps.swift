internal import GitFiles
internal import GitModel

/// The objects that a partial clone was made without.
struct CloneGaps {
  /// The remote that has them; nil if the clone is whole.
  private(set) var remote: String?

  /// How many bytes a file that was left out has at least.
  private(set) var smallestFile = 0

  /// Nothing is left out.
  init() {}

  /// What the clone's settings say.
  init(_ repository: GitRepository) throws(RepositoryError) {
    for remote in try repository.remotes() {
      guard let value = try repository.configuration("remote.\(remote).promisor"),
        GitConfig.bool(value) == true
      else { continue }
      let filter = try repository.configuration("remote.\(remote).partialclonefilter")
      let limit = filter.flatMap(CloneGaps.limit) ?? 0
      smallestFile = self.remote == nil ? limit : min(limit, smallestFile)
      self.remote = remote
    }
  }

  /// The size from which `blob:limit` leaves files out; nil for other filters.
  private static func limit(_ filter: String) -> Int? {
    let prefix = "blob:limit="
    guard filter.utf8.starts(with: prefix.utf8) else { return nil }
    var digits = filter.utf8.dropFirst(prefix.utf8.count)
    let units = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30]
    let unit = digits.last.flatMap { units[String(UnicodeScalar($0)).lowercased()] }
    if unit != nil { digits.removeLast() }
    let (limit, overflow) = (Int(String(digits) ?? "") ?? 0)
      .multipliedReportingOverflow(by: unit ?? 1)
    return overflow ? nil : limit
  }

  func missing(_ id: ObjectID) -> RepositoryError {
    guard let remote else {
      return RepositoryError(
        .damaged, "object \(id) of the history is not in this repository",
        hint: "`git fsck` shows what is missing")
    }
    return RepositoryError(
      .unsupported, "this is a partial clone, and lacks object \(id) of the history",
      hint: "`git log -p --full-history -- PATH` fetches what PATH held, and "
        + "`git fetch --refetch --no-filter \(remote)` all that was left out")
  }
}
