import Platform
import PromptRepo
import TestSupport
import Testing

@testable import DirectoryStore
@testable import GitFiles

/// A bare repository that the real `git` makes and judges.
final class GitFixture: Sendable {
  let directory: TemporaryDirectory
  var path: String { directory.appending("repo") }
  var objects: String { "\(path)/objects" }

  private static let environment = [
    "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "HOME": "/nonexistent",
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_AUTHOR_DATE": "1700000000 +0100", "GIT_COMMITTER_DATE": "1700000000 +0100",
  ]

  init() throws {
    directory = try TemporaryDirectory()
    try git("init", "--quiet", "--bare", "--initial-branch=main", path, inside: false)
  }

  /// Runs git in the repository; a failure is a failed test.
  @discardableResult
  func git(
    _ arguments: String..., stdin: [UInt8] = [], inside: Bool = true
  ) throws -> RunResult {
    let result = try run(
      "git", arguments, cwd: inside ? path : directory.path, env: GitFixture.environment,
      stdin: stdin)
    guard result.status == 0 else { throw GitFailure(text: "\(arguments): \(result.stderr)") }
    return result
  }

  func database() -> ObjectDatabase {
    ObjectDatabase(directory: objects, files: FileSystem())
  }

  /// Adds a chain of commits to `main`, each with a text that differs a little from the last.
  func addHistory(_ count: Int, branch: String = "main", lines: Int = 40) throws {
    var stream = ""
    for number in 1...count {
      let text = (0..<lines).map { line in
        "Line \(line) of a prompt for {{name}}\(line == number % lines ? ", edited \(number)" : "")\n"
      }.joined()
      stream += "commit refs/heads/\(branch)\ncommitter A <a@example.com> \(1_700_000_000 + number)"
      stream += " +0000\ndata \("\(branch) \(number)\n".utf8.count)\n\(branch) \(number)\n"
      stream += "M 100644 inline template.txt\ndata \(text.utf8.count)\n\(text)\n"
    }
    try git(
      "-c", "fastimport.unpackLimit=100000", "fast-import", "--quiet", stdin: Array(stream.utf8))
  }

  /// All objects as git reads them.
  func allObjects() throws -> [ObjectID: (kind: String, bytes: [UInt8])] {
    try gitObjects(path)
  }

  /// The names of files in `objects/pack` that end so.
  func packFiles(_ suffix: String) throws -> [String] {
    try FileSystem().listDirectory("\(objects)/pack").map(\.name).filter { $0.hasSuffix(suffix) }
      .map { "\(objects)/pack/\($0)" }
  }

  /// The paths of all loose objects.
  func looseFiles() throws -> [String] {
    try database().looseObjects().map { database().loosePath($0.id) }
  }

  /// Reads every object that git knows and compares kind and bytes.
  func expectSameObjects(
    _ database: ObjectDatabase, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try allObjects()
    #expect(!expected.isEmpty, sourceLocation: sourceLocation)
    for (id, object) in expected {
      let found = try database.read(id)
      #expect(found?.kind.rawValue == object.kind, sourceLocation: sourceLocation)
      #expect(found?.bytes == object.bytes, sourceLocation: sourceLocation)
      let header = try database.header(of: id)
      #expect(header?.kind.rawValue == object.kind, sourceLocation: sourceLocation)
      #expect(header?.count == object.bytes.count, sourceLocation: sourceLocation)
    }
  }

  struct GitFailure: Error { let text: String }
}

/// All objects of a repository as `git cat-file --batch` prints them.
func gitObjects(_ path: String) throws -> [ObjectID: (kind: String, bytes: [UInt8])] {
  let output = try git(path, ["cat-file", "--batch-all-objects", "--unordered", "--batch"])
  try #require(output.status == 0, "\(output.stderr)")
  var rest = output.outputBytes[...]
  var objects: [ObjectID: (kind: String, bytes: [UInt8])] = [:]
  while let end = rest.firstIndex(of: 10) {
    let line = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
    let count = try #require(Int(line[2]))
    let id = try #require(ObjectID(hex: String(line[0])))
    objects[id] = (String(line[1]), Array(rest[(end + 1)...].prefix(count)))
    rest = rest[(end + 1 + count + 1)...]
  }
  return objects
}
