internal import GitFiles
package import GitModel
package import Platform
internal import Synchronization

/// The commits, trees and files in a git repository, without refusing what other programs wrote.
///
/// What commits are replaced with, by grafts or `refs/replace`, plays no part.
package final class CodeObjects: Sendable {
  private let directory: String
  private let files: FileSystem
  private let database: ObjectDatabase
  /// The trees that were read last: many files are looked up in the same few folders.
  private let trees = Mutex<[(id: ObjectID, tree: RawTree)]>([])
  private static let keptTrees = 16

  /// The objects of the repository with this git directory, which all its work trees share.
  package init(of directory: String, files: FileSystem = FileSystem()) {
    self.directory = directory
    self.files = files
    database = ObjectDatabase(
      directory: "\(directory)/objects", files: files, alternateDepth: GitStore.alternateDepth)
  }

  /// Whether this is a shallow clone, whose history is cut short.
  package func isShallow() throws(RepositoryError) -> Bool {
    try mappingSystemErrors { () throws(SystemError) in
      try (files.statusIfPresent("\(directory)/shallow")?.size ?? 0) > 0
    }
  }

  /// Whether the repository has a commit.
  func hasCommit(_ id: ObjectID) throws(RepositoryError) -> Bool {
    try database.read(id)?.kind == .commit
  }

  /// Reads a commit; `nil` if it is not there.
  ///
  /// - Throws: `damaged` for an object that is none.
  package func commit(_ id: ObjectID) throws(RepositoryError) -> RawCommit? {
    guard let object = try database.read(id) else { return nil }
    guard object.kind == .commit, let commit = RawCommit(object.bytes) else {
      throw .damagedObject(id, "is not a well-formed commit")
    }
    return commit
  }

  /// The bytes of a blob; `nil` if it is not there.
  func blob(_ id: ObjectID) throws(RepositoryError) -> [UInt8]? {
    guard let object = try database.read(id), object.kind == .blob else { return nil }
    return object.bytes
  }

  /// A tree; `nil` if it is not there.
  func tree(_ id: ObjectID) throws(RepositoryError) -> RawTree? {
    if let known = trees.withLock({ $0.first { $0.id == id }?.tree }) { return known }
    guard let object = try database.read(id), object.kind == .tree else { return nil }
    let tree = RawTree(object.bytes)
    trees.withLock { trees in
      if trees.count >= CodeObjects.keptTrees { trees.removeFirst() }
      trees.append((id, tree))
    }
    return tree
  }

  /// The bytes of an object of any kind; `nil` if it is not there.
  ///
  /// - Throws: `invalid` when it has more bytes than a limit, which is found out without them.
  package func bytes(_ id: ObjectID, limit: Int? = nil) throws(RepositoryError) -> [UInt8]? {
    if let limit, let size = try size(id), size > limit {
      throw RepositoryError(.invalid, "the file has \(size) bytes, more than \(limit)")
    }
    return try database.read(id)?.bytes
  }

  /// How many bytes an object has, found out without reading them; `nil` if it is not there.
  package func size(_ id: ObjectID) throws(RepositoryError) -> Int? {
    try database.header(of: id)?.count
  }
}

extension RepositoryError {
  /// What is stored for an object is not that object.
  package static func damagedObject(_ id: ObjectID, _ what: String) -> RepositoryError {
    RepositoryError(.damaged, "object \(id) \(what)", hint: damageHint)
  }

  static func missingCommit(_ id: ObjectID) -> RepositoryError {
    RepositoryError(
      .damaged, "commit \(id), in the history of HEAD, is missing",
      hint: "`git fsck` shows what is wrong with this repository")
  }
}
