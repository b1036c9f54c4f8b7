package import GitModel

extension GitConfig {
  /// Refuses the format of a repository that these are the settings of, unless it is SHA-1 objects
  /// and references in files.
  ///
  /// - Parameters:
  ///   - path: The repository, for the error.
  ///   - file: The file of the settings, for the error.
  ///   - knownExtensions: Further extensions that do not matter, in lower case.
  /// - Throws: ``RepositoryError/Code/unsupported``.
  package func checkFormat(
    of path: String, file: String, knownExtensions: Set<String>
  ) throws(RepositoryError) {
    let version = self["core.repositoryformatversion"] ?? "0"
    guard let number = Int(version), number <= 1 else {
      throw RepositoryError(
        .unsupported,
        "'\(path)' has repository format version \(version); this version of promptrepo "
          + "knows 0 and 1",
        hint: "Use a later version of promptrepo")
    }
    if let format = self["extensions.objectformat"], format.lowercased() != "sha1" {
      throw RepositoryError(
        .unsupported, "'\(path)' names its objects by \(format)",
        hint: "Use a repository that was made with `git init --object-format=sha1`")
    }
    if let storage = self["extensions.refstorage"], storage.lowercased() != "files" {
      throw RepositoryError(
        .unsupported, "'\(path)' keeps its references as \(storage)",
        hint: "`git refs migrate --ref-format=files` changes that")
    }
    let handled = knownExtensions.union(["objectformat", "refstorage"])
    for entry in entries where entry.section == "extensions" {
      guard !handled.contains(entry.name) else { continue }
      throw RepositoryError(
        .unsupported,
        "'\(file)' demands the extension \(entry.name), which this version of promptrepo "
          + "does not handle",
        hint: "Use a later version of promptrepo, or a repository without that extension")
    }
  }
}
