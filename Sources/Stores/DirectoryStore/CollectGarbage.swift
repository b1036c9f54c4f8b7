internal import GitFiles
public import GitModel
internal import Platform

extension DirectoryStore: MaintainableStore {
  /// Packs objects and references, and drops objects that no reference and no log reaches.
  ///
  /// Other writers of promptrepo wait meanwhile. What git programs add at the same time is safe as
  /// long as it is younger than the grace period.
  ///
  /// - Parameters:
  ///   - gracePeriod: Unreachable objects younger than so many seconds are kept.
  ///   - progress: Told of the objects that are counted and packed.
  /// - Throws: ``RepositoryError/Code/damaged`` when a reference, or an object that one reaches,
  ///   is not there or damaged; then nothing is removed.
  public func collectGarbage(
    gracePeriod: Int64, progress: Progress
  ) throws(RepositoryError) -> GarbageReport {
    try withSession { (session) throws(RepositoryError) in
      // A journal that is begun anew neither has nor brings back what is removed now.
      try session.checkpoint(erasing: true)
      try refuseWorktrees()
      let logged = try Reflog.allTargets(files: files, paths: paths)
      let collected = try GarbageCollection.run(
        objects,
        roots: { (body) throws(RepositoryError) in
          var walk = try ReferenceWalk(references, prefix: "refs/", after: nil)
          while let step = try walk.next() { try body(step.target) }
          // What git has packed meanwhile may have been passed over.
          if try walk.isOutdated() {
            let all = try references.list(under: "refs/", after: nil, limit: .max)
            for reference in all { try body(reference.target) }
          }
          if let head = try references.detachedHead() { try body(head) }
        },
        oldRoots: logged.sorted(), gracePeriod: gracePeriod, now: SystemClock.nowMilliseconds(),
        progress: progress)
      let packedReferences = try references.pack(objects: objects)
      return GarbageReport(
        packedObjects: collected.packed, packedReferences: packedReferences,
        prunedObjects: collected.pruned, keptObjects: collected.kept)
    }
  }

  /// Refuses to collect what only a work tree of git reaches, whose index and head are not read.
  private func refuseWorktrees() throws(RepositoryError) {
    let folder = "\(path)/worktrees"
    let isUsed = try mappingSystemErrors { () throws(SystemError) in
      guard try files.isDirectory(folder) else { return false }
      return try !files.listDirectory(folder).isEmpty
    }
    if isUsed {
      throw RepositoryError(
        .unsupported, "'\(folder)' says that git work trees use this repository",
        hint: "Remove them with `git worktree remove` or `git worktree prune`")
    }
  }
}
