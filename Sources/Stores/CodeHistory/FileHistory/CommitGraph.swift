internal import GitModel
internal import GitStore

/// All commits that a commit builds on, itself included.
struct CommitGraph {
  private(set) var ids: [ObjectID] = []
  private(set) var trees: [ObjectID] = []
  /// The parents of each commit, by number.
  private(set) var parents: [[Int]] = []
  /// The numbers of all commits, each after its parents.
  ///
  /// All that a merge's first parent builds on comes before what only its other parents do. So
  /// no clock has a part in it, and a branch that is merged comes after all that was there.
  private(set) var order: [Int] = []

  init(from tip: ObjectID, _ objects: ObjectReader) throws(RepositoryError) {
    var numbers: [ObjectID: Int] = [:]
    var links: [[ObjectID]] = []
    var path: [(commit: Int, reached: Int)] = []
    var next: ObjectID? = tip
    while true {
      if let id = next {
        next = nil
        if numbers[id] == nil {
          guard let commit = RawCommit(try objects.bytes(id)) else { throw .notCommit(id) }
          numbers[id] = ids.count
          path.append((ids.count, 0))
          ids.append(id)
          trees.append(commit.tree)
          links.append(commit.parents)
        }
      }
      guard let (commit, reached) = path.last else { break }
      if reached < links[commit].count {
        path[path.count - 1].reached += 1
        next = links[commit][reached]
      } else {
        order.append(commit)
        path.removeLast()
      }
    }
    parents = links.map { $0.compactMap { numbers[$0] } }
  }
}

extension RepositoryError {
  static func notCommit(_ id: ObjectID) -> RepositoryError {
    .damagedObject(id, "is not a well-formed commit")
  }
}

/// Reads objects while the repository's handle is held.
final class ObjectReader {
  /// What a partial clone left out.
  let gaps: CloneGaps

  private let database: ObjectDatabaseHandle
  private var listings: [ObjectID: TreeListing] = [:]
  private var listedEntries = 0

  /// How many entries of trees are kept at hand.
  private static let listedLimit = 200_000

  init(_ repository: OpaquePointer, _ gaps: CloneGaps = CloneGaps()) throws(RepositoryError) {
    self.gaps = gaps
    database = try ObjectDatabaseHandle(repository: repository)
  }

  /// The bytes of an object.
  func bytes(_ id: ObjectID) throws(RepositoryError) -> [UInt8] {
    guard let object = try database.read(id) else { throw gaps.missing(id) }
    return object.bytes
  }

  /// How many bytes an object has; nil if it is not here.
  func sizeIfPresent(_ id: ObjectID) throws(RepositoryError) -> Int? {
    try database.size(id)
  }

  /// The entries of a tree; none for no tree.
  func listing(_ tree: ObjectID?) throws(RepositoryError) -> TreeListing {
    guard let tree else { return TreeListing() }
    if let known = listings[tree] { return known }
    guard let listing = TreeListing(try bytes(tree)) else {
      throw .damagedObject(tree, "is not a well-formed tree")
    }
    if listedEntries + listing.entries.count > ObjectReader.listedLimit {
      listings.removeAll()
      listedEntries = 0
    }
    listings[tree] = listing
    listedEntries += listing.entries.count
    return listing
  }
}
