import Platform
import TestSupport
import Testing

struct FileSystemTests {
  let directory: TemporaryDirectory
  let files = FileSystem()

  init() throws { directory = try TemporaryDirectory() }

  @Test(arguments: [0, 1, 1023, 1024, 1025, 4096, 5120, 5121, 200_000])
  func contentComesBackWhole(size: Int) throws {
    let path = directory.appending("f")
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try files.writeFile(path, bytes)
    #expect(try files.readFile(path) == bytes)
    #expect(try files.readFile(path, maxBytes: size) == bytes)
    #expect(try run("cat", [path]).outputBytes == bytes)
    #expect(try files.map(path).bytes(in: 0..<size) == bytes)
    #expect(try files.map(path).bytes(in: 0..<(size + 1)) == nil)
    if size > 0 {
      let error = #expect(throws: SystemError.self) {
        try files.readFile(path, maxBytes: size - 1)
      }
      #expect(error?.errno == .fileTooLarge)
    }
  }

  @Test func anEndlessFileIsRefused() throws {
    let error = #expect(throws: SystemError.self) {
      try files.readFile("/dev/zero", maxBytes: 100_000)
    }
    #expect(error?.errno == .fileTooLarge)
  }

  @Test func absenceIsNilAndOtherFailuresAreNot() throws {
    #expect(try files.readFileIfPresent(directory.appending("no/such")) == nil)
    let error = #expect(throws: SystemError.self) { try files.readFileIfPresent(directory.path) }
    #expect(error?.errno == .isDirectory)
    let nul = #expect(throws: SystemError.self) { try files.readFile("/etc/passwd\0.txt") }
    #expect(nul?.errno == .invalidArgument)
  }

  @Test func aFullDeviceIsReported() throws {
    let error = #expect(throws: SystemError.self) {
      try files.writeFile("/dev/full", [1], mode: .append)
    }
    #expect(error?.errno == .noSpace)
    #expect(error?.description.contains("No space left on device") == true)
    #expect(error?.hint != nil)
  }

  @Test func exclusiveCreationRefusesATakenName() throws {
    let path = directory.appending("f")
    try files.writeFile(path, [1], mode: .createExclusive, permissions: 0o444)
    #expect(try files.status(path).permissions == 0o444)
    let error = #expect(throws: SystemError.self) {
      try files.writeFile(path, [2], mode: .createExclusive)
    }
    #expect(error?.errno == .exists)
    #expect(try files.readFile(path) == [1])
  }

  @Test func offsetsAndLengths() throws {
    let file = try files.open(directory.appending("f"), .readWriteCreate)
    try file.write([1, 2, 3, 4])
    try file.write([9], at: 1)
    try file.truncate(to: 3)
    try file.syncData()
    #expect(try file.read(at: 1, count: 10) == [9, 3])
    #expect(try file.status().size == 3)
    try file.close()
  }

  @Test func namesAndDirectories() throws {
    let deep = directory.appending("a/b/c")
    try files.makeDirectories(deep)
    try files.makeDirectories(deep)
    try files.writeFile("\(deep)/x", [1])
    try files.link("\(deep)/x", to: "\(deep)/y")
    #expect(try files.status("\(deep)/y").linkCount == 2)
    try files.rename("\(deep)/x", to: "\(deep)/z")
    #expect(try run("ln", ["-s", "gone", "\(deep)/link"]).status == 0)
    let entries = try files.listDirectory(deep)
    #expect(
      Set(entries) == [
        DirectoryEntry(name: "y", type: .regular), DirectoryEntry(name: "z", type: .regular),
        DirectoryEntry(name: "link", type: .symbolicLink),
      ])
    #expect(try files.isSymbolicLink("\(deep)/link"))
    #expect(try !files.exists("\(deep)/link"))
    #expect(try files.unlinkIfPresent("\(deep)/y"))
    #expect(try !files.unlinkIfPresent("\(deep)/y"))
    #expect(try files.realPath("\(deep)/../c/z") == "\(deep)/z")
    let error = #expect(throws: SystemError.self) { try files.removeDirectory(deep) }
    #expect(error?.errno == .notEmpty)
    let blocked = #expect(throws: SystemError.self) { try files.makeDirectories("\(deep)/z/d") }
    #expect(blocked?.errno == .notDirectory)
  }

  @Test(arguments: [1_700_000_000_123_456_789, -1, 0] as [Int64])
  func timesAreSetToTheNanosecond(time: Int64) throws {
    let path = directory.appending("f")
    try files.writeFile(path, [])
    try files.setTimes(path, nanoseconds: time)
    #expect(try files.status(path).modificationNanoseconds == time)
  }

  @Test func flushesWork() throws {
    try files.syncDirectory(directory.path)
    #if os(Linux)
      #expect(try files.syncFileSystem(of: directory.path))
    #endif
  }
}
