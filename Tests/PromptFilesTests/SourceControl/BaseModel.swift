import PromptFiles
import PromptRepo
import Testing

/// What a text in a work tree was made from, known from what was done and not from the texts.
struct Provenance {
  /// The newest version that went into the text by edits, commits and checkouts.
  var own = 0
  /// The commit that git took the text from, before it was edited.
  var origin: String?
  /// What may be said instead, since git moved HEAD under a text and left it as it was: the text then
  /// goes on from what it was made from, and from what HEAD was then.
  var besides = 0
  /// The commits that HEAD was then.
  var under: Set<String> = []
}

/// A commit of the code repository, as the model knows it.
struct ModelCommit {
  let parents: [String]
  let text: String?
  /// The newest version that the text was made from, besides those of the parents.
  var own = 0
  /// Versions that were cut of exactly this commit.
  var cuts: [Int] = []
}

/// What is known of one work tree.
struct ModelTree {
  let code: CodeDesk
  var branch: String
  var head: String
  var text: String
  var made = Provenance()
  /// What this clone noted last: the version, HEAD's text then, and whether git put a text of its
  /// own in the place since.
  var noted: (version: Int, head: String, isHeads: Bool)?
  var isPlaced = false
  /// Whether the text was written without git.
  var isByHand = false
}

/// A simple model of which version each text was made from, beside real git and the real ledger.
struct BaseModel {
  private(set) var commits: [String: ModelCommit] = [:]
  /// The texts of the versions, from version 1 on.
  private(set) var versions: [String] = []
  private(set) var sources: [String?] = []

  var latest: Int { versions.count }

  mutating func add(_ id: String, _ commit: ModelCommit) {
    if commits[id] == nil { commits[id] = commit }
  }

  mutating func addVersion(_ text: String, source: String?) {
    versions.append(text)
    sources.append(source)
    if let source { commits[source]?.cuts.append(versions.count) }
  }

  /// The newest version of a text; 0 for none.
  func version(of text: String?) -> Int {
    text.flatMap { versions.lastIndex(of: $0) }.map { $0 + 1 } ?? 0
  }

  func isAncestor(_ ancestor: String, of commit: String) -> Bool {
    ancestors(of: commit).contains(ancestor)
  }

  /// The newest version that a commit contains; with `cutsOnly`, by what was cut of it or of an
  /// ancestor.
  func contained(in commit: String, cutsOnly: Bool = false) -> Int {
    var open = [commit]
    var seen: Set<String> = []
    var newest = 0
    while let next = open.popLast() {
      guard seen.insert(next).inserted, let commit = commits[next] else { continue }
      newest = max(newest, commit.cuts.max() ?? 0, cutsOnly ? 0 : commit.own)
      open += commit.parents
    }
    return newest
  }

  func base(of tree: ModelTree) -> Int {
    max(tree.made.own, tree.made.origin.map { contained(in: $0) } ?? 0)
  }

  /// Whether the program has to know that a text goes on from the latest version.
  func isCertain(_ tree: ModelTree) -> Bool {
    guard base(of: tree) == latest, let head = commits[tree.head] else { return false }
    if contained(in: tree.head, cutsOnly: true) == latest, tree.made.origin == tree.head {
      // An edit of what was noted may have been there before a merge that kept HEAD's text.
      guard let noted = tree.noted, noted.version < latest else { return true }
      return commits[noted.head]?.text != head.text
    }
    guard let noted = tree.noted, noted.version == latest, !tree.isPlaced else { return false }
    return commits[noted.head]?.text == head.text && (tree.text != head.text || !noted.isHeads)
  }

  /// Whether a text looks in all that is kept like an edit of the latest version: the file differs
  /// from HEAD, which is as it was when that version was noted, or which contains it where nothing
  /// was noted. Git may have put another text there in between, as `reset --soft`, `stash pop` or a
  /// merge of an edited file with `-s ours` do, and nobody can tell. HEAD's own text looks so where a
  /// hand wrote it over such a version.
  private func looksLikeAnEditOfLatest(_ tree: ModelTree) -> Bool {
    guard let head = commits[tree.head]?.text,
      head != tree.text || (tree.isByHand && tree.noted?.isHeads == false)
    else { return false }
    let contained = contained(in: tree.head, cutsOnly: true)
    let isInHEAD = contained > 0 && versions[contained - 1] == versions[latest - 1]
    guard let noted = tree.noted else { return isInHEAD }
    if isInHEAD, tree.made.origin == nil { return true }
    return versions[noted.version - 1] == versions[latest - 1] && commits[noted.head]?.text == head
  }

  /// Whether a text comes after the text of a version in the history, whoever cut that, and no other
  /// version's text came between; or the version may be of that place, as after a squash: that is not
  /// before the newest version which HEAD has the commit of, and the text was not given up between
  /// it and the version's own commit.
  func hasTakenUp(_ version: Int, _ tree: ModelTree) -> Bool {
    let history = ancestors(of: tree.head)
    let newest = contained(in: tree.head, cutsOnly: true)
    let cuts = history.filter { commits[$0]?.cuts.contains(newest) == true }
    return history.contains { place in
      guard commits[place]?.text == versions[version - 1] else { return false }
      let wasGivenUp =
        sources[version - 1].map { source in
          isAncestor(place, of: source)
            && !ancestors(of: source).allSatisfy { other in
              !isAncestor(place, of: other) || commits[other]?.text == versions[version - 1]
            }
        } ?? false
      if !wasGivenUp, cuts.allSatisfy({ !isAncestor(place, of: $0) }) { return true }
      return history.allSatisfy { other in
        let text = commits[other]?.text
        return !isAncestor(place, of: other) || text == versions[version - 1]
          || self.version(of: text) == 0
      }
    }
  }

  private func ancestors(of commit: String) -> Set<String> {
    var open = [commit]
    var seen: Set<String> = []
    while let next = open.popLast() {
      if seen.insert(next).inserted { open += commits[next]?.parents ?? [] }
    }
    return seen
  }

  /// What is wrong about a verdict; nil if nothing is.
  ///
  /// - Parameter fresh: The verdict of a clone that has noted nothing.
  func fault(_ state: FileState, _ tree: ModelTree, fresh: FileState) -> String? {
    if latest == 0 { return state == .new ? nil : "there is no version" }
    let isLatest = tree.text == versions[latest - 1]
    if isLatest != (state == .unchanged) {
      return "the text is\(isLatest ? "" : " not") the latest"
    }
    let isHeads = commits[tree.head]?.text == tree.text
    switch state {
    case .unchanged: return nil
    case .changed:
      let base = base(of: tree)
      let isEqual = base > 0 && versions[base - 1] == versions[latest - 1]
      if base == latest || isEqual { return nil }
      let besides = tree.made.under.map { contained(in: $0) } + [tree.made.besides]
      if !besides.contains(latest), !hasTakenUp(latest, tree), !looksLikeAnEditOfLatest(tree) {
        return "made from v\(base), and would be cut"
      }
      guard let noted = tree.noted, let before = commits[noted.head]?.text, !noted.isHeads, isHeads,
        before != tree.text, fresh != .changed
      else { return nil }
      return "the index counts, where a fresh clone knows better"
    case .behind:
      let latestFollowsHead =
        isHeads && sources[latest - 1].map { isAncestor(tree.head, of: $0) } == true
      if latestFollowsHead { return nil }
      if version(of: tree.text) == 0 { return "the text is no version's" }
      return isCertain(tree) ? "an edit of the latest version is passed over" : nil
    case .conflict: return isCertain(tree) ? "it was made from the latest version" : nil
    default: return "unexpected"
    }
  }
}
