internal import CanonicalJSON
internal import PromptRepo
internal import PromptTemplate

/// What a change does not keep for those who render the prompt.
struct CallBreaks {
  let change: ContentChange
  let old: ReadContent
  let new: ReadContent

  var all: [ContractBreak] { dialect + kind + variables + declared }

  private var dialect: [ContractBreak] {
    let (before, after) = (old.content.dialect, new.content.dialect)
    if before == after { return [] }
    let places: Set<Dialect> = [.plain, .strict]
    let what =
      places.contains(before) && places.contains(after)
      ? "backslashes before '{{' mean something else" : "what '{{' begins means something else"
    return [
      ContractBreak(
        .call, "dialect-changed", "dialect",
        "the template is read in the \(after) dialect now, and was in the \(before) one: \(what)",
        at: .setting(["dialect"]))
    ]
  }

  private var kind: [ContractBreak] {
    guard let kinds = change.kinds else { return [] }
    let message =
      switch kinds.to {
      case .messages: "it gives messages now, and gave a text"
      case .text: "it gives a text now, and gave messages"
      }
    return [
      ContractBreak(
        .call, "messages-changed", "",
        "\(message): whoever renders this prompt has to take it so", at: .whole)
    ]
  }

  // Placeholders: what VariableDiff compares when a version is deployed.
  private var variables: [ContractBreak] {
    let renamed = change.variables.renamed
    let misspelt = change.variables.misspelt
    let quiet = Set(renamed.map(\.to) + misspelt.map(\.name))
    let added = change.variables.added.filter { !quiet.contains($0) && new.requires($0) }
    // What a misspelling stands for is not gone.
    let kept = Set(renamed.map(\.from) + misspelt.map(\.declared))
    let removed = change.variables.removed.filter { !kept.contains($0) }
    let places = new.places(ofVariables: Set(added + renamed.map(\.to)))
    let former = placesOfRemoved(Set(removed))
    return
      added.map { name in
        ContractBreak(
          .call, "variable-added", name,
          "'\(name)' is new: whoever renders this prompt has to give it a value",
          at: places[name] ?? .whole)
      }
      + renamed.map { pair in
        ContractBreak(
          .call, "variable-renamed", pair.to,
          "'\(pair.from)' is '\(pair.to)' now: whoever renders this prompt has to give the value "
            + "under that name",
          at: places[pair.to] ?? .whole, names: [pair.to, pair.from])
      }
      + removed.map { name in
        ContractBreak(
          .call, "variable-removed", name,
          "'\(name)' is gone: whoever renders this prompt gives it a value in vain",
          at: former[name] ?? .whole)
      }
  }

  /// Where in the newer template the variables stood first that are gone.
  private func placesOfRemoved(_ names: Set<String>) -> [String: ContractBreak.Place] {
    if names.isEmpty { return [:] }
    var found: Set<String> = []
    let first = old.template.placeholders
      .filter { names.contains($0.name) && found.insert($0.name).inserted }
    var rest = ChangedStretch.all(in: change.words)[...]
    var ranges: [Range<Int>] = []
    var known: [String] = []
    for placeholder in first {
      let middle = (placeholder.range.lowerBound + placeholder.range.upperBound) / 2
      rest = rest.drop { $0.old.upperBound <= middle }
      guard let stretch = rest.first, stretch.old.contains(middle) else { continue }
      ranges.append(stretch.new.lowerBound..<stretch.new.lowerBound)
      known.append(placeholder.name)
    }
    return Dictionary(uniqueKeysWithValues: zip(known, new.places(of: ranges)))
  }

  // What the header says of them.
  private var declared: [ContractBreak] {
    let lost = lostDefaults
    guard let before = old.input.fields, let after = new.input.fields else {
      return unreadable + lost
    }
    let told = Set(lost.map(\.subject))
    return SchemaDifference.between(before, after).compactMap { difference in
      guard let field = difference.field else { return nil }
      switch difference.kind {
      case .added: return added(field)
      case .removed: return removed(field)
      case .madeOptional: return nil
      case .madeRequired: return told.contains(field.name) ? nil : required(field)
      case .type(let takesLess, _): return takesLess ? type(difference, field) : nil
      case .constraints:
        return input(
          "schema-changed", field,
          "'\(field.name)' has other conditions in input.schema: whoever renders this prompt has "
            + "to look at them")
      }
    } + lost
  }

  /// Where one of the two cannot be read, that they differ.
  private var unreadable: [ContractBreak] {
    guard old.input.source != nil, new.input.source != nil,
      old.input.source?.sortedKeys != new.input.source?.sortedKeys
    else { return [] }
    return [
      ContractBreak(
        .call, "schema-changed", "input.schema",
        "input.schema is another: whoever renders this prompt has to look at it",
        at: .setting(["input", "schema"]))
    ]
  }

  private var lostDefaults: [ContractBreak] {
    old.defaults.compactMap { member in
      guard new.defaults[member.key] == nil, new.asks(for: member.key) else { return nil }
      return ContractBreak(
        .call, "variable-required", member.key,
        "'\(member.key)' has no default any more: whoever renders this prompt has to give it a "
          + "value",
        at: .setting(["input", "default", member.key]))
    }
  }

  /// A field that the template's placeholders do not ask for; those are told by the template.
  private func isPlaceholder(_ field: SchemaField) -> Bool {
    field.path.count == 1 && (new.knows(field.path[0]) || old.knows(field.path[0]))
  }

  private func added(_ field: SchemaField) -> ContractBreak? {
    if field.mayBeMissing || field.path.last == "(*)" || isPlaceholder(field) { return nil }
    return input(
      field.path.count == 1 ? "variable-added" : "variable-required", field,
      "'\(field.name)' is new: whoever renders this prompt has to give it a value")
  }

  private func removed(_ field: SchemaField) -> ContractBreak? {
    if field.path.last == "(*)" || isPlaceholder(field) { return nil }
    return input(
      field.path.count == 1 ? "variable-removed" : "variable-type", field,
      "'\(field.name)' is gone: whoever renders this prompt gives it a value in vain")
  }

  private func required(_ field: SchemaField) -> ContractBreak? {
    input(
      "variable-required", field,
      "'\(field.name)' was optional and is required now: whoever renders this prompt has to give it "
        + "a value")
  }

  private func type(_ difference: SchemaDifference, _ field: SchemaField) -> ContractBreak? {
    let before = difference.old?.typeText ?? "any"
    return input(
      "variable-type", field,
      "'\(field.name)' is \(field.typeText) now, and was \(before): whoever renders this prompt has "
        + "to give it so")
  }

  private func input(_ rule: String, _ field: SchemaField, _ message: String) -> ContractBreak {
    ContractBreak(
      .call, rule, field.path.isEmpty ? "input.schema" : field.name,
      field.path.isEmpty ? message.replacingSubject("''", with: "the input") : message,
      at: .setting(["input", "schema"] + field.keys))
  }
}

extension ReadContent {
  /// Whether the template has a placeholder of this name.
  func knows(_ name: String) -> Bool { variableNames.contains(name) }

  /// Whether callers give a value of this name, by the template or the header.
  func asks(for name: String) -> Bool { knows(name) || declared.contains(name) }
}

extension String {
  /// The text with its first words replaced, if it begins with them.
  func replacingSubject(_ subject: String, with other: String) -> String {
    utf8.starts(with: subject.utf8) ? other + String(dropFirst(subject.count)) : self
  }
}
