/// The shared libraries that a program of this system starts with.
///
/// A program whose libraries are missing is ended by the loader before its first line, with a
/// message that names no remedy. Whoever starts one can ask here first.
public struct SharedLibraries: Sendable {
  /// The names that the program gives, such as `libgit2.so.1.5`.
  public let names: [String]
  /// The folders that the program itself adds to the loader's.
  let folders: [String]

  /// Reads what an ELF file of 64 bits asks the loader for; `nil` for any other file.
  ///
  /// - Throws: ``SystemError`` when the file cannot be read.
  public init?(of path: String) throws(SystemError) {
    let file = try FileSystem().open(path, .read)
    guard let header = try ELFRecord(file, at: 0, count: 64), header.isSupported else { return nil }
    var segments: [Segment] = []
    for index in 0..<header.uint16(at: 56) {
      let offset = header.offset(at: 32) + index * header.uint16(at: 54)
      guard let entry = try ELFRecord(file, at: offset, count: 56) else { return nil }
      segments.append(
        Segment(
          kind: entry.uint32(at: 0), offset: entry.offset(at: 8), address: entry.offset(at: 16),
          size: entry.offset(at: 32)))
    }
    guard let dynamic = segments.first(where: { $0.kind == Segment.dynamic }),
      let table = try ELFRecord(file, at: dynamic.offset, count: min(dynamic.size, 16_384))
    else { return nil }

    var entries: [(tag: Int, value: Int)] = []
    for start in stride(from: 0, to: table.count - 15, by: 16) {
      let tag = table.offset(at: start)
      if tag == 0 { break }
      entries.append((tag, table.offset(at: start + 8)))
    }
    guard let address = entries.first(where: { $0.tag == Tag.strings })?.value,
      let home = segments.first(where: { segment in
        segment.kind == Segment.loaded && address >= segment.address
          && address - segment.address < segment.size
      })
    else { return nil }
    let strings = home.offset + address - home.address

    var names: [String] = []
    var folders: [String] = []
    for entry in entries where Tag.texts.contains(entry.tag) {
      let bytes = try file.read(at: strings + max(0, min(entry.value, 1 << 32)), count: 1_024)
      let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      if entry.tag == Tag.needed {
        names.append(text)
      } else {
        let origin = path.parentDirectory
        folders += text.split(separator: ":").map { folder in
          folder.hasPrefix("$ORIGIN") ? origin + folder.dropFirst("$ORIGIN".count) : String(folder)
        }
      }
    }
    self.names = names
    self.folders = folders
  }

  /// The libraries of a program that the loader does not find; empty where all are there, and for
  /// files that are no such programs.
  ///
  /// Libraries in the usual folders are looked for there, which costs a few system calls. Only
  /// where one is not, the loader itself is asked.
  ///
  /// - Throws: ``SystemError`` when the program cannot be read or the loader cannot be started.
  public static func missing(for path: String) throws(SystemError) -> [String] {
    guard let libraries = try SharedLibraries(of: path) else { return [] }
    guard try !libraries.areInUsualFolders() else { return [] }

    var variables = EnvironmentVariables.process.variables
    variables["LD_TRACE_LOADED_OBJECTS"] = "1"
    let environment = EnvironmentVariables(variables)
    let traced = try Subprocess(path, environment: environment).capture()
    let lines = String(decoding: traced.output, as: UTF8.self).split(separator: "\n")
    return lines.compactMap { line in
      let words = line.split { $0 == " " || $0 == "\t" }
      return words.dropFirst().joined(separator: " ") == "=> not found"
        ? words.first.map { String($0) } : nil
    }
  }

  /// Whether all are in the folders that the loader is known to look into.
  private func areInUsualFolders() throws(SystemError) -> Bool {
    let system = FileSystem()
    let folders = folders + SharedLibraries.usualFolders
    search: for name in names {
      for folder in folders where try system.exists("\(folder)/\(name)") { continue search }
      return false
    }
    return true
  }

  /// The package of Debian that a library is in, by the policy for names of such packages.
  ///
  /// Since Debian 13 some are called so with `t64` behind; `apt` finds them by this name too.
  public static func debianPackage(of library: String) -> String {
    // The one that is called otherwise.
    if library == "libz.so.1" { return "zlib1g" }
    let parts = library.split(separator: ".", omittingEmptySubsequences: false)
    guard let end = parts.firstIndex(of: "so") else { return library }
    let name = parts[..<end].joined(separator: ".")
    let version = parts[(end + 1)...].joined(separator: ".")
    let joint = name.last?.isNumber == true && !version.isEmpty ? "-" : ""
    return "\(name)\(joint)\(version)".lowercased().map { $0 == "_" ? "-" : String($0) }.joined()
  }

  private static let usualFolders: [String] = {
    #if arch(arm64)
      let triple = "aarch64-linux-gnu"
    #else
      let triple = "x86_64-linux-gnu"
    #endif
    return ["/lib/\(triple)", "/usr/lib/\(triple)", "/lib64", "/usr/lib64", "/lib", "/usr/lib"]
  }()

  private struct Segment {
    static let loaded = 1
    static let dynamic = 2

    let kind: Int
    let offset: Int
    let address: Int
    let size: Int
  }

  private enum Tag {
    static let needed = 1
    static let strings = 5
    /// Names of libraries and lists of folders.
    static let texts: Set<Int> = [needed, 15, 29]
  }
}

/// Some bytes of an ELF file, with its numbers.
private struct ELFRecord {
  private let bytes: [UInt8]

  /// Reads a record; `nil` when the file ends before it does.
  init?(_ file: borrowing File, at offset: Int, count: Int) throws(SystemError) {
    guard offset >= 0, count > 0 else { return nil }
    bytes = try file.read(at: offset, count: count)
    guard bytes.count == count else { return nil }
  }

  var count: Int { bytes.count }

  /// Whether this is the header of a file with 64 bits, the least significant byte first.
  var isSupported: Bool { bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) }

  func uint16(at index: Int) -> Int { number(at: index, size: 2) }

  func uint32(at index: Int) -> Int { number(at: index, size: 4) }

  /// A number of 64 bits; one that no file has is read as -1.
  func offset(at index: Int) -> Int {
    let value = number(at: index, size: 8)
    return value < 0 || value > 1 << 48 ? -1 : value
  }

  private func number(at index: Int, size: Int) -> Int {
    bytes[index..<index + size].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
