internal import PromptRepo

/// Reads objects while the repository's handle is held.
final class ObjectReader {
  private let database: ObjectDatabaseHandle
  private var listings: [ObjectID: TreeListing] = [:]
  private var listedEntries = 0

  /// How many entries of trees are kept at hand.
  private static let listedLimit = 200_000

  init(_ repository: OpaquePointer) throws(RepositoryError) {
    database = try ObjectDatabaseHandle(repository: repository)
  }

  /// The bytes of an object.
  func bytes(_ id: ObjectID) throws(RepositoryError) -> [UInt8] {
    guard let object = try database.read(id) else { throw .missing(id) }
    return object.bytes
  }

  /// How many bytes an object has.
  func size(_ id: ObjectID) throws(RepositoryError) -> Int {
    guard let size = try database.size(id) else { throw .missing(id) }
    return size
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

extension RepositoryError {
  fileprivate static func missing(_ id: ObjectID) -> RepositoryError {
    RepositoryError(
      .damaged, "object \(id) of the history is not in this repository",
      hint: "In a partial clone, `git log -p --full-history -- PATH` fetches what the history of "
        + "PATH needs; else `git fsck` shows what is missing")
  }
}
