internal import CanonicalJSON
internal import PromptInputs
internal import PromptMCP
internal import PromptRepo
internal import PromptTemplate

extension Repository {
  /// What a list shows of a prompt; `nil` where it is not listed.
  ///
  /// - Parameter lacksPartial: Set where something that the text includes is not there.
  func entry(
    _ name: PromptName, _ info: ObjectID, _ pointer: ObjectID,
    _ selection: LedgerCatalogue.Selection, lacksPartial: inout Bool
  ) throws(RepositoryError) -> CatalogueEntry? {
    let record = try record(at: info)
    guard !record.isArchived else { return nil }
    let move = try move(at: pointer)
    guard move.promptID == record.id else { throw .anotherPrompt(name, move) }
    let version = try version(of: move)
    let own = try ownText(of: version)
    guard own.dialect != .jinja else { return nil }
    var text = own
    if !own.partialNames.isEmpty {
      // What is included may be gone; whoever asks for the prompt is told.
      do throws(RepositoryError) {
        text = try self.text(of: version, name)
      } catch {
        guard error.cause is PartialRefusal else { throw error }
        lacksPartial = true
      }
    }
    return CatalogueEntry(
      name: selection.shownName(of: name), title: record.title, description: record.description,
      arguments: PromptArguments(of: text).list.map(\.shown))
  }
}

extension RepositoryError {
  /// A pointer leads to another prompt's version.
  fileprivate static func anotherPrompt(
    _ name: PromptName, _ move: PointerMove
  ) -> RepositoryError {
    RepositoryError(
      .damaged, "prompt '\(name)' has a move to a version of another prompt, \(move.promptID)")
  }
}

/// The arguments of a prompt: the variables whose values are texts or can be written as some.
///
/// Lists of messages are none of them, and neither is what Handlebars reads as `@name`.
struct PromptArguments {
  /// An argument.
  struct Argument {
    let name: String
    let isRequired: Bool
    /// What the header declares; `nil` for nothing, and in a dialect where that plays no part.
    let input: DeclaredInput?
    /// The value that is filled in without one.
    let defaultValue: JSONValue?
    /// What the header says of it.
    let description: String?
  }

  /// The arguments in the order of `input.schema`, then in that of the text.
  let list: [Argument]
  /// What the header declares.
  let declared: DeclaredInputs
  /// Whether values are of types, and defaults are filled in.
  let isTyped: Bool

  /// The arguments of a text.
  init(of text: VersionText) {
    let declared = text.declaredInputs
    let isTyped: Bool
    switch text.dialect {
    case .chat, .handlebars: isTyped = true
    case .plain, .strict, .jinja: isTyped = false
    }
    var known: Set<UTF8Key> = Set(text.listNames.map { UTF8Key($0) })
    var variables: [UTF8Key: AnalyzedVariable] = [:]
    var order: [UTF8Key] = []
    for variable in text.analysis.variables {
      switch variable.kind {
      case .text, .data, .media: break
      case .messages, .context: continue
      }
      let key = UTF8Key(variable.name)
      if known.insert(key).inserted {
        variables[key] = variable
        order.append(key)
      }
    }
    if !declared.list.isEmpty {
      var places: [UTF8Key: Int] = [:]
      for (place, input) in declared.inputs.enumerated() {
        if case .member(let name) = input.path.steps[0] { places[name] = place }
      }
      // Sorting by two keys keeps what is not declared in its order.
      order = order.enumerated().sorted { left, right in
        (places[left.element] ?? .max, left.offset) < (places[right.element] ?? .max, right.offset)
      }.map(\.element)
    }
    list = order.compactMap { key in
      variables[key].map { variable in
        let input = declared[variable.name]
        return Argument(
          name: variable.name, isRequired: text.requires(variable, declared),
          input: isTyped ? input : nil,
          defaultValue: isTyped ? text.defaults[variable.name] : nil,
          description: input?.description)
      }
    }
    self.declared = declared
    self.isTyped = isTyped
  }

  /// The argument of a name.
  subscript(name: String) -> Argument? {
    list.first { $0.name.hasSameBytes(as: name) }
  }
}

extension PromptArguments.Argument {
  /// How many values a description names.
  private static let shownValues = 12

  /// The argument as a list shows it.
  var shown: CatalogueArgument {
    CatalogueArgument(name: name, description: fullDescription, isRequired: isRequired)
  }

  /// The description with the values, or with the type if that is not text: `The tone (friendly or
  /// formal)`.
  private var fullDescription: String? {
    var facts: [String] = []
    if let values = input?.values {
      let named = values.filter { !($0.isNull && input?.isOptional == true) }
      var seen: Set<UTF8Key> = []
      let all = named.map(\.asText).filter { seen.insert(UTF8Key($0)).inserted }
      var texts = Array(all.prefix(Self.shownValues))
      if all.count > Self.shownValues { texts.append("\(all.count - Self.shownValues) more") }
      if !texts.isEmpty { facts.append("one of: \(texts.joined(separator: ", "))") }
    } else if let input, input.typeName != "any", input.typeName != "string" {
      facts.append(input.typeName)
    }
    if let defaultValue { facts.append("default: \(defaultValue.asText.firstLine)") }
    guard !facts.isEmpty else { return description }
    let written = facts.joined(separator: "; ")
    return description.map { "\($0) (\(written))" } ?? written
  }

  /// The values that can be proposed: those that are counted, `true` and `false`, the default.
  var proposals: [String] {
    var texts: [String] = []
    if let values = input?.values {
      texts = values.filter { !($0.isNull && input?.isOptional == true) }.map(\.asText)
    } else if let input, input.types.contains(.boolean), !input.types.contains(.string) {
      texts = ["true", "false"]
    }
    if let defaultValue { texts.append(defaultValue.asText) }
    // A text and a number may be written alike.
    var seen: Set<UTF8Key> = []
    return texts.filter { seen.insert(UTF8Key($0)).inserted }
  }
}

extension JSONValue {
  /// The value as an argument writes it: texts as they are, everything else as JSON.
  fileprivate var asText: String { string ?? text() }
}

extension String {
  /// The beginning of the first line.
  fileprivate var firstLine: String {
    let line = String(decoding: utf8.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
    let most = 60
    let short = line.unicodeScalars.count > most
    let start = short ? String(String.UnicodeScalarView(line.unicodeScalars.prefix(most))) : line
    return short || line.utf8.count < utf8.count ? start + "…" : start
  }
}
