internal import PromptRepo

// What becomes of the prompts whose files were followed.
extension Workspace {
  /// A prompt whose file has another name.
  private struct Mover {
    let status: PromptStatus
    /// Nil where no prompt's file can be.
    let target: PromptName?
    let file: RenamedFile
    let path: String
    /// The commit that removed the file from its last place; nil where it is there.
    let removal: ObjectID?
  }

  /// Notes of all prompts that were followed what became of their files.
  ///
  /// A name is free if no prompt has it, or the one that has it goes to a free name itself.
  func markFollowed(
    in prompts: inout [PromptStatus], _ search: DepartureSearch,
    _ reader: StatusReader<Repository>, lists: Bool
  ) throws(RepositoryError) {
    var movers: [PromptName: Mover] = [:]
    for (status, start, isInPlace) in search.candidates {
      switch try search.end(of: status, from: start) {
      case nil: try markLikely(status, from: start, search, in: &prompts)
      case .unknown?, .removed(nil, _, _)?: break
      case .at(let path, let former, let commit)?:
        if path.utf8.elementsEqual(status.path.utf8) { continue }
        if let commit, try search.wasRenamed(status, in: commit) {
          note(.kept(path: path, since: commit), of: status, in: &prompts, lists: lists)
          let name = folder.name(ofFile: path)
          if let place = prompts.firstIndex(where: { $0.name == name }) {
            try keepOut(&prompts[place], since: commit, status, reader)
          }
          continue
        }
        movers[status.name] = Mover(
          status: status, target: folder.name(ofFile: path),
          file: RenamedFile(status.name, at: path, after: former, commit), path: path,
          removal: nil)
      case .removed(let commit?, let path, let former)?:
        let isElsewhere = !path.utf8.elementsEqual(status.path.utf8)
        // What was removed and is there again is the prompt's.
        let isArchived = try search.isArchived(status.tips)
        if isInPlace, !isElsewhere || isArchived { continue }
        let departure = try departure(
          of: status, start, removedFrom: path, in: commit, search, reader)
        if case .archives? = departure, isElsewhere, let target = folder.name(ofFile: path) {
          movers[status.name] = Mover(
            status: status, target: target,
            file: RenamedFile(status.name, at: path, after: former, commit), path: path,
            removal: commit)
        } else if isInPlace {
          // Its file is another one, and the prompt cannot go.
          refuse(status.name, .noBase, in: &prompts)
        } else {
          note(departure, of: status, in: &prompts, lists: lists)
        }
      }
    }
    try markNewcomers(in: &prompts, search, reader)
    let stuck = try keepFree(&movers, prompts, reader)
    try move(movers, in: &prompts, reader, lists: lists)
    for mover in stuck {
      if let commit = mover.removal {
        // Nobody wants its name, or it cannot have the last one of its file.
        if mover.status.bytes != nil {
          refuse(mover.status.name, .noBase, in: &prompts)
        } else {
          note(.archives(commit), of: mover.status, in: &prompts, lists: lists, from: mover.path)
        }
        continue
      }
      if let target = mover.target,
        let place = prompts.firstIndex(where: { $0.name == target && $0.tips.info != nil }),
        prompts[place].bytes != nil || prompts[place].isUnreadable
      {
        refuse(
          target,
          try search.isArchived(prompts[place].tips)
            ? .nameOfArchived(renamedFrom: mover.status.name)
            : .nameOfAnother(renamedFrom: mover.status.name), in: &prompts)
      }
      note(
        .elsewhere(path: mover.path, of: mover.target), of: mover.status, in: &prompts, lists: lists
      )
    }
  }

  /// Leaves those that can go, and returns the others.
  private func keepFree(
    _ movers: inout [PromptName: Mover], _ prompts: [PromptStatus],
    _ reader: StatusReader<Repository>
  ) throws(RepositoryError) -> [Mover] {
    var stuck: [Mover] = []
    let occupied = Set(prompts.filter { $0.bytes != nil }.map(\.name))
    while true {
      var blocked: [PromptName] = []
      var takers: [PromptName: PromptName] = [:]
      for name in movers.keys.sorted() {
        guard let mover = movers[name], let target = mover.target else {
          blocked.append(name)
          continue
        }
        let holder = try reader.ledger.target(of: .prompt(target, .info))
        let isTaken = holder != nil && movers[target] == nil
        // A prompt whose file is gone makes room for others alone, and takes no name that has one.
        let isUseless =
          mover.removal != nil
          && (occupied.contains(target)
            || !(occupied.contains(name) || movers.values.contains { $0.target == name }))
        if isTaken || isUseless || takers[target] != nil {
          blocked.append(name)
        } else {
          takers[target] = name
        }
      }
      if blocked.isEmpty { return stuck.sorted { $0.status.name < $1.status.name } }
      stuck += blocked.compactMap { movers.removeValue(forKey: $0) }
    }
  }

  /// Gives prompts that go the names of their files.
  private func move(
    _ movers: [PromptName: Mover], in prompts: inout [PromptStatus],
    _ reader: StatusReader<Repository>, lists: Bool
  ) throws(RepositoryError) {
    let targets = Set(movers.values.compactMap(\.target))
    func place(of name: PromptName) -> Int? { prompts.firstIndex { $0.name == name } }
    let listed = Set(prompts.map(\.name))
    for name in movers.keys.sorted() where !targets.contains(name) {
      guard let mover = movers[name], let target = mover.target else { continue }
      if let place = place(of: name), prompts[place].bytes != nil || prompts[place].isUnreadable {
        // Another file lies there since.
        prompts[place] = try reader.status(of: name, .none, isFreed: true)
      } else {
        note(.renamed(to: target), of: mover.status, in: &prompts, lists: lists)
      }
    }
    for name in movers.keys.sorted() {
      guard let mover = movers[name], let target = mover.target else { continue }
      // Its file is not among those that were asked for, or not in this work tree.
      guard listed.contains(target) || mover.removal != nil else { continue }
      var status = try reader.status(of: target, mover.status.tips, renamed: mover.file)
      status.formerNames = mover.file.formerPaths.compactMap { folder.name(ofFile: $0) }
      if let removal = mover.removal {
        status.departure = .archives(removal)
        status.removedPath = mover.path
      }
      if let place = place(of: target) {
        prompts[place] = status
      } else {
        prompts.insert(status, at: prompts.firstIndex { target < $0.name } ?? prompts.endIndex)
      }
    }
  }

  /// Notes that a commit has to refuse a file.
  private func refuse(
    _ name: PromptName, _ reason: FileState.ConflictReason, in prompts: inout [PromptStatus]
  ) {
    if let place = prompts.firstIndex(where: { $0.name == name }) {
      prompts[place].state = .conflict(reason)
    }
  }

  /// Notes what became of the file of a prompt.
  private func note(
    _ departure: FileDeparture?, of status: PromptStatus, in prompts: inout [PromptStatus],
    lists: Bool, from path: String? = nil
  ) {
    guard let departure else { return }
    if let place = prompts.firstIndex(where: { $0.name == status.name }) {
      prompts[place].departure = departure
      prompts[place].removedPath = path
    } else if lists {
      var status = status
      status.departure = departure
      status.removedPath = path
      prompts.insert(status, at: prompts.firstIndex { status.name < $0.name } ?? prompts.endIndex)
    }
  }

  /// What becomes of a prompt whose file was removed; nil for nothing.
  private func departure(
    of status: PromptStatus, _ start: DepartureSearch.Start, removedFrom path: String,
    in commit: ObjectID, _ search: DepartureSearch, _ reader: StatusReader<Repository>
  ) throws(RepositoryError) -> FileDeparture? {
    if try search.isArchived(status.tips) { return status.bytes == nil ? .archived : nil }
    guard start.isLatest else { return .newer(version: status.latest ?? 0) }
    if try search.wasKept(status, path, in: commit) { return nil }
    let environments = try reader.ledger.liveEnvironments(of: status.name)
    return environments.isEmpty ? .archives(commit) : .live(in: environments)
  }

  /// Notes on files where a prompt left its name that they are new, if that prompt's own file is
  /// elsewhere, and they came since.
  private func markNewcomers(
    in prompts: inout [PromptStatus], _ search: DepartureSearch, _ reader: StatusReader<Repository>
  ) throws(RepositoryError) {
    for index in prompts.indices {
      guard case .conflict(.promptRenamed(let name, _)) = prompts[index].state,
        prompts[index].tips.info == nil, let file = prompts[index].file,
        try search.isNewcomer(prompts[index].path, beside: name)
      else { continue }
      // A version's text that is back may be that of a file which somebody put there again.
      let hashes = try reportingFile { () throws(PromptFileError) in try file.hashes() }
      var versions = try reader.ledger.versionChain(of: name)
      if try versions.first(where: { hashes.contains($0.hash) }) != nil { continue }
      prompts[index] = try reader.status(of: prompts[index].name, .none, isFreed: true)
    }
  }

  /// Notes on a file that it is of a prompt that got its former name back.
  private func keepOut(
    _ place: inout PromptStatus, since commit: ObjectID, _ owner: PromptStatus,
    _ reader: StatusReader<Repository>
  ) throws(RepositoryError) {
    place.state = .conflict(.promptRenamed(to: owner.name, hasFile: false))
    guard let file = place.file, let tip = owner.tips.versions else {
      place.nameGivenBack = .edited(since: commit)
      return
    }
    let hashes = try reportingFile { () throws(PromptFileError) in try file.hashes() }
    place.nameGivenBack =
      hashes.contains(try reader.ledger.version(at: tip).hash)
      ? .unedited(since: commit) : .edited(since: commit)
  }

  /// Notes on a new file that it may be a prompt's whose name another rename of it gave: one that HEAD's
  /// history does not have, as after `git commit --amend`.
  private func markLikely(
    _ status: PromptStatus, from start: DepartureSearch.Start, _ search: DepartureSearch,
    in prompts: inout [PromptStatus]
  ) throws(RepositoryError) {
    guard let path = try search.otherPlace(of: status, from: start),
      let name = folder.name(ofFile: path),
      let place = prompts.firstIndex(where: { $0.name == name }),
      prompts[place].state == .new, prompts[place].isArrival, prompts[place].movedFrom == nil
    else { return }
    prompts[place].movedFrom = status.name
    if let own = prompts.firstIndex(where: { $0.name == status.name }) {
      prompts[own].movedTo = name
    }
  }
}

extension Repository {
  /// The environments of the list in which a prompt is live.
  fileprivate func liveEnvironments(
    of name: PromptName
  ) throws(RepositoryError) -> [EnvironmentName] {
    var live: [EnvironmentName] = []
    for environment in try environments()
    where try lastMove(of: .environment(environment.name), name) != nil {
      live.append(environment.name)
    }
    return live
  }
}
