internal import CanonicalJSON
internal import PromptMessages
internal import PromptRepo
internal import PromptTemplate

/// One version of a prompt at Langfuse.
struct LangfuseVersion: Sendable {
  /// What it says.
  enum Content: Sendable {
    /// A text, with tags where others are included.
    case text(String)
    /// Messages, likewise.
    case chat([ChatElement])
  }

  let number: Int
  let content: Content
  /// The configuration; `nil` for none.
  let config: JSONValue?
  let labels: [String]
  let tags: [String]
  let message: String
  /// Who made it; may be empty.
  let author: String
  /// When; `nil` where that is not said.
  let createdAt: Timestamp?
  /// What it includes, each once, in the order of the text.
  ///
  /// This and the remark are worked out where versions are read, several at once while others are
  /// waited for.
  let inclusions: [CompositionTag]
  /// What of its variables is otherwise here, in words; `nil` for nothing.
  let variableRemark: String?
}

extension LangfuseVersion {
  /// Reads the answer about one version.
  ///
  /// - Throws: ``VersionFault`` for an answer that is about something else, or has a member that
  ///   cannot be taken over.
  init(_ body: [UInt8], of name: String, number: Int) throws(VersionFault) {
    guard let members = JSONPieces(body).members() else {
      throw VersionFault("the answer is no JSON object")
    }
    guard let found = try members.text("name"), found.hasSameBytes(as: name) else {
      throw VersionFault("the answer is about another prompt")
    }
    guard let version = try members.value("version"), version.integer == number else {
      throw VersionFault("the answer is about another version")
    }
    self.number = number
    content = try LangfuseVersion.content(members)
    config = try members.value("config")
    labels = try members.texts("labels")
    tags = try members.texts("tags")
    message = try members.text("commitMessage") ?? ""
    author = try members.text("createdBy") ?? ""
    createdAt = try members.text("createdAt").map { text throws(VersionFault) in
      do throws(RepositoryError) { return try Timestamp(text) } catch {
        throw VersionFault("its 'createdAt' is not a date")
      }
    }
    inclusions = content.inclusions
    variableRemark = content.variableRemark(config, includes: !inclusions.isEmpty)
  }

  private static func content(_ members: JSONMembers) throws(VersionFault) -> Content {
    guard let prompt = try members.value("prompt") else {
      throw VersionFault("its 'prompt' is missing")
    }
    switch try members.text("type") ?? "text" {
    case "text":
      guard case .string(let text) = prompt else { throw .wrong("prompt", "a text", prompt) }
      return .text(text)
    case "chat":
      guard case .array = prompt else { throw .wrong("prompt", "an array of messages", prompt) }
      do throws(MessageFormatError) {
        return .chat(try MessageFormat.read(prompt))
      } catch {
        throw VersionFault("\(error)")
      }
    case let type:
      throw VersionFault("it is of type '\(type)', which is neither 'text' nor 'chat'")
    }
  }
}
