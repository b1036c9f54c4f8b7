internal import Platform
internal import PromptLint
package import PromptReview
package import PromptRepo

extension Reviewer {
  /// The report of what a commit changes since it parted from another one, and of what the merge
  /// does to the ledger.
  ///
  /// - Parameters:
  ///   - base: A revision, such as the branch that the change is to be merged into.
  ///   - head: The revision that is reviewed.
  package func review(
    _ base: String, to head: String, _ revisions: some CodeRevisions
  ) throws(RepositoryError) -> Review {
    let (onto, tip) = (try revisions.commit(base), try revisions.commit(head))
    let old = try revisions.mergeBase(of: onto, and: tip)
    let files = try revisions.changes(from: old, to: tip)
    let changes = ChangedFiles(files, self)
    var judge = self
    judge.acknowledged.formUnion(
      try revisions.trailers("Acknowledged-Variables", from: old, to: tip).flatMap { value in
        value.split { $0 == "," || $0 == " " }.map(String.init)
      })
    var (findings, notes): ([Finding], [String]) = ([], [])
    judge.levels = try levels(of: old, revisions, &notes)
    if let rules = files.first(where: { [$0.oldPath, $0.newPath].contains(folder.lintSettings) }) {
      findings.append(
        LedgerRemark.rulesChanged(isGone: rules.newPath == nil)
          .finding(at: FindingPlace(folder.lintSettings, prompt: nil)))
    }
    let verdicts = try verdicts(changes, tip, (onto, base, old), revisions, &notes)
    for change in changes.prompts {
      if let content = try side(change.newPath, change.name, in: tip, revisions)?.content {
        judge.newContents[change.name] = content
      }
    }
    var prompts: [ReviewedPrompt] = []
    for change in changes.prompts {
      let path = change.path
      var draft = ReviewDraft(
        name: change.name, path: path, oldName: change.oldName,
        before: try side(change.oldPath, change.oldName ?? change.name, in: old, revisions),
        after: try side(change.newPath, change.name, in: tip, revisions),
        outcome: .nothing)
      if let verdict = verdicts[change.name] {
        draft.outcome = verdict.outcome
        draft.remarks = verdict.remarks
        draft.mergedName = verdict.name
      }
      if let prompt = try judge.prompt(draft) { prompts.append(prompt) }
    }
    return Review(
      .commits(base: old.description, head: tip.description, name: base), prompts,
      findings: findings, notes: changes.notes + notes)
  }

  /// The levels of rules that a commit sets; those of the rules where its file cannot be read.
  func levels(
    of commit: ObjectID, _ revisions: some CodeRevisions, _ notes: inout [String]
  ) throws(RepositoryError) -> RuleLevels {
    guard let bytes = try revisions.contents(of: folder.lintSettings, in: commit) else {
      return .standard
    }
    do throws(PromptFileError) {
      return try RuleLevels(parsing: bytes, path: folder.lintSettings)
    } catch {
      notes.append("\(error.description), so the rules have their own levels")
      return .standard
    }
  }

  /// A commit's file as one side; nil if there is none.
  func side(
    _ path: String?, _ name: PromptName, in commit: ObjectID, _ revisions: some CodeRevisions
  ) throws(RepositoryError) -> ReviewSide? {
    guard let path else { return nil }
    guard let bytes = try revisions.contents(of: path, in: commit) else {
      return ReviewSide(
        PromptFileError("this is a link or a folder, and no file", path: path, isIrregular: true))
    }
    return ReviewSide(bytes, path: path, name: name)
  }

  /// What a commit of the merged files will do, judged in a fresh clone of the merge.
  private func verdicts(
    _ changes: ChangedFiles, _ head: ObjectID,
    _ base: (commit: ObjectID, name: String, common: ObjectID),
    _ revisions: some CodeRevisions, _ notes: inout [String]
  ) throws(RepositoryError) -> [PromptName: LedgerVerdict] {
    func all(_ outcome: LedgerOutcome) -> [PromptName: LedgerVerdict] {
      Dictionary(
        changes.prompts.map { ($0.name, LedgerVerdict(outcome: outcome)) }
      ) { first, _ in first }
    }
    guard let ledger else { return all(.unknown(reason: missingLedger)) }
    let merge: ObjectID
    let conflicts: Set<String>
    switch try revisions.merge(head, into: base.commit, since: base.common) {
    case .unknown(let reason): return all(.unknown(reason: reason))
    case .merged(let commit, let paths): (merge, conflicts) = (commit, Set(paths))
    }
    let merged = Set(try revisions.files(of: merge))
    let landed = try landings(changes, from: head, (merge, merged), revisions)
    var verdicts: [PromptName: LedgerVerdict] = [:]
    var files: [PromptName: ChangedFiles.Prompt] = [:]
    var told: Set<String> = []
    for change in changes.prompts {
      let place = change.newPath.flatMap { landed[$0] }
      let paths = [change.newPath, change.oldPath, place].compactMap(\.self)
      told.formUnion(paths)
      if let path = change.newPath, let place {
        notes.append("the merge makes \(place) of \(path): \(base.name) has other names")
      }
      if paths.contains(where: conflicts.contains) {
        verdicts[change.name] = .gitConflict
      } else {
        files[place.flatMap(folder.name(ofFile:)) ?? change.name] = change
      }
    }
    if only.isEmpty {
      for path in conflicts.sorted() where folder.name(ofFile: path) != nil {
        guard !told.contains(path) else { continue }
        notes.append("`git merge` stops at \(path), which this change does not touch itself")
      }
    }
    let left = try includersLeft(changes, since: base.common, in: merge, of: merged, revisions)
    let named = try withPinnedFiles(
      Array(files.keys) + left.filter { files[$0] == nil }, in: merge, of: merged, revisions, ledger
    )
    let paths = named.map { folder.path(ofFileOf: $0) }
    let places = merged.union(folders(of: merged))
    let workspace = try revisions.checkOut(merge, paths.filter(places.contains).sorted())
    var known: [PromptName] = []
    var stops: [RepositoryError] = []
    for (name, change) in files {
      let isPrompt = try ledger.target(of: .prompt(name, .info)) != nil
      if isPrompt || merged.contains(workspace.relativePath(of: name)) {
        known.append(name)
      } else {
        // The merge has no such file, and there never was such a prompt.
        verdicts[change.name] = LedgerVerdict(outcome: .nothing)
      }
    }
    known += named.filter { files[$0] == nil }
    for item in try workspace.planCommit(of: known.sorted(), to: ledger).items {
      let name = item.status.name
      guard let change = files[name] else {
        if let refusal = item.inclusionRefusal { stops.append(refusal) }
        continue
      }
      let oldName = change.oldName ?? (name == change.name ? nil : change.name)
      var verdict = try verdict(item, .commits(base: base.name), movedFrom: oldName)
      if verdict.name == nil, try ledger.target(of: .prompt(name, .info)) != nil {
        verdict.name = name
      }
      verdicts[change.name] = verdict
    }
    for refusal in stops {
      guard let partial = (refusal.cause as? PartialRefusal)?.missingPin?.name,
        let change = changes.prompts.first(where: { $0.name == partial || $0.oldName == partial })
      else { continue }
      verdicts[change.name]?.stop(refusal.message)
    }
    return verdicts
  }

  /// The prompts whose files stay as they are, and pin the text of a changed file that is no version
  /// and goes with the change.
  private func includersLeft(
    _ changes: ChangedFiles, since old: ObjectID, in merge: ObjectID, of files: Set<String>,
    _ revisions: some CodeRevisions
  ) throws(RepositoryError) -> [PromptName] {
    guard let ledger else { return [] }
    var gone: [PromptName: VersionHash] = [:]
    for change in changes.prompts {
      let name = change.oldName ?? change.name
      guard let content = try side(change.oldPath, name, in: old, revisions)?.content,
        try ledger.pinned(name, content.hash) == nil
      else { continue }
      let now =
        try files.contains(change.path)
        ? side(change.path, change.name, in: merge, revisions)?.content : nil
      if now?.hash != content.hash { gone[name] = content.hash }
    }
    if gone.isEmpty { return [] }
    var found: [PromptName] = []
    for path in files.sorted() {
      guard let name = folder.name(ofFile: path),
        let pins = try side(path, name, in: merge, revisions)?.content?.partialPins.pins,
        pins.contains(where: { gone[$0.name] == $0.hash })
      else { continue }
      found.append(name)
    }
    return found
  }

  /// Prompts, with those whose files the files of these pin in a text that is no version, and so on: a
  /// commit of all files takes them too.
  func withPinnedFiles(
    _ names: [PromptName], in commit: ObjectID, of files: Set<String>,
    _ revisions: some CodeRevisions, _ ledger: Repository
  ) throws(RepositoryError) -> [PromptName] {
    var (all, found) = (names, Set(names))
    var next = 0
    while next < all.count {
      let name = all[next]
      next += 1
      let path = folder.path(ofFileOf: name)
      guard files.contains(path),
        let content = try side(path, name, in: commit, revisions)?.content
      else { continue }
      for pin in content.partialPins.pins
      where !found.contains(pin.name) && files.contains(folder.path(ofFileOf: pin.name)) {
        guard try ledger.pinned(pin.name, pin.hash) == nil else { continue }
        found.insert(pin.name)
        all.append(pin.name)
      }
    }
    return all
  }

  /// The folders that lie where a prompt's file could.
  private func folders(of paths: Set<String>) -> Set<String> {
    var folders: Set<String> = []
    for path in paths {
      var above = path.parentDirectory
      while above.utf8.count > folder.path.utf8.count {
        if folder.name(ofFile: above) != nil { folders.insert(above) }
        above = above.parentDirectory
      }
    }
    return folders
  }

  /// Where a merge has files of the reviewed side whose names it does not have: the other side
  /// renamed them, or the folder they are in.
  private func landings(
    _ changes: ChangedFiles, from head: ObjectID, _ merge: (commit: ObjectID, files: Set<String>),
    _ revisions: some CodeRevisions
  ) throws(RepositoryError) -> [String: String] {
    let gone = Set(changes.prompts.compactMap(\.newPath)).subtracting(merge.files)
    guard !gone.isEmpty else { return [:] }
    var landings: [String: String] = [:]
    for file in try revisions.changes(from: head, to: merge.commit) {
      guard let old = file.oldPath, let new = file.newPath, gone.contains(old) else { continue }
      landings[old] = new
    }
    return landings
  }
}

extension LedgerVerdict {
  /// A commit takes nothing, for what another file includes.
  fileprivate mutating func stop(_ reason: String) {
    outcome = .conflict(reason: reason)
    remarks.append(.stopped(reason))
  }

  /// Git itself stops in the file.
  fileprivate static let gitConflict = LedgerVerdict(
    outcome: .conflict(reason: "`git merge` stops before it: both sides changed the file"),
    remarks: [.gitStops])
}

/// The files of a change that are prompts, and what is to be said of the others.
struct ChangedFiles {
  /// A prompt's file that is not the same.
  struct Prompt {
    let name: PromptName
    let oldName: PromptName?
    let oldPath: String?
    let newPath: String?

    /// The file that a report names.
    var path: String { newPath ?? oldPath ?? "" }
  }

  private(set) var prompts: [Prompt] = []
  private(set) var notes: [String] = []

  init(_ changes: [FileChange], _ reviewer: Reviewer) {
    for change in changes {
      let (old, new) = (
        change.oldPath.flatMap { name($0, reviewer.folder) },
        change.newPath.flatMap { name($0, reviewer.folder) }
      )
      guard let name = new ?? old, reviewer.isWanted(old, new) else { continue }
      prompts.append(
        Prompt(
          name: name, oldName: old == name ? nil : old,
          oldPath: old == nil ? nil : change.oldPath, newPath: new == nil ? nil : change.newPath))
    }
    prompts.sort { $0.name < $1.name }
  }

  /// The prompt whose file a path is; notes what looks like one and is none.
  private mutating func name(_ path: String, _ folder: PromptFolder) -> PromptName? {
    guard let text = folder.nameText(ofFile: path) else { return nil }
    do throws(RepositoryError) {
      return try PromptName(text)
    } catch {
      // Git hides folders whose names begin with a dot from nobody; `commit` passes over them.
      notes.append("\(path) is passed over: \(error.message)")
      return nil
    }
  }
}
