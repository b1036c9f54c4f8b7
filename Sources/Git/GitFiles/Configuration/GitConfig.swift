package import GitModel

/// Settings in git's format: a repository's `config`, or the user's `~/.gitconfig`.
///
/// Sections and names are without regard to case, subsections with it. Includes are not followed.
/// Format: `git help config`, "CONFIGURATION FILE".
public struct GitConfig: Sendable, Hashable {
  /// One setting.
  public struct Entry: Sendable, Hashable {
    /// The section in lower case, such as `core`.
    public let section: String
    /// The subsection as written, such as `origin` in `[remote "origin"]`.
    public let subsection: String?
    /// The name in lower case, such as `bare`.
    public let name: String
    /// The value; `nil` for a name without `=`, which means true.
    public let value: String?

    /// Makes a setting from its parts.
    public init(section: String, subsection: String? = nil, name: String, value: String?) {
      self.section = section
      self.subsection = subsection
      self.name = name
      self.value = value
    }
  }

  /// The settings in the order of the file.
  public private(set) var entries: [Entry]

  /// Settings from given entries.
  public init(_ entries: [Entry] = []) {
    self.entries = entries
  }

  /// Adds settings that win over these, as a repository's do over the user's.
  public mutating func append(_ other: GitConfig) {
    entries += other.entries
  }

  /// The last value of a setting; `nil` when it is not set, "" for a name without `=`.
  ///
  /// - Parameter key: Section and name, with the subsection between: `user.name`,
  ///   `remote.origin.url`.
  public subscript(key: String) -> String? {
    entry(key).map { $0.value ?? "" }
  }

  /// Whether a setting is true, as git reads it; `nil` when it is not set or no such word.
  public func bool(_ key: String) -> Bool? {
    guard let entry = entry(key) else { return nil }
    guard let value = entry.value else { return true }
    return GitConfig.bool(value)
  }

  /// Whether a value is true, as git reads it; `nil` when it is no such word.
  package static func bool(_ value: String) -> Bool? {
    switch value.lowercased() {
    case "true", "yes", "on", "1": true
    case "false", "no", "off", "0", "": false
    default: nil
    }
  }

  /// The subsections of a section, such as the names of the remotes, each once and sorted.
  public func subsections(of section: String) -> [String] {
    Set(entries.filter { $0.section == section }.compactMap(\.subsection)).sorted()
  }

  private func entry(_ key: String) -> Entry? {
    let bytes = Array(key.utf8)
    guard let first = bytes.firstIndex(of: UInt8(ascii: ".")),
      let last = bytes.lastIndex(of: UInt8(ascii: "."))
    else { return nil }
    let section = String(decoding: bytes[..<first], as: UTF8.self).lowercased()
    let name = String(decoding: bytes[(last + 1)...], as: UTF8.self).lowercased()
    let subsection = first < last ? bytes[(first + 1)..<last] : nil
    return entries.last { entry in
      entry.name == name && entry.section == section
        && entry.subsection.map { Array($0.utf8)[...] } == subsection
    }
  }
}

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
