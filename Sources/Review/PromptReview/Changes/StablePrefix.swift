internal import CanonicalJSON
internal import PromptRepo
internal import PromptTemplate

/// How many bytes at a template's beginning are the same in every call, since they come before the
/// first variable. Providers' caches of prompts are paid by it.
public struct StablePrefix: Sendable, Hashable {
  /// The bytes before the first variable of the older template; all of it if there is none, 0 if
  /// there is no older one.
  public let from: Int

  /// The same of the newer template.
  public let to: Int

  /// How many bytes at the beginning of both templates are equal; nil unless both are there and
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

  /// How many of the bytes that came before the first variable still begin every call.
  public var kept: Int { min(from, to, equal ?? from) }

  /// The outcome for a cache, in words: `the first 1,204 bytes stay`, or `the change is at byte 88
  /// of 3,400`. Nil where nothing stood before the first variable, or nothing changed.
  public var summary: String? {
    guard equal != nil, from > 0 else { return nil }
    return kept == from
      ? "the first \(Self.grouped(kept)) bytes stay"
      : "the change is at byte \(Self.grouped(kept + 1)) of \(Self.grouped(from))"
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
    template.placeholders.first?.range.lowerBound ?? template.source.count
  }
}
