internal import CanonicalJSON
internal import GitStore
internal import Platform
internal import PromptFiles
internal import PromptLint
internal import PromptRepo

/// One run of the linter over files.
struct LintRun {
  let context: CommandContext
  /// The rules to look for; all if empty.
  let rules: Set<String>
  /// The levels of the command line.
  let levels: [LevelSetting]
  /// Whether files are mended.
  let fixes: Bool

  /// What came of it.
  struct Report {
    /// How many files were looked at.
    let fileCount: Int
    /// What is there, in the order of places.
    let findings: [Finding]
    /// What was mended, with the places of before.
    let fixed: [Finding]
    /// How many prompts have another content after that.
    let newContents: Int
    /// What could not be looked at.
    let failures: [RepositoryError]
  }

  /// Looks at files and folders; at all working files if none are named.
  func lint(_ paths: [String]) throws -> Report {
    let folder = try context.promptFolder(from: context.directory)
    let root = try self.root(folder)
    let workspace = root.map {
      Workspace(root: $0, indexPath: "", folder: folder, files: context.files)
    }
    let linter = try linter(workspace?.ruleLevels() ?? .standard)
    var files = LintFiles(levels: linter.levels, folder: folder)
    if paths.isEmpty {
      guard let workspace, try context.files.exists("\(workspace.root)/\(folder)") else {
        throw RepositoryError(
          .notFound, "there is no folder '\(folder)' here",
          hint: "Name files or folders, as in `promptrepo lint my-prompts`")
      }
      try files.add(allOf: workspace)
    }
    for path in paths {
      let (place, label) = try locate(path, root)
      files.add(path: place, label: label, context.files)
    }
    return try run(linter, files) { source in
      // Paths of findings are relative to the root, or as they were typed.
      let isBelow = try root.map { try context.files.exists("\($0)/\(source.path)") } ?? false
      return isBelow ? "\(root ?? "")/\(source.path)" : context.path(source.path)
    } more: { sources in
      refusals(of: sources, linter)
    }
  }

  /// What a commit refuses for what working files include; nothing without a ledger that says so.
  private func refusals(of sources: [LintSource], _ linter: Linter) -> [Finding] {
    guard let rule = Rule.named("commit-stops"), let level = linter.levels.level(of: rule),
      sources.contains(where: { $0.prompt != nil && $0.config["partials"] != nil })
    else { return [] }
    do {
      guard try context.findLocation() != nil else { return [] }
      let plan = try context.workspace().planCommit(to: context.repository())
      let paths = Set(sources.map(\.path))
      return plan.items.compactMap { item in
        guard let refusal = item.inclusionRefusal, paths.contains(item.status.path) else {
          return nil
        }
        // Its own rule says where a pin is missing.
        if case .notPinned? = refusal.cause as? PartialRefusal { return nil }
        let error = refusal.cause as? PromptFileError
        let place = FindingPlace(
          item.status.path, prompt: item.status.name.rawValue, line: error?.line ?? 1)
        return Finding(rule.id, level, at: place, error?.message ?? refusal.message)
      }
    } catch {
      // Files are looked at also where there is no repository, or none that can be read.
      return []
    }
  }

  /// Looks at what is staged below `prompts/` and is not in HEAD so.
  func lintStaged() throws -> Report {
    let staged = try StagedPrompts(context)
    let linter = try linter(staged.ruleLevels())
    var files = LintFiles(levels: linter.levels, folder: staged.folder)
    for file in try staged.changed() {
      do throws(RepositoryError) {
        files.add(try staged.bytes(of: file), at: file.path)
      } catch {
        files.add(failure: error)
      }
    }
    return try run(linter, files) { $0.path }
  }

  private func linter(_ standard: RuleLevels) throws -> Linter {
    var levels = standard
    for setting in self.levels { try levels.set(setting.rule, to: setting.level) }
    return Linter(levels, only: rules.isEmpty ? nil : rules)
  }

  private func run(
    _ linter: Linter, _ files: LintFiles, path: (LintSource) throws -> String,
    more: ([LintSource]) -> [Finding] = { _ in [] }
  ) throws -> Report {
    var findings = files.findings
    var fixed: [Finding] = []
    var failures = files.failures
    var newContents = 0
    var sources: [LintSource] = []
    for source in files.sources {
      var current = source
      if fixes {
        let result = linter.fixing(source, seen: rules) { bytes in
          source.with(bytes)
        }
        if !result.fixed.isEmpty {
          do {
            try LintFiles.write(result.source, over: source, path: path(source), context.files)
            context.done.note(
              "files were mended", hint: "look at them before you run the command again")
            fixed += result.fixed
            current = result.source
            if source.prompt != nil, LintFiles.isNewContent(source, current) { newContents += 1 }
          } catch let error as RepositoryError {
            failures.append(error)
          }
        }
      }
      findings += linter.findings(in: current)
      sources.append(current)
    }
    findings += linter.findings(among: sources, hashes: LintFiles.hashes(of: sources))
    findings += more(sources)
    return Report(
      fileCount: files.count, findings: findings.inOrder, fixed: fixed, newContents: newContents,
      failures: failures)
  }

  /// The folder that `prompts/` is in: that of a repository, or else the command's own.
  private func root(_ folder: PromptFolder) throws -> String? {
    if let root = try context.findLocation()?.root { return root }
    let here = try context.files.realPath(context.directory)
    return try context.files.isDirectory("\(here)/\(folder)") ? here : nil
  }

  /// Where a path of the command line is, and what findings call it: relative to the root if it is
  /// below, else as it was typed.
  private func locate(_ path: String, _ root: String?) throws -> (place: String, label: String) {
    let typed =
      path.utf8.count > 1 && path.utf8.last == UInt8(ascii: "/")
      ? String(decoding: path.utf8.dropLast(), as: UTF8.self) : path
    let place = context.path(typed)
    guard let root, try context.files.exists(place) else { return (place, typed) }
    // A link itself is not followed, so only its folder is resolved.
    let isLink = try context.files.isSymbolicLink(place)
    let folder = try context.files.realPath(place.parentDirectory)
    let whole =
      isLink
      ? "\(folder)/\(place.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? "")"
      : try context.files.realPath(place)
    if whole.utf8.elementsEqual(root.utf8) { return (place, ".") }
    guard whole.utf8.starts(with: "\(root)/".utf8) else { return (place, typed) }
    return (whole, String(decoding: whole.utf8.dropFirst(root.utf8.count + 1), as: UTF8.self))
  }
}

extension [Finding] {
  /// The findings by path, line and column; those of one place as they are.
  fileprivate var inOrder: [Finding] {
    enumerated().sorted { left, right in
      let (first, second) = (left.element.place, right.element.place)
      if first.path != second.path {
        return first.path.utf8.lexicographicallyPrecedes(second.path.utf8)
      }
      return (first.line, first.column ?? 0, left.offset)
        < (second.line, second.column ?? 0, right.offset)
    }.map(\.element)
  }
}
