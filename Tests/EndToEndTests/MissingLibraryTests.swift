import Foundation
import Platform
import TestSupport
import Testing

/// A companion that cannot start for want of a library is explained before it is started.
@Suite struct MissingLibraryTests {
  @Test(arguments: [
    ("promptrepo-git", "libgit2.so.1.", ["list"], "handles git repositories", "libgit2-9."),
    ("promptrepo-server", "libmicrohttpd.so.1", ["serve"], "serves the API", "libmicrohttpd9"),
  ])
  func thePackageIsNamed(
    program: String, library: String, arguments: [String], work: String, package: String
  ) throws {
    let folder = try TemporaryDirectory()
    let files = FileSystem()
    let built = PromptRepo.program.dropLast("promptrepo".utf8.count)
    let copy = folder.appending("promptrepo")
    try files.writeFile(copy, files.readFile(PromptRepo.program), permissions: 0o755)
    var companion = try Data(contentsOf: URL(fileURLWithPath: "\(built)\(program)"))
    // Another digit makes the name one that no system has.
    let other = Data(library.replacing("so.1", with: "so.9").utf8)
    try #require(companion.range(of: Data(library.utf8)) != nil)
    while let range = companion.range(of: Data(library.utf8)) {
      companion.replaceSubrange(range, with: other)
    }
    try files.writeFile(folder.appending(program), Array(companion), permissions: 0o755)

    let repository = folder.appending("repository")
    if program == "promptrepo-git" {
      _ = try TestSupport.run("git", ["init", "-q", repository])
      _ = try TestSupport.run("git", ["-C", repository, "config", "core.autocrlf", "input"])
    } else {
      _ = try TestSupport.run(copy, ["init", repository])
    }
    let result = try TestSupport.run(
      copy, ["-C", repository] + arguments, env: ["XDG_STATE_HOME": folder.path])
    #expect(result.status == 1)
    #expect(result.stderr.contains("which \(work), needs what is not installed: "))
    #expect(result.stderr.contains("`apt install \(package)"), "\(result.stderr)")
    #expect(!result.stderr.contains("error while loading"))
  }
}
