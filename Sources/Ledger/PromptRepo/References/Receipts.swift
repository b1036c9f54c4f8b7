// What was answered to a request that may come again: one blob each, never pushed.
extension Transaction {
  /// Keeps a receipt under a name, in the same change as what it is the receipt of.
  ///
  /// - Parameter name: Hexadecimal digits, such as a hash of what names the request.
  /// - Throws: ``RepositoryError/Code/invalid`` for any other name.
  package mutating func keep(
    receipt: [UInt8], _ name: String
  ) throws(RepositoryError) {
    try move(.receipt(name), to: add(GitObject(.blob, receipt)), "receipt of a request")
  }

  /// Drops a receipt if it still is what the transaction saw.
  package mutating func dropReceipt(_ name: String) throws(RepositoryError) {
    try move(.receipt(name), to: nil, "receipt dropped")
  }
}

extension LedgerReader {
  /// The receipt of this name; `nil` when there is none.
  package func receipt(_ name: String) throws(RepositoryError) -> [UInt8]? {
    guard let blob = try target(of: .receipt(name)) else { return nil }
    return try required(blob, for: "the receipt of a request").bytes
  }
}

extension Repository {
  /// Reads the ledger while no writer of ours is in the middle of a change.
  ///
  /// Writers move references one after the other, and others may see some of a change and not yet
  /// the rest.
  package func settled<Result>(_ read: (Repository) throws -> Result) throws -> Result {
    guard let store = store as? any ExclusiveStore else { return try read(self) }
    return try store.exclusively { _ in try read(self) }
  }

  /// The names of all receipts.
  package func receipts() throws(RepositoryError) -> [String] {
    try store.references(under: ReferenceName.receipts).map { reference in
      String(reference.name.rawValue.dropFirst(ReferenceName.receipts.count))
    }
  }
}

extension ReferenceName {
  /// The folder of all receipts.
  static let receipts = "refs/promptrepo/receipts/"

  static func receipt(_ name: String) throws(RepositoryError) -> ReferenceName {
    try ReferenceName("\(receipts)\(name)")
  }
}
