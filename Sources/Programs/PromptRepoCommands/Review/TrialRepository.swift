internal import GitFiles
internal import Platform
internal import PromptRepo

/// A temporary bare repository that borrows the objects of another one, to see what a merge would
/// give.
///
/// It has no settings, no index and no drivers of the user's, as hosts have none.
struct TrialRepository {
  /// Its folder: a git directory, and the work tree in `files`.
  let path: String
  /// Where the files of a checkout go.
  var workTree: String { "\(path)/files" }
  private let files: FileSystem
  private let environment: EnvironmentVariables

  /// How the names of such folders begin.
  private static let prefix = "promptrepo-review-"

  /// Makes one in the folder for temporary files, and removes what killed ones left there.
  ///
  /// - Parameter commonDirectory: The git directory whose objects it borrows.
  init(
    borrowingFrom commonDirectory: String, _ files: FileSystem,
    _ environment: EnvironmentVariables
  ) throws(RepositoryError) {
    guard !commonDirectory.utf8.contains(10) else {
      throw RepositoryError(
        .unsupported,
        "the path of this git repository has a line end, and git's list of borrowed objects "
          + "cannot name it", hint: "Rename the folder")
    }
    self.files = files
    self.environment = environment
    let base = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    let digits = String(UInt64.random(in: 0x1000_0000_0000_0000 ... .max), radix: 16)
    path = try mappingSystemErrors { () throws(SystemError) in
      let path = "\(base)/\(Self.prefix)\(digits)"
      try files.makeDirectory(path, permissions: 0o700)
      // Git is told to work in another folder, from which a relative path would lead elsewhere.
      return try files.realPath(path)
    }
    do throws(RepositoryError) {
      try mappingSystemErrors { () throws(SystemError) in
        try make(
          borrowingFrom: commonDirectory, quarantine: environment["GIT_QUARANTINE_PATH"])
      }
    } catch {
      remove()
      throw error
    }
    removeLeftovers()
  }

  private func make(
    borrowingFrom commonDirectory: String, quarantine: String?
  ) throws(SystemError) {
    for folder in ["objects/info", "refs", "files"] {
      try files.makeDirectories("\(path)/\(folder)")
    }
    let objects = try files.realPath("\(commonDirectory)/objects")
    var borrowed = [objects]
    // In a hook of a server, what is being received lies apart until the hook agrees.
    if let quarantine, !quarantine.isEmpty, try files.exists(quarantine) {
      borrowed.append(try files.realPath(quarantine))
    }
    try files.writeFile(
      "\(path)/objects/info/alternates", Array(borrowed.map { "\($0)\n" }.joined().utf8))
    try files.writeFile("\(path)/config", Array("[core]\n\trepositoryformatversion = 0\n".utf8))
    try files.writeFile("\(path)/HEAD", Array("ref: refs/heads/none\n".utf8))
    // Where a history is cut short, git has to know it here too.
    if let shallow = try files.readFileIfPresent("\(commonDirectory)/shallow") {
      try files.writeFile("\(path)/shallow", shallow)
    }
  }

  /// Removes it; what is left of it if that fails is in the folder for temporary files.
  func remove() { remove(path) }

  private func remove(_ path: String) {
    do {
      _ = try Subprocess("rm", ["-rf", "--", path], environment: environment).capture()
    } catch {
      // The report stands all the same, and the next one tries again after a day.
    }
  }

  /// Removes what reviews of this user left that were killed a day ago or earlier.
  private func removeLeftovers() {
    let day: Int64 = 86_400_000
    let folder = path.parentDirectory
    do throws(SystemError) {
      for entry in try files.listDirectory(folder)
      where entry.name.utf8.starts(with: Self.prefix.utf8) && entry.type == .directory {
        let leftover = "\(folder)/\(entry.name)"
        guard let status = try files.statusIfPresent(leftover, followingLinks: false),
          status.type == .directory, status.owner == CurrentProcess.userID,
          SystemClock.nowMilliseconds() - status.modificationNanoseconds / 1_000_000 > day
        else { continue }
        remove(leftover)
      }
    } catch {
      // The folder belongs to the system, and whoever cleans it there does this too.
    }
  }
}
