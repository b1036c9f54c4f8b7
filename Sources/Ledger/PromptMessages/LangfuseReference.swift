/// A tag of Langfuse in a text, in whose place it puts the text of another prompt:
/// `@@@langfusePrompt:name=tone|version=3@@@`.
public struct LangfuseReference: Hashable, Sendable {
  /// Which version of the other prompt is meant.
  public enum Target: Hashable, Sendable {
    /// The version of this number.
    case version(Int)
    /// What has this label.
    case label(String)
  }

  /// The name of the other prompt.
  public let name: String

  /// Which version of it is meant.
  public let target: Target

  /// A reference to another prompt.
  public init(name: String, _ target: Target) {
    self.name = name
    self.target = target
  }

  /// The reference as Langfuse writes it.
  public var tag: String {
    switch target {
    case .version(let number): "\(Self.opening)name=\(name)|version=\(number)\(Self.closing)"
    case .label(let label): "\(Self.opening)name=\(name)|label=\(label)\(Self.closing)"
    }
  }

  private static let opening = "@@@langfusePrompt:"
  private static let closing = "@@@"
}

extension LangfuseReference {
  /// A reference in a text.
  public struct Occurrence: Hashable, Sendable {
    /// The reference.
    public let reference: LangfuseReference

    /// The bytes of UTF-8 from the first `@` to behind the last.
    public let range: Range<Int>
  }

  /// All references of a text in their order, in time linear in its size.
  ///
  /// As at Langfuse, a tag ends at the next `@@@`, `name` comes first, and one of `version` and
  /// `label` follows. All else stays text, also a number that is written in another way.
  public static func find(in text: String) -> [Occurrence] {
    var text = text
    return text.withUTF8 { bytes in
      var found: [Occurrence] = []
      var offset = 0
      while let start = place(of: opening, in: bytes, from: offset) {
        let inner = start + opening.utf8.count
        guard let end = place(of: closing, in: bytes, from: inner) else { break }
        offset = end + closing.utf8.count
        if let reference = LangfuseReference(content: bytes[inner..<end]) {
          found.append(Occurrence(reference: reference, range: start..<offset))
        }
      }
      return found
    }
  }

  /// Where a text of ASCII begins next.
  private static func place(
    of wanted: String, in bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    let wanted = Array(wanted.utf8)
    var offset = start
    while offset + wanted.count <= bytes.count {
      if bytes[offset] == wanted[0],
        bytes[offset..<(offset + wanted.count)].elementsEqual(wanted)
      {
        return offset
      }
      offset += 1
    }
    return nil
  }

  /// Reads what stands between the opening and the closing of a tag.
  private init?(content: Slice<UnsafeBufferPointer<UInt8>>) {
    let parts = content.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let members = parts.compactMap { part -> (key: String, value: String)? in
      let sides = part.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[1].isEmpty else { return nil }
      return (String(decoding: sides[0], as: UTF8.self), String(decoding: sides[1], as: UTF8.self))
    }
    guard members.count == 2, members[0].key == "name" else { return nil }
    let (key, value) = members[1]
    switch key {
    case "version":
      guard let number = Int(value), "\(number)" == value else { return nil }
      self.init(name: members[0].value, .version(number))
    case "label": self.init(name: members[0].value, .label(value))
    default: return nil
    }
  }
}
