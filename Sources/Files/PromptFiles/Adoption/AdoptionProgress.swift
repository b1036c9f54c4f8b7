internal import CanonicalJSON
internal import PromptRepo

/// How far a prompt has come in the history of a file.
enum AdoptionProgress {
  /// The place of the first revision that the prompt's versions do not have; nil if no version
  /// comes from the file.
  ///
  /// A version comes from a revision if it names its commit and path. When commits were made anew,
  /// as by a rebase, or when the version was cut by a commit of the working file, it comes from
  /// the next revision with its path and content. Revisions are never put before versions that
  /// are there, so one that a merge brought in behind the last known one is left out.
  static func next(
    in texts: inout RevisionContents, after versions: [Version]
  ) throws(RepositoryError) -> Int? {
    let sources = versions.compactMap(SourceKey.init)
    var places: [SourceKey: Int] = [:]
    for (place, revision) in texts.revisions.enumerated() {
      places[SourceKey(revision)] = place
    }
    // If what was adopted last is still there, commits tell all and nothing need be read.
    if let last = sources.last, places[last] != nil {
      return sources.compactMap { places[$0] }.max().map { $0 + 1 }
    }
    guard !sources.isEmpty else { return nil }
    let contents = try contents(of: &texts)
    var next: Int?
    for version in versions {
      guard let source = SourceKey(version) else { continue }
      let same = contents[Content(path: source.path, hash: version.hash)] ?? []
      if let place = places[source] ?? same.first(notBefore: next ?? 0) {
        next = max(next ?? 0, place + 1)
      }
    }
    return next
  }

  private struct Content: Hashable {
    let path: UTF8Key
    let hash: VersionHash
  }

  /// The places of revisions by what they hold.
  private static func contents(
    of texts: inout RevisionContents
  ) throws(RepositoryError) -> [Content: [Int]] {
    var contents: [Content: [Int]] = [:]
    for (place, revision) in texts.revisions.enumerated() {
      for hash in try texts.text(place)?.hashes ?? [] {
        contents[Content(path: UTF8Key(revision.path), hash: hash), default: []].append(place)
      }
    }
    return contents
  }
}

extension [Int] {
  /// The first of ascending numbers that is not below another; nil if all are.
  fileprivate func first(notBefore start: Int) -> Int? {
    let index = firstIndex(behind: { $0 >= start })
    return index < count ? self[index] : nil
  }
}

/// Where a version comes from, told apart by bytes.
private struct SourceKey: Hashable {
  let commit: ObjectID
  let path: UTF8Key

  init(_ revision: AdoptedRevision) {
    commit = revision.commit
    path = UTF8Key(revision.path)
  }

  /// What a version says; nil if it does not say it.
  init?(_ version: Version) {
    guard let source = version.source else { return nil }
    commit = source.commit
    path = UTF8Key(source.path)
  }
}
