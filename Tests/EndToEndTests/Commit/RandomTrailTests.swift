import CanonicalJSON
import TestSupport
import Testing

/// Random walks of files through git's history, in which the ledger is committed now and then: each
/// prompt goes with its own file, also where names are given on, exchanged and used anew.
///
/// The model knows which file is which, as the walk moved it. All texts differ so much, and change so
/// little at a time, that git can tell them apart; what one commit of git does is what git shows:
/// renames, chains of unchanged files, or edits, never two of them to one file.
@Suite struct RandomTrailTests {
  /// In the last of the few, two prompts exchange names by way of one that a third gave up.
  @Test(arguments: isExtra ? Array(0..<200) + [313] : Array(0..<15) + [313])
  func promptsGoWithTheirFiles(seed: Int) throws {
    var walk = try Walk(seed: seed)
    for _ in 0..<14 {
      try walk.step()
      if walk.random(3) == 0 { try walk.commit() }
    }
    try walk.commit()
    try walk.repo.expectCleanRepository()
  }
}

/// A walk: the real program and git on the one hand, the model on the other.
private struct Walk {
  /// A file of the model.
  private struct File: Equatable {
    var lines: [String]
    /// Where the file is; nil where it was removed.
    var path: String?
    /// Where it was last.
    var lastPath: String
    var text: String { lines.joined(separator: "\n") + "\n" }
  }

  /// What the ledger has of a file.
  private struct Known {
    let id: String
    var name: String
    var isArchived = false
  }

  let repo: PromptRepo
  private var numbers: UInt64
  private let seed: Int
  private var files: [File] = []
  private var known: [Int: Known] = [:]
  /// What the last commit of git changed, for a revert.
  private var before: [File]?
  private var story: [String] = []
  private var made = 0

  init(seed: Int) throws {
    self.seed = seed
    numbers = (UInt64(seed) &+ 1) &* 0x9e37_79b9_7f4a_7c15
    repo = try PromptRepo.inWorkTree()
    for _ in 0..<4 { try add(at: freeName()) }
    try gitCommit("Begin")
    before = nil
    try commit()
  }

  mutating func random(_ limit: Int) -> Int {
    numbers = numbers &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(numbers >> 33) % limit
  }

  private static let names = ["a", "b", "c", "d", "e", "f", "sub/g", "sub/h"]

  private var present: [Int] { files.indices.filter { files[$0].path != nil } }

  private mutating func freeName() -> String {
    let taken = Set(files.compactMap(\.path))
    let free = Walk.names.filter { !taken.contains($0) }
    return free[random(free.count)]
  }

  /// Whether a name is that of a file that was removed: what comes there is that file again, or has to
  /// wait until somebody frees the name of an archived prompt.
  private func isHeld(_ name: String) -> Bool {
    files.indices.contains { index in
      guard files[index].path == nil else { return false }
      if let entry = known[index], entry.isArchived, entry.name == name { return true }
      return files[index].lastPath == name
    }
  }

  private mutating func add(at name: String) throws {
    made += 1
    let lines = (1...8).map { "File \(made) says \(made * 7919 % 1000) in line \($0) \(made)." }
    files.append(File(lines: lines, path: name, lastPath: name))
    try repo.write("prompts/\(name).prompt", files[files.count - 1].text)
    story.append("add \(made) at \(name)")
  }

  private mutating func move(_ file: Int, to name: String) throws {
    let old = files[file].path ?? ""
    _ = try repo.shell("mkdir -p prompts/sub")
    try repo.workTree("mv", "prompts/\(old).prompt", "prompts/\(name).prompt")
    files[file].path = name
    files[file].lastPath = name
    story.append("mv \(old) \(name)")
  }

  private mutating func gitCommit(_ message: String) throws {
    try repo.workTree("add", "-A")
    try repo.workTree("commit", "-qm", message)
    story.append("git commit: \(message)")
  }

  /// One commit of git.
  mutating func step() throws {
    let old = files
    let present = present
    let choice = random(10)
    guard present.count > 1, choice != 0 || present.count > 5 else {
      let name = freeName()
      guard !isHeld(name) else { return }
      try add(at: name)
      try gitCommit("Add")
      before = old
      return
    }
    let file = present[random(present.count)]
    switch choice {
    case 1, 2, 3:
      let name = freeName()
      guard !isHeld(name) else { return }
      try move(file, to: name)
      try gitCommit("Move")
    case 4, 5:
      // A chain: the last goes to a free name, and each of the others to that of the next.
      let name = freeName()
      guard !isHeld(name) else { return }
      let others = present.filter { $0 != file }.prefix(1 + random(2))
      var free = files[file].path ?? ""
      try move(file, to: name)
      for other in others {
        let next = files[other].path ?? ""
        try move(other, to: free)
        free = next
      }
      try gitCommit("Chain")
    case 6:
      guard present.count > 2, let path = files[file].path else { return }
      try repo.workTree("rm", "-q", "prompts/\(path).prompt")
      files[file].path = nil
      story.append("rm \(path)")
      try gitCommit("Remove")
    case 7:
      guard let before else { return }
      try repo.workTree("revert", "--no-edit", "HEAD")
      story.append("revert")
      var back = before
      // A file that the reverted commit added is removed.
      for index in files.indices.dropFirst(back.count) {
        var gone = files[index]
        gone.path = nil
        back.append(gone)
      }
      files = back
    default:
      guard let path = files[file].path else { return }
      files[file].lines[random(8)] = "Edit \(story.count) of \(path)."
      try repo.write("prompts/\(path).prompt", files[file].text)
      story.append("edit \(path)")
      try gitCommit("Edit")
    }
    before = old
  }

  /// Commits the ledger, and compares it with the model.
  mutating func commit() throws {
    let told = Comment(rawValue: "seed \(seed): \(story.joined(separator: "; "))")
    let planned = try repo.run("commit", "-n")
    let done = try repo.run("commit")
    try #require(done.status == 0 && planned.status == 0, "\(done.stderr) \(told)")
    // What is foretold is what is done.
    func renames(_ text: String) -> [String] {
      text.split(separator: "\n").filter { $0.contains("renamed from") || $0.contains("archived") }
        .map { line in
          line.replacing("would be ", with: "").split(separator: ", v").first.map(String.init) ?? ""
        }
    }
    #expect(renames(planned.stdout) == renames(done.stdout), told)
    story.append("commit")
    let prompts = try repo.json("list", "--archived")
    let ids = Dictionary(uniqueKeysWithValues: prompts.map { ($0.text("name"), $0) })
    for (index, file) in files.enumerated() {
      guard let path = file.path else {
        guard let entry = known[index] else { continue }
        let prompt = try #require(prompts.first { $0.text("id") == entry.id }, told)
        #expect(prompt["archived_at"]?.string != nil, told)
        known[index] = Known(id: entry.id, name: prompt.text("name"), isArchived: true)
        continue
      }
      let prompt = try #require(ids[path], told)
      let id = prompt.text("id")
      if let entry = known[index] {
        try #require(id == entry.id, "\(path): \(told)")
      } else {
        try #require(!known.values.contains { $0.id == id }, "\(path): \(told)")
      }
      known[index] = Known(id: id, name: path)
      #expect(prompt["archived_at"]?.string == nil, "\(path): \(told)")
      #expect(try repo.ok("show", path) + "\n" == file.text, "\(path): \(told)")
    }
    #expect(prompts.count == known.count, told)
    #expect(try repo.ok("commit") == "Nothing to commit.\n", told)
  }
}
