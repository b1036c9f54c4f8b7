internal import GitModel
internal import GitStore

/// Reads what the commits of histories say, each commit once.
struct RevisionReader {
  private struct Details {
    let author: Signature
    let committed: Timestamp
    let message: String
  }

  private let commits: [HistoricCommit]
  private let objects: ObjectReader
  /// The place of each commit among all, oldest first.
  private let places: [Int]
  private var details: [Int: Details] = [:]

  /// - Parameter order: The positions of all commits, oldest first.
  init(_ commits: [HistoricCommit], _ order: [Int], _ objects: ObjectReader) {
    self.commits = commits
    self.objects = objects
    var places = order
    for (place, commit) in order.enumerated() { places[commit] = place }
    self.places = places
  }

  /// The place of the first of a file's commits among all.
  func start(of steps: [HistoryWalk.Step]) -> Int {
    steps.map { places[$0.commit] }.min() ?? places.count
  }

  /// A file's steps as revisions, oldest first.
  mutating func read(_ steps: [HistoryWalk.Step]) throws(RepositoryError) -> [FileRevision] {
    let sorted = steps.sorted {
      (places[$0.commit], $0.path) < (places[$1.commit], $1.path)
    }
    var revisions: [FileRevision] = []
    for step in sorted {
      let details = try details(step.commit)
      revisions.append(
        FileRevision(
          commit: commits[step.commit].id, path: step.path.text, blob: step.blob,
          author: details.author, committed: details.committed, message: details.message))
    }
    return revisions
  }

  private mutating func details(_ commit: Int) throws(RepositoryError) -> Details {
    if let known = details[commit] { return known }
    let raw = try objects.commit(commits[commit].id)
    let read = Details(author: raw.author, committed: raw.committed, message: raw.message)
    details[commit] = read
    return read
  }
}
