internal import CLibGit2
internal import GitFiles
internal import GitModel

/// The library's handle of the objects of a repository: loose, packed, and of its alternates.
struct ObjectDatabaseHandle: ~Copyable {
  private let pointer: OpaquePointer

  init(repository: OpaquePointer) throws(RepositoryError) {
    var pointer: OpaquePointer?
    try LibGit2.check(
      git_repository_odb(&pointer, repository), "git_repository_odb", "the object database")
    guard let pointer else {
      throw RepositoryError(.inputOutput, "libgit2 gave no object database")
    }
    self.pointer = pointer
  }

  deinit { git_odb_free(pointer) }

  /// How many bytes an object has; nil when it is not there.
  func size(_ id: ObjectID) throws(RepositoryError) -> Int? {
    guard var key = id.libGit2 else { return nil }
    var size = 0
    var kind = GIT_OBJECT_ANY
    let code = git_odb_read_header(&size, &kind, pointer, &key)
    if code == GIT_ENOTFOUND.rawValue { return nil }
    guard code == 0 else { throw .unreadableObject(id, code, "git_odb_read_header") }
    return size
  }

  /// Reads an object and checks it against its id; nil when it is not there.
  func read(_ id: ObjectID) throws(RepositoryError) -> GitObject? {
    guard var key = id.libGit2 else { return nil }
    var found: OpaquePointer?
    var code = git_odb_read(&found, pointer, &key)
    if code < 0, code != GIT_ENOTFOUND.rawValue, git_odb_refresh(pointer) == 0 {
      // A pack that git replaced at this moment.
      code = git_odb_read(&found, pointer, &key)
    }
    if code == GIT_ENOTFOUND.rawValue { return nil }
    guard code == 0, let found else { throw .unreadableObject(id, code, "git_odb_read") }
    defer { git_odb_object_free(found) }
    guard let kind = ObjectKind(git_odb_object_type(found)) else {
      throw .damagedObject(id, "is of a kind that git does not have")
    }
    let object = GitObject(
      kind,
      Array(
        UnsafeRawBufferPointer(
          start: git_odb_object_data(found), count: git_odb_object_size(found))))
    guard object.id == id else { throw .damagedObject(id, "has other content") }
    return object
  }
}

extension RepositoryError {
  /// What is stored for an object is not that object.
  static func damagedObject(_ id: ObjectID, _ what: String) -> RepositoryError {
    RepositoryError(.damaged, "object \(id) \(what)", hint: damageHint)
  }

  /// A call of the library that reads an object just failed.
  static func unreadableObject(
    _ id: ObjectID, _ code: Int32, _ call: String
  ) -> RepositoryError {
    let failure = LibGit2Failure(code: code, call: call)
    let isSystem = failure.category == Int32(GIT_ERROR_OS.rawValue)
    return RepositoryError(
      isSystem ? .inputOutput : .damaged,
      "object \(id) cannot be read: \(failure.message) (\(call))",
      hint: isSystem ? nil : damageHint, cause: failure)
  }
}
