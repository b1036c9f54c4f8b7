import Foundation
import GitCommands
import PromptFiles
import PromptRepo
import TestSupport
import Testing

/// A random history in two work trees of one repository, with a verdict compared after each step.
struct BaseHistory {
  private var model = BaseModel()
  private var trees: [ModelTree] = []
  private var random: RepeatableNumbers
  private var branches = ["main", "mate"]
  private var stashes: [(text: String, made: Provenance, head: String)] = []
  private var words = 0
  private var steps: [String] = []
  private(set) var verdicts = 0

  private static let path = "prompts/a.prompt"
  private static let name = "a"

  init(seed: UInt64) throws {
    random = RepeatableNumbers(seed: seed)
    let code = try CodeDesk()
    let text = (1...6).map { "line \($0)\n" }.joined()
    try code.save(Self.name, text)
    let mate = try CodeDesk(besides: code, branch: "mate")
    let head = try code.head.hex
    model.add(head, ModelCommit(parents: [], text: text))
    for (code, branch) in [(code, "main"), (mate, "mate")] {
      trees.append(
        ModelTree(
          code: code, branch: branch, head: head, text: text,
          made: Provenance(own: 0, origin: head)))
    }
    try cut(0)
  }

  /// Does some steps and answers the first fault, with all that led to it.
  mutating func run(_ count: Int) throws -> String? {
    for _ in 0..<count {
      try step()
      for place in trees.indices {
        if let fault = try check(place) { return "\(fault)\n" + steps.joined(separator: "\n") }
      }
    }
    return nil
  }

  private mutating func check(_ place: Int) throws -> String? {
    let tree = trees[place]
    let status = try tree.code.desk.status(Self.name)
    let workspace = tree.code.desk.workspace
    let fresh = try Workspace(
      root: workspace.root, indexPath: "\(workspace.indexPath).none",
      sourceControl: workspace.sourceControl
    ).status(of: [PromptName(Self.name)], in: tree.code.desk.repository).prompts[0].state
    verdicts += 1
    guard let fault = model.fault(status.state, tree, fresh: fresh) else { return nil }
    return "tree \(place): \(status.state) v\(status.base ?? 0) of v\(model.latest), rival "
      + "\(status.rival ?? 0), fresh \(fresh): \(fault)"
  }

  private mutating func step() throws {
    let place = random.below(4) == 0 ? 1 : 0
    let kind = random.below(30)
    steps.append("step \(kind) in tree \(place) on \(trees[place].branch)")
    switch kind {
    case 0...4: try edit(place)
    case 5...8: try save(place, [])
    case 9...13: try cut(place)
    case 14: try write(place, random.below(2) == 0 ? headText(place) : someVersion())
    case 15: try restore(place)
    case 16, 17: try stash(place)
    case 18: try switchBranch(place)
    case 19: try newBranch(place)
    case 20, 21: try merge(place, ["--no-edit"])
    case 22: try merge(place, ["--no-edit", "-s", "ours"])
    case 23: try squash(place)
    case 24 where model.commits[trees[place].head]?.parents.isEmpty == false:
      try replay(place, "revert", "HEAD", ["--no-edit"])
    case 25: try replay(place, "cherry-pick", branches[random.below(branches.count)], [])
    case 26: try save(place, ["--amend"])
    case 27: try reset(place)
    case 28: try checkout(place)
    default: random.below(2) == 0 ? try rebase(place) : try cutElsewhere()
    }
    steps.append(
      "  v\(model.latest) "
        + trees.map { tree in
          "\(tree.branch)@\(tree.head.prefix(6)) "
            + "\(tree.text == model.commits[tree.head]?.text ? "clean" : "edited") made from "
            + "v\(model.base(of: tree)) noted v\(tree.noted?.version ?? 0)"
        }.joined(separator: "; "))
  }

  // MARK: Texts

  private func headText(_ place: Int) -> String {
    model.commits[trees[place].head]?.text ?? trees[place].text
  }

  private mutating func someVersion() -> String { model.versions[random.below(model.latest)] }

  private mutating func edited(_ text: String) -> String {
    var lines = text.split(separator: "\n").map(String.init)
    words += 1
    let line = random.below(lines.count)
    switch random.below(6) {
    case 0 where lines.count > 3: lines.remove(at: line)
    case 1 where lines.count < 9: lines.insert("word \(words)", at: line)
    default: lines[line] = "word \(words)"
    }
    return lines.map { "\($0)\n" }.joined()
  }

  private mutating func edit(_ place: Int) throws { try write(place, edited(trees[place].text)) }

  private mutating func write(_ place: Int, _ text: String) throws {
    try trees[place].code.desk.write(Self.name, text)
    if text != trees[place].text { trees[place].isByHand = true }
    trees[place].text = text
    let tree = trees[place]
    trees[place].made.own = model.base(of: tree)
    if text == model.versions.last { trees[place].made.own = model.latest }
  }

  // MARK: Git

  private mutating func git(_ place: Int, _ arguments: [String]) throws -> Bool {
    // Git takes note of a file that is HEAD's, whoever made it so.
    if trees[place].text == headText(place), trees[place].noted?.isHeads == false {
      trees[place].isPlaced = true
    }
    return try trees[place].code.tries(arguments)
  }

  /// Takes over where HEAD is after git did something, and new commits with it.
  ///
  /// - Parameter own: The newest version that went into new commits, besides their parents'.
  private mutating func refresh(_ place: Int, own: Int = 0) throws {
    let tree = trees[place]
    let oldText = headText(place)
    let isEdited = tree.text != oldText
    let lines = try tree.code.git("log", "--format=%H %P", "HEAD").split(separator: "\n")
    for line in lines.reversed() {
      let ids = line.split(separator: " ").map(String.init)
      guard model.commits[ids[0]] == nil else { continue }
      let text = try tree.code.git("show", "\(ids[0]):\(Self.path)") + "\n"
      model.add(
        ids[0],
        ModelCommit(
          parents: Array(ids.dropFirst()), text: text, own: max(own, model.version(of: text))))
    }
    trees[place].head = try tree.code.head.hex
    let text = try tree.code.desk.read(Self.name)
    let isOther = text != tree.text
    trees[place].text = text
    if isOther {
      trees[place].isPlaced = true
      trees[place].isByHand = false
    }
    // What was edited stays so where git did not touch it.
    if isOther {
      trees[place].made = Provenance(origin: trees[place].head)
    } else if !isEdited || text == headText(place) {
      trees[place].made = Provenance(
        origin: trees[place].head, besides: max(tree.made.besides, model.base(of: tree)),
        under: tree.made.under)
    } else if headText(place) == oldText {
      trees[place].made.under.insert(trees[place].head)
    }
    if text == model.versions.last { trees[place].made.own = model.latest }
  }

  private mutating func save(_ place: Int, _ options: [String]) throws {
    let own = model.base(of: trees[place])
    if try git(place, ["commit", "-q", "-a", "-m", "save"] + options) {
      try refresh(place, own: own)
    }
  }

  private mutating func restore(_ place: Int) throws {
    // A file that is HEAD's already is not written again.
    guard trees[place].text != headText(place),
      try git(place, ["checkout", "-q", "HEAD", "--", Self.path])
    else { return }
    try refresh(place)
    trees[place].isPlaced = true
  }

  private mutating func stash(_ place: Int) throws {
    // All work trees share one stash.
    guard place == 0 else { return }
    if let last = stashes.last, trees[0].text == headText(0) {
      stashes.removeLast()
      let below = model.base(of: trees[0])
      if try git(0, ["stash", "pop", "-q"]) {
        try refresh(0)
        trees[0].made = last.made
        if trees[0].text != last.text {
          trees[0].made.own = max(below, last.made.own)
        } else if headText(0) == last.head {
          trees[0].made.besides = max(last.made.besides, below)
          trees[0].made.under.insert(trees[0].head)
        }
        if trees[0].text == model.versions.last { trees[0].made.own = model.latest }
      } else {
        _ = try git(0, ["reset", "-q", "--hard"])
        _ = try git(0, ["stash", "drop", "-q"])
        try refresh(0)
      }
      trees[0].isPlaced = true
    } else if trees[0].text != headText(0),
      !trees[0].isPlaced || trees[0].noted?.isHeads != false
    {
      // What was restored and edited before is not to be told from what was not.
      let stash = (text: trees[0].text, made: trees[0].made, head: headText(0))
      if try git(0, ["stash", "-q"]) {
        stashes.append(stash)
        try refresh(0)
        trees[0].made = Provenance(origin: trees[0].head)
        trees[0].isPlaced = true
      }
    }
  }

  private mutating func otherBranch(_ place: Int) -> String? {
    let others = branches.filter { branch in !trees.contains { $0.branch == branch } }
    return others.isEmpty ? nil : others[random.below(others.count)]
  }

  private mutating func switchBranch(_ place: Int) throws {
    guard let branch = otherBranch(place) else { return try newBranch(place) }
    guard try git(place, ["switch", "-q", branch]) else { return }
    trees[place].branch = branch
    try refresh(place)
  }

  private mutating func newBranch(_ place: Int) throws {
    let branch = "b\(branches.count)"
    let start = random.below(2) == 0 ? "HEAD" : "HEAD~1"
    guard try git(place, ["switch", "-q", "-c", branch, start]) else { return }
    branches.append(branch)
    trees[place].branch = branch
    try refresh(place)
  }

  private mutating func merge(_ place: Int, _ options: [String]) throws {
    let branch = branches[random.below(branches.count)]
    if try git(place, ["merge", "-q"] + options + [branch]) {
      try refresh(place)
    } else {
      _ = try git(place, ["merge", "--abort"])
    }
  }

  private mutating func squash(_ place: Int) throws {
    let branch = branches[random.below(branches.count)]
    guard trees[place].text == headText(place) else { return }
    let tip = try trees[place].code.git("rev-parse", branch)
    let own = model.contained(in: tip)
    if try git(place, ["merge", "-q", "--squash", branch]),
      try git(place, ["commit", "-q", "-m", "squash"])
    {
      return try refresh(place, own: own)
    }
    _ = try git(place, ["reset", "-q", "--hard"])
    try refresh(place)
  }

  private mutating func replay(
    _ place: Int, _ command: String, _ commit: String, _ options: [String]
  ) throws {
    if try !git(place, [command] + options + [commit]) {
      _ = try git(place, [command, "--abort"])
    }
    try refresh(place)
  }

  private mutating func rebase(_ place: Int) throws {
    let branch = branches[random.below(branches.count)]
    guard trees[place].text == headText(place) else { return }
    if try !git(place, ["rebase", "-q", branch]) { _ = try git(place, ["rebase", "--abort"]) }
    try refresh(place)
  }

  private mutating func reset(_ place: Int) throws {
    let how = ["--hard", "--soft", "--mixed"][random.below(3)]
    let tree = trees[place]
    let base = model.base(of: tree)
    guard try git(place, ["reset", "-q", how, "HEAD~1"]) else { return }
    try refresh(place)
    if how == "--hard" {
      trees[place].isPlaced = true
      return
    }
    guard trees[place].text != headText(place) else { return }
    trees[place].made = Provenance(
      own: base, besides: tree.made.besides, under: tree.made.under)
    // Whether HEAD's file was put there and another over it, nothing tells.
    if tree.noted?.isHeads == false { trees[place].isPlaced = true }
  }

  // MARK: The program

  private mutating func note(_ place: Int, _ version: Int) {
    let tree = trees[place]
    trees[place].noted = (version, tree.head, tree.text == headText(place))
    trees[place].isPlaced = false
    trees[place].made.own = version
  }

  private mutating func cut(_ place: Int) throws {
    let tree = trees[place]
    let state = try tree.code.desk.state(Self.name)
    switch state {
    case .new, .changed: try tree.code.desk.commit([Self.name])
    case .conflict where random.below(2) == 0:
      try tree.code.desk.commit([Self.name], CommitOptions(onto: .latest))
    case .unchanged:
      try tree.code.desk.commit([Self.name])
      if tree.noted?.version != model.latest || tree.noted?.isHeads == false {
        note(place, model.latest)
      }
      return
    default: return
    }
    model.addVersion(tree.text, source: tree.text == headText(place) ? tree.head : nil)
    note(place, model.latest)
  }

  private mutating func cutElsewhere() throws {
    let old = model.versions[random.below(model.latest)]
    let text = old == model.versions.last ? edited(old) : old
    try trees[0].code.desk.cutElsewhere(Self.name, String(text.dropLast()))
    model.addVersion(text, source: nil)
  }

  private mutating func checkout(_ place: Int) throws {
    let tree = trees[place]
    guard try !tree.code.desk.status(Self.name).hasUncommittedEdits else { return }
    let number = random.below(2) == 0 ? model.latest : 1 + random.below(model.latest)
    let plan = try tree.code.desk.workspace.planCheckout(
      of: [PromptName(Self.name): .number(number)], from: tree.code.desk.repository)
    try tree.code.desk.workspace.checkout(plan)
    trees[place].text = model.versions[number - 1]
    trees[place].made = Provenance(own: number, origin: nil)
    note(place, number)
  }
}
