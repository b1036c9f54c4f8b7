internal import GitRemotes
internal import PromptFiles
internal import PromptRepo

/// Reads who wrote, renamed and removed files, the history after each commit once.
final class AuthorReader {
  enum Answer {
    case found(VersionCredit?)
    /// The history that tells is not in this clone.
    case cutShort
  }

  private let git: GitProgram
  private let boundary: Set<ObjectID>
  private let folder: String
  private let blobs: [String: ObjectID]
  private var known: [ObjectID?: [String: [AuthoredChange]]] = [:]

  init(git: GitProgram, boundary: Set<ObjectID>, folder: String, blobs: [String: ObjectID]) {
    self.git = git
    self.boundary = boundary
    self.folder = folder
    self.blobs = blobs
  }

  /// Who made a file what HEAD has, or removed it.
  ///
  /// - Parameters:
  ///   - excluded: The commit that the version before was made from, if HEAD's history has it.
  ///   - source: The same commit, whether it is known here or not.
  func credit(
    _ item: CommitItem, after excluded: ObjectID?, of source: ObjectID?
  ) throws(RepositoryError) -> Answer {
    if let commit = item.archiving {
      let removal = try changes(after: excluded)[
        item.status.removedPath ?? item.status.path]?.first { $0.commit == commit }
      return .found(removal.map { VersionCredit($0, before: []) })
    }
    return try credit(item.status, after: excluded, of: source)
  }

  private func credit(
    _ status: PromptStatus, after excluded: ObjectID?, of source: ObjectID?
  ) throws(RepositoryError) -> Answer {
    let all = try changes(after: excluded)
    let (changes, renaming) = status.way(in: all)
    let isUnknown = excluded == nil && source != nil
    if !boundary.isEmpty, isUnknown || changes.contains(where: { boundary.contains($0.commit) }) {
      return .cutShort
    }
    // Of merged sides, the one that was taken has what HEAD has.
    let blob = blobs[status.path]
    guard let last = changes.firstIndex(where: { $0.blob == blob }) else {
      guard excluded != nil else { return .found(nil) }
      return try credit(status, after: nil, of: nil)
    }
    // Without a commit that the version before was made from, nothing tells whose changes it had
    // already.
    let isKnown = excluded != nil || status.base == nil
    var credit = VersionCredit(changes[last], before: isKnown ? changes[(last + 1)...] : [])
    credit.renamer = renaming?.author
    return .found(credit)
  }

  private func changes(
    after excluded: ObjectID?
  ) throws(RepositoryError) -> [String: [AuthoredChange]] {
    if let read = known[excluded] { return read }
    let read = try git.changes(in: folder, after: excluded)
    known[excluded] = read
    return read
  }
}

extension AuthoredChange {
  /// Whether the file went.
  fileprivate var isRemoval: Bool { blob.hex.utf8.allSatisfy { $0 == UInt8(ascii: "0") } }
}

extension PromptStatus {
  /// The changes of the file in all its places, the newest first, and the one that gave it the name
  /// that it has.
  ///
  /// A change that only gave it another name counts for its text where there is no other.
  fileprivate func way(
    in changes: [String: [AuthoredChange]]
  ) -> (texts: [AuthoredChange], renaming: AuthoredChange?) {
    guard let rename else { return (changes[path] ?? [], nil) }
    var texts = (changes[path] ?? []).filter { !$0.isRemoval }
    let renaming = texts.first { $0.commit == rename.commit }
    for (number, former) in rename.formerPaths.reversed().enumerated() {
      // What came to a place after the file had left it is another file.
      let all = changes[former] ?? []
      guard
        let left = all.firstIndex(where: {
          number == 0 ? $0.commit == rename.commit : $0.isRemoval
        })
      else { break }
      let earlier = all[(left + 1)...].filter { !$0.isRemoval }
      if let first = earlier.first, let arrival = texts.last, arrival.blob == first.blob {
        texts.removeLast()
      }
      texts += earlier
    }
    return (texts, renaming)
  }
}

extension VersionCredit {
  /// Credits the last change of a file to its author, and those before to co-authors.
  fileprivate init(_ last: AuthoredChange, before earlier: some Sequence<AuthoredChange>) {
    var coAuthors: [String] = []
    var known: Set<String> = [last.author.email.lowercased()]
    func add(_ person: String) {
      // The address tells whether it is the same person.
      let address = person.split(separator: "<").last?.split(separator: ">").first ?? ""
      guard known.insert(address.lowercased()).inserted else { return }
      coAuthors.append(person)
    }
    last.coAuthors.forEach(add)
    for change in earlier {
      add("\(change.author.name) <\(change.author.email)>")
      change.coAuthors.forEach(add)
    }
    self.init(author: last.author, message: last.subject, coAuthors: coAuthors)
  }
}
