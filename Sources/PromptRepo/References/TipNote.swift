/// What is asked so often of the commit that a reference points at that stores may keep it.
public struct TipNote: Sendable, Hashable {
  /// When the commit came into the ledger, in milliseconds since 1970.
  public let milliseconds: Int64
  /// Whose record it is; `nil` for a commit of any other chain.
  public let prompt: PromptKey?

  /// Makes a note from its parts.
  public init(milliseconds: Int64, prompt: PromptKey? = nil) {
    self.milliseconds = milliseconds
    self.prompt = prompt
  }
}

/// What finds a prompt in a list: its id, and when it was created.
public struct PromptKey: Sendable, Hashable {
  /// The prompt's id.
  public let id: PromptID
  /// When it was created, in milliseconds since 1970.
  public let createdAt: Int64

  /// Makes a key from its parts.
  public init(id: PromptID, createdAt: Int64) {
    self.id = id
    self.createdAt = createdAt
  }

  /// The key of a record.
  public init(_ record: PromptRecord) {
    self.init(id: record.id, createdAt: record.createdAt.milliseconds)
  }
}

extension TipNote {
  /// Reads what there is to note of a tip; `nil` for what is no commit.
  ///
  /// A commit that cannot be read is of the end of all time, so that nobody passes over it.
  ///
  /// - Parameters:
  ///   - isRecord: Whether the commit is of the chain of a prompt's record.
  ///   - read: Reads an object.
  package init?(
    reading tip: ObjectID, isRecord: Bool,
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
        prompt: isRecord ? PromptKey(reading: commit, read) : nil)
    } catch {
      self.init(milliseconds: .max)
    }
  }
}

extension PromptKey {
  /// Reads the key of a record's commit; `nil` where that cannot be read.
  fileprivate init?(
    reading commit: Commit, _ read: (ObjectID) throws(RepositoryError) -> GitObject?
  ) {
    do throws(RepositoryError) {
      guard let tree = try read(commit.tree),
        let entry = try Tree(tree)[PromptRecord.fileName], let file = try read(entry.id)
      else { return nil }
      self.init(try PromptRecord(file: file))
    } catch {
      return nil
    }
  }
}
