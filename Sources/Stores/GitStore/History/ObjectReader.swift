internal import GitModel

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
