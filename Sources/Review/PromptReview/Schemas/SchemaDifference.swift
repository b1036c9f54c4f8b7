internal import CanonicalJSON

/// One difference between two schemas that can be read.
struct SchemaDifference {
  enum Kind {
    case removed
    case added
    /// It may be missing now.
    case madeOptional
    /// It may no longer be missing.
    case madeRequired
    /// Its types or values are others; both may be true, for types that have nothing to do with each
    /// other.
    case type(takesLess: Bool, takesMore: Bool)
    /// Something else that the schema demands is another.
    case constraints
  }

  let kind: Kind
  /// The field before; nil if it is new.
  let old: SchemaField?
  /// The field after; nil if it is gone.
  let new: SchemaField?

  var field: SchemaField? { new ?? old }

  /// All differences, in the order of the newer fields, then what is gone. What lies in something
  /// that is new, gone or of another type is not told besides.
  static func between(_ old: [SchemaField], _ new: [SchemaField]) -> [SchemaDifference] {
    let before = places(old)
    let after = places(new)
    var differences: [SchemaDifference] = []
    var told: Set<[String]> = []
    for field in new where !isInside(field.path, told) {
      guard let known = before[field.path] else {
        differences.append(SchemaDifference(kind: .added, old: nil, new: field))
        told.insert(field.path)
        continue
      }
      for kind in kinds(known, field) {
        differences.append(SchemaDifference(kind: kind, old: known, new: field))
        if case .type = kind { told.insert(field.path) }
      }
    }
    for field in old where after[field.path] == nil && !isInside(field.path, told) {
      differences.append(SchemaDifference(kind: .removed, old: field, new: nil))
      told.insert(field.path)
    }
    return differences
  }

  private static func places(_ fields: [SchemaField]) -> [[String]: SchemaField] {
    Dictionary(fields.map { ($0.path, $0) }, uniquingKeysWith: { _, last in last })
  }

  private static func isInside(_ path: [String], _ told: Set<[String]>) -> Bool {
    if told.isEmpty { return false }
    return (0..<path.count).contains { told.contains(Array(path.prefix($0))) }
  }

  private static func kinds(_ old: SchemaField, _ new: SchemaField) -> [Kind] {
    var kinds: [Kind] = []
    if old.mayBeMissing != new.mayBeMissing {
      kinds.append(new.mayBeMissing ? .madeOptional : .madeRequired)
    }
    let types = Reach(old.plainTypes.map(widened), new.plainTypes.map(widened))
    let values = Reach(
      old.plainValues.map { Set($0.map(\.sortedKeys)) },
      new.plainValues.map { Set($0.map(\.sortedKeys)) })
    let (less, more) = (types.isLess || values.isLess, types.isMore || values.isMore)
    if less || more { kinds.append(.type(takesLess: less, takesMore: more)) }
    if kinds.isEmpty, old.constraints != new.constraints { kinds.append(.constraints) }
    return kinds
  }

  /// Types with those that they include.
  private static func widened(_ types: Set<String>) -> Set<String> {
    types.contains("number") ? types.union(["integer"]) : types
  }

  /// Whether one set has less than another, or more; nil is everything.
  private struct Reach {
    let isLess: Bool
    let isMore: Bool

    init<Element: Hashable>(_ old: Set<Element>?, _ new: Set<Element>?) {
      switch (old, new) {
      case (nil, nil): (isLess, isMore) = (false, false)
      case (nil, _): (isLess, isMore) = (true, false)
      case (_, nil): (isLess, isMore) = (false, true)
      case (let old?, let new?):
        (isLess, isMore) = (!old.isSubset(of: new), !new.isSubset(of: old))
      }
    }
  }
}

extension SchemaField {
  /// The type in words: `string or number`, `any`, `one of "a", "b"`.
  var typeText: String {
    if let values = plainValues {
      let shown = values.prefix(6).map { $0.text() }.joined(separator: ", ")
      return "one of \(shown)\(values.count > 6 ? ", …" : "")"
    }
    return plainTypes.map { $0.sorted().joined(separator: " or ") } ?? "any"
  }
}
