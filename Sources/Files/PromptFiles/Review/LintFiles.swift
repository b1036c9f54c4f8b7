package import CanonicalJSON
internal import GitFiles
package import Platform
package import PromptLint
package import PromptRepo

/// Files that are to be looked at, and what could not be.
package struct LintFiles: Sendable {
  /// The files, in the order of their paths.
  package private(set) var sources: [LintSource] = []

  /// What is to be said of files that are no prompts.
  package private(set) var findings: [Finding] = []

  /// What could not be read.
  package private(set) var failures: [RepositoryError] = []

  /// How many files were looked at, those that are no prompts too.
  package var count: Int { sources.count + Set(findings.map(\.place.path)).count }

  private let levels: RuleLevels
  /// The folder of the working files.
  private let folder: PromptFolder
  /// The paths of all files so far: one that is named twice is looked at once.
  private var paths: Set<String> = []

  /// No files yet.
  ///
  /// - Parameters:
  ///   - levels: The level of findings about files that are no prompts.
  ///   - folder: The folder of the working files.
  package init(levels: RuleLevels, folder: PromptFolder) {
    self.levels = levels
    self.folder = folder
  }
}

// The working files.
extension LintFiles {
  /// Adds all working files of a workspace, and says which files among them are none.
  ///
  /// - Throws: ``RepositoryError/Code/inputOutput``.
  package mutating func add(allOf workspace: Workspace) throws(RepositoryError) {
    let scan = try workspace.scan()
    for name in scan.names { add(name, of: workspace) }
    for error in scan.unrecognisedFiles where !PromptFileKind.isPartial(error.path) {
      add(notRead: error.path, because: error.message)
    }
    for path in scan.otherFiles where path != folder.lintSettings { add(notRead: path) }
    failures += scan.unreadable.map { RepositoryError($0) }
  }

  /// Adds the working file of a prompt.
  package mutating func add(_ name: PromptName, of workspace: Workspace) {
    let path = workspace.relativePath(of: name)
    guard paths.insert(path).inserted else { return }
    do throws(RepositoryError) {
      guard let bytes = try workspace.bytes(of: name) else {
        throw RepositoryError(.notFound, "there is no file '\(path)'")
      }
      sources.append(LintSource(bytes, path: path, name: name))
    } catch {
      failures.append(error)
    }
  }

  /// Adds the bytes of a file below the folder of working files, wherever they come from.
  ///
  /// Hidden files and those in hidden folders are passed over, as among working files.
  package mutating func add(_ bytes: [UInt8], at path: String) {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"))
    guard !parts.contains(where: { $0.first == UInt8(ascii: ".") }) else { return }
    guard paths.insert(path).inserted else { return }
    if let name = folder.name(ofFile: path) {
      sources.append(LintSource(bytes, path: path, name: name))
    } else if !PromptFileKind.isPartial(path), path != folder.lintSettings {
      add(notRead: path)
    }
  }

  /// Notes that a file that is to be looked at cannot be.
  package mutating func add(failure: RepositoryError) { failures.append(failure) }

  private mutating func add(notRead path: String, because reason: String? = nil) {
    guard let rule = Rule.named("file-not-read"), let level = levels.level(of: rule) else { return }
    let why = reason ?? "it is no prompt's file and not lint.yml"
    findings.append(
      Finding(
        rule.id, level, at: FindingPlace(path, prompt: nil), "nothing reads this file: \(why)",
        matched: path))
  }
}

// Files from elsewhere.
extension LintFiles {
  /// Adds a file, or the prompt files of a folder and those below it: those that an import reads.
  ///
  /// Hidden files, partials, links and files of other kinds in a folder are passed over.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - label: The path that findings give it.
  package mutating func add(path: String, label: String, _ files: FileSystem) {
    do throws(RepositoryError) {
      let status = try mappingSystemErrors { () throws(SystemError) in
        try files.statusIfPresent(path, followingLinks: false)
      }
      switch status?.type {
      case .directory: try add(folder: path, label: label, files)
      case .regular:
        guard PromptFileKind.of(label) != nil else {
          throw RepositoryError(
            .invalid, "'\(label)' is of no kind that prompts are kept in",
            hint: PromptFileKind.hint)
        }
        try add(file: path, label: label, files)
      case nil: throw RepositoryError(.notFound, "there is no file or folder '\(label)'")
      default:
        throw RepositoryError(
          .invalid, "'\(label)' is a link or a device, not a plain file",
          hint: "Name the file itself")
      }
    } catch {
      failures.append(error)
    }
  }

  private mutating func add(
    file path: String, label: String, _ files: FileSystem
  ) throws(RepositoryError) {
    guard paths.insert(label).inserted else { return }
    do {
      let bytes = try files.readFile(path, maxBytes: PromptFile.maximumLength)
      sources.append(LintSource(bytes, path: label, name: folder.name(ofFile: label)))
    } catch  where error.errno == .fileTooLarge {
      throw RepositoryError(
        PromptFileError(
          "the file has more than \(PromptFile.maximumLength) bytes", path: label,
          hint: "A template has at most 1 MiB"))
    } catch {
      throw RepositoryError(.unreadable("file", path: label, error))
    }
  }

  private mutating func add(
    folder: String, label: String, _ files: FileSystem
  ) throws(RepositoryError) {
    var folders = [(path: folder, label: label)]
    var found: [(path: String, label: String)] = []
    while let next = folders.popLast() {
      do {
        for entry in try files.listDirectory(next.path)
        where entry.name.utf8.first != UInt8(ascii: ".") {
          let path = "\(next.path)/\(entry.name)"
          let label = next.label == "." ? entry.name : "\(next.label)/\(entry.name)"
          if entry.type == .directory {
            folders.append((path, label))
          } else if entry.type == .regular, PromptFileKind.of(label) != nil,
            !PromptFileKind.isPartial(label)
          {
            found.append((path, label))
          }
        }
      } catch {
        failures.append(RepositoryError(.unreadable("folder", path: next.label, error)))
      }
    }
    found.sort { $0.label.utf8.lexicographicallyPrecedes($1.label.utf8) }
    for file in found {
      do throws(RepositoryError) {
        try add(file: file.path, label: file.label, files)
      } catch {
        failures.append(error)
      }
    }
  }
}

// Mending.
extension LintFiles {
  /// Whether a file has another content after it was mended, so that its prompt gets a version: not
  /// if only comments of the header differ.
  package static func isNewContent(_ old: LintSource, _ new: LintSource) -> Bool {
    func hash(_ source: LintSource) -> VersionHash? {
      do {
        let name = try source.prompt.map { try PromptName($0) }
        let file =
          name == nil
          ? try (PromptFileKind.of(source.path)?.kind ?? .prompt)
            .readWithMarkers(source.bytes, path: source.path)
          : try PromptFile(parsing: source.bytes, path: source.path, name: name)
        return try file.content().hash
      } catch {
        return nil
      }
    }
    guard let before = hash(old) else { return true }
    return before != hash(new)
  }

  /// The hashes of the contents of working files by their prompts, as pins of partials write them;
  /// without files that cannot be read.
  package static func hashes(of sources: [LintSource]) -> [UTF8Key: String] {
    var hashes: [UTF8Key: String] = [:]
    for source in sources {
      guard let prompt = source.prompt else { continue }
      do {
        let file = try PromptFile(
          parsing: source.bytes, path: source.path, name: try PromptName(prompt))
        hashes[UTF8Key(prompt)] = "\(try file.content().hash)"
      } catch {
        // Another rule says that the file cannot be read.
        continue
      }
    }
    return hashes
  }

  /// Puts mended bytes in the place of a file that still has the bytes that were looked at.
  ///
  /// A crash leaves the file as it was; nothing is written through a link.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when somebody changed the file meanwhile.
  package static func write(
    _ new: LintSource, over old: LintSource, path: String, _ files: FileSystem
  ) throws(RepositoryError) {
    let status = try mappingSystemErrors { () throws(SystemError) in
      try files.statusIfPresent(path, followingLinks: false)
    }
    guard let status, status.type == .regular else {
      throw RepositoryError(.invalid, "'\(old.path)' is no plain file, and is not written to")
    }
    let now = try mappingSystemErrors { () throws(SystemError) in
      try files.readFile(path, maxBytes: PromptFile.maximumLength)
    }
    guard now == old.bytes else {
      throw RepositoryError(
        .conflict, "'\(old.path)' was changed meanwhile, and is left as it is",
        hint: "Look at it, then run the command again")
    }
    try mappingSystemErrors { () throws(SystemError) in
      try files.replaceFile(path, with: new.bytes, keeping: status, durably: false)
    }
  }
}
