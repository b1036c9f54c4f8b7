import CanonicalJSON

extension WireSample {
  /// An object that differs from the sample in one member, and how.
  struct Variant: Sendable {
    let member: String
    let json: JSONObject
    /// What stands in the member's place; `nil` when it is left out.
    let replacement: JSONValue?
  }

  /// The sample without each of its members, and with values of each kind in their places, in the
  /// objects and lists within too.
  var variants: [Variant] { Self.variants(of: json) }

  private static let kinds: [JSONValue] = [.null, true, 7, 0, .double(1.5), "text", [], [1], [:]]

  private static func variants(of json: JSONObject) -> [Variant] {
    json.flatMap { member -> [Variant] in
      let within =
        switch member.value {
        // Anything goes in it.
        case .object where ["metadata", "config"].contains(member.key): [Variant]()
        case .object(let object):
          variants(of: object).map { variant in
            Variant(
              member: "\(member.key).\(variant.member)",
              json: json.replacing(member.key, .object(variant.json)),
              replacement: variant.replacement)
          }
        case .array(let elements): variants(of: elements, in: member.key, of: json)
        default: [Variant]()
        }
      let replacements: [JSONValue?] = [nil] + kinds
      return within
        + replacements.map { value in
          Variant(
            member: member.key, json: json.replacing(member.key, value), replacement: value)
        }
    }
  }

  private static func variants(
    of elements: [JSONValue], in key: String, of json: JSONObject
  ) -> [Variant] {
    guard let last = elements.last?.object else { return [] }
    return variants(of: last).map { variant in
      Variant(
        member: "\(key)[\(elements.count - 1)].\(variant.member)",
        json: json.replacing(key, .array(elements.dropLast() + [.object(variant.json)])),
        replacement: variant.replacement)
    }
  }
}

extension JSONObject {
  /// The same object with another value of a member, or without it.
  func replacing(_ key: String, _ value: JSONValue?) -> JSONObject {
    var json = self
    json[key] = value
    return json
  }
}
