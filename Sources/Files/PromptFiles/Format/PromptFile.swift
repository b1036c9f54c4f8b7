public import CanonicalJSON
public import PromptRepo

/// A prompt's working file: a YAML header between `---` lines, then the template.
///
/// The format is that of dotprompt. The header's keys `title`, `description` and `metadata` are
/// the prompt's record, `name` repeats the file's own name, and all others are the version's
/// configuration in the order of the file. Without a header there are neither.
public struct PromptFile: Sendable {
  /// The longest file that is read, in bytes.
  public static let maximumLength = VersionContent.maximumTemplateLength + 2 * 65_536

  /// The file's path, as errors name it.
  public let path: String

  /// What the header says of the record; an absent key keeps the field, `null` removes it.
  public let record: RecordEdit

  /// The header's other keys, in the order of the file.
  public let config: JSONObject

  /// The template, without the line end that is the file's own.
  public let template: String

  /// Whether there is a header.
  public let hasHeader: Bool

  /// The line of the file, from 1, on which the template begins.
  public let templateLine: Int

  /// What looks like a header in the file and was not read as one; nil if nothing does.
  public let unreadHeader: PromptFileError?

  /// All templates that the body can stand for; see ``PromptBody``.
  let readings: [String]

  /// The content that a version of this file has.
  ///
  /// - Throws: ``PromptFileError`` when the template is empty or too long.
  public func content() throws(PromptFileError) -> VersionContent {
    try content(template)
  }

  /// The hashes of all contents that the file can stand for, that of ``content()`` first.
  ///
  /// There are more than one only because an editor may have added or taken away the last line
  /// end of the file, which is no new content: a file is a version if any of them is its hash.
  public func hashes() throws(PromptFileError) -> [VersionHash] {
    var hashes: [VersionHash] = []
    for reading in readings
    where (1...VersionContent.maximumTemplateLength).contains(reading.utf8.count) {
      hashes.append(try content(reading).hash)
    }
    return hashes
  }

  private func content(_ template: String) throws(PromptFileError) -> VersionContent {
    do {
      return try VersionContent(template: template, config: config)
    } catch {
      throw PromptFileError(error.message, path: path, line: templateLine, hint: error.hint)
    }
  }
}
