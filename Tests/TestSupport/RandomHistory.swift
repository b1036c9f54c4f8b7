/// A history of prompt files that a generator makes up, the same for the same seed.
///
/// Files are added, edited, rewritten, renamed with and without an edit, removed and brought back;
/// other files of the repository change in between. No file is a copy of another.
public struct RandomHistory {
  /// The history so far.
  public var history = CodeHistory()
  /// The files that there are.
  public private(set) var files: [String: String] = [:]

  private var removed: [String] = []
  private var state: UInt64
  private var texts = 0
  private var names = 0
  private let prompts: [[Substring]]

  /// A history that begins with a commit without prompts.
  public init(seed: UInt64) throws {
    state = seed &* 2 + 1
    var seen: Set<[Substring]> = []
    prompts = try RealPrompts.load().map { prompt in
      prompt.template.split { $0.isWhitespace }
    }.filter { $0.count > 40 && seen.insert(Array($0.suffix(30))).inserted }
    history.commit(Array("Begin\n".utf8), [.write("README", Array("A project\n".utf8))])
  }

  /// Adds commits to `main`.
  public mutating func extend(by count: Int) {
    for _ in 0..<count { step() }
  }

  private mutating func step() {
    let number = random(1_000_000)
    history.author = Array(
      "Author \(random(5)) <a\(random(5))@example.org> \(1_600_000_000 + number * 60) +0230".utf8)
    let message = Array("Change \(number)\n\nBecause of \(random(100)).\n".utf8)
    let sorted = files.keys.sorted()
    guard !sorted.isEmpty else { return history.commitOne(message, add()) }
    let path = sorted[random(sorted.count)]
    switch random(12) {
    case 0 where files.count < 20: history.commitOne(message, add())
    case 1: history.commitOne(message, .write("src/main.c", Array("int x = \(number);\n".utf8)))
    case 2: history.commitOne(message, .write(path, put(path, fresh())))
    case 3: history.commitOne(message, rename(path))
    case 4:
      let move = rename(path)
      guard case .rename(_, let new) = move else { return }
      history.commit(message, [move, .write(new, put(new, edited(new)))])
    case 5 where files.count > 3:
      files[path] = nil
      removed.append(path)
      history.commitOne(message, .remove(path))
    case 6 where !removed.isEmpty:
      let path = removed.remove(at: random(removed.count))
      history.commitOne(message, .write(path, put(path, fresh())))
    case 7:
      let other = sorted[random(sorted.count)]
      var edits: [CodeHistory.Edit] = [.write(path, put(path, edited(path)))]
      if other != path { edits.append(.write(other, put(other, edited(other)))) }
      history.commit(message, edits)
    default: history.commitOne(message, .write(path, put(path, edited(path))))
    }
  }

  private mutating func add() -> CodeHistory.Edit {
    names += 1
    let folders = ["lib", "lib/deep/er", "app/prompts"]
    let endings = [".md", ".txt", ".prompt"]
    let path = "\(folders[names % 3])/p\(names)\(endings[names / 3 % 3])"
    return .write(path, put(path, fresh()))
  }

  private mutating func rename(_ path: String) -> CodeHistory.Edit {
    names += 1
    let folder = ["lib", "lib/moved", "app/prompts"][random(3)]
    let ending = path.split(separator: ".").last ?? "md"
    let new = "\(folder)/p\(names).\(ending)"
    files[new] = files.removeValue(forKey: path)
    return .rename(path, to: new)
  }

  private mutating func put(_ path: String, _ text: String) -> [UInt8] {
    files[path] = text
    return Array("\(text)\n".utf8)
  }

  private mutating func edited(_ path: String) -> String {
    texts += 1
    return "\(files[path] ?? "") And \(texts)."
  }

  /// The words of a real prompt, turned so that no stretch of it is where it was in others.
  private mutating func fresh() -> String {
    texts += 1
    let words = prompts[texts % prompts.count]
    let turn = (texts * 7 + 1) % words.count
    return "\(texts): " + (words[turn...] + words[..<turn]).joined(separator: " ")
  }

  private mutating func random(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }
}

extension CodeHistory {
  fileprivate mutating func commitOne(_ message: [UInt8], _ edit: Edit) {
    commit(message, [edit])
  }
}
