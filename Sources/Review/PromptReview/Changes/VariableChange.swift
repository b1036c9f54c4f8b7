internal import CanonicalJSON
internal import PromptRepo
internal import PromptTemplate
internal import TextDiff

/// The difference between the variables of two templates.
public struct VariableChange: Sendable, Hashable {
  /// Variables that only the newer template has, in the order of their occurrence.
  public let added: [String]

  /// Variables that only the older template has, likewise.
  public let removed: [String]

  /// Those of both that are the same variable under another name: the new one stands at all places
  /// where the old one stood. They are in ``added`` and ``removed`` too.
  public let renamed: [Renaming]

  /// Those of ``added`` that are a misspelling of a variable that the newer header declares. What
  /// callers give a value for has not changed, so these are no renamings.
  public let misspelt: [Misspelling]

  /// A variable under another name.
  public struct Renaming: Sendable, Hashable {
    /// The name before.
    public let from: String
    /// The name after.
    public let to: String
  }

  /// A variable that is not declared and is nearly one that is.
  public struct Misspelling: Sendable, Hashable {
    /// The name in the template.
    public let name: String
    /// The name in the header's `input.schema`.
    public let declared: String
  }

  /// Whether there is any difference.
  public var isAny: Bool { !added.isEmpty || !removed.isEmpty }

  init(from old: ReadContent?, to new: ReadContent?, _ words: WordDiff) {
    let (before, after) = (old?.names ?? [], new?.names ?? [])
    let (known, wanted) = (Set(before.map { UTF8Key($0) }), Set(after.map { UTF8Key($0) }))
    let added = after.filter { !known.contains(UTF8Key($0)) }
    let removed = before.filter { !wanted.contains(UTF8Key($0)) }
    let misspelt = Self.misspelt(added, declared: new?.declaredNames ?? [])
    self.added = added
    self.removed = removed
    self.misspelt = misspelt
    guard let old, let new, !added.isEmpty, !removed.isEmpty else {
      renamed = []
      return
    }
    let pairs = RenamingSearch(
      gone: Set(removed), new: Set(added), from: old.template, to: new.template, words
    ).pairs
    renamed = removed.compactMap { name in
      guard let to = pairs[name], !misspelt.contains(where: { $0.name == to }) else { return nil }
      return Renaming(from: name, to: to)
    }
  }

  private static let comparisonLimit = 100_000

  private static func misspelt(_ names: [String], declared: [String]) -> [Misspelling] {
    if declared.isEmpty { return [] }
    let known = Set(declared)
    // Nobody declares so many; what is not looked at counts as new.
    return names.prefix(comparisonLimit / declared.count).compactMap { name in
      if known.contains(name) { return nil }
      return declared.first { NearName.isNear(name, to: $0) }
        .map { Misspelling(name: name, declared: $0) }
    }
  }
}

/// Finds out which new variables stand where others stood.
///
/// Within each change of the word diff the variables that are gone and those that are new are
/// paired in order, if there are as many. A pair counts if it holds at all places of both.
private struct RenamingSearch {
  /// The new name of each variable that has another name now.
  private(set) var pairs: [String: String] = [:]

  private let gone: Set<String>
  private let new: Set<String>

  init(
    gone: Set<String>, new: Set<String>, from old: Template, to newer: Template, _ words: WordDiff
  ) {
    self.gone = gone
    self.new = new
    let before = old.placeholders.filter { gone.contains($0.name) }
    let after = newer.placeholders.filter { new.contains($0.name) }
    var places: [String: Int] = [:]
    for placeholder in before + after { places[placeholder.name, default: 0] += 1 }
    var found: [String: [String: Int]] = [:]
    var (left, right) = (before[...], after[...])
    for change in ChangedStretch.all(in: words) {
      let from = Self.take(from: &left, until: change.old.upperBound)
      let to = Self.take(from: &right, until: change.new.upperBound)
      guard from.count == to.count else { continue }
      for (old, new) in zip(from, to) { found[old, default: [:]][new, default: 0] += 1 }
    }
    for (old, candidates) in found {
      guard candidates.count == 1, let (name, count) = candidates.first,
        count == places[old], count == places[name]
      else { continue }
      pairs[old] = name
    }
  }

  /// The names of the placeholders whose middle is before a byte.
  private static func take(
    from placeholders: inout ArraySlice<TemplatePlaceholder>, until end: Int
  ) -> [String] {
    let taken = placeholders.prefix { ($0.range.lowerBound + $0.range.upperBound) / 2 < end }
    placeholders = placeholders.dropFirst(taken.count)
    return taken.map(\.name)
  }
}

/// Names that a slip of the pen takes for each other.
enum NearName {
  /// The shortest declared name that one edit can miss.
  private static let shortest = 4

  /// The longest name that is compared, in bytes.
  private static let longest = 100

  /// Whether a name is one edit, a case or a separator away from a declared one.
  ///
  /// An edit adds, leaves out or replaces one letter, or exchanges two neighbours.
  static func isNear(_ name: String, to declared: String) -> Bool {
    guard name.utf8.count <= longest, declared.utf8.count <= longest else { return false }
    let (name, declared) = (Array(name.utf8), Array(declared.utf8))
    guard declared.count >= shortest else { return false }
    return isLoose(name, declared) || isOneEdit(name, declared)
  }

  /// Whether names are equal but for case and separators.
  private static func isLoose(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    func loose(_ name: [UInt8]) -> [UInt8] {
      name.compactMap { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): nil
        default: byte
        }
      }
    }
    return loose(left) == loose(right)
  }

  private static func isOneEdit(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    let prefix = zip(left, right).prefix { $0 == $1 }.count
    let (left, right) = (left[prefix...], right[prefix...])
    switch left.count - right.count {
    case 1: return left.dropFirst() == right
    case -1: return left == right.dropFirst()
    case 0:
      if left.dropFirst() == right.dropFirst() { return !left.isEmpty }
      return left.count >= 2 && left.first == right.dropFirst().first
        && left.dropFirst().first == right.first && left.dropFirst(2) == right.dropFirst(2)
    default: return false
    }
  }
}
