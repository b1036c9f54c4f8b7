import Foundation
import Platform
import TestSupport
import Testing

/// Files that people name: what they are stays as it is, and what they hold is the old or the new.
@Suite struct OutputFileTests {
  private let directory: TemporaryDirectory
  private let files = FileSystem()

  init() throws {
    directory = try TemporaryDirectory()
  }

  private func path(_ name: String) -> String { directory.appending(name) }

  private func text(_ name: String) throws -> String {
    String(decoding: try files.readFile(path(name)), as: UTF8.self)
  }

  private func make(_ name: String, _ text: String, mode: UInt16 = 0o644) throws {
    try files.writeFile(path(name), Array(text.utf8))
    try files.setPermissions(path(name), mode)
  }

  private func write(_ name: String, _ text: String, _ files: FileSystem = FileSystem()) throws {
    try files.writeOutput(path(name), Array(text.utf8))
  }

  /// As shells do, where modes are concerned that an umask would not give.
  @Test(arguments: [0o600, 0o640, 0o666, 0o777, 0o644] as [UInt16])
  func theModeStays(mode: UInt16) throws {
    try make("file", "old and longer", mode: mode)
    try write("file", "new")
    #expect(try text("file") == "new")
    #expect(try files.status(path("file")).permissions == mode)
    try files.updateFile(path("file"), with: Array("again".utf8))
    #expect(try text("file") == "again")
    #expect(try files.status(path("file")).permissions == mode)
    #expect(try files.listDirectory(directory.path).map(\.name) == ["file"])
  }

  @Test(arguments: [true, false])
  func linksStay(exists: Bool) throws {
    if exists { try make("real", "old", mode: 0o600) }
    try FileManager.default.createSymbolicLink(
      atPath: path("link"), withDestinationPath: "real")
    try FileManager.default.createSymbolicLink(
      atPath: path("second"), withDestinationPath: "link")
    for name in ["link", "second"] {
      try write(name, "to \(name)")
      #expect(try text("real") == "to \(name)")
      #expect(try files.isSymbolicLink(path(name)))
      try files.updateFile(path(name), with: Array("updated".utf8))
      #expect(try text("real") == "updated")
      #expect(try files.isSymbolicLink(path(name)))
    }
    #expect(try !files.isSymbolicLink(path("real")))
    if exists { #expect(try files.status(path("real")).permissions == 0o600) }
  }

  @Test(arguments: ["new", "new and much longer than the old"])
  func otherNamesStay(new: String) throws {
    try make("file", "old old old")
    try files.link(path("file"), to: path("other"))
    try write("file", new)
    #expect(try text("file") == new)
    #expect(try text("other") == new)
    #expect(try files.status(path("file")).linkCount == 2)
  }

  /// A file of the program's own may be a link to one that is not there yet.
  @Test func whereALinkLeadsAFileIsMade() throws {
    try files.makeDirectory(path("elsewhere"))
    #expect(try run("ln", ["-s", "elsewhere/keys", path("keys")]).status == 0)
    for text in ["one", "two, longer"] {
      try files.updateFile(path("keys"), with: Array(text.utf8), permissions: 0o600)
      #expect(try files.isSymbolicLink(path("keys")))
      #expect(try self.text("elsewhere/keys") == text)
      #expect(try files.status(path("elsewhere/keys")).permissions & 0o777 == 0o600)
    }
    #expect(try files.listDirectory(path("elsewhere")).map(\.name) == ["keys"])
  }

  @Test func pipesAreWrittenTo() throws {
    #expect(try run("mkfifo", [path("pipe")]).status == 0)
    let unread = #expect(throws: SystemError.self) { try write("pipe", "to nobody") }
    #expect(unread?.errno == .noDevice)
    #expect(throws: SystemError.self) {
      try FileSystem().updateFile(path("pipe"), with: Array("to nobody".utf8))
    }
    #expect(try FileSystem().status(path("pipe")).type == .other)
    let reader = Process()
    reader.executableURL = URL(fileURLWithPath: "/bin/sh")
    reader.arguments = ["-c", "cat < \"$0\" > \"$1\"", path("pipe"), path("got")]
    try reader.run()
    // More than a pipe holds at once.
    let text = String(repeating: "line\n", count: 40_000)
    try write("pipe", text)
    reader.waitUntilExit()
    #expect(try self.text("got") == text)
    #expect(try files.status(path("pipe")).type == .other)
  }

  @Test(.enabled(if: CurrentProcess.userID == 0))
  func devicesAreWrittenTo() throws {
    #expect(try run("mknod", [path("null"), "c", "1", "3"]).status == 0)
    try write("null", "away")
    #expect(try files.status(path("null")).type == .other)
    #expect(try run("mknod", [path("full"), "c", "1", "7"]).status == 0)
    let full = #expect(throws: SystemError.self) { try write("full", "no room") }
    #expect(full?.errno == .noSpace)
    #expect(full?.path == path("full"))
  }

  @Test func foldersAreInTheWay() throws {
    try files.makeDirectory(path("folder"))
    for name in ["folder", "none/file"] {
      let error = #expect(throws: SystemError.self) { try write(name, "text") }
      #expect(error?.path == path(name))
    }
    #expect(try files.listDirectory(directory.path).map(\.name) == ["folder"])
  }

  /// A disk that is full half way leaves the old content, whether another file can be made or not.
  @Test(arguments: [1, 2], ["short", String(repeating: "long ", count: 100)])
  func aFullDiskLeavesTheOld(names: Int, new: String) throws {
    try make("file", "what was there", mode: 0o600)
    if names == 2 { try files.link(path("file"), to: path("other")) }
    let plan = FaultPlan([FaultPlan.Rule(.write, occurrence: 1, .tear(bytes: 3, .noSpace))])
    // What is not longer needs no room.
    if names == 2, new.utf8.count <= 14 { return }
    let error = #expect(throws: SystemError.self) {
      try write("file", new, FileSystem(faults: plan))
    }
    #expect(error?.errno == .noSpace)
    #expect(try text("file") == "what was there")
    #expect(try files.listDirectory(directory.path).count == names)
  }

  /// Who may not write to a file does not get round that by another file in its place.
  @Test(.enabled(if: CurrentProcess.userID != 0))
  func filesThatMayNotBeWrittenStay() throws {
    try make("file", "old", mode: 0o400)
    let error = #expect(throws: SystemError.self) { try write("file", "new") }
    #expect(error?.errno == .accessDenied)
    #expect(try text("file") == "old")
  }
}
