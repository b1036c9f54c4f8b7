import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// `--version` tells which build this is and what its programs run with.
@Suite struct VersionTests {
  let repo: PromptRepo

  init() throws {
    repo = try PromptRepo(initialised: false)
  }

  @Test func theFirstLineIsShort() throws {
    let first = try #require(try repo.ok("--version").split(separator: "\n").first)
    #expect(first.wholeMatch(of: /promptrepo \d+\.\d+\.\d+( \([0-9a-f]{12}\))?/) != nil)
  }

  /// The versions are those that pkg-config, the headers or the libraries' own tools name.
  @Test func theLibrariesAreThoseThatAreInstalled() throws {
    let printed = try repo.ok("--version")
    func installed(_ module: String) throws -> String {
      let asked = try TestSupport.run("pkg-config", ["--modversion", module])
      try #require(asked.status == 0, "\(asked.stderr)")
      return asked.stdout.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    func line(_ program: String) throws -> String {
      try #require(
        printed.split(separator: "\n").dropFirst().first { $0.hasPrefix("\(program) ") }.map(
          String.init))
    }
    let nettle = try installed("nettle").split(separator: ".").prefix(2).joined(separator: ".")
    let yaml = try installed("yaml-0.1")
    let zlib = try installed("zlib")
    for program in ["promptrepo", "promptrepo-git", "promptrepo-server", "promptrepo-sync"] {
      let line = try line(program)
      for library in ["nettle \(nettle)", "libyaml \(yaml)", "zlib \(zlib)"] {
        #expect(line.contains(library), "\(line)")
      }
    }
    #expect(try line("promptrepo-git").contains("libgit2 \(installed("libgit2"))"))
    #expect(try line("promptrepo-server").contains("libmicrohttpd \(installed("libmicrohttpd"))"))
    #expect(try line("promptrepo-sync").contains("libcurl \(installed("libcurl"))"))
    #expect(try !line("promptrepo").contains("libgit2"))
    // The C library's own program prints its version last on the first line.
    let libc = try TestSupport.run("ldd", ["--version"]).stdout.split(separator: "\n").first
    let version = try #require(libc?.split(separator: " ").last)
    #expect(try line("promptrepo").contains("glibc \(version),"))
  }

  @Test func aProgramThatIsAloneSaysSo() throws {
    let folder = try repo.elsewhere("alone")
    _ = try TestSupport.run("cp", [PromptRepo.program, "\(folder)/promptrepo"])
    let result = try TestSupport.run("\(folder)/promptrepo", ["--version"], env: repo.environment)
    #expect(result.status == 0)
    #expect(result.stdout.contains("promptrepo-git     there is no '\(folder)/promptrepo-git'"))
    let asked = try TestSupport.run(
      "\(folder)/promptrepo", ["--version", "--json"], env: repo.environment)
    let object = try #require(try JSONValue(parsing: asked.outputBytes).object)
    let programs = try #require(object["programs"]?.array).compactMap(\.object)
    #expect(programs.map { $0["problem"] != nil } == [false, true, true, true])
  }

  /// What runs nowhere needs no folder to run in.
  @Test func theFolderMayBeGone() throws {
    let gone = try repo.elsewhere("gone")
    let result = try repo.shell("cd '\(gone)' && rmdir '\(gone)' && promptrepo --version")
    #expect(result.status == 0)
    #expect(result.stdout.hasPrefix("promptrepo "))
  }
}
