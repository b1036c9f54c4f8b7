internal import CLibGit2
internal import GitFiles
internal import GitModel
internal import Platform

/// Packs that collections by git leave alone until references reach their objects.
///
/// Git decides what to remove by what it finds when it begins: a pack that has a `.keep` file from
/// its first moment on is never among it. The file is a further name of the writers' token, so the
/// next writer knows those that a killed one has left.
struct KeptPacks {
  private let files: FileSystem
  private let paths: GitDirectory
  private var keeps: [String] = []

  /// What file systems answer that have no hard links, or too few.
  private static let withoutLinks: Set<Errno> = [
    .notSupported, .notPermitted, .notImplemented, .linkLimit, .crossDevice,
  ]

  /// No packs yet; only for the holder of the writer's lock.
  init(files: FileSystem, paths: GitDirectory) {
    self.files = files
    self.paths = paths
  }

  /// Writes objects as one pack, flushed; it is kept until ``release()``.
  mutating func write(_ objects: [GitObject]) throws(RepositoryError) {
    guard !objects.isEmpty else { return }
    let pack = try ObjectPack()
    for object in objects { try pack.add(object) }
    let (draft, folder) = ("\(paths.objects)/promptrepo-new", "\(paths.objects)/pack")
    try mappingSystemErrors { () throws(SystemError) in
      try files.makeDirectories(folder)
      try files.makeDirectories(draft)
      try empty(draft)
    }
    try pack.write(to: draft)
    try mappingSystemErrors { () throws(SystemError) in
      let names = try files.listDirectory(draft).map(\.name)
      for name in names where name.utf8.suffix(5).elementsEqual(".pack".utf8) {
        let name = String(name.dropLast(5))
        try keep("\(folder)/\(name).keep")
        // The index last: it makes the pack seen.
        for suffix in ["pack", "idx"] {
          try files.rename("\(draft)/\(name).\(suffix)", to: "\(folder)/\(name).\(suffix)")
        }
      }
      try files.syncDirectory(folder)
      try empty(draft)
      try files.removeDirectory(draft)
    }
  }

  /// Lets git have the packs: what is to reach them does.
  mutating func release() {
    for keep in keeps {
      // The next writer removes one that stays.
      do { try files.unlinkIfPresent(keep) } catch {}
    }
    keeps = []
  }

  private mutating func keep(_ path: String) throws(SystemError) {
    do {
      try files.link(paths.token, to: path)
    } catch  where error.errno == .exists {
      // The pack is there, and somebody else keeps it.
      return
    } catch  where KeptPacks.withoutLinks.contains(error.errno) {
      try files.writeFile(path, [], mode: .createExclusive)
    }
    keeps.append(path)
  }

  /// Removes what a killed writer has left.
  private func empty(_ folder: String) throws(SystemError) {
    for entry in try files.listDirectory(folder) {
      try files.unlinkIfPresent("\(folder)/\(entry.name)")
    }
  }
}

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
