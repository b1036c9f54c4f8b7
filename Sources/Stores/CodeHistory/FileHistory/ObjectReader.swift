internal import GitModel
internal import GitStore

/// Reads the objects of a history, none of which may be missing, and keeps trees at hand.
final class ObjectReader {
  private let objects: CodeObjects
  /// What a partial clone left out.
  let gaps: CloneGaps

  private var listings: [ObjectID: TreeListing] = [:]
  private var listedEntries = 0

  /// How many entries of trees are kept at hand.
  private static let listedLimit = 200_000

  init(_ objects: CodeObjects, _ gaps: CloneGaps = CloneGaps()) {
    self.objects = objects
    self.gaps = gaps
  }

  /// The bytes of an object.
  func bytes(_ id: ObjectID) throws(RepositoryError) -> [UInt8] {
    guard let bytes = try objects.bytes(id) else { throw gaps.missing(id) }
    return bytes
  }

  /// How many bytes an object has; nil if it is not here.
  func size(_ id: ObjectID) throws(RepositoryError) -> Int? {
    try objects.size(id)
  }

  func commit(_ id: ObjectID) throws(RepositoryError) -> RawCommit {
    guard let commit = try objects.commit(id) else { throw gaps.missing(id) }
    return commit
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
