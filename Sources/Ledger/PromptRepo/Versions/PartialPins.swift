package import CanonicalJSON
internal import PromptTemplate

/// The versions that a content includes, by the names of their prompts: the header's `partials`.
///
/// A pin is a hash, so the hash of a content covers all that it includes, and no content can include
/// itself.
package struct PartialPins: Sendable, Hashable {
  /// The header's key.
  package static let key = "partials"

  /// The pins by the names as they stand in the header, in its order.
  package private(set) var pins: [(name: PromptName, hash: VersionHash)] = []

  /// What of the header is no pin, by its key.
  package private(set) var unreadable: [String] = []

  /// Reads the pins of a configuration.
  package init(_ config: JSONObject?) {
    guard let value = config?[Self.key] else { return }
    guard let object = value.object else {
      unreadable = [Self.key]
      return
    }
    for member in object {
      guard let name = PromptName(orNil: member.key),
        let text = member.value.string, text.utf8.starts(with: "sha256:".utf8),
        let hash = VersionHash(orNil: text)
      else {
        unreadable.append(member.key)
        continue
      }
      pins.append((name, hash))
    }
  }

  /// The hash that a name is pinned to; `nil` where it has no pin.
  package subscript(name: PromptName) -> VersionHash? {
    pins.first { $0.name == name }?.hash
  }

  /// Whether the header has something for a name that is no pin.
  package func isUnreadable(_ name: PromptName) -> Bool {
    unreadable.contains { $0.hasSameBytes(as: name.rawValue) || $0.hasSameBytes(as: Self.key) }
  }

  /// Whether two headers have the same pins, in whatever order.
  package static func == (left: PartialPins, right: PartialPins) -> Bool {
    left.pins.count == right.pins.count && left.pins.allSatisfy { right[$0.name] == $0.hash }
      && left.unreadable == right.unreadable
  }

  /// Hashes the names and their hashes.
  package func hash(into hasher: inout Hasher) {
    for pin in pins.sorted(by: { $0.name < $1.name }) {
      hasher.combine(pin.name)
      hasher.combine(pin.hash)
    }
  }
}

extension VersionContent {
  /// The versions that the content includes.
  package var partialPins: PartialPins { PartialPins(config) }

  /// The pins of a content whose dialect can include something; none of any other.
  package var includingPins: [(name: PromptName, hash: VersionHash)] {
    switch dialect {
    case .plain, .strict, .jinja: []
    case .chat, .handlebars: partialPins.pins
    }
  }
}
