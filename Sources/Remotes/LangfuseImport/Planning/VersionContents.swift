internal import CanonicalJSON
internal import PromptRepo
internal import PromptTemplate

/// What a version of Langfuse becomes here.
struct PlannedContent {
  /// The content.
  let content: VersionContent
  /// What is otherwise than at Langfuse, or will be missed.
  let remarks: [String]
  /// How deep other texts lie in it.
  let height: Int
}

/// Makes contents of versions, with pins of what they include.
///
/// A pin is a hash, so the content of what is included is made first, unless it is here already.
final class VersionContents {
  /// What is known of a prompt here.
  struct Known {
    /// The name that texts include it by.
    let name: PromptName
    /// The hashes of versions that are here, by their numbers at Langfuse.
    var hashes: [Int: VersionHash] = [:]
    /// Why nothing can include it; `nil` where it can be.
    var obstacle: String?
  }

  private struct Key: Hashable {
    let prompt: Int
    let number: Int
  }

  private let prompts: [LangfusePrompt]
  private let known: [Known]
  private let places: [UTF8Key: Int]
  private let fileFault: @Sendable (JSONObject) -> String?
  private var made: [Key: Result<PlannedContent, VersionFault>] = [:]
  private var underWay: Set<Key> = []
  /// Whether a look at what is included was given up since it led too far.
  private var gaveUp = false

  /// How far a look leads from one text to the next; that what was found lies too deep is known long
  /// before.
  private static let lookLimit = 200

  /// Makes a maker of contents.
  ///
  /// - Parameters:
  ///   - known: What is known here of each of the prompts.
  ///   - fileFault: Why a configuration has no place in a working file; `nil` where it has one.
  init(
    _ prompts: [LangfusePrompt], known: [Known],
    fileFault: @escaping @Sendable (JSONObject) -> String? = { _ in nil }
  ) {
    (self.prompts, self.known, self.fileFault) = (prompts, known, fileFault)
    places = Dictionary(prompts.enumerated().map { (UTF8Key($1.name), $0) }) { first, _ in first }
  }

  /// What a version becomes.
  ///
  /// - Throws: ``VersionFault`` for one that cannot be taken over.
  func content(of number: Int, of prompt: Int) throws(VersionFault) -> PlannedContent {
    gaveUp = false
    return try content(Key(prompt: prompt, number: number), depth: 0)
  }

  private func content(_ key: Key, depth: Int) throws(VersionFault) -> PlannedContent {
    if let result = made[key] { return try result.get() }
    let result = Result { () throws(VersionFault) in try make(key, depth: depth) }
    if case .failure = result, gaveUp { return try result.get() }
    made[key] = result
    return try result.get()
  }

  private func make(_ key: Key, depth: Int) throws(VersionFault) -> PlannedContent {
    guard let read = prompts[key.prompt].versions[key.number] else {
      throw VersionFault("it was not read")
    }
    let version = try read.get()
    guard depth < VersionContents.lookLimit else {
      gaveUp = true
      throw VersionFault("what it includes leads too far")
    }
    guard underWay.insert(key).inserted else { throw VersionFault("it includes itself") }
    defer { underWay.remove(key) }
    var pins = Pins()
    for tag in version.inclusions { try add(tag, to: &pins, depth: depth) }
    let template = try version.template(pins.names)
    var remarks = pins.remarks
    if let remark = version.variableRemark { remarks.append(remark) }
    let config = try version.config(pins.members, &remarks)
    if let config, !LangfuseVersion.keysWithoutPlace.contains(where: { config[$0] != nil }),
      let reason = fileFault(config)
    {
      remarks.append("configuration has no place in a working file: \(reason)")
    }
    do throws(RepositoryError) {
      return PlannedContent(
        content: try VersionContent(template: template, config: config), remarks: remarks,
        height: pins.height)
    } catch {
      throw VersionFault(error.message)
    }
  }

  /// What a version includes.
  private struct Pins {
    var names: [CompositionTag: PromptName] = [:]
    var hashes: [PromptName: VersionHash] = [:]
    var members = JSONObject()
    var remarks: [String] = []
    var height = 0
  }

  private func add(
    _ tag: CompositionTag, to pins: inout Pins, depth: Int
  ) throws(VersionFault) {
    let title = tag.name.text
    guard let place = places[tag.name] else {
      throw VersionFault("it includes '\(title)', which is not there")
    }
    if let obstacle = known[place].obstacle {
      throw VersionFault("it includes '\(title)', which \(obstacle)")
    }
    let number = try number(of: tag, prompts[place])
    if case .success(let version)? = prompts[place].versions[number],
      let reason = version.reasonAgainstInclusion
    {
      throw VersionFault("it includes '\(title)' \(number), which is \(reason)")
    }
    let hash: VersionHash
    var height = 1
    if let known = known[place].hashes[number] {
      hash = known
    } else {
      let included: PlannedContent
      do throws(VersionFault) {
        included = try content(Key(prompt: place, number: number), depth: depth + 1)
      } catch {
        throw VersionFault("it includes '\(title)' \(number), which is left out: \(error.reason)")
      }
      hash = included.content.hash
      height = included.height + 1
    }
    guard height <= RenderLimits.standard.partialDepth else {
      throw VersionFault(
        "texts lie more than \(RenderLimits.standard.partialDepth) deep in each other")
    }
    pins.height = max(pins.height, height)
    let name = known[place].name
    if let other = pins.hashes[name], other != hash {
      throw VersionFault("it includes two versions of '\(title)', and a text has one of each")
    }
    pins.hashes[name] = hash
    pins.names[tag] = name
    pins.members[name.rawValue] = .string("\(hash)")
    guard pins.names.count <= RenderLimits.standard.partialCount else {
      throw VersionFault("it includes more than \(RenderLimits.standard.partialCount) texts")
    }
    if case .label(let label) = tag.target {
      pins.remarks.append(
        "includes '\(title)' by its label '\(label.text)': pinned to \(number), which has it now")
    }
  }

  private func number(
    of tag: CompositionTag, _ prompt: LangfusePrompt
  ) throws(VersionFault) -> Int {
    switch tag.target {
    case .version(let number): return number
    case .label(let label):
      guard let number = prompt.number(labelled: label.text) else {
        throw VersionFault(
          "it includes '\(prompt.name)' by the label '\(label.text)', which no "
            + "version has")
      }
      return number
    }
  }
}

extension LangfusePrompt {
  /// The number of the version that has a label; `nil` if none does.
  func number(labelled label: String) -> Int? {
    if label == "latest" { return numbers.last }
    return numbers.last { number in
      guard case .success(let version)? = versions[number] else { return false }
      return version.labels.contains { $0.hasSameBytes(as: label) }
    }
  }
}

extension LangfuseVersion {
  /// Whether a text of this dialect has another meaning than one that holds only names in braces.
  private static let takenDialects = [Dialect.strict, .chat, .handlebars]

  /// Keys of a configuration that have no place in the header of a file.
  fileprivate static let keysWithoutPlace = ["name", "title", "description", "metadata"]

  /// Why no text here can include the version; `nil` if one can.
  fileprivate var reasonAgainstInclusion: String? {
    if case .chat = content { return "a chat, and only texts can be included" }
    guard config?.object?["dialect"] == "jinja" else { return nil }
    return "of the dialect jinja, which no text includes"
  }

  /// The version's text, with partials in the place of tags.
  fileprivate func template(_ names: [CompositionTag: PromptName]) throws(VersionFault) -> String {
    switch content {
    case .text(let text):
      if names.isEmpty { return text }
      return ChatText.canonical(MessageText(including: names, in: text))
    case .chat(let elements):
      do throws(ChatTextError) {
        return try ChatText.canonical(
          names.isEmpty ? elements : elements.map { $0.including(names) })
      } catch {
        throw VersionFault("\(error)")
      }
    }
  }

  /// The version's configuration, with what this program keeps there.
  fileprivate func config(
    _ pins: JSONObject, _ remarks: inout [String]
  ) throws(VersionFault) -> JSONObject? {
    var isChat = !pins.isEmpty
    if case .chat = content { isChat = true }
    var members = JSONObject()
    switch config {
    case nil: break
    case .object(let object)?:
      if let taken = takenKey(object, isChat: isChat) {
        members["config"] = .object(object)
        remarks.append(
          "configuration with the key '\(taken)', which says other things here, is "
            + "kept below the key 'config'")
      } else {
        members = object
      }
    case .some(let value):
      members["config"] = value
      remarks.append("configuration that is no object is kept below the key 'config'")
    }
    for key in LangfuseVersion.keysWithoutPlace where members[key] != nil {
      remarks.append("configuration with the key '\(key)' has no place in a working file")
    }
    if isChat {
      var chat: JSONObject = ["dialect": "chat"]
      for member in members { chat[member.key] = member.value }
      if !pins.isEmpty { chat["partials"] = .object(pins) }
      members = chat
    }
    do throws(JSONError) {
      // As deep as it lies in a row of an export.
      try JSONValue.object(["config": .object(members)]).check()
    } catch {
      throw VersionFault("its configuration cannot be kept: \(error.message)")
    }
    return members.isEmpty ? nil : members
  }

  private func takenKey(_ config: JSONObject, isChat: Bool) -> String? {
    let dialect = config["dialect"]
    if isChat {
      if let dialect, dialect != "chat" { return "dialect" }
      return config["partials"] == nil ? nil : "partials"
    }
    let taken = dialect?.string.flatMap(Dialect.init(rawValue:)).map {
      LangfuseVersion.takenDialects.contains($0)
    }
    return taken == true ? "dialect" : nil
  }
}

extension MessageText {
  /// A text whose tags are the partials of these names.
  fileprivate init(including names: [CompositionTag: PromptName], in text: String) {
    self.init()
    for piece in CompositionTag.pieces(of: text) {
      switch piece {
      case .text(let text):
        for piece in MessageText(placeholdersIn: text).pieces { append(piece) }
      case .tag(let tag):
        if let name = names[tag] { append(.partial(name.rawValue)) }
      }
    }
  }
}

extension ChatElement {
  /// The element with partials in the place of tags.
  fileprivate func including(_ names: [CompositionTag: PromptName]) -> ChatElement {
    guard case .message(var message) = self else { return self }
    message.parts = message.parts.map { part in
      guard case .text(let text) = part else { return part }
      return .text(MessageText(including: names, in: text.written))
    }
    return .message(message)
  }
}
