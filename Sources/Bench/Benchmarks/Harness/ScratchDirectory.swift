internal import Platform

/// The directory in which a run does all it does, removed at its end.
///
/// Every place in it has a name of its own: to make a directory again that was deleted takes ext4
/// many times as long.
final class ScratchDirectory {
  let path: String
  private let files = FileSystem()
  private var count = 0

  init(in parent: String) throws {
    let random = UInt32.random(in: 0 ... .max)
    path = "\(parent)/promptrepo-bench.\(CurrentProcess.id).\(random)"
    try files.makeDirectory(path)
    try spread()
  }

  /// Has ext4 give each directory inside a block group of its own.
  ///
  /// In one group every side would pay for what the others delete: ext4 passes over inodes deleted
  /// in the last seconds one by one, at every file it creates. Other file systems need none of it.
  private func spread() throws {
    do {
      _ = try Subprocess("chattr", ["+T", path]).capture()
    } catch  where error.errno == .noEntry {
      return
    }
  }

  /// A path that nothing has.
  func fresh(_ name: String) -> String {
    count += 1
    return "\(path)/\(count)-\(name)"
  }

  /// A copy of a directory with all it holds, at a path that nothing has.
  func copy(of source: String, _ name: String) throws -> String {
    let path = fresh(name)
    try copy(source, to: path)
    return path
  }

  /// Copies a directory with all it holds.
  func copy(_ source: String, to target: String) throws {
    try files.makeDirectory(target)
    for entry in try files.listDirectory(source) {
      let (from, to) = ("\(source)/\(entry.name)", "\(target)/\(entry.name)")
      if entry.type == .directory {
        try copy(from, to: to)
      } else {
        try files.writeFile(
          to, try files.readFile(from), permissions: files.status(from).permissions)
      }
    }
  }

  /// The bytes of all files below a directory.
  func size(of directory: String) throws -> Int {
    try files.listDirectory(directory).reduce(0) { sum, entry in
      let path = "\(directory)/\(entry.name)"
      return sum + (entry.type == .directory ? try size(of: path) : try files.status(path).size)
    }
  }

  /// Removes everything.
  func remove() throws {
    try remove(path)
  }

  private func remove(_ directory: String) throws {
    for entry in try files.listDirectory(directory) {
      let path = "\(directory)/\(entry.name)"
      if entry.type == .directory { try remove(path) } else { try files.unlink(path) }
    }
    try files.removeDirectory(directory)
  }
}
