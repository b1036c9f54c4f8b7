public import CanonicalJSON
internal import PromptMessages
public import PromptRepo
internal import PromptTemplate

extension Workspace {
  /// What a new prompt says before anybody has written it; a commit leaves such a file out.
  public static let starter = "Replace this line. {{name}} is a variable.\n"

  /// The same for a prompt of the dialect `chat`.
  public static let chatStarter = """
    {{role "system"~}}
    Replace this line: who answers, and how.

    {{~role "user"~}}
    Replace this line. {{name}} is a variable.
    """

  /// The text of a new prompt of the dialect `chat` that holds messages in any of the forms that
  /// ``/PromptMessages/MessageFormat/read(_:)`` knows.
  ///
  /// - Parameter source: What errors call the JSON, such as a file's name.
  /// - Throws: ``RepositoryError/Code/invalid`` for what is no JSON, no messages, or has no place in a
  ///   chat, with its place.
  public static func chat(
    messages bytes: [UInt8], source: String
  ) throws(RepositoryError) -> String {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw RepositoryError(.invalid, "the messages in \(source) are not JSON: \(error)")
    }
    let elements: [ChatElement]
    do {
      elements = try MessageFormat.read(value)
    } catch {
      throw RepositoryError(.invalid, "the messages in \(source) do not fit: \(error)")
    }
    do {
      return try ChatText.canonical(elements)
    } catch {
      throw RepositoryError(.invalid, "the messages in \(source) do not fit: \(error)")
    }
  }

  /// Writes the file of a new prompt; nothing is committed.
  ///
  /// - Throws: ``RepositoryError/Code/conflict`` when there is such a file or prompt,
  ///   ``RepositoryError/Code/invalid`` when the name cannot be a file's on every system.
  public func new(
    _ name: PromptName, template: String, title: String? = nil, description: String? = nil,
    metadata: JSONObject = JSONObject(), config: JSONObject? = nil, in repository: Repository
  ) throws(RepositoryError) {
    let path = relativePath(of: name)
    try name.checkPortable()
    if try repository.prompt(name) != nil {
      throw RepositoryError(
        .conflict, "there is a prompt '\(name)' already",
        cause: FileRefusal.promptExists(name))
    }
    let bytes = try reportingFile { () throws(PromptFileError) in
      let bytes = try PromptFile.bytes(
        template: template, config: config, title: title, description: description,
        metadata: metadata, path: path)
      _ = try PromptFile(parsing: bytes, path: path, name: name).content()
      return bytes
    }
    guard try create(bytes, at: name) else {
      throw RepositoryError(
        .conflict, "there is a file \(path) already",
        cause: FileRefusal.fileExists(name))
    }
  }
}
