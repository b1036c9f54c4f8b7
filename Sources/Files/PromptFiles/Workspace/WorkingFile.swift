internal import PromptRepo

/// A prompt's file, with the bytes that it was read from.
struct WorkingFile: Sendable {
  let name: PromptName
  let path: String
  let bytes: [UInt8]
  let file: PromptFile
  /// The content, with the shortest template that the file can stand for.
  let content: VersionContent

  init(_ bytes: [UInt8], path: String, name: PromptName) throws(PromptFileError) {
    self.name = name
    self.path = path
    self.bytes = bytes
    file = try PromptFile(parsing: bytes, path: path, name: name)
    content = try file.content()
  }

  /// The hashes of all contents that the file can stand for.
  func hashes() throws(RepositoryError) -> [VersionHash] {
    try reportingFile { () throws(PromptFileError) in try Array(file.hashes()) }
  }

  /// Whether the file can stand for the content of a version.
  func hasContent(of version: FileBase?) throws(RepositoryError) -> Bool {
    guard let version else { return false }
    if content.hash == version.hash { return true }
    return try hashes().contains(version.hash)
  }
}

extension Workspace {
  /// Reads a prompt's file; nil if there is none.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` with the place of what is wrong in it.
  func read(_ name: PromptName) throws(RepositoryError) -> WorkingFile? {
    guard let bytes = try bytes(of: name) else { return nil }
    // A link's target is one line, and seldom long.
    if bytes.count < 4_096, !bytes.contains(UInt8(ascii: "\n")), let sourceControl,
      try sourceControl.isLink(relativePath(of: name), bytes: bytes)
    {
      throw RepositoryError(
        PromptFileError(
          "this is a symbolic link that git wrote as a file, not the text",
          path: relativePath(of: name), line: 1,
          hint: "Put the text in its place"))
    }
    return try reportingFile { () throws(PromptFileError) in
      try WorkingFile(bytes, path: relativePath(of: name), name: name)
    }
  }
}
