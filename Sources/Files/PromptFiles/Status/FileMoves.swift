package import PromptRepo

/// What git says of renamed and removed files in HEAD's history.
package protocol FileMoves: Sendable {
  /// What is staged: the difference between HEAD and git's index.
  func staged() throws(RepositoryError) -> FileStep

  /// What commits of HEAD's history added, removed and renamed below the folder of working files,
  /// the newest first.
  ///
  /// Renames are those that `git log -M` shows. A merge does nothing itself.
  ///
  /// - Parameter commits: Commits of HEAD's history before which nothing counts; none for all of it.
  func steps(since commits: [ObjectID]) throws(RepositoryError) -> [FileStep]
}

/// What one commit did to files.
package struct FileStep: Sendable {
  /// The commit; nil for what is staged.
  package let commit: ObjectID?
  /// The files that it added, removed and renamed.
  package let changes: [FileChange]

  /// Names the changes of a commit.
  package init(_ commit: ObjectID?, _ changes: [FileChange]) {
    self.commit = commit
    self.changes = changes
  }
}

/// Where files went, by what git says of each step.
struct FileTrails {
  /// Where a file went that HEAD does not have in its place any more.
  enum End {
    /// It is at this path now, after it was at others, the first of them first.
    case at(String, after: [String], commit: ObjectID?)
    /// A commit removed it; nil for what is staged.
    case removed(ObjectID?)
    /// No step says.
    case unknown
  }

  private struct Event {
    let commit: ObjectID?
    let target: String?
  }

  private var departures: [String: [Event]] = [:]
  private var arrivals: [String: [Event]] = [:]
  private let control: any SourceControl

  init(_ steps: [FileStep], _ control: any SourceControl) {
    self.control = control
    for step in steps {
      for change in step.changes {
        if let old = change.oldPath {
          departures[old, default: []].append(
            Event(commit: step.commit, target: change.newPath))
        }
        if let new = change.newPath {
          arrivals[new, default: []].append(Event(commit: step.commit, target: nil))
        }
      }
    }
  }

  /// Whether a file ever left a path.
  func wasLeft(_ path: String) -> Bool { departures[path] != nil }

  /// Where the file went that a commit has at a path.
  func end(of path: String, since commit: ObjectID) throws(RepositoryError) -> End {
    var (path, start) = (path, Optional(commit))
    var former: [String] = []
    while let event = try departure(from: path, after: start) {
      guard let target = event.target else { return .removed(event.commit) }
      // What goes round in a circle is nothing that a person did.
      guard !former.contains(where: { $0.utf8.elementsEqual(path.utf8) }) else { return .unknown }
      former.append(path)
      (path, start) = (target, event.commit)
      guard start != nil else { break }
    }
    return former.isEmpty ? .unknown : .at(path, after: former, commit: start)
  }

  /// The last time that a file left a path and did not come back there, after a commit.
  private func departure(
    from path: String, after start: ObjectID?
  ) throws(RepositoryError) -> Event? {
    guard let event = departures[path]?.first, try isAfter(event, start) else { return nil }
    guard let commit = event.commit, try !control.isGone(path) else { return event }
    // Where sides were merged, the file may have stayed; else another one came to its place.
    for arrival in arrivals[path] ?? [] where try isAfter(arrival, commit) { return event }
    return nil
  }

  private func isAfter(_ event: Event, _ start: ObjectID?) throws(RepositoryError) -> Bool {
    guard let commit = event.commit, let start else { return true }
    return try !control.isInHistory(commit, of: start)
  }
}
