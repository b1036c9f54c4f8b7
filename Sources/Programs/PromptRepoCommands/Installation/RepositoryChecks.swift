internal import CommandKit
internal import GitFiles
internal import GitRemotes
internal import GitStore
internal import Platform
internal import PromptFiles
internal import PromptRepo

extension Doctor {
  /// What is to be said of the repository here: whether it opens, and what lies in its way.
  func repositoryChecks() throws -> [DoctorCheck] {
    let location: RepositoryLocation?
    do {
      location = try context.findLocation()
    } catch {
      return [try check("repository", error, state: .problem)]
    }
    let incomplete = try context.incompleteRepository(below: location?.root).map {
      try [check("repository", $0, state: .problem)]
    }
    guard let location else {
      return incomplete ?? [
        DoctorCheck(
          "repository", .note, "there is none in '\(context.directory)' or above it",
          hint: "`promptrepo init` makes one")
      ]
    }
    var checks = incomplete ?? []
    let work = try workTreeChecks(location)
    // A work tree that leads nowhere has nothing else to look at.
    guard work.isEmpty else { return checks + work }
    checks += try ledgerChecks(location)
    checks += try storeChecks(location)
    checks += try fetchedChecks()
    checks += try headChecks(location)
    checks += try lockChecks(location)
    checks += try unreadableChecks(location)
    // Where the repository does not open, each setting would tell the same once more.
    if try opens(location) { checks += try settingChecks(location) }
    return checks
  }

  private func opens(_ location: RepositoryLocation) throws -> Bool {
    guard location.kind == .git else { return true }
    do {
      _ = try context.git(at: location)
      return true
    } catch {
      _ = try check("repository", error, state: .problem)
      return false
    }
  }

  /// Whether the repository opens, and what of the ledger in it is damaged.
  private func ledgerChecks(_ location: RepositoryLocation) throws -> [DoctorCheck] {
    let subject = "repository \(location.store)"
    do {
      if location.kind == .git {
        let git = try context.git(at: location)
        guard try context.hasLedger(context.store(at: location), git) else {
          return [try check(subject, context.noLedger(in: git), state: .note)]
        }
      }
      let repository = try context.repository()
      let faults = try context.working("Checking") { try repository.faults(progress: $0) }
      guard faults.isEmpty else { return try damageChecks(faults, subject, location) }
      let environments = try repository.environments()
      return [
        DoctorCheck(
          subject, .ok,
          "\(counted(try repository.promptCount(), "prompt")), "
            + "\(counted(environments.count, "environment"))")
      ]
    } catch {
      return [try check(subject, explained(error), state: .problem)]
    }
  }

  /// How many faults of a ledger are told one by one.
  private static let toldFaults = 20

  /// What is damaged: once for each prompt and fault, since one object may be behind several
  /// references.
  private func damageChecks(
    _ faults: [LedgerFault], _ subject: String, _ location: RepositoryLocation
  ) throws -> [DoctorCheck] {
    var checks = [try damageSummary(faults, subject, location)]
    var groups: [(fault: LedgerFault, references: [String])] = []
    for fault in faults {
      let place = groups.firstIndex { group in
        group.fault.prompt == fault.prompt && group.fault.error.message == fault.error.message
      }
      if let place {
        groups[place].references.append(fault.reference.rawValue)
      } else if groups.count < Doctor.toldFaults {
        groups.append((fault, [fault.reference.rawValue]))
      }
    }
    for (fault, references) in groups {
      let whose = fault.prompt.map { "prompt \($0)" } ?? "reference \(references[0])"
      let from = references.joined(separator: ", ")
      let place = fault.error.message.contains(from) ? "" : "; it is read from \(from)"
      checks.append(
        DoctorCheck(
          whose, .problem, fault.error.message + place,
          hint: try context.namingStore(fault.error).shellHint))
    }
    return checks
  }

  /// How much is damaged, or was left out when the clone was made.
  private func damageSummary(
    _ faults: [LedgerFault], _ subject: String, _ location: RepositoryLocation
  ) throws -> DoctorCheck {
    let (count, gaps) = (faults.count, faults.count { $0.error.cause is CloneGap })
    if gaps == count {
      return DoctorCheck(
        subject, .problem,
        "this clone was made without what \(counted(count, "reference")) of the ledger "
          + (count == 1 ? "leads to" : "lead to"))
    }
    return DoctorCheck(
      subject, .problem,
      count == 1
        ? "1 reference of the ledger is damaged or leads to something damaged"
        : "\(count) references of the ledger are damaged or lead to something damaged",
      hint: try damageHint(location, isWholeClone: gaps == 0))
  }

  /// How all damage is shown, and what may mend it where there is another clone to ask.
  ///
  /// - Parameter isWholeClone: Whether the clone was made with all objects; for another, each fault
  ///   says what brings what was left out.
  private func damageHint(
    _ location: RepositoryLocation, isWholeClone: Bool
  ) throws -> String {
    let store = try context.commonDirectory(of: location.store)
    let git = "git --git-dir=\(store.shellWord)"
    let all = "`\(git) fsck` looks at the whole history, too"
    guard isWholeClone, try isProgram("git") else { return all }
    let remote: GitRemote
    do throws(RepositoryError) {
      let program = GitProgram(
        gitDirectory: store, workTree: nil, messages: .captured,
        environment: context.environment.variables)
      remote = try GitRemote(of: program)
    } catch {
      // None that could be meant.
      return all
    }
    let specs = remote.fetchRefspecs.map(\.shellWord).joined(separator: " ")
    return "`\(git) fetch --refetch \(remote.name.shellWord) \(specs)` brings objects that are "
      + "missing, if the remote has them; \(all)"
  }

  /// Whether git finds what is checked out.
  private func headChecks(_ location: RepositoryLocation) throws -> [DoctorCheck] {
    let directory = try context.linkedDirectory(of: location.store)
    let code = CodeReader(
      gitDirectory: directory, commonDirectory: try context.commonDirectory(of: location.store),
      layout: .prompts, files: context.files)
    do {
      try code.checkHead()
      return []
    } catch {
      return [try check("HEAD", explained(error), state: .problem)]
    }
  }

  /// Locks that are older than any change takes; only who knows that nobody works can remove them.
  private func lockChecks(_ location: RepositoryLocation) throws -> [DoctorCheck] {
    let store = try context.commonDirectory(of: location.store)
    var locks: [String] = []
    try visit(store) { path, type in
      guard type == .regular, path.hasSuffix(".lock") else { return }
      if isGits(path.utf8.dropFirst(store.utf8.count + 1)), try isOld(path) { locks.append(path) }
    } unreadable: { _, _ in
    }
    return locks.map { path in
      DoctorCheck(
        "lock", .problem, "'\(path)' has been there for more than a minute",
        hint: "if no git and no promptrepo is at work in this repository, remove the file")
    }
  }

  /// Whether a lock is one of git's kind, which is there for as long as somebody holds it.
  ///
  /// Git has these beside what they lock. Other programs have folders of their own in a repository:
  /// the locks in `promptrepo/` are made once and stay, and the kernel knows who holds them.
  private func isGits(_ path: String.UTF8View.SubSequence) -> Bool {
    var parts = path.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
    if parts.count > 2, parts[0] == "worktrees" { parts.removeFirst(2) }
    return parts.count == 1 || ["refs", "info", "objects"].contains(parts[0])
  }

  /// Whether a lock is older than a minute. Our own do not count: they are links to one file, and
  /// the next change removes what a killed process left.
  private func isOld(_ path: String) throws -> Bool {
    guard let status = try context.files.statusIfPresent(path), status.linkCount == 1
    else { return false }
    let now = Timestamp(milliseconds: SystemClock.nowMilliseconds())
    return Timestamp(milliseconds: status.modificationNanoseconds / 1_000_000 + 60_000) < now
  }

  /// Files and folders of the repository that this user may not read.
  private func unreadableChecks(_ location: RepositoryLocation) throws -> [DoctorCheck] {
    var paths: [String] = []
    let folder = try promptFolder()
    let folders =
      [try context.commonDirectory(of: location.store)]
      + (location.root.map { ["\($0)/\(folder.path)"] } ?? [])
    for folder in folders {
      try visit(folder) { path, type in
        guard type == .regular else { return }
        do throws(SystemError) {
          try context.files.open(path, .read).close()
        } catch {
          if error.errno == .accessDenied { paths.append(path) }
        }
      } unreadable: { path, _ in
        paths.append(path)
      }
    }
    guard let first = paths.first else { return [] }
    return [
      DoctorCheck(
        "files", .problem,
        "\(counted(paths.count, "file or folder", "files or folders")) cannot be read, "
          + "'\(first)' first",
        hint: "Give them to the user who works here, or work as the one they belong to")
    ]
  }

  /// Goes through the files of a folder; of a store's objects, only the packs and what is about all.
  private func visit(
    _ top: String, file: (String, FileType) throws -> Void,
    unreadable: (String, SystemError) throws -> Void
  ) throws {
    var folders = [top]
    while let folder = folders.popLast() {
      let entries: [DirectoryEntry]
      do throws(SystemError) {
        entries = try context.files.listDirectory(folder)
      } catch {
        // What is gone by now, or never was, is nobody's loss.
        if error.errno == .accessDenied { try unreadable(folder, error) }
        continue
      }
      for entry in entries {
        let path = "\(folder)/\(entry.name)"
        if entry.type == .directory {
          let isOfObjects = folder.utf8.suffix(8).elementsEqual("/objects".utf8)
          if !isOfObjects || ["pack", "info"].contains(entry.name) { folders.append(path) }
        } else {
          try file(path, entry.type)
        }
      }
    }
  }

  /// The folder of the prompt files; the usual one where the setting is wrong, which is told of with
  /// the settings.
  private func promptFolder() throws -> PromptFolder {
    do {
      return try context.promptFolder()
    } catch {
      _ = try check("setting \(Setting.folder.key)", error, state: .problem)
      return .standard
    }
  }

  /// Settings of ours whose values say nothing, and what is set there and is no setting.
  private func settingChecks(_ location: RepositoryLocation) throws -> [DoctorCheck] {
    var checks: [DoctorCheck] = []
    var settings = Setting.all
    do {
      settings += try context.aliases().map { .alias($0.name) }
      checks += try unknownSettings()
    } catch {
      checks.append(try check("settings", error, state: .problem))
    }
    for setting in settings {
      do {
        if let text = try context.text(of: setting) { _ = try setting.checked(text) }
      } catch {
        checks.append(try check("setting \(setting.key)", error, state: .problem))
      }
    }
    return checks
  }

  /// What is set below `promptrepo.` and is no setting, such as a name with a slip in it.
  private func unknownSettings() throws -> [DoctorCheck] {
    let known = Setting.all.map(\.name)
    return try context.settingsSources().flatMap { source in
      try context.settings(source).names(below: "promptrepo").compactMap { name in
        let isKnown = known.contains { $0.lowercased() == name }
        if isKnown || name.hasPrefix(Setting.alias("").name) { return nil }
        return DoctorCheck(
          "setting promptrepo.\(name)", .note,
          "this version knows no such setting" + suggestion(for: name, among: known, or: ".")
            + " It is in '\(source.path)'",
          hint: "`promptrepo config list` shows the settings")
      }
    }
  }
}

/// So many of something whose plural is not made with an `s` at the end.
private func counted(_ count: Int, _ one: String, _ many: String) -> String {
  "\(count) \(count == 1 ? one : many)"
}
