package import CanonicalJSON
internal import PromptTemplate

/// Rules about variables and what the header declares of them.
enum VariableRules {
  static let family = RuleFamily(
    rules: [misspelt, undeclared, unused], needsHeader: true, find: find)

  static let misspelt = Rule(
    "variable-misspelt", .error, fix: .seen,
    finds: "a variable that is nearly, and not quite, a declared one",
    why: """
      Whoever renders the prompt gives a value to the declared name, and the misspelt placeholder \
      stays as text. A name counts as misspelt if it is one edit, a case or a `-`, `_` or `.` away \
      from a declared one of four letters or more. Without `input.schema` two names that differ only \
      in case and separators are a warning.
      """,
    example: "`{{ammount}}` where `input.schema` has `amount`.",
    remedy: "Write the declared name, or declare the new one in `input.schema`.")

  static let undeclared = Rule(
    "variable-undeclared", .error,
    finds: "a variable that `input.schema` does not declare",
    why: """
      Callers read the schema to know which values to give. One that is missing there is never \
      given.
      """,
    example: "`{{tone}}` where `input.schema` has `customer` alone.",
    remedy: "Declare it in `input.schema`, or take it out of the text.")

  static let unused = Rule(
    "variable-unused", .warning,
    finds: "an input that `input.schema` declares and the text does not use",
    why: "Callers are asked for a value that changes nothing.",
    example: "`input: {schema: {customer: string}}` above a text without `{{customer}}`.",
    remedy: "Use it in the text, or take it out of `input.schema`.")

  private static func find(_ text: LintText) -> [Draft] {
    let placeholders = text.variables.filter { $0.kind != .messages && $0.kind != .context }
    guard let inputs = HeaderInputs(text.source.config) else { return alike(placeholders) }
    var drafts: [Draft] = []
    var declared = DeclaredNames(inputs.names)
    var near: [String: String?] = [:]
    var wanted: Set<String> = []
    for placeholder in placeholders {
      let name = placeholder.name
      // Where any name may be given, none is wrong.
      if inputs.isOpen || helpers.contains(name) || declared.contains(name) { continue }
      if near[name] == nil { near[name] = .some(declared.nearest(name)) }
      if let right = near[name] ?? nil {
        wanted.insert(right)
        drafts.append(
          Draft(
            misspelt, placeholder.range, "'\(name)' is not declared in input.schema; '\(right)' is",
            matched: name,
            fix: fix(placeholder, right)))
      } else {
        drafts.append(
          Draft(
            undeclared, placeholder.range,
            "'\(name)' is not declared in input.schema: declare it, or take it out", matched: name))
      }
    }
    return drafts + unused(inputs, text, except: wanted)
  }

  /// Names that other template languages have a meaning for.
  fileprivate static let helpers: Set<String> = ["history", "else", "this"]

  /// Names that differ only in case and separators, where nothing is declared; the one that stands
  /// more seldom, or later, is taken for the slip.
  private static func alike(_ placeholders: [VariablePlace]) -> [Draft] {
    var counts: [String: Int] = [:]
    var groups: [[UInt8]: [String]] = [:]
    for placeholder in placeholders {
      counts[placeholder.name, default: 0] += 1
      if counts[placeholder.name] == 1 {
        groups[Spelling.folded(placeholder.name), default: []].append(placeholder.name)
      }
    }
    var right: [String: String] = [:]
    for names in groups.values where names.count > 1 {
      guard var best = names.first else { continue }
      for name in names where counts[name] ?? 0 > counts[best] ?? 0 { best = name }
      for name in names where !name.utf8.elementsEqual(best.utf8) { right[name] = best }
    }
    return placeholders.compactMap { placeholder in
      guard let other = right[placeholder.name] else { return nil }
      return Draft(
        misspelt, placeholder.range,
        "'\(placeholder.name)' and '\(other)' are two variables: use one name if they are one",
        matched: placeholder.name,
        fix: fix(placeholder, other), level: .warning)
    }
  }

  /// Another name in the place of a variable's.
  private static func fix(_ place: VariablePlace, _ right: String) -> Draft.Fix? {
    place.nameRange.map {
      Draft.Fix(range: $0, text: right, description: "Write \(right).")
    }
  }

  private static func unused(
    _ inputs: HeaderInputs, _ text: LintText, except wanted: Set<String>
  ) -> [Draft] {
    // What other template languages do in their braces may use any of them.
    var used: Set<String> = []
    // What a partial asks for is not known here, nor what a text does that cannot be read.
    if !text.reading.analysis.partials.isEmpty || !text.reading.faults.isEmpty { return [] }
    for placeholder in text.variables {
      used.insert(placeholder.name)
      used.insert(
        String(decoding: placeholder.name.utf8.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self))
    }
    for stray in foreignBraces(text) {
      let inside = text.text(stray.range)
      if inside.utf8.starts(with: "{{>".utf8) { return [] }
      for word in inside.utf8.split(whereSeparator: {
        !isAlphanumeric($0) && $0 != 0x5F && $0 != 0x2D
      }) { used.insert(String(decoding: word, as: UTF8.self)) }
    }
    guard let key = text.source.keys.first(where: { $0.name == "input" }) else { return [] }
    let places = places(in: text.bytes, key.entry)
    return inputs.names.compactMap { name in
      guard !used.contains(name), !wanted.contains(name) else { return nil }
      return Draft(
        unused, places[UTF8Key(name)] ?? key.range,
        "'\(name)' is declared, and the text does not use it: take it out, or use it", matched: name
      )
    }
  }

  /// Double braces that another program may read.
  private static func foreignBraces(_ text: LintText) -> [TemplateMarks.Stray] {
    switch text.source.dialect {
    case .plain, .strict, .chat: text.marks.strays.filter(\.isClosed)
    case .handlebars, .jinja: []
    }
  }

  /// Where a header has words as keys: before `:`, `?`, `(` or a quote.
  private static func places(in bytes: [UInt8], _ entry: Range<Int>) -> [UTF8Key: Range<Int>] {
    let entry = entry.clamped(to: bytes.indices)
    var places: [UTF8Key: Range<Int>] = [:]
    var at = entry.lowerBound
    while at < entry.upperBound {
      var end = at
      while end < entry.upperBound, isNamePart(bytes[end]) { end += 1 }
      if end > at, end < entry.upperBound, [0x3A, 0x3F, 0x28, 0x22, 0x27].contains(bytes[end]) {
        let key = UTF8Key(String(decoding: bytes[at..<end], as: UTF8.self))
        if places[key] == nil { places[key] = at..<end }
      }
      at = max(end, at + 1)
    }
    return places
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte == 0x5F || byte == 0x2D || byte == 0x2E
  }
}

/// Variables that a text misspells, for whoever compares two texts.
package enum MisspeltVariables {
  /// For each of some names of a template that is misspelt, the declared name that it stands for, as
  /// the rule `variable-misspelt` finds them.
  package static func declaredNames(
    of names: [String], in config: JSONObject
  ) -> [(name: String, declared: String)] {
    guard let inputs = HeaderInputs(config), !inputs.isOpen else { return [] }
    var declared = DeclaredNames(inputs.names)
    return names.compactMap { name in
      guard !VariableRules.helpers.contains(name), !declared.contains(name) else { return nil }
      return declared.nearest(name).map { (name, $0) }
    }
  }
}

/// The declared names of a header, to be asked for many others.
private struct DeclaredNames {
  private let names: Set<UTF8Key>
  /// The names of four letters and more, by what they are without case and separators.
  private let folded: [[UInt8]: String]
  private let long: [String]
  /// How many more pairs of names are compared, so that thousands of each do not take for ever.
  private var budget = 1_000_000

  init(_ declared: [String]) {
    names = Set(declared.map { UTF8Key($0) })
    long = declared.filter { $0.utf8.count { isAlphanumeric($0) } >= 4 }
    folded = Dictionary(long.map { (Spelling.folded($0), $0) }) { first, _ in first }
  }

  /// Whether a name is declared, itself or as what its part before a dot has.
  func contains(_ name: String) -> Bool {
    if names.contains(UTF8Key(name)) { return true }
    let first = String(decoding: name.utf8.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
    return names.contains(UTF8Key(first))
  }

  /// The declared name that a misspelt one stands for; nil if there is none.
  mutating func nearest(_ name: String) -> String? {
    if let other = folded[Spelling.folded(name)] { return other }
    budget -= long.count
    guard budget >= 0 else { return nil }
    return long.first { Spelling.isNear(name, $0) }
  }
}
