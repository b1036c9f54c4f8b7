internal import GitFiles
package import GitModel
internal import Platform

/// A git repository while a push to it is judged: its references as they are, its objects, and those
/// that git received and keeps apart until its hook agrees.
package struct ReceivingStore: Store {
  private let store: any Store
  private let received: ObjectDatabase?
  private let largest: Int

  /// A store during a push.
  ///
  /// - Parameters:
  ///   - store: The repository's own store.
  ///   - quarantine: The folder of the objects that were received; nil where there is none, as when
  ///     nothing new was sent.
  ///   - largest: So many bytes an object may have; a larger one is refused before it is read.
  package init(_ store: any Store, quarantine: String?, largest: Int) {
    self.store = store
    received = quarantine.map {
      ObjectDatabase(directory: $0, files: FileSystem(), alternateDepth: 0)
    }
    self.largest = largest
  }

  package func object(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    if let received, let header = try received.header(of: id) {
      guard header.count <= largest else {
        throw RepositoryError(
          .invalid, "object \(id) has \(header.count) bytes, and a ledger's have at most \(largest)"
        )
      }
      return try received.read(id)
    }
    return try store.object(id)
  }

  package func reference(_ name: ReferenceName) throws(RepositoryError) -> ObjectID? {
    try store.reference(name)
  }

  package func references(
    under prefix: String, after: String?, limit: Int?
  ) throws(RepositoryError) -> [Reference] {
    try store.references(under: prefix, after: after, limit: limit)
  }

  package func apply(_ change: Change) throws(RepositoryError) {
    throw RepositoryError(.unsupported, "nothing is changed while a push is judged")
  }
}
