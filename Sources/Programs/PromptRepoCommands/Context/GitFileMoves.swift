internal import GitRemotes
internal import Platform
internal import PromptFiles
internal import PromptRepo

/// Asks the user's git which prompt files were renamed and removed, so that its own detection of
/// renames decides.
struct GitFileMoves: FileMoves {
  private let makeProgram: @Sendable () -> GitProgram
  /// The commit whose history counts; nil for HEAD, whose index counts too.
  private let head: ObjectID?
  private let folder: PromptFolder

  /// What git says of a work tree, or of a commit that has none.
  ///
  /// - Parameters:
  ///   - folder: The folder of the prompts.
  ///   - head: The commit whose history counts; nil for HEAD.
  ///   - program: The user's git at work on the repository; few commands have a use for it.
  init(
    in folder: PromptFolder, head: ObjectID? = nil, _ program: @escaping @Sendable () -> GitProgram
  ) {
    self.folder = folder
    makeProgram = program
    self.head = head
  }

  private var program: GitProgram {
    // What commits are replaced with plays no part for our own readers either.
    makeProgram().with("GIT_NO_REPLACE_OBJECTS", "1")
  }

  private static let comparison = [
    "-r", "-z", "-M", "-l1000", "--raw", "--no-abbrev", "--diff-filter=ADMR", "--no-ext-diff",
  ]

  func staged() throws(RepositoryError) -> FileStep {
    guard head == nil else { return FileStep(nil, []) }
    let output = try ask(["diff-index", "--cached"] + GitFileMoves.comparison + ["HEAD"])
    return FileStep(nil, steps(in: output).flatMap(\.changes))
  }

  func steps(since commits: [ObjectID]) throws(RepositoryError) -> [FileStep] {
    let tip = head?.description ?? "HEAD"
    var range = [tip]
    let starts = Set(commits)
    if !starts.isEmpty, starts.count <= GitFileMoves.comparedStarts {
      let base = try program.ask(
        ["merge-base", "--octopus", tip] + starts.map(\.description).sorted())
      let id = base.output.prefix { $0 != 10 }
      if base.succeeded, !id.isEmpty { range.append("^" + String(decoding: id, as: UTF8.self)) }
    }
    let list = try ask(
      ["rev-list", "--topo-order"] + range + ["--", ":(top,literal)\(folder.path)"])
    guard !list.isEmpty else { return [] }
    // Of all files, since what leaves the folder is renamed and not removed.
    return steps(
      in: try ask(["diff-tree", "--stdin", "--root"] + GitFileMoves.comparison, input: list))
  }

  /// More are not worth asking where their histories meet.
  private static let comparedStarts = 200

  private func ask(
    _ arguments: [String], input: [UInt8] = []
  ) throws(RepositoryError) -> [UInt8] {
    let result = try program.ask(arguments, input: input)
    guard result.succeeded else {
      throw program.failure("git could not compare commits", result)
    }
    return result.output
  }

  /// Reads what `git diff-tree --stdin -z --raw` wrote: an id before the changes of each commit, and
  /// none before those of an index.
  ///
  /// Only files that are or were in the folder are kept.
  private func steps(in output: [UInt8]) -> [FileStep] {
    let start = "\(folder.path)/".utf8
    var words = output.split(separator: 0)[...]
    func side(_ path: String, _ blob: String) -> FileComparison.Side? {
      guard path.utf8.starts(with: start), let id = ObjectID(hex: blob) else { return nil }
      return FileComparison.Side(path, id)
    }
    func next() -> String { words.popFirst().map { String(decoding: $0, as: UTF8.self) } ?? "" }
    var steps: [FileStep] = []
    var commit: ObjectID?
    var files: [FileComparison] = []
    func end() {
      let step = FileStep(commit, comparing: files)
      if !step.changes.isEmpty { steps.append(step) }
      files = []
    }
    while !words.isEmpty {
      let word = next()
      guard word.utf8.first == UInt8(ascii: ":") else {
        end()
        commit = ObjectID(hex: word)
        continue
      }
      // Modes, contents and the letter of the change; then one path, or two of a rename.
      let fields = word.split(separator: " ").map(String.init)
      guard fields.count == 5, let letter = fields[4].utf8.first else { continue }
      let path = next()
      let newPath = letter == UInt8(ascii: "R") ? next() : path
      let old = letter == UInt8(ascii: "A") ? nil : side(path, fields[2])
      let new = letter == UInt8(ascii: "D") ? nil : side(newPath, fields[3])
      // What leaves the folder is renamed, and not removed; what comes from elsewhere is new here.
      if old != nil, letter == UInt8(ascii: "R"), new == nil {
        files.append(
          FileComparison(old: old, new: ObjectID(hex: fields[3]).map { .init(newPath, $0) }))
      } else if old != nil || new != nil {
        files.append(FileComparison(old: old, new: new))
      }
    }
    end()
    return steps
  }
}
