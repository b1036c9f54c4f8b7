/// The history of a code repository, which real git makes of a stream that is written here.
public struct CodeHistory: Sendable {
  /// What a commit does to a path.
  public enum Edit: Sendable {
    case write(String, [UInt8])
    case makeExecutable(String, [UInt8])
    case link(String, to: String)
    case submodule(String)
    case remove(String)
    case rename(String, to: String)
  }

  /// Who made a commit and when, as its author line says it.
  public var author = Array("Ada Lovelace <ada@example.org> 1700000000 +0100".utf8)
  /// The encoding that the next commits name.
  public var encoding: String?

  private var stream: [UInt8] = []
  private var mark = 0
  /// Branches that git has already, and those that the stream goes on with.
  private var written: Set<String> = []
  private var begun: Set<String> = []

  /// A history without commits.
  public init() {}

  /// Adds a commit to a branch, and answers its mark.
  @discardableResult
  public mutating func commit(
    _ message: [UInt8], on branch: String = "main", from parent: Int? = nil, merging: [Int] = [],
    _ edits: [Edit]
  ) -> Int {
    mark += 1
    line("commit refs/heads/\(branch)")
    line("mark :\(mark)")
    stream += Array("author ".utf8) + author + [10]
    line("committer Carl <carl@example.org> \(1_700_000_000 + mark * 60) +0000")
    if let encoding { line("encoding \(encoding)") }
    data(message)
    if let parent {
      line("from :\(parent)")
    } else if written.contains(branch), !begun.contains(branch) {
      line("from refs/heads/\(branch)^0")
    }
    begun.insert(branch)
    for other in merging { line("merge :\(other)") }
    for edit in edits {
      switch edit {
      case .write(let path, let bytes):
        line("M 100644 inline \(path)")
        data(bytes)
      case .makeExecutable(let path, let bytes):
        line("M 100755 inline \(path)")
        data(bytes)
      case .link(let path, let target):
        line("M 120000 inline \(path)")
        data(Array(target.utf8))
      case .submodule(let path):
        line("M 160000 \(String(repeating: "1", count: 40)) \(path)")
      case .remove(let path): line("D \(path)")
      case .rename(let path, let new): line("R \(path) \(new)")
      }
    }
    return mark
  }

  /// Brings the commits into the repository at a path, which is made if there is none, and forgets
  /// them; later ones follow them.
  public mutating func write(to path: String, bare: Bool = true) throws {
    let shape = bare ? ["--bare"] : []
    let folder = bare ? path : "\(path)/.git"
    try expect(run("git", ["init", "--quiet", "--initial-branch=main"] + shape + [path]))
    let marks = "\(folder)/marks"
    try expect(
      git(
        folder,
        [
          "fast-import", "--quiet", "--force", "--date-format=raw-permissive",
          "--import-marks-if-exists=\(marks)", "--export-marks=\(marks)",
        ], stdin: stream))
    stream = []
    written.formUnion(begun)
    begun = []
  }

  private mutating func line(_ text: String) { stream += Array(text.utf8) + [10] }

  private mutating func data(_ bytes: [UInt8]) {
    line("data \(bytes.count)")
    stream += bytes + [10]
  }

  private func expect(_ result: RunResult) throws {
    guard result.status == 0 else { throw GitRefusal(text: result.stderr) }
  }
}

/// What git said when it refused.
public struct GitRefusal: Error {
  let text: String
}
