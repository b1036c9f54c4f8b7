internal import GitModel
internal import GitStore

/// Reads what the commits of histories say, each commit once.
struct RevisionReader {
  private struct Details {
    let author: Signature
    let committed: Timestamp
    let message: String
  }

  private let graph: CommitGraph
  private let objects: ObjectReader
  /// The place of each commit among all, oldest first.
  private let places: [Int]
  private var details: [Int: Details] = [:]

  init(_ graph: CommitGraph, _ objects: ObjectReader) {
    self.graph = graph
    self.objects = objects
    var places = graph.order
    for (place, commit) in graph.order.enumerated() { places[commit] = place }
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
          commit: graph.ids[step.commit], path: step.path.text, blob: step.blob,
          author: details.author, committed: details.committed, message: details.message))
    }
    return revisions
  }

  private mutating func details(_ commit: Int) throws(RepositoryError) -> Details {
    if let known = details[commit] { return known }
    let id = graph.ids[commit]
    guard let raw = RawCommit(try objects.bytes(id)) else { throw .notCommit(id) }
    let read = Details(author: raw.author, committed: raw.committed, message: raw.message)
    details[commit] = read
    return read
  }
}
