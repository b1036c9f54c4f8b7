internal import Platform

extension Work {
  /// What the disk itself takes, to judge all other figures by.
  static let flush = Work(
    name: "flush", summary: "what the disk itself takes for 1 KB"
  ) { bench in
    let files = FileSystem()
    let folder = bench.workspace.fresh("flush")
    try files.makeDirectory(folder)
    let journal = try files.open("\(folder)/journal", .append)
    let bytes = [UInt8](repeating: 7, count: 1_024)
    var count = 0
    // A contender's closures outlive no scope of a file that cannot be copied.
    let log = OpenFile(journal)
    try bench.measure(
      "flush", "1 KB to the disk", samples: 200,
      [
        Contender(name: "append, fdatasync") {
          try log.file.write(bytes)
          try log.file.syncData()
        },
        Contender(name: "new file, fsync") {
          count += 1
          try files.replaceFile("\(folder)/\(count)", with: bytes)
        },
      ])
  }
}

/// An open file that closures can share.
private final class OpenFile {
  let file: File

  init(_ file: consuming File) {
    self.file = file
  }
}
