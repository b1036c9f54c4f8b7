internal import CLibGit2
internal import GitModel

/// The library's writer of one pack, from objects in memory; it flushes the pack.
struct ObjectPack: ~Copyable {
  private let objects: OpaquePointer
  private let repository: OpaquePointer
  private let builder: OpaquePointer

  /// An empty pack to be.
  init() throws(RepositoryError) {
    let subject = "a pack of new objects"
    var objects: OpaquePointer?
    try LibGit2.check(git_odb_new(&objects), "git_odb_new", subject)
    var repository: OpaquePointer?
    var builder: OpaquePointer?
    do throws(RepositoryError) {
      var memory: UnsafeMutablePointer<git_odb_backend>?
      try LibGit2.check(git_mempack_new(&memory), "git_mempack_new", subject)
      // The database frees the back end from here on.
      try LibGit2.check(git_odb_add_backend(objects, memory, 1), "git_odb_add_backend", subject)
      try LibGit2.check(
        git_repository_wrap_odb(&repository, objects), "git_repository_wrap_odb", subject)
      try LibGit2.check(
        git_packbuilder_new(&builder, repository), "git_packbuilder_new", subject)
    } catch {
      git_repository_free(repository)
      git_odb_free(objects)
      throw error
    }
    guard let objects, let repository, let builder else {
      throw RepositoryError(.inputOutput, "libgit2 gave no builder for \(subject)")
    }
    self.objects = objects
    self.repository = repository
    self.builder = builder
  }

  deinit {
    git_packbuilder_free(builder)
    git_repository_free(repository)
    git_odb_free(objects)
  }

  /// Adds an object.
  func add(_ object: GitObject) throws(RepositoryError) {
    var id = git_oid()
    let code = object.bytes.withUnsafeBytes { bytes in
      git_odb_write(&id, objects, bytes.baseAddress, bytes.count, object.kind.libGit2)
    }
    try LibGit2.check(code, "git_odb_write", "object \(object.id)")
    // Objects of one kind and name are tried as deltas of each other: here all texts are alike.
    try LibGit2.check(
      git_packbuilder_insert(builder, &id, nil), "git_packbuilder_insert", "object \(object.id)")
  }

  /// Writes pack and index, flushed.
  ///
  /// - Parameter folder: The repository's `objects/pack`.
  func write(to folder: String) throws(RepositoryError) {
    // 0 for the permissions that packs have.
    try LibGit2.check(
      git_packbuilder_write(builder, folder, 0, nil, nil), "git_packbuilder_write", folder)
  }
}
