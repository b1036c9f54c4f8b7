internal import Platform
internal import PromptRepo

extension Doctor {
  /// What is to be said of the four programs.
  func programChecks() -> [DoctorCheck] {
    let current = ProgramVersion.current
    return programs.map { program in
      let work = HandOver.Companion(rawValue: program.name).map { ", which \($0.work)" } ?? ""
      let subject = "\(program.name)\(work)"
      if let problem = program.problem {
        return DoctorCheck(
          subject, .problem, problem.sentence(program.path), hint: problem.remedy)
      }
      guard let version = program.version, version == current else {
        return DoctorCheck(
          subject, .problem,
          "it is \(program.version.map(\.description) ?? "of no version"), and this is \(current)",
          hint: "Install all four programs of one build")
      }
      return DoctorCheck(subject, .ok, "\(version)")
    }
  }

  /// What is to be said of other programs that commands run, and of the author.
  func toolChecks() throws -> [DoctorCheck] {
    try [gitCheck(), editorCheck(), pagerCheck(), authorCheck()]
  }

  /// The first version of git whose merges `review` can ask for.
  private static let gitForReviews = (major: 2, minor: 38)

  private func gitCheck() throws -> DoctorCheck {
    let uses = "push, pull, fetch, review of a branch, hook and gc in a git repository need it"
    let install = "on Debian `apt install git` installs it"
    guard try isProgram("git") else {
      let isNeeded = try isInGit()
      return DoctorCheck(
        "git", isNeeded ? .problem : .note, "there is no git on the PATH; \(uses)", hint: install)
    }
    let result = try Subprocess("git", ["--version"], environment: context.environment).capture()
    let text = String(decoding: result.output, as: UTF8.self).firstLine
    let numbers = text.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    guard result.succeeded, numbers.count == 2 else {
      return DoctorCheck("git", .problem, "`git --version` says '\(text)'", hint: install)
    }
    let needed = Doctor.gitForReviews
    guard (numbers[0], numbers[1]) >= (needed.major, needed.minor) else {
      return DoctorCheck(
        "git", .note,
        "this is \(text); with \(needed.major).\(needed.minor) or later, a review of a branch "
          + "says what the merge gives",
        hint: "Install a later git")
    }
    return DoctorCheck("git", .ok, String(text.drop { !$0.isNumber }))
  }

  /// Whether the ledger here is in a git repository.
  private func isInGit() throws -> Bool {
    do {
      return try context.findLocation()?.kind == .git
    } catch is RepositoryError {
      // Nothing that can be a repository.
      return false
    }
  }

  private func editorCheck() throws -> DoctorCheck {
    let editor: String
    do {
      editor = try context.editor(configured: configurationIfAny)
    } catch {
      return try check("editor", error, state: .note)
    }
    return try check(
      "editor", command: editor, missing: "`promptrepo edit` and `promptrepo commit` start it",
      hint: "Set EDITOR to one that works")
  }

  private func pagerCheck() throws -> DoctorCheck {
    guard let pager = try context.pager(configured: configurationIfAny) else {
      return DoctorCheck("pager", .ok, "none is wanted")
    }
    return try check(
      "pager", command: pager, missing: "long output is printed as it is",
      hint: "Set PAGER to one that works")
  }

  private func check(
    _ subject: String, command: String, missing: String, hint: String
  ) throws -> DoctorCheck {
    let word = command.split(separator: " ").first.map(String.init) ?? command
    // A command line of the shell may begin with anything.
    let isPlain = word.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || "0123456789/._-+~".unicodeScalars.contains(scalar)
    }
    guard isPlain, !word.hasPrefix("~"), try !isProgram(word) else {
      return DoctorCheck(subject, .ok, command)
    }
    return DoctorCheck(subject, .note, "there is no program '\(word)'; \(missing)", hint: hint)
  }

  private func authorCheck() throws -> DoctorCheck {
    do {
      if let location = try context.findLocation(), location.kind == .git {
        _ = try context.git(at: location)
      }
    } catch {
      // What is wrong with the repository is said where that is looked at.
      _ = try check("author", error, state: .note)
      return DoctorCheck("author", .note, "it is not known while the repository does not open")
    }
    do {
      let isAnywhere = try context.findLocation() != nil
      let author = isAnywhere ? try context.author() : try context.authorOutside()
      return DoctorCheck("author", .ok, "\(author.name) <\(author.email)>")
    } catch {
      // Whoever works in files makes versions of them; nobody does in a bare repository.
      let location = try context.findLocation()
      return try check("author", error, state: location?.root == nil ? .note : .problem)
    }
  }

  /// A setting, where there may be no repository that can be read.
  private func configurationIfAny(_ key: String) throws -> String? {
    do {
      return try context.configuration(key)
    } catch {
      // What is wrong with the repository is said where that is looked at.
      _ = try check(key, error, state: .note)
      return nil
    }
  }

  /// Whether a word names a program: by its path, or in a folder of the PATH.
  func isProgram(_ word: String) throws -> Bool {
    if word.contains("/") { return try isExecutable(context.path(word)) }
    for folder in (context.environment["PATH"] ?? "").split(separator: ":") {
      if try isExecutable("\(folder)/\(word)") { return true }
    }
    return false
  }

  private func isExecutable(_ path: String) throws -> Bool {
    do throws(SystemError) {
      guard let status = try context.files.statusIfPresent(path) else { return false }
      return status.type == .regular && status.permissions & 0o111 != 0
    } catch {
      // Folders of the PATH that nobody may look into hold no program for this user.
      return false
    }
  }
}
