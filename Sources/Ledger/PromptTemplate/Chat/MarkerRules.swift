/// What the markers of a chat text can hold: `{{role "user" name="Ann"}}`.
///
/// What comes from elsewhere and fits in no marker is refused when it is read, so that every chat
/// that was read can be stored.
package enum MarkerRules {
  /// The longest role, in Unicode scalars.
  package static let longestRole = 64

  /// Whether a text can be the value of a marker.
  ///
  /// It can hold one kind of quotes, and no brace, backslash or control character.
  package static func canHold(_ text: String) -> Bool {
    var hasDouble = false
    var hasSingle = false
    var previous: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): hasDouble = true
      case UInt8(ascii: "'"): hasSingle = true
      case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\"), 0..<0x20, 0x7f: return false
      // U+0080 to U+009F.
      case 0x80..<0xa0 where previous == 0xc2: return false
      default: break
      }
      previous = byte
    }
    return !(hasDouble && hasSingle)
  }

  /// Whether a text can be the role of a message.
  package static func isRole(_ text: String) -> Bool {
    !text.isEmpty && text.unicodeScalars.prefix(longestRole + 1).count <= longestRole
      && canHold(text)
  }

  /// Whether a text can be the name of a member beside the role and the content.
  package static func isAttribute(_ name: String) -> Bool {
    isName(name) && name != "role" && name != "content"
  }

  /// Whether a byte is one that no value holds, whatever its quotes.
  static func isForbidden(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == 0x7f || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")
      || byte == UInt8(ascii: "\\")
  }

  /// Whether a text is an ASCII letter or `_`, followed by letters, digits, `_` and `-`.
  package static func isName(_ text: String) -> Bool {
    var isFirst = true
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "_"):
        break
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        if isFirst { return false }
      default: return false
      }
      isFirst = false
    }
    return !isFirst
  }

  /// What is wrong with a text that ``canHold(_:)`` refuses.
  package static let refusal =
    "it holds both kinds of quotes, a brace, a backslash or a control character, which no marker "
    + "can hold: change it"

  /// The longest name of a prompt, in bytes.
  private static let longestPromptName = 200

  /// Whether a byte can stand in the name of a prompt.
  static func isPartOfPromptName(_ byte: UInt8) -> Bool {
    isSmallLetterOrDigit(byte) || "./_-".utf8.contains(byte)
  }

  private static func isSmallLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte)
  }

  /// Whether a prompt can have this name, so that `{{> name}}` is a marker: components that begin with
  /// a letter or a digit, without `..`, and not ending as git's and our own files do.
  static func isPromptName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard !name.isEmpty, name.count <= longestPromptName else { return false }
    let components = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return components.allSatisfy { component in
      guard let first = component.first, isSmallLetterOrDigit(first),
        component.allSatisfy(isPartOfPromptName)
      else { return false }
      let hasDots = zip(component, component.dropFirst()).contains {
        $0 == UInt8(ascii: ".") && $1 == UInt8(ascii: ".")
      }
      return !hasDots
        && ![".", ".lock", ".prompt"].contains {
          component.suffix($0.utf8.count).elementsEqual($0.utf8)
        }
    }
  }
}
