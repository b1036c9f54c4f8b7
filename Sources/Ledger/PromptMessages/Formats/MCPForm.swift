internal import CanonicalJSON
internal import PromptTemplate

/// The messages of a chat as the Model Context Protocol has them: `{"messages": […]}`.
///
/// The rest of the answer to `prompts/get` is made where the protocol is spoken, in `PromptMCP`. A
/// message is of the user or the assistant, and has one content. What that leaves out is in the
/// content's `_meta`: another role, the attributes, and that a message goes on with one more part.
enum MCPForm {
  /// The members of `_meta`.
  enum Meta {
    /// The role, where it is neither the user nor the assistant.
    static let role = "promptrepo/role"
    /// An object of the attributes.
    static let attributes = "promptrepo/attributes"
    /// `true` where the content is a further part of the message before.
    static let continues = "promptrepo/continues"
  }

  static func json(_ chat: [ChatElement]) throws(MessageFormatError) -> JSONValue {
    var messages: [JSONValue] = []
    for (index, element) in chat.enumerated() {
      guard case .message(let message) = element else { continue }
      let place = MessagePlace(message: index)
      let role = message.isOfModel ? "assistant" : "user"
      var meta = try meta(message, at: place)
      func append(_ content: JSONObject) {
        var content = content
        if !meta.isEmpty { content["_meta"] = .object(meta) }
        messages.append(["role": .string(role), "content": .object(content)])
        meta = [Meta.continues: true]
      }
      let content = WrittenContent(message, at: place)
      if let text = content.onlyText {
        append(["type": "text", "text": .string(text)])
        continue
      }
      for part in content.parts {
        switch part {
        case .text(let text): append(["type": "text", "text": .string(text)])
        case .media(let media, let own): append(try block(media, at: own))
        }
      }
    }
    return ["messages": .array(messages)]
  }

  private static func meta(
    _ message: ChatMessage, at place: MessagePlace
  ) throws(MessageFormatError) -> JSONObject {
    var meta = JSONObject()
    if !message.isOfModel, message.role != "user" { meta[Meta.role] = .string(message.role) }
    var attributes = JSONObject()
    for attribute in message.attributes {
      guard attributes.append(attribute.name, .string(attribute.value)) else {
        throw place.error(
          unplaced: attribute.name, "the member is there twice: keep one of the two")
      }
    }
    if !attributes.isEmpty { meta[Meta.attributes] = .object(attributes) }
    return meta
  }

  private static func block(
    _ media: MessageMedia, at place: MessagePlace
  ) throws(MessageFormatError) -> JSONObject {
    let address = try MediaAddress(media, at: place)
    if let data = address.data, let base64 = data.base64 {
      for kind in ["image", "audio"] where data.essence.utf8.starts(with: "\(kind)/".utf8) {
        return [
          "type": .string(kind), "data": .string(base64), "mimeType": .string(data.mediaType),
        ]
      }
    }
    var link: JSONObject = [
      "type": "resource_link", "uri": .string(address.url), "name": .string(name(of: address.url)),
    ]
    link["mimeType"] = address.contentType.map { .string($0) }
    return link
  }

  /// The name of what is at an address, which a link has to have: the last part of the path, of a
  /// `data:` URL its type, otherwise the address.
  static func name(of url: String) -> String {
    if let data = DataURL(url) { return data.essence }
    let path = url.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    let last = path.reversed().prefix { $0 != UInt8(ascii: "/") }.reversed()
    return last.isEmpty ? url : String(decoding: last, as: UTF8.self)
  }
}

extension MessageReader {
  /// A message of the protocol, added to the elements before it or as a further part of the last.
  func append(
    _ content: JSONObject, role: String, to elements: inout [ChatElement], at place: MessagePlace
  ) throws(MessageFormatError) {
    guard role == "user" || role == "assistant" else {
      throw place.error(".role", "the protocol's roles are user and assistant: change it")
    }
    let parts = try parts(content, at: place)
    let meta = try optionalObject(content, "_meta", ".content", at: place) ?? JSONObject()
    if try continues(meta, at: place) {
      return try append(parts, role: role, toLastOf: &elements, at: place)
    }
    var message = ChatMessage(role: role, parts: parts)
    let path = ".content._meta"
    if let value = meta[MCPForm.Meta.role], !value.isNull {
      message.role = try self.role(value, path + MessagePlace.step(MCPForm.Meta.role), at: place)
      guard role == "user", message.role != "user", !message.isOfModel else {
        throw place.error(
          path, unplaced: MCPForm.Meta.role,
          "it stands for another role in a message of the user: leave it out, or change it")
      }
    }
    if let attributes = try optionalObject(meta, MCPForm.Meta.attributes, path, at: place) {
      let path = path + MessagePlace.step(MCPForm.Meta.attributes)
      for member in attributes {
        message.attributes.append(try attribute(member, path, at: place))
      }
    }
    elements.append(.message(message))
  }

  /// Whether a content is a further part of the message before.
  private func continues(
    _ meta: JSONObject, at place: MessagePlace
  ) throws(MessageFormatError) -> Bool {
    let path = ".content._meta"
    switch meta[MCPForm.Meta.continues] ?? .null {
    case .null:
      try members(
        of: meta, allowed: [MCPForm.Meta.role, MCPForm.Meta.attributes, MCPForm.Meta.continues],
        path, at: place)
      return false
    case true:
      try members(of: meta, allowed: [MCPForm.Meta.continues], path, at: place)
      return true
    default:
      throw place.error(
        path, unplaced: MCPForm.Meta.continues, "it is true or missing: write one of the two")
    }
  }

  /// Adds parts to the message before, which is of the same role.
  private func append(
    _ parts: [MessagePart], role: String, toLastOf elements: inout [ChatElement],
    at place: MessagePlace
  ) throws(MessageFormatError) {
    guard case .message(var last) = elements.popLast() else {
      throw place.error(
        ".content._meta", unplaced: MCPForm.Meta.continues,
        "there is no message before that goes on here: leave it out")
    }
    guard (last.role == "assistant") == (role == "assistant") else {
      throw place.error(
        ".role", "the message before, which goes on here, has another: make it equal")
    }
    guard !parts.isEmpty, !last.parts.isEmpty else {
      throw place.error(".content", Self.emptyText)
    }
    for part in parts {
      if case .text = part, case .text = last.parts.last {
        throw place.error(".content", Self.neighbours)
      }
      last.parts.append(part)
    }
    elements.append(.message(last))
  }

  private func parts(
    _ content: JSONObject, at place: MessagePlace
  ) throws(MessageFormatError) -> [MessagePart] {
    let path = ".content"
    let kind = try string(content, "type", path, at: place)
    switch kind {
    case "text":
      try members(of: content, allowed: ["type", "text", "_meta"], path, at: place)
      return try parts(try string(content, "text", path, at: place), ".content.text", at: place)
    case "image", "audio":
      try members(of: content, allowed: ["type", "data", "mimeType", "_meta"], path, at: place)
      let type = try string(content, "mimeType", path, at: place)
      guard MediaType.essence(of: type).utf8.starts(with: "\(kind)/".utf8) else {
        throw place.error(".content.mimeType", "the type begins with \(kind)/ here")
      }
      let data = try string(content, "data", path, at: place)
      return [
        .media(
          MessageMedia(
            url: try dataURL(
              type, data, typeAt: ".content.mimeType", dataAt: ".content.data", at: place)))
      ]
    case "resource_link":
      try members(
        of: content, allowed: ["type", "uri", "name", "mimeType", "_meta"], path, at: place)
      return [.media(try link(content, at: place))]
    default:
      throw place.error(
        ".content.type",
        "\(MessagePlace.excerpt(kind)) has no place in a chat: leave the message out")
    }
  }

  private func link(
    _ content: JSONObject, at place: MessagePlace
  ) throws(MessageFormatError) -> MessageMedia {
    let url = try string(content, "uri", ".content", at: place)
    let name = try string(content, "name", ".content", at: place)
    guard name.hasSameBytes(as: MCPForm.name(of: url)) else {
      throw place.error(
        ".content.name",
        "a medium has no name in a chat but that of its address: write "
          + MessagePlace.excerpt(MCPForm.name(of: url)))
    }
    var media = MessageMedia(url: try address(url, ".content.uri", at: place))
    if let type = content["mimeType"], !type.isNull {
      let type = try string(content, "mimeType", ".content", at: place)
      guard MarkerRules.canHold(type) else {
        throw place.error(".content.mimeType", MarkerRules.refusal)
      }
      media.contentType = .literal(type)
    }
    return media
  }
}
