public import CanonicalJSON
internal import PromptLint
public import PromptRepo

/// One value of a configuration or record that is not the same.
public struct SettingChange: Sendable, Hashable {
  /// The keys from the top: `["config", "temperature"]`. Lists are compared as a whole.
  public let path: [String]

  /// The value before; nil where there was none.
  public let from: JSONValue?

  /// The value after; nil where there is none.
  public let to: JSONValue?

  /// The numbers of the versions that a pin of a partial names, where the ledger has them.
  public private(set) var versions = PinnedVersions()

  /// The numbers of two pinned versions.
  public struct PinnedVersions: Sendable, Hashable {
    /// The number before.
    public fileprivate(set) var from: Int?
    /// The number after.
    public fileprivate(set) var to: Int?
  }

  /// The path as reports show it: `config.temperature`.
  public var name: String { path.joined(separator: ".") }

  /// Makes a change of one value.
  public init(_ path: [String], from: JSONValue?, to: JSONValue?) {
    self.path = path
    self.from = from
    self.to = to
  }

  /// The differences of two configurations, in the order of the newer one; in each object what is
  /// gone comes last.
  ///
  /// Objects are compared key by key, one that is new or gone as one that was or is empty.
  public static func between(_ from: JSONObject?, _ to: JSONObject?) -> [SettingChange] {
    var changes: [SettingChange] = []
    compare(from ?? JSONObject(), to ?? JSONObject(), at: [], into: &changes)
    return changes
  }

  /// The differences of two records: `title`, `description` and `metadata` by path.
  public static func between(_ from: PromptRecord?, _ to: PromptRecord?) -> [SettingChange] {
    between(from.map(Self.fields), to.map(Self.fields))
  }

  private static func fields(of record: PromptRecord) -> JSONObject {
    var fields = JSONObject()
    if let title = record.title { fields["title"] = .string(title) }
    if let description = record.description { fields["description"] = .string(description) }
    // Of metadata the order is not kept.
    if !record.metadata.isEmpty { fields["metadata"] = .object(record.metadata.sortedKeys) }
    return fields
  }

  private static func compare(
    _ from: JSONObject, _ to: JSONObject, at path: [String], into changes: inout [SettingChange]
  ) {
    for member in to {
      compare(from[member.key], member.value, at: path + [member.key], into: &changes)
    }
    for member in from where to[member.key] == nil {
      compare(member.value, nil, at: path + [member.key], into: &changes)
    }
  }

  private static func compare(
    _ from: JSONValue?, _ to: JSONValue?, at path: [String], into changes: inout [SettingChange]
  ) {
    if from == to { return }
    let (old, new) = (from?.object, to?.object)
    if let old, let new {
      compare(old, new, at: path, into: &changes)
    } else if let new, from == nil, !new.isEmpty {
      compare(JSONObject(), new, at: path, into: &changes)
    } else if let old, to == nil, !old.isEmpty {
      compare(old, JSONObject(), at: path, into: &changes)
    } else {
      changes.append(SettingChange(path, from: from, to: to))
    }
  }
}

extension SettingChange: CustomStringConvertible {
  /// The change as reports show it: `config.temperature 0.2 → 0.7`, `model + "m"`, `model - "m"`.
  /// The values are canonical JSON without secrets; of a long one only the beginning is shown.
  public var description: String {
    line(name: name) { Self.shown($0) }
  }

  /// The change on one line, with values as somebody shows them.
  package func line(name: String, _ shown: (JSONValue) -> String) -> String {
    switch (pin(from, versions.from) ?? from.map(shown), pin(to, versions.to) ?? to.map(shown)) {
    case (let from?, let to?): "\(name) \(from) → \(to)"
    case (nil, let to?): "\(name) + \(to)"
    case (let from?, nil): "\(name) - \(from)"
    case (nil, nil): name
    }
  }

  /// The values where they are pins of a partial, `1b33768c2652 (v3)`; nil for any other.
  package var pins: (from: String?, to: String?) {
    (pin(from, versions.from), pin(to, versions.to))
  }

  private func pin(_ value: JSONValue?, _ number: Int?) -> String? {
    guard path.count == 2, path[0] == PartialPins.key, let text = value?.string,
      text.utf8.starts(with: "sha256:".utf8), let hash = VersionHash(orNil: text)
    else { return nil }
    return hash.short() + (number.map { " (v\($0))" } ?? "")
  }

  /// The change with the numbers of pinned versions, if it is one of a pin.
  func withVersions(of partials: [PartialChange]) -> SettingChange {
    guard path.count == 2, path[0] == PartialPins.key,
      let partial = partials.first(where: { $0.name.rawValue.hasSameBytes(as: path[1]) })
    else { return self }
    var copy = self
    copy.versions = PinnedVersions(from: partial.versions.from, to: partial.versions.to)
    return copy
  }

  private static let shownLength = 60

  private static func shown(_ value: JSONValue) -> String {
    // Secrets first: of one that is cut, nothing tells that it is one.
    let text = value.withoutSecrets.text().withoutSecrets
    guard text.utf8.count > shownLength else { return text }
    let start = text.unicodeScalars.prefix(shownLength)
    return start.count < text.unicodeScalars.count ? String(start) + "…" : text
  }

  /// The change as machine-readable output shows it: `name`, `from` and `to`; a value that is not
  /// there is left out.
  package var json: JSONObject {
    var object: JSONObject = ["name": .string(name), "path": .array(path.map { .string($0) })]
    if let from { object["from"] = from.withoutSecrets }
    if let to { object["to"] = to.withoutSecrets }
    if let number = versions.from { object["from_version"] = .integer(number) }
    if let number = versions.to { object["to_version"] = .integer(number) }
    return object
  }
}

/// Objects of a configuration whose keys stand in another order, which is content too.
enum SettingOrder {
  /// The paths of all objects of both in which the keys that both have are ordered otherwise.
  static func changed(_ from: JSONObject?, _ to: JSONObject?) -> [[String]] {
    var paths: [[String]] = []
    compare(from ?? JSONObject(), to ?? JSONObject(), at: [], into: &paths)
    return paths
  }

  private static func compare(
    _ from: JSONObject, _ to: JSONObject, at path: [String], into paths: inout [[String]]
  ) {
    let before = from.lazy.map(\.key).filter { to[$0] != nil }
    let after = to.lazy.map(\.key).filter { from[$0] != nil }
    if !before.elementsEqual(after, by: { $0.hasSameBytes(as: $1) }) { paths.append(path) }
    for member in to {
      guard let old = from[member.key]?.object, let new = member.value.object else { continue }
      compare(old, new, at: path + [member.key], into: &paths)
    }
  }
}
