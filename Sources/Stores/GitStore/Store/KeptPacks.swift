internal import GitFiles
internal import Platform
internal import GitModel

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
  private static let withoutLinks: Set<ErrorNumber> = [
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
