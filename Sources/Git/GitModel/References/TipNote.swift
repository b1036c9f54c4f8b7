/// What is asked so often of the commit that a reference points at that stores may keep it.
public struct TipNote: Sendable, Hashable {
  /// When the commit came into the ledger, in milliseconds since 1970.
  public let milliseconds: Int64
  /// The key of the record that it holds; `nil` for a commit of any other chain.
  public let record: RecordKey?

  /// Makes a note from its parts.
  public init(milliseconds: Int64, record: RecordKey? = nil) {
    self.milliseconds = milliseconds
    self.record = record
  }
}

extension TipNote {
  /// Reads what there is to note of a tip; `nil` for what is no commit.
  ///
  /// A commit that cannot be read is of the end of all time, so that nobody passes over it.
  ///
  /// - Parameters:
  ///   - readKey: The reader of the record's key; `nil` for a commit that holds no record.
  ///   - read: Reads an object.
  package init?(
    reading tip: ObjectID, key readKey: ReferenceLayout.KeyReader?,
    _ read: (ObjectID) throws(RepositoryError) -> GitObject?
  ) {
    do throws(RepositoryError) {
      guard let object = try read(tip) else {
        self.init(milliseconds: .max)
        return
      }
      guard object.kind == .commit else { return nil }
      let commit = try Commit(object)
      self.init(
        milliseconds: commit.time.milliseconds,
        record: readKey?(commit, read))
    } catch {
      self.init(milliseconds: .max)
    }
  }
}
