internal import CanonicalJSON
internal import CommandKit
internal import Platform
internal import PromptFiles
internal import PromptRepo

let mergeFileCommand = Command<CommandContext>(
  "merge-file", abstract: "Merge prompt files, as git calls it.",
  discussion: """
    Merges the changes from BASE to THEIRS into OURS: the header by key, the body by lines as `git \
    merge-file` does. Files that cannot be read as prompts are merged as plain text. Needs no \
    repository. `promptrepo hook install` has git call it. Exits with 1 if there are conflicts, \
    which are marked in OURS, and with 255 on failure; OURS is unchanged then.
    """,
  .option(
    "--marker-size", valueName: "n", help: "The length of conflict markers; 7 by default."),
  .argument("base", help: "The file that both were made from.", completion: .file),
  .argument("ours", help: "Our file, which the merge is written to.", completion: .file),
  .argument("theirs", help: "Their file.", completion: .file),
  .optionalArgument("path", help: "The path that the file has in the repository, for --json.")
) { (context, markerSize: Int?, base: String, ours: String, theirs: String, path: String?) in
  let conflicts: Int
  do {
    conflicts = try context.mergeFiles(
      base: base, ours: ours, theirs: theirs, markerSize: min(max(markerSize ?? 7, 1), 1_000))
    if context.json {
      try context.output.json([
        "object": "merge_file", "path": .string(path ?? ours), "conflicts": .integer(conflicts),
      ])
      try context.output.flush()
    }
  } catch {
    // Git takes a smaller number for a conflict whose marks are in the file.
    throw MergeFileFailure(cause: error)
  }
  if conflicts > 0 { throw CommandExit.mergeConflicts }
}

extension CommandContext {
  /// Merges three files into the second; that one is written whole or not at all.
  ///
  /// - Returns: The number of conflicts.
  fileprivate func mergeFiles(
    base: String, ours: String, theirs: String, markerSize: Int
  ) throws -> Int {
    let texts = try [base, ours, theirs].map { try files.readFile(path($0), maxBytes: 1 << 30) }
    let merge = PromptFileMerge(
      base: texts[0], ours: texts[1], theirs: texts[2], markerSize: markerSize)
    if merge.bytes != texts[1] {
      // A device such as /dev/null would be a file from then on.
      guard try files.statusIfPresent(path(ours))?.type == .regular else {
        throw RepositoryError(
          .invalid, "'\(ours)' is no plain file, and is not written to",
          hint: "Name a file for the side that takes the result")
      }
      try files.updateFile(path(ours), with: merge.bytes, durably: false)
    }
    return merge.conflicts
  }
}

/// An error of `merge-file`, which leaves our file as it was.
struct MergeFileFailure: Error {
  let cause: any Error
}

extension CommandExit {
  /// Conflicts are marked in the file, as git expects of a merge driver.
  fileprivate static let mergeConflicts = CommandExit(code: 1)
}
