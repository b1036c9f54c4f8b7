internal import CanonicalJSON
internal import Digests
public import PromptRepo

/// What is kept of a browser that is signed in: everything but its token.
public struct Session: Sendable, Hashable {
  /// The SHA-256 of the token, 64 lower-case hexadecimal digits.
  public let id: String
  /// The id of the key that was exchanged for it.
  public let keyID: String
  /// When it began.
  public let begin: Timestamp
  /// The moment from which it is over.
  public let end: Timestamp

  /// Whether it is over at a moment.
  public func isOver(at time: Timestamp) -> Bool { end <= time }
}

/// What a browser that is signed in presents: 32 random bytes in Base64 for URLs, 43 characters.
struct SessionToken: Sendable {
  /// The whole text.
  let text: String

  private static let byteCount = 32
  private static let length = 43

  /// A new one.
  init(random generator: inout some RandomNumberGenerator) {
    let bytes = (0..<SessionToken.byteCount).map { _ in
      UInt8.random(in: 0 ... .max, using: &generator)
    }
    let characters = Base64.encode(bytes).utf8.prefix(SessionToken.length).map { character in
      switch character {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      default: character
      }
    }
    text = String(decoding: characters, as: UTF8.self)
  }

  /// Takes a text that has the form of a token.
  init?(_ text: some StringProtocol) {
    guard text.utf8.count == SessionToken.length, text.utf8.allSatisfy(SessionToken.isCharacter)
    else { return nil }
    self.text = String(text)
  }

  private static func isCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// What is kept of it.
  var sessionID: String { Hex.encode(SHA256.hash(text.utf8)) }
}

extension Session: FileRecord {
  static let words = RecordWords(
    list: "sessions", one: "session", all: "sessions",
    repair: "Move it away; whoever was signed in then signs in again")

  /// The session as its file holds it.
  var json: JSONObject {
    [
      "sha256": .string(id), "key": .string(keyID), "begin": .string(begin.rfc3339),
      "end": .string(end.rfc3339),
    ]
  }

  /// Reads a session of a file.
  init(json: JSONObject) throws(RecordFormatError) {
    try json.checkMembers(["sha256", "key", "begin", "end"])
    id = try json.value("sha256") { text in
      Hex.decode(text)?.count == SHA256.byteCount ? text : nil
    }
    keyID = try json.value("key") { APIKey.isID($0) ? $0 : nil }
    begin = try json.time("begin")
    end = try json.time("end")
  }
}
