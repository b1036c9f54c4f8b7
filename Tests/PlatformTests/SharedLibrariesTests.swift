import Foundation
import Platform
import TestSupport
import Testing

@Suite struct SharedLibrariesTests {
  /// A program of the system that is linked with libraries of several packages.
  private let program = "/usr/bin/curl"

  @Test func theNamesAreThoseThatBinutilsReads() throws {
    let dump = try run("objdump", ["-p", program])
    let needed = dump.stdout.split(separator: "\n").compactMap { line -> String? in
      let words = line.split(separator: " ")
      return words.first == "NEEDED" ? words.last.map(String.init) : nil
    }
    #expect(needed.count > 2)
    #expect(try SharedLibraries(of: program)?.names == needed)
    #expect(try SharedLibraries.missing(for: program).isEmpty)
  }

  @Test func aLibraryThatIsNotThereIsNamed() throws {
    let folder = try TemporaryDirectory()
    let copy = folder.appending("program")
    var bytes = try FileSystem().readFile(program)
    let found = try #require(bytes.firstRange(of: Array("libcurl.so.4".utf8)))
    bytes.replaceSubrange(found, with: Array("libcurl.so.9".utf8))
    try FileSystem().writeFile(copy, Array(bytes), permissions: 0o755)
    #expect(try SharedLibraries.missing(for: copy) == ["libcurl.so.9"])
  }

  @Test func whatIsNoProgramMissesNothing() throws {
    let folder = try TemporaryDirectory()
    let path = folder.appending("file")
    var random = SystemRandomNumberGenerator()
    let header = try FileSystem().readFile(program).prefix(4_096)
    for length in [0, 3, 63, 64, 200, 4_096] {
      try FileSystem().writeFile(path, Array(header.prefix(length)), permissions: 0o755)
      #expect(try SharedLibraries(of: path) == nil)
    }
    // Whatever stands in the tables, the answer is names or none.
    for _ in 0..<200 {
      var bytes = Array(header)
      for _ in 0..<8 { bytes[Int.random(in: 6..<1_024, using: &random)] = .random(in: 0...255) }
      try FileSystem().writeFile(path, bytes, permissions: 0o755)
      _ = try? SharedLibraries(of: path)
    }
  }

  @Test func packagesAreCalledAsDebianCallsThem() throws {
    let paths = try #require(try SharedLibraries(of: program)).names.map {
      "/lib/x86_64-linux-gnu/\($0)"
    }
    var compared = 0
    for path in paths {
      let owner = try run("dpkg", ["-S", path.replacingOccurrences(of: "/lib/", with: "*/lib/")])
      guard owner.status == 0, let package = owner.stdout.split(separator: ":").first else {
        continue
      }
      let library = String(path.split(separator: "/").last ?? "")
      // The C library's own package holds many libraries, and is never missing.
      guard package != "libc6" else { continue }
      let name = package.hasSuffix("t64") ? package.dropLast(3) : package
      #expect(SharedLibraries.debianPackage(of: library) == String(name))
      compared += 1
    }
    #expect(compared > 0)
    let known = [
      "libgit2.so.1.5": "libgit2-1.5", "libmicrohttpd.so.12": "libmicrohttpd12",
      "libyaml-0.so.2": "libyaml-0-2", "libnettle.so.8": "libnettle8", "libz.so.1": "zlib1g",
    ]
    for (library, package) in known {
      #expect(SharedLibraries.debianPackage(of: library) == package)
    }
  }
}
