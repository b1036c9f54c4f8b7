internal import PromptRepo

extension StatusReader {
  /// The version that a file was made from, which is not the latest one; nil if nothing says so.
  ///
  /// What the index says counts as long as git did not put another file in the place since: then
  /// it is the newest version that HEAD contains. Last comes the newest version with equal content.
  func base(
    of working: WorkingFile, _ latest: FileBase, _ indexed: FileBase?
  ) throws(RepositoryError) -> FileBase? {
    if let onto { return FileBase(try ledger.version(working.name, onto), record: nil) }
    if let known = try knownBase(of: working, indexed) { return known }
    let hashes = try working.hashes()
    return try ledger.versions(of: working.name).first { hashes.contains($0.hash) }
      .map { FileBase($0, record: nil) }
  }

  private func knownBase(
    of working: WorkingFile, _ indexed: FileBase?
  ) throws(RepositoryError) -> FileBase? {
    guard let control = workspace.sourceControl else { return indexed }
    guard let indexed else {
      return try contained(of: working, after: nil, control).map { FileBase($0, record: nil) }
    }
    if try isOwn(working, indexed, control) { return indexed }
    guard try stays(indexed, of: working, control) else {
      return try contained(of: working, after: nil, control).map { FileBase($0, record: nil) }
    }
    let newer = try contained(of: working, after: indexed, control)
    return newer.map { FileBase($0, record: nil) } ?? indexed
  }

  /// Whether a file is HEAD's, and the latest version was cut from a commit that came after.
  func isOnTheWay(
    _ working: WorkingFile, to latest: FileBase
  ) throws(RepositoryError) -> Bool {
    guard onto == nil, let control = workspace.sourceControl,
      let source = try ledger.version(at: latest.commit).source,
      try control.isHeadInHistory(of: source.commit)
    else { return false }
    return try control.source(of: working.path, bytes: working.bytes) != nil
  }

  /// Whether the bytes are those that this clone wrote, or an edit of them that no commit has.
  private func isOwn(
    _ working: WorkingFile, _ indexed: FileBase, _ control: any SourceControl
  ) throws(RepositoryError) -> Bool {
    guard try control.source(of: working.path, bytes: working.bytes) == nil else { return false }
    if try working.hasContent(of: indexed) { return true }
    guard try control.hasSame(working.path, as: indexed.head) else { return false }
    return try !isNearerToHead(working, than: indexed, control)
  }

  /// Whether an edited file looks more like an older version, which HEAD has, than like the one
  /// that this clone wrote over it: then that was given up, as by `git restore`, before the edit.
  private func isNearerToHead(
    _ working: WorkingFile, than indexed: FileBase, _ control: any SourceControl
  ) throws(RepositoryError) -> Bool {
    guard let older = try contained(of: working, after: nil, control),
      older.number < indexed.number, older.hash != indexed.hash
    else { return false }
    let written = try ledger.content(of: ledger.version(at: indexed.commit))
    let distance = working.distance(to: written)
    return working.distance(to: try ledger.content(of: older)) < distance
  }

  /// Whether the file goes on from what the index says, and is not one that git put in its place:
  /// by a switch to a branch that does not have it, or by giving up what was written.
  func holds(
    _ indexed: FileBase, of working: WorkingFile, _ control: any SourceControl
  ) throws(RepositoryError) -> Bool {
    if try isOwn(working, indexed, control) { return true }
    return try stays(indexed, of: working, control)
  }

  /// Whether what the index says still counts for a file that is not this clone's own.
  private func stays(
    _ indexed: FileBase, of working: WorkingFile, _ control: any SourceControl
  ) throws(RepositoryError) -> Bool {
    // The file is HEAD's, or an edit of one that HEAD did not have then.
    if try !working.hasContent(of: indexed), try control.hasSame(working.path, as: indexed.head) {
      return false
    }
    guard let head = indexed.head else { return true }
    return try control.isInHistory(head)
  }

  /// The newest version that HEAD contains, after another one: its source is in HEAD's history, or
  /// later commits there have its content, as after a squash or a cherry-pick, and have it after
  /// that of the versions before it.
  ///
  /// So a text that was there before, and was taken up again for a version that HEAD does not have,
  /// does not make HEAD's own text a return from that version.
  private func contained(
    of working: WorkingFile, after base: FileBase?, _ control: any SourceControl
  ) throws(RepositoryError) -> Version? {
    // A file that HEAD does not have says nothing about one that lies there.
    if try control.hasSame(working.path, as: nil) { return nil }
    var candidates: [Version] = []
    var found: Version?
    for version in try ledger.versions(of: working.name) {
      if let base, version.number <= base.number { break }
      if let source = version.source, try control.isInHistory(source.commit) {
        found = version
        break
      }
      candidates.append(version)
    }
    if candidates.isEmpty { return found }
    let places = try places(of: working, notIn: found?.source?.commit ?? base?.head, control)
    var last = 0
    // From the oldest on.
    for version in candidates.reversed() {
      guard let place = places[version.hash]?.first(from: last) else { continue }
      last = place
      found = version
    }
    return found
  }

  /// Where in HEAD's history, without the history of another commit, a file held which content.
  private func places(
    of working: WorkingFile, notIn commit: ObjectID?, _ control: any SourceControl
  ) throws(RepositoryError) -> [VersionHash: [Int]] {
    var places: [VersionHash: [Int]] = [:]
    for content in try control.contents(of: working.path, notIn: commit) {
      do throws(PromptFileError) {
        let file = try PromptFile(parsing: content.bytes, path: working.path, name: working.name)
        for hash in try file.hashes() { places[hash, default: []] += content.places }
      } catch {
        // What cannot be read was never a version.
        continue
      }
    }
    // Files that differ in their record alone have the same content.
    return places.mapValues { $0.sorted() }
  }
}

extension [Int] {
  /// The first element of a sorted array that is not below a bound.
  fileprivate func first(from bound: Int) -> Int? {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if self[middle] < bound { low = middle + 1 } else { high = middle }
    }
    return low < endIndex ? self[low] : nil
  }
}
