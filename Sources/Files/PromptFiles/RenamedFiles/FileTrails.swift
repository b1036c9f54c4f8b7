internal import PromptRepo

/// Where files went, by what git says of each step.
///
/// A trail goes forward from a commit that has the file: the oldest departure from its path counts,
/// then the oldest from the next path after that, and so on. So a path that several files had one
/// after the other leads each of them on its own way.
struct FileTrails {
  /// Where a trail ends.
  enum End {
    /// HEAD has the file at this path, after it was at others, the first of them first.
    case at(String, after: [String], commit: ObjectID?)
    /// A commit removed it from this path, nil for what is staged, after it was at others.
    case removed(ObjectID?, from: String, after: [String])
    /// No step says.
    case unknown
  }

  private struct Event {
    /// Nil for what is staged.
    let commit: ObjectID?
    /// Where a file went from the path, or came from to it; nil for nowhere.
    let other: String?
    /// The number of the step, the newest first.
    let step: Int
  }

  private struct Place: Hashable {
    let path: [UInt8]
    let commit: ObjectID?
  }

  /// What left each path, the oldest first.
  private var departures: [String: [Event]] = [:]
  /// What came to each path, the oldest first.
  private var arrivals: [String: [Event]] = [:]
  private let control: any SourceControl

  init(_ steps: [FileStep], _ control: any SourceControl) {
    self.control = control
    for (number, step) in steps.enumerated().reversed() {
      for change in step.changes {
        if let old = change.oldPath {
          departures[old, default: []].append(
            Event(commit: step.commit, other: change.newPath, step: number))
        }
        if let new = change.newPath {
          arrivals[new, default: []].append(
            Event(commit: step.commit, other: change.oldPath, step: number))
        }
      }
    }
  }

  /// Whether a file ever left a path.
  func wasLeft(_ path: String) -> Bool { departures[path] != nil }

  /// Whether what HEAD has at a path came there in a commit or after it.
  func isNewcomer(_ path: String, since commit: ObjectID) throws(RepositoryError) -> Bool {
    guard let arrival = arrivals[path]?.last else { return false }
    guard let arrived = arrival.commit else { return true }
    return try control.isInHistory(commit, of: arrived)
  }

  /// Where the file went that a commit has at a path.
  func end(of path: String, since commit: ObjectID) throws(RepositoryError) -> End {
    var seen: Set<Place> = []
    return try end(of: path, since: commit, moved: commit, after: [], &seen) ?? .unknown
  }

  /// Where the file went that a commit has at a path; nil for a way that HEAD does not have the end
  /// of, since a merge decided for another one.
  private func end(
    of path: String, since commit: ObjectID?, moved: ObjectID?, after former: [String],
    _ seen: inout Set<Place>
  ) throws(RepositoryError) -> End? {
    // What goes round in a circle is nothing that a person did.
    guard seen.insert(Place(path: Array(path.utf8), commit: commit)).inserted else { return nil }
    for event in try left(path, after: commit) {
      if let target = event.other {
        let end = try end(
          of: target, since: event.commit, moved: event.commit, after: former + [path], &seen)
        if let end { return end }
      } else if let back = returned(to: path, after: event) {
        let end = try end(of: path, since: back.commit, moved: moved, after: former, &seen)
        if let end { return end }
      } else {
        return .removed(event.commit, from: path, after: former)
      }
    }
    if former.isEmpty { return .unknown }
    if commit != nil, try control.isGone(path) { return nil }
    return .at(path, after: former, commit: moved)
  }

  /// The times that a file left a path after a commit, the oldest first; those last that a merge
  /// seems to have decided against.
  private func left(
    _ path: String, after start: ObjectID?
  ) throws(RepositoryError) -> [Event] {
    guard let start, let all = departures[path] else { return [] }
    var (events, doubtful): ([Event], [Event]) = ([], [])
    for (number, event) in all.enumerated() where try isAfter(event, start) {
      let next = number + 1 < all.count ? all[number + 1] : nil
      // Where sides were merged, the file may have stayed; else another one came to its place, with the
      // same commit or later.
      let isTakenAgain = (arrivals[path] ?? []).contains { arrival in
        arrival.step <= event.step && (next.map { arrival.step > $0.step } ?? true)
      }
      if event.commit == nil || isTakenAgain {
        events.append(event)
      } else if next != nil {
        doubtful.append(event)
      } else if try control.isGone(path) {
        events.append(event)
      }
    }
    return events + doubtful
  }

  /// The time that a file came back to a path from which it had been removed, and none from elsewhere
  /// came there first.
  private func returned(to path: String, after removal: Event) -> Event? {
    guard removal.commit != nil,
      let next = arrivals[path]?.first(where: { $0.step < removal.step }), next.other == nil
    else { return nil }
    return next
  }

  private func isAfter(_ event: Event, _ start: ObjectID) throws(RepositoryError) -> Bool {
    guard let commit = event.commit else { return true }
    return try !control.isInHistory(commit, of: start)
  }
}
