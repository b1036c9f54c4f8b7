package import Platform

extension KeptEntries {
  /// Keeps the entries of a packed file; where that is not possible, the next reader makes them
  /// again.
  package static func keep(
    _ entries: [UInt8], _ kind: Kind, of packed: FileStatus, in paths: GitDirectory,
    _ files: FileSystem
  ) {
    let path = paths.kept(kind.name)
    let temporary = "\(path).\(CurrentProcess.id).\(UInt32.random(in: 0 ... .max)).tmp"
    do throws(SystemError) {
      guard try files.isDirectory(paths.own) else { return }
      do throws(SystemError) {
        let file = try files.open(temporary, .createExclusive)
        try write(entries, kind, of: packed, to: BufferedFile(file)).close()
        try files.rename(temporary, to: path)
      } catch {
        try files.unlinkIfPresent(temporary)
      }
    } catch {
      // A change that stands must not fail for want of what readers can do without.
    }
  }

  private static func write(
    _ entries: [UInt8], _ kind: Kind, of packed: FileStatus, to output: consuming BufferedFile
  ) throws(SystemError) -> File {
    let header = header(kind, of: packed, count: entries.count / kind.entryLength)
    let seal = Array(header[96...])
    try output.append(header)
    let step = kind.perBlock * kind.entryLength
    for (number, start) in stride(from: 0, to: entries.count, by: step).enumerated() {
      let block = entries[start..<min(start + step, entries.count)]
      try output.append(block)
      try output.append(checksum(seal, number, block))
    }
    return try output.finish()
  }
}
