/// Finds keys and passwords by the shapes that their issuers give them, in one pass.
///
/// A shape begins with a fixed text at the beginning of a word, has a fixed alphabet and a least
/// length; so every byte is looked at a fixed number of times. Nothing is judged by a name before it,
/// such as `key = …`, nor by how random it looks.
package struct SecretScan {
  /// A secret that was found.
  package struct Secret: Sendable {
    /// What it is: `a key of AWS`.
    package let what: String
    /// The bytes that tell it, on one line.
    package let range: Range<Int>
    /// The bytes that must not be shown; of a private key all its lines.
    package let hidden: Range<Int>
    /// Whether it is one for sure, and not only looks like one.
    package let isCertain: Bool

    init(_ what: String, _ range: Range<Int>, hidden: Range<Int>? = nil, isCertain: Bool = true) {
      self.what = what
      self.range = range
      self.hidden = hidden ?? range
      self.isCertain = isCertain
    }
  }

  /// How many bytes of a secret are shown; all shapes begin with ASCII.
  package static let shownLength = 4

  /// The secrets in a stretch of bytes, in their order; none overlaps another.
  package static func secrets(in bytes: [UInt8], _ range: Range<Int>) -> [Secret] {
    found(in: bytes, range).filter(\.isCertain)
  }

  /// The same, with what only looks like one.
  static func found(in bytes: [UInt8], _ range: Range<Int>) -> [Secret] {
    let scan = SecretScan(bytes: bytes, end: min(range.upperBound, bytes.count))
    var found: [Secret] = []
    var at = max(0, range.lowerBound)
    var previous: UInt8 = 0
    while at < scan.end {
      let byte = bytes[at]
      var secret: Secret?
      if byte == UInt8(ascii: ":") {
        secret = scan.password(atColon: at)
      } else if byte == UInt8(ascii: "-") {
        secret = previous == byte ? nil : scan.privateKey(at: at)
      } else if byte >= 0x41, !isWordPart(previous) {
        secret = scan.key(at: at)
      }
      if let secret, secret.hidden.lowerBound >= (found.last?.hidden.upperBound ?? 0) {
        found.append(secret)
        at = max(secret.hidden.upperBound, at + 1)
        previous = 0
      } else {
        previous = byte
        at += 1
      }
    }
    return found
  }

  private let bytes: [UInt8]
  private let end: Int

  private func has(_ text: StaticString, at place: Int) -> Bool {
    guard place + text.utf8CodeUnitCount <= end else { return false }
    return text.withUTF8Buffer { text in bytes[place..<(place + text.count)].elementsEqual(text) }
  }

  /// Whether a byte may be within a key, so that none begins behind it.
  private static func isWordPart(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }
}

// Keys that are told by their first letters.
extension SecretScan {
  /// The shape of one issuer's keys.
  private struct Shape: Sendable {
    /// What it is.
    let what: String
    /// What it begins with.
    let prefix: StaticString
    /// What follows.
    let alphabet: Alphabet
    /// How many of these there are at least.
    let least: Int
    /// How many there are at most.
    let most: Int
    /// A text that must be among them, if any.
    var inside: StaticString?

    init(
      _ what: String, _ prefix: StaticString, _ alphabet: Alphabet, _ least: Int,
      _ most: Int = 512, inside: StaticString? = nil
    ) {
      self.what = what
      self.prefix = prefix
      self.alphabet = alphabet
      self.least = least
      self.most = most
      self.inside = inside
    }
  }

  private enum Alphabet: Sendable {
    case upperAndDigits
    case alphanumeric
    case base64URL
    case slashes

    func contains(_ byte: UInt8) -> Bool {
      switch self {
      case .upperAndDigits: (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
      case .alphanumeric: isAlphanumeric(byte)
      case .base64URL: isAlphanumeric(byte) || byte == 0x2D || byte == 0x5F
      case .slashes: isAlphanumeric(byte) || byte == 0x2F
      }
    }
  }

  /// The shapes, by the first letter of what they begin with.
  private static let shapes: [[Shape]] = {
    var table = [[Shape]](repeating: [], count: 128)
    for shape in all {
      let first = shape.prefix.withUTF8Buffer { $0.first ?? 0 }
      table[Int(first & 0x7F)].append(shape)
    }
    return table
  }()

  private static let all: [Shape] = [
    Shape("a key of AWS", "AKIA", .upperAndDigits, 16, 16),
    Shape("a key of AWS", "ASIA", .upperAndDigits, 16, 16),
    Shape("a key of AWS", "ABIA", .upperAndDigits, 16, 16),
    Shape("a key of AWS", "ACCA", .upperAndDigits, 16, 16),
    Shape("a token of GitHub", "ghp_", .alphanumeric, 36),
    Shape("a token of GitHub", "gho_", .alphanumeric, 36),
    Shape("a token of GitHub", "ghu_", .alphanumeric, 36),
    Shape("a token of GitHub", "ghs_", .alphanumeric, 36),
    Shape("a token of GitHub", "ghr_", .alphanumeric, 36),
    Shape("a token of GitHub", "github_pat_", .base64URL, 50),
    Shape("a token of GitLab", "glpat-", .base64URL, 20),
    Shape("a token of GitLab", "gldt-", .base64URL, 20),
    Shape("a token of GitLab", "glrt-", .base64URL, 20),
    Shape("a token of GitLab", "glft-", .base64URL, 20),
    Shape("a token of GitLab", "glsoat-", .base64URL, 20),
    Shape("a token of GitLab", "glcbt-", .base64URL, 20),
    Shape("a token of GitLab", "glptt-", .base64URL, 40),
    Shape("a key of Anthropic", "sk-ant-", .base64URL, 80),
    Shape("a key of OpenAI", "sk-", .base64URL, 48, inside: "T3BlbkFJ"),
    Shape("a token of Slack", "xoxb-", .base64URL, 20),
    Shape("a token of Slack", "xoxa-", .base64URL, 20),
    Shape("a token of Slack", "xoxp-", .base64URL, 20),
    Shape("a token of Slack", "xoxr-", .base64URL, 20),
    Shape("a token of Slack", "xoxs-", .base64URL, 20),
    Shape("a token of Slack", "xapp-", .base64URL, 40),
    Shape("a webhook of Slack", "hooks.slack.com/services/T", .slashes, 30),
    Shape("a key of Google", "AIza", .base64URL, 35, 35),
    Shape("a client secret of Google", "GOCSPX-", .base64URL, 28, 28),
    Shape("a key of Stripe", "sk_live_", .alphanumeric, 24),
    Shape("a key of Stripe", "rk_live_", .alphanumeric, 24),
    Shape("a token of npm", "npm_", .alphanumeric, 36, 36),
    Shape("a token of Hugging Face", "hf_", .alphanumeric, 34, 40),
  ]

  /// The key that begins at the first byte of a word.
  private func key(at start: Int) -> Secret? {
    let first = bytes[start]
    guard first < 0x80 else { return nil }
    if first == UInt8(ascii: "e") { return token(at: start) }
    for shape in Self.shapes[Int(first)] where has(shape.prefix, at: start) {
      let body = start + shape.prefix.utf8CodeUnitCount
      let stop = run(from: body, upTo: shape.most + 1) { shape.alphabet.contains($0) }
      guard (shape.least...shape.most).contains(stop - body), isVaried(body..<stop) else {
        continue
      }
      if let inside = shape.inside {
        guard (body..<stop).contains(where: { has(inside, at: $0) }) else { continue }
      }
      return Secret(shape.what, start..<stop)
    }
    return nil
  }

  /// A JSON Web Token: three parts in base 64, of which two begin as JSON does.
  private func token(at start: Int) -> Secret? {
    guard has("eyJ", at: start) else { return nil }
    var place = start
    for part in 0..<3 {
      guard part == 2 || has("eyJ", at: place) else { return nil }
      let stop = run(from: place, upTo: Self.longestPart) { Alphabet.base64URL.contains($0) }
      guard stop - place >= 10 else { return nil }
      if part == 2 { return Secret("a JSON Web Token", start..<stop, isCertain: false) }
      guard stop < end, bytes[stop] == UInt8(ascii: ".") else { return nil }
      place = stop + 1
    }
    return nil
  }

  private static let longestPart = 8_192

  private func run(from start: Int, upTo limit: Int, while isPart: (UInt8) -> Bool) -> Int {
    var place = start
    while place < end, place - start < limit, isPart(bytes[place]) { place += 1 }
    return place
  }

  /// Whether a key is more than a picture of one, such as `ghp_xxxxxxxx…` or `AKIA…EXAMPLE`.
  private func isVaried(_ range: Range<Int>) -> Bool {
    let example: StaticString = "EXAMPLE"
    if has(example, at: range.upperBound - example.utf8CodeUnitCount) { return false }
    return Self.distinct(bytes[range]) >= 8
  }
}

// Private keys, and passwords of addresses.
extension SecretScan {
  /// A block `-----BEGIN … PRIVATE KEY-----` with its lines.
  private func privateKey(at start: Int) -> Secret? {
    guard has("-----BEGIN ", at: start) else { return nil }
    let label = start + 11
    let stop = run(from: label, upTo: 64) { (0x41...0x5A).contains($0) || $0 == 0x20 }
    let ending: StaticString = "PRIVATE KEY"
    guard stop - label >= ending.utf8CodeUnitCount,
      has(ending, at: stop - ending.utf8CodeUnitCount), has("-----", at: stop)
    else { return nil }
    let line = stop + 5
    var place = line
    var letters = 0
    // Base 64, perhaps with `\n` for line ends, and fields such as `DEK-Info`. Two dashes end it, so
    // that no byte is looked at from two beginnings.
    while place < end, isKeyText(bytes[place]), !has("--", at: place) {
      if isAlphanumeric(bytes[place]) { letters += 1 }
      place += 1
    }
    // Only the mark, as in a text about keys, is no key.
    guard letters >= 64 else { return nil }
    if has("-----END ", at: place) {
      place = run(from: place + 9, upTo: 64) { (0x41...0x5A).contains($0) || $0 == 0x20 }
      if has("-----", at: place) { place += 5 }
    }
    return Secret("a private key", start..<line, hidden: start..<place)
  }

  private func isKeyText(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A, 0x0D, 0x20, 0x2B...0x2D, 0x2F, 0x3A, 0x3D, 0x5C: true
    default: isAlphanumeric(byte)
    }
  }

  /// How many different bytes of ASCII there are.
  private static func distinct(_ bytes: ArraySlice<UInt8>) -> Int {
    var seen: (low: UInt64, high: UInt64) = (0, 0)
    for byte in bytes {
      if byte < 64 { seen.low |= 1 << UInt64(byte) } else { seen.high |= 1 << UInt64(byte & 63) }
    }
    return seen.low.nonzeroBitCount + seen.high.nonzeroBitCount
  }

  /// The password in `scheme://user:password@host`, found at the colon before the slashes.
  private func password(atColon colon: Int) -> Secret? {
    guard has("://", at: colon), colon > 0, isAlphanumeric(bytes[colon - 1]) else { return nil }
    let user = colon + 3
    let userEnd = run(from: user, upTo: 128) {
      isAlphanumeric($0) || [0x5F, 0x2D, 0x2E].contains($0)
    }
    guard userEnd > user, userEnd < end, bytes[userEnd] == UInt8(ascii: ":") else { return nil }
    let start = userEnd + 1
    let stop = run(from: start, upTo: 128) { byte in
      switch byte {
      case 0x22, 0x24, 0x27...0x2A, 0x2F, 0x3A, 0x3C, 0x3E, 0x40, 0x5B...0x5D, 0x60, 0x7B...0x7D:
        false
      default: byte > 0x20 && byte < 0x7F
      }
    }
    guard stop - start >= 4, stop < end, bytes[stop] == UInt8(ascii: "@"), stop + 1 < end,
      isAlphanumeric(bytes[stop + 1]), !Self.isPlaceholder(bytes[start..<stop])
    else { return nil }
    return Secret("a password in an address", start..<stop)
  }

  /// Whether a password stands for one: a word that says so, or one character again and again.
  private static func isPlaceholder(_ password: ArraySlice<UInt8>) -> Bool {
    let word = String(decoding: password, as: UTF8.self).lowercased()
    let words = [
      "pass", "password", "passwd", "secret", "user", "username", "example", "changeme", "token",
      "yourpassword", "your_password", "your-password", "mypassword", "key", "pass123",
      "password123",
    ]
    return words.contains(word) || distinct(password) < 3
  }
}

/// Whether a byte is a letter or a digit of ASCII.
func isAlphanumeric(_ byte: UInt8) -> Bool {
  (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
}
