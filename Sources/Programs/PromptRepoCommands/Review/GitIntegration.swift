internal import GitRemotes
internal import Platform
internal import PromptFiles
internal import PromptRepo

/// What `hook install` sets up in a git repository, and how it is taken back.
///
/// A hook that checks staged prompts, a merge driver and a word diff for prompt files. What is there
/// already and is not ours stays as it is, and is reported.
struct GitIntegration {
  /// What was done, and what was not.
  struct Report {
    /// The path of the hook.
    let hook: String
    /// What was written or removed: a file or a setting, and what is in it for `install`.
    var changes: [(what: String, content: String)] = []
    /// What was left, each with the reason.
    var left: [(what: String, reason: String)] = []
    /// The line that another hook needs; nil where there is none.
    var line: String?
  }

  let git: GitProgram
  /// The top of the work tree.
  let workTree: String
  /// The folder of the working files.
  let folder: PromptFolder
  let files: FileSystem

  /// The hook that is written.
  static let script = """
    #!/bin/sh
    # Checks the prompts that are staged. `promptrepo hook install` wrote this file.
    command -v promptrepo >/dev/null || exit 0
    exec promptrepo lint --staged

    """

  /// What does the same in another hook.
  static let line = "! command -v promptrepo >/dev/null || promptrepo lint --staged || exit 1"

  /// The settings. Where the program is missing or fails, git's own merge leaves both texts; without
  /// one, git would leave ours without a mark.
  static let settings = [
    (
      "merge.promptrepo.driver",
      "s=127; if command -v promptrepo >/dev/null; then promptrepo merge-file --marker-size %L -- "
        + "%O %A %B %P; s=$?; fi; if [ $s -gt 1 ]; then git merge-file --marker-size=%L -L ours "
        + "-L base -L theirs %A %O %B; s=$?; fi; exit $s"
    ),
    ("diff.promptrepo.wordRegex", #"\{\{[^}]*\}\}|[[:alnum:]_]+|[^[:space:]]"#),
    ("diff.promptrepo.xfuncname", "^(#+ .*|---)$"),
  ]

  /// The line of `.gitattributes`.
  static let attributes = "*.prompt merge=promptrepo diff=promptrepo"

  private var attributesPath: String { Path.join(workTree, ".gitattributes") }

  /// Sets up what is missing.
  func install() throws -> Report {
    var report = Report(hook: try hookPath())
    try installHook(&report)
    for (key, value) in Self.settings {
      let present = try git.localSettings(key)
      if present.isEmpty {
        try git.add(value, to: key)
        report.changes.append((key, value))
      } else if present != [value] {
        report.left.append((key, "it has another value"))
      }
    }
    try installAttributes(&report)
    return report
  }

  /// Takes back what was set up and is unchanged since.
  func remove() throws -> Report {
    var report = Report(hook: try hookPath())
    let path = report.hook
    if let present = try files.readFileIfPresent(path, maxBytes: 1 << 20) {
      if present == Array(Self.script.utf8) {
        try files.unlink(path)
        report.changes.append((relative(path), "`promptrepo lint --staged`"))
      } else if String(decoding: present, as: UTF8.self).contains("promptrepo lint") {
        report.left.append((relative(path), "it is another hook, which calls `promptrepo lint`"))
      }
    }
    for (key, value) in Self.settings {
      let present = try git.localSettings(key)
      if present.contains(value) {
        try git.remove(value, from: key)
        report.changes.append((key, value))
      }
      if present.contains(where: { $0 != value }) {
        report.left.append((key, "it has another value"))
      }
    }
    try removeAttributes(&report)
    return report
  }

  /// A path as people know it: from the top of the work tree if it is below.
  func relative(_ path: String) -> String {
    let root = "\(workTree)/"
    return path.utf8.starts(with: root.utf8) ? String(path.dropFirst(root.count)) : path
  }
}

// The hook.
extension GitIntegration {
  private func hookPath() throws -> String {
    Path.join(Path.join(workTree, try git.path(of: "hooks")), "pre-commit")
  }

  private func installHook(_ report: inout Report) throws {
    let path = report.hook
    if let status = try files.statusIfPresent(path, followingLinks: false) {
      let isOurs =
        try status.type == .regular
        && files.readFileIfPresent(path, maxBytes: 1 << 20) == Array(Self.script.utf8)
      if !isOurs { leave(path, "it is another hook", &report) }
      return
    }
    if let scope = try git.scopeOfHooks(), scope != "local", scope != "worktree" {
      return leave(
        path, "core.hooksPath of your \(scope) settings is for all repositories", &report)
    }
    try files.makeDirectories(path.parentDirectory)
    try files.replaceFile(path, with: Array(Self.script.utf8), permissions: 0o777, durably: false)
    report.changes.append((relative(path), "`promptrepo lint --staged`"))
  }

  private func leave(_ path: String, _ reason: String, _ report: inout Report) {
    report.left.append((relative(path), reason))
    report.line = Self.line
  }
}

// The file of attributes.
extension GitIntegration {
  private func installAttributes(_ report: inout Report) throws {
    let present = try files.readFileIfPresent(attributesPath, maxBytes: 1 << 24) ?? []
    guard !Self.lines(present).contains(where: Self.isOurs) else { return }
    for (name, value) in try git.attributes(["merge", "diff"], of: "\(folder)/a.prompt")
    where value != "unspecified" && value != "promptrepo" {
      return report.left.append((".gitattributes", "*.prompt has \(name)=\(value) already"))
    }
    let lineEnd: [UInt8] = present.suffix(2) == [0x0d, 0x0a] ? [0x0d, 0x0a] : [0x0a]
    let separator = present.isEmpty || present.last == 0x0a ? [] : lineEnd
    try files.updateFile(
      attributesPath, with: present + separator + Array(Self.attributes.utf8) + lineEnd,
      durably: false)
    report.changes.append((".gitattributes", Self.attributes))
  }

  private func removeAttributes(_ report: inout Report) throws {
    guard let present = try files.readFileIfPresent(attributesPath, maxBytes: 1 << 24) else {
      return
    }
    let lines = Self.lines(present)
    let rest = lines.filter { !Self.isOurs($0) }
    if rest.count < lines.count {
      if rest.isEmpty {
        try files.unlink(attributesPath)
      } else {
        try files.updateFile(attributesPath, with: rest.flatMap { $0 }, durably: false)
      }
      report.changes.append((".gitattributes", Self.attributes))
    }
    for line in rest where String(decoding: line, as: UTF8.self).contains("=promptrepo") {
      return report.left.append((".gitattributes", "another line of it names promptrepo"))
    }
  }

  /// The lines of a file, each with its end.
  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == 0x0a {
      lines.append(bytes[start...index])
      start = index + 1
    }
    if start < bytes.count { lines.append(bytes[start...]) }
    return lines
  }

  private static func isOurs(_ line: ArraySlice<UInt8>) -> Bool {
    var line = line
    while let last = line.last, last == 0x0a || last == 0x0d { line.removeLast() }
    return line.elementsEqual(attributes.utf8)
  }
}
