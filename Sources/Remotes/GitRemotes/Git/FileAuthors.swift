internal import Platform
package import PromptRepo

/// A commit of the code that changed a file, as git tells of it.
package struct AuthoredChange: Sendable, Hashable {
  /// The commit.
  package let commit: ObjectID
  /// Who wrote it, and when.
  package let author: Signature
  /// The first line of its message.
  package let subject: String
  /// Who else wrote at it, as its message says: each as `Name <address>`.
  package let coAuthors: [String]
  /// What the file became; zeros where it went.
  package let blob: ObjectID
}

extension GitProgram {
  /// The commits in the history of HEAD that changed the files of a folder, by the paths of the files,
  /// the newest first.
  ///
  /// Of merged branches these are the commits of the branches, and a merge itself only where it made
  /// another file of all its sides.
  ///
  /// - Parameter excluded: A commit whose history is left out; the whole history counts without one.
  package func changes(
    in folder: String, after excluded: ObjectID?
  ) throws(RepositoryError) -> [String: [AuthoredChange]] {
    let key = Trailer.Key.coAuthoredBy.rawValue
    let fields = [
      "%x01%H", "%P", "%an", "%ae", "%ad", "%s",
      "%(trailers:key=\(key),valueonly,unfold,separator=%x0A)",
    ]
    let result = try ask(
      [
        // Neither signatures nor mailmaps: what the commits themselves say.
        "-c", "log.showSignature=false", "-c", "log.follow=false", "log", "-z", "--topo-order",
        "--full-history", "-m", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff",
        "--date=raw", "--encoding=UTF-8", "--format=\(fields.joined(separator: "%x00"))", "HEAD",
      ] + (excluded.map { ["^\($0.hex)"] } ?? []) + ["--", ":(top,literal)\(folder)"])
    guard result.succeeded else { throw .git("git cannot tell who changed \(folder)", result) }
    var log = ChangeLog()
    var texts = result.output.split(separator: 0, omittingEmptySubsequences: false)[...]
    while let text = texts.popFirst() {
      if text.first == 1 {
        let rest = texts.prefix(fields.count - 1).map { String(decoding: $0, as: UTF8.self) }
        texts = texts.dropFirst(fields.count - 1)
        guard let commit = ObjectID(hex: String(decoding: text.dropFirst(), as: UTF8.self)),
          rest.count == fields.count - 1
        else { throw .git("git's log of \(folder) cannot be read", result) }
        log.begin(commit, rest)
      } else if let colon = text.firstIndex(of: UInt8(ascii: ":")), let path = texts.popFirst() {
        let line = text[colon...].split(separator: 32)
        guard line.count == 5, let blob = ObjectID(hex: String(decoding: line[3], as: UTF8.self))
        else { throw .git("git's log of \(folder) cannot be read", result) }
        log.note(String(decoding: path, as: UTF8.self), blob)
      }
    }
    return log.changes()
  }

  /// The blobs of HEAD's files in a folder, by their paths.
  package func blobsOfHead(in folder: String) throws(RepositoryError) -> [String: ObjectID] {
    let result = try ask(["ls-tree", "-r", "-z", "--full-tree", "HEAD", "--", folder])
    guard result.succeeded else { throw .git("git cannot list the files of HEAD", result) }
    var blobs: [String: ObjectID] = [:]
    for line in result.output.split(separator: 0) {
      guard let tab = line.firstIndex(of: 9), let id = line[..<tab].split(separator: 32).last else {
        continue
      }
      let path = String(decoding: line[(tab + 1)...], as: UTF8.self)
      blobs[path] = ObjectID(hex: String(decoding: id, as: UTF8.self))
    }
    return blobs
  }
}

/// What git's log says of files, commit by commit, a merge once for each of its parents.
private struct ChangeLog {
  private struct Entry {
    var change: AuthoredChange
    /// How many of the commit's parents have another file there.
    var differences = 1
    let parents: Int
  }

  private var entries: [String: [Entry]] = [:]
  private var current: (commit: ObjectID, fields: [String])?

  mutating func begin(_ commit: ObjectID, _ fields: [String]) { current = (commit, fields) }

  /// Notes that the current commit has another file at a path than one of its parents.
  mutating func note(_ path: String, _ blob: ObjectID) {
    guard let (commit, fields) = current else { return }
    if let last = entries[path]?.indices.last, entries[path]?[last].change.commit == commit {
      entries[path]?[last].differences += 1
      return
    }
    entries[path, default: []].append(
      Entry(
        change: AuthoredChange(
          commit: commit,
          author: Signature(name: fields[1], email: fields[2], time: Self.time(fields[3])),
          subject: fields[4], coAuthors: fields[5].split(separator: "\n").map(String.init),
          blob: blob),
        parents: max(1, fields[0].utf8.split(separator: 32).count)))
  }

  /// The changes that are not only a merge's taking over of a side.
  func changes() -> [String: [AuthoredChange]] {
    entries.mapValues { $0.filter { $0.differences >= $0.parents }.map(\.change) }
  }

  /// Reads seconds since 1970 and an offset, as `--date=raw` writes them.
  private static func time(_ text: String) -> Timestamp {
    let parts = text.split(separator: " ").map(String.init)
    let seconds = min(max(parts.first.flatMap { Int64($0) } ?? 0, 0), 253_402_300_799)
    let offset = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let minutes = abs(offset) / 100 * 60 + abs(offset) % 100
    return Timestamp(milliseconds: seconds * 1_000, offset: offset < 0 ? -minutes : minutes)
  }
}
