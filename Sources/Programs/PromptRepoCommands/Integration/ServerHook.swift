internal import GitRemotes
internal import Platform
internal import PromptRepo

/// The hook of a bare repository that judges pushes of prompts.
///
/// Git runs `pre-receive` once for a whole push, before any reference moves and while the objects
/// are still apart. The hook that was there before is kept beside it, and is asked first.
struct ServerHook {
  let git: GitProgram
  /// The bare repository.
  let gitDirectory: String
  /// The program that the hook calls.
  let program: String
  let files: FileSystem

  /// What the name of the hook that was there before ends in.
  static let beforeSuffix = ".before-promptrepo"

  /// How the hook begins, whatever program it calls.
  private static let beginning = """
    #!/bin/sh
    # Checks what is pushed to the ledger of prompts. `promptrepo hook install --server` wrote this file.

    """

  private static let what = "`promptrepo hook receive`"

  /// The hook that is written.
  var script: String {
    Self.beginning + """
      updates=$(cat)
      before="$0\(Self.beforeSuffix)"
      if [ -x "$before" ]; then
        printf '%s\\n' "$updates" | "$before" "$@" || exit 1
      fi
      case "$updates" in
        *" refs/prompts/"* | *" refs/promptrepo/"*) ;;
        *) exit 0 ;;
      esac
      program=\(program.shellWord)
      if ! [ -x "$program" ]; then
        echo "The program $program, which checks pushed prompts, is not there: nothing is taken." >&2
        echo "Whoever runs this server can bring it back, or run: promptrepo hook install --server" >&2
        exit 1
      fi
      printf '%s\\n' "$updates" | "$program" -C "${GIT_DIR:-.}" hook receive

      """
  }

  /// Writes the hook, and keeps one that is there.
  func install() throws -> GitIntegration.Report {
    let path = try hookPath()
    var report = GitIntegration.Report(hook: path)
    let script = Array(script.utf8)
    if let scope = try git.scopeOfHooks(), scope != "local", scope != "worktree" {
      report.left.append((path, "core.hooksPath of your \(scope) settings is for all repositories"))
      return report
    }
    switch try state(of: path) {
    case .none: break
    case .ours(let present):
      if present == script { return report }
    case .other:
      let kept = path + Self.beforeSuffix
      guard try files.statusIfPresent(kept, followingLinks: false) == nil else {
        throw RepositoryError(
          .conflict, "'\(path)' is another hook, and '\(kept)' is there too",
          hint: "Make one hook of the two, and remove the second")
      }
      // At no moment there is no hook.
      try files.link(path, to: kept)
      report.changes.append((kept, "the hook that was there, which is called first"))
    case .link:
      report.left.append((path, "it is a symbolic link"))
      report.line = "\(program.shellWord) hook receive"
      return report
    }
    try files.makeDirectories(path.parentDirectory)
    try files.replaceFile(path, with: script, permissions: 0o777, durably: false)
    report.changes.append((path, Self.what))
    return report
  }

  /// Removes the hook, and brings back the one that was there before.
  func remove() throws -> GitIntegration.Report {
    let path = try hookPath()
    var report = GitIntegration.Report(hook: path)
    switch try state(of: path) {
    case .none: break
    case .ours:
      let kept = path + Self.beforeSuffix
      if try files.statusIfPresent(kept, followingLinks: false) != nil {
        try files.rename(kept, to: path)
      } else {
        try files.unlink(path)
      }
      report.changes.append((path, Self.what))
    case .other(let bytes):
      if String(decoding: bytes, as: UTF8.self).contains("hook receive") {
        report.left.append((path, "it is another hook, which calls `promptrepo hook receive`"))
      }
    case .link: report.left.append((path, "it is a symbolic link"))
    }
    return report
  }

  /// What is in the place of the hook.
  private enum State {
    case none
    case ours([UInt8])
    case other([UInt8])
    case link
  }

  private func state(of path: String) throws -> State {
    guard let status = try files.statusIfPresent(path, followingLinks: false) else { return .none }
    guard status.type == .regular,
      let bytes = try files.readFileIfPresent(path, maxBytes: 1 << 20)
    else { return .link }
    return bytes.starts(with: Self.beginning.utf8) ? .ours(bytes) : .other(bytes)
  }

  private func hookPath() throws -> String {
    Path.join(Path.join(gitDirectory, try git.path(of: "hooks")), "pre-receive")
  }
}

extension CommandContext {
  /// The hook of the bare repository that the command runs in.
  func serverHook() throws -> ServerHook {
    let location = try bareRepository()
    let companion = try CurrentProcess.executablePath()
    return ServerHook(
      git: try gitProgram(at: location), gitDirectory: location.store,
      program: "\(Path.parent(of: companion) ?? "")/promptrepo", files: files)
  }

  /// The bare repository that the command runs in.
  func bareRepository() throws -> RepositoryLocation {
    let location = try location()
    guard location.kind == .git, try git(at: location).workTree == nil else {
      throw RepositoryError(
        .unsupported, "'\(location.root ?? location.store)' is no bare repository of git",
        hint: "People push to bare ones: name it with -C")
    }
    return location
  }
}
