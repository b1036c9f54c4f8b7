internal import CanonicalJSON
internal import PromptRepo
internal import PromptTemplate

/// The bytes at a template's beginning that are the same in every call, since they come before the
/// first variable. Providers' caches of prompts are paid by it.
public struct StablePrefix: Sendable, Hashable {
  /// The bytes before the first variable of the older template; all of it if there is none, 0 if
  /// there is no older one.
  public let from: Int

  /// The same of the newer template.
  public let to: Int

  /// The number of bytes at the beginning of both templates that are equal; nil unless both are there and
  /// differ.
  public let equal: Int?

  init(from old: ReadContent?, to new: ReadContent?) {
    from = old?.prefix ?? 0
    to = new?.prefix ?? 0
    guard let old, let new, !old.content.template.hasSameBytes(as: new.content.template) else {
      equal = nil
      return
    }
    equal = zip(old.template.source, new.template.source).prefix { $0 == $1 }.count
  }

  /// The number of bytes before the first variable that still begin every call.
  public var kept: Int { min(from, to, equal ?? from) }

  /// The outcome for a cache, in words: `a provider's prompt cache reuses the first 1,204 bytes`, or
  /// `a provider's prompt cache reuses 87 of the first 3,400 bytes`. Nil where nothing stood before the
  /// first variable, or nothing changed.
  public var summary: String? {
    guard equal != nil, from > 0 else { return nil }
    return kept == from
      ? "a provider's prompt cache reuses the first \(Self.grouped(kept)) bytes"
      : "a provider's prompt cache reuses \(Self.grouped(kept)) of the first \(Self.grouped(from)) bytes"
  }

  /// A number with commas between its groups of three digits.
  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.enumerated().reduce(into: "") { text, digit in
      if digit.offset > 0, (digits.count - digit.offset).isMultiple(of: 3) { text.append(",") }
      text.append(digit.element)
    }
  }
}

extension ReadContent {
  /// The bytes before the first variable.
  fileprivate var prefix: Int {
    let count = template.source.count
    switch content.dialect {
    case .plain, .strict: return template.placeholders.first?.range.lowerBound ?? count
    // A list, a medium and a partial are not the same from call to call either, as far as is known.
    case .chat, .handlebars, .jinja:
      let places = analysis.variables.filter { ownNames.contains(UTF8Key($0.name)) }.map(\.places)
      let first = (places + analysis.partials.map(\.places)).compactMap(\.first).min()
      guard let first else { return count }
      var position = TextPosition(line: 1, column: 1)
      for (offset, byte) in template.source.enumerated() {
        if position >= first { return offset }
        position.advance(past: byte)
      }
      return count
    }
  }
}
