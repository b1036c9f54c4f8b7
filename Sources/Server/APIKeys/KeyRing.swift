internal import Digests
public import PromptRepo
internal import Synchronization

/// What is kept of an API key: everything but its secret.
public struct APIKey: Sendable, Hashable {
  /// `key_` and 16 lower-case hexadecimal digits, which the secret holds too.
  public let id: String
  /// Whom it was made for.
  public let owner: Owner
  /// What its holder may do.
  public let role: Role
  /// When it was made.
  public let createdAt: Timestamp
  /// The moment from which it is no longer valid; nil if it stays valid.
  public internal(set) var expiresAt: Timestamp?
  /// When it was revoked; nil if it was not.
  public internal(set) var revokedAt: Timestamp?
  /// The id of the key that was made in its place; nil if it was not replaced.
  public internal(set) var replacedBy: String?
  /// The SHA-256 of the whole secret, 32 bytes.
  public let digest: [UInt8]

  /// What becomes of a key.
  public enum State: String, Sendable {
    /// It opens what its role allows.
    case active
    /// Its time is over.
    case expired
    /// It was revoked, before or after its time was over.
    case revoked
  }

  /// How the key stands at a moment.
  public func state(at time: Timestamp) -> State {
    if revokedAt != nil { return .revoked }
    if let expiresAt, expiresAt <= time { return .expired }
    return .active
  }

  /// Whether the key opens anything at a moment: neither expired nor revoked.
  public func isValid(at time: Timestamp) -> Bool { state(at: time) == .active }
}

extension APIKey {
  /// Whether a text begins as the secrets of keys do, whether it is one or not.
  public static func mayBeSecret(_ text: String) -> Bool {
    text.utf8.starts(with: KeySecret.prefix.utf8)
  }
}

/// What the holder of a key presents: `promptrepo_`, the id's 16 digits, `_` and 64 digits.
///
/// The prefix lets scanners of leaked secrets recognise it.
struct KeySecret: Sendable {
  /// The whole text.
  let text: String
  /// The id of its key.
  let id: String

  static let prefix = "promptrepo_"
  private static let idDigits = 16
  private static let randomDigits = 64

  /// A new one, with 256 random bits beside those of its id.
  init(random generator: inout some RandomNumberGenerator) {
    func digits(_ count: Int) -> String {
      Hex.encode((0..<count / 2).map { _ in UInt8.random(in: 0 ... .max, using: &generator) })
    }
    let name = digits(KeySecret.idDigits)
    id = APIKey.prefix + name
    text = "\(KeySecret.prefix)\(name)_\(digits(KeySecret.randomDigits))"
  }

  /// Takes a text that has the form of a secret.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    let name = KeySecret.prefix.utf8.count..<(KeySecret.prefix.utf8.count + KeySecret.idDigits)
    guard bytes.count == name.upperBound + 1 + KeySecret.randomDigits,
      bytes.starts(with: KeySecret.prefix.utf8), bytes[name.upperBound] == UInt8(ascii: "_"),
      bytes[name].allSatisfy({ Hex.value($0) != nil }),
      bytes[(name.upperBound + 1)...].allSatisfy({ Hex.value($0) != nil })
    else { return nil }
    self.text = text
    id = APIKey.prefix + String(decoding: bytes[name], as: UTF8.self)
  }

  /// What is kept of it.
  var digest: [UInt8] { SHA256.hash(text.utf8) }
}

extension APIKey {
  /// What ids begin with.
  static let prefix = "key_"

  /// Whether a text has the form of an id.
  static func isID(_ text: String) -> Bool {
    let digits = text.utf8.dropFirst(prefix.utf8.count)
    return text.utf8.starts(with: prefix.utf8) && digits.count == 16
      && digits.allSatisfy { Hex.value($0) != nil }
  }
}

/// The keys of a file for a server: finds the key that a caller presents.
///
/// Each question looks at the file's status and reads the file again only if that changed, so that
/// a key is good, or no longer good, as soon as the command that made or revoked it has ended.
public final class KeyRing: Sendable {
  private let file: KeyFile
  private let known: Mutex<Known>

  private struct Known {
    var followed: FollowedRecords<APIKey>
    var keys: [String: KnownKey] = [:]
    /// The days of uses that this process has seen.
    var uses: [String: UseDay] = [:]
    /// The keys whose last use is in no file yet.
    var unsaved: Set<String> = []
  }

  private struct KnownKey {
    let key: APIKey
    /// The day of the last use that this process has seen.
    var used: UseDay?
  }

  /// What is compared with where there is no key.
  private static let noDigest = [UInt8](repeating: 0, count: SHA256.byteCount)

  /// The keys of a file, which need not be there yet.
  public init(path: String) {
    file = KeyFile(path)
    known = Mutex(Known(followed: FollowedRecords(file.records)))
  }

  /// The valid key that a secret belongs to.
  ///
  /// An unknown id costs the same work as a known one, and digests are compared in constant time,
  /// so that answers tell nothing by how long they take.
  ///
  /// - Returns: nil for a secret that is unknown, malformed, expired or revoked.
  /// - Throws: what ``KeyFile/keys()`` throws: a file that cannot be read opens nothing.
  public func key(
    presented secret: some StringProtocol, at now: Timestamp
  ) throws(RepositoryError) -> APIKey? {
    guard let secret = KeySecret(String(secret)) else { return nil }
    let known = try withKnown { $0.keys[secret.id] }
    let isSame = ConstantTime.areEqual(secret.digest, known?.key.digest ?? KeyRing.noDigest)
    guard isSame, let known, known.key.isValid(at: now) else { return nil }
    noteUse(of: known, at: now)
    return known.key
  }

  /// The valid key with an id, for whoever presented its secret before: nil for an id that is unknown,
  /// and for a key that is expired or revoked by now.
  ///
  /// - Throws: As ``key(presented:at:)`` does.
  public func key(id: String, at now: Timestamp) throws(RepositoryError) -> APIKey? {
    guard let known = try withKnown({ $0.keys[id] }), known.key.isValid(at: now) else {
      return nil
    }
    noteUse(of: known, at: now)
    return known.key
  }

  private func noteUse(of known: KnownKey, at now: Timestamp) {
    let day = UseDay(now)
    if known.used.map({ $0 < day }) ?? true { note(known.key.id, usedOn: day) }
  }

  private func note(_ id: String, usedOn day: UseDay) {
    known.withLock { known in
      known.keys[id]?.used = day
      known.uses[id] = day
      known.unsaved.insert(id)
    }
  }

  /// Writes the days of uses that are in no file yet to ``KeyUseFile``; for now and then, since no
  /// request waits for it. Costs next to nothing where there are none.
  ///
  /// - Throws: where that cannot be written; the next call tries again.
  public func saveUses() throws(RepositoryError) {
    let uses = known.withLock { known in
      known.unsaved.isEmpty ? [:] : known.uses.filter { known.unsaved.contains($0.key) }
    }
    guard !uses.isEmpty else { return }
    try KeyUseFile(beside: file).add(uses)
    known.withLock { known in
      for (id, day) in uses where known.uses[id] == day { known.unsaved.remove(id) }
    }
  }

  /// All keys in order of creation, as they are in the file now; never `nil`.
  public func keys() throws(RepositoryError) -> [APIKey]? { try file.keys() }

  /// The days on which keys were last used, by their ids: those of the file and those that this process
  /// has seen; only the latter where the file cannot be read.
  public func lastUses() -> [String: UseDay] {
    let seen = known.withLock { $0.uses }
    do throws(RepositoryError) {
      return try KeyUseFile(beside: file).days().merging(seen) { max($0, $1) }
    } catch {
      return seen
    }
  }

  /// Ends the validity of a key for good, as `promptrepo key revoke` does.
  ///
  /// - Throws: As ``KeyFile/revoke(_:now:)`` does.
  public func revoke(_ id: String, at now: Timestamp) throws(RepositoryError) {
    try file.revoke(id, now: now)
  }

  /// How many keys there are at a moment, for metrics.
  public func counts(at now: Timestamp) throws(RepositoryError) -> KeyCounts? {
    try withKnown { known in
      var counts = KeyCounts()
      for known in known.keys.values { counts.add(known.key, at: now) }
      return counts
    }
  }

  /// Reads the file again if it has changed, and looks at what is known then.
  private func withKnown<Result: Sendable>(
    _ body: (Known) -> Result
  ) throws(RepositoryError) -> Result {
    let version = try file.records.version()
    return try known.withLock { (known) throws(RepositoryError) in
      if let keys = try known.followed.changes(at: version) {
        let pairs = keys.map { key in (key.id, KnownKey(key: key, used: known.uses[key.id])) }
        known.keys = Dictionary(pairs) { first, _ in first }
      }
      return body(known)
    }
  }
}

/// How many keys there are.
public struct KeyCounts: Sendable, Hashable {
  /// Keys that are valid.
  public private(set) var active = 0
  /// Valid ones whose time is over within ``soon``.
  public private(set) var expiringSoon = 0
  /// Keys whose time is over.
  public private(set) var expired = 0
  /// Keys that were revoked.
  public private(set) var revoked = 0

  /// Seven days, in milliseconds.
  public static let soon: Int64 = 7 * 86_400_000

  mutating func add(_ key: APIKey, at now: Timestamp) {
    switch key.state(at: now) {
    case .active:
      active += 1
      if let end = key.expiresAt, end.milliseconds - now.milliseconds <= KeyCounts.soon {
        expiringSoon += 1
      }
    case .expired: expired += 1
    case .revoked: revoked += 1
    }
  }
}

/// Whom a key was made for: a person, a team or a program.
///
/// A lower-case letter or digit, then `a-z`, `0-9`, `.`, `_` and `-`; at most 64 bytes, without
/// `..`, and not ending in `.` or `.lock`. So it can be one component of a reference's name.
public struct Owner: Sendable, Hashable {
  /// The name as it was given.
  public let rawValue: String

  /// How many bytes a name may have.
  public static let maximumLength = 64

  /// Takes a name that follows the rule.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` that says what is wrong with any other.
  public init(_ text: String) throws(RepositoryError) {
    if let reason = Owner.reason(against: Array(text.utf8)) {
      throw RepositoryError(
        .invalid, "'\(text)' cannot be the owner of a key: \(reason)",
        hint: "Write a short name such as 'support-bot'")
    }
    rawValue = text
  }

  private static func reason(against bytes: [UInt8]) -> String? {
    guard let first = bytes.first else { return "it is empty" }
    guard bytes.count <= maximumLength else { return "it has more than \(maximumLength) bytes" }
    guard isLetterOrDigit(first) else {
      return "it has to begin with a lower-case letter or a digit"
    }
    guard bytes.allSatisfy({ isLetterOrDigit($0) || "._-".utf8.contains($0) }) else {
      return "it has a character other than a-z, 0-9, '.', '_' and '-'"
    }
    let dot = UInt8(ascii: ".")
    if zip(bytes, bytes.dropFirst()).contains(where: { $0 == dot && $1 == dot }) {
      return "it has '..'"
    }
    for ending in [".", ".lock"] where bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8) {
      return "it ends in '\(ending)'"
    }
    return nil
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

extension Owner: CustomStringConvertible {
  /// The name.
  public var description: String { rawValue }
}

/// What the holder of a key may do; each role may do all that those before it may.
public enum Role: String, CaseIterable, Sendable {
  /// Reads.
  case reader
  /// Also creates and updates prompts, creates versions and rolls back.
  case editor
  /// Also moves environments.
  case deployer
  /// Also deletes, and manages keys and rules.
  case admin

  private var power: Int {
    switch self {
    case .reader: 0
    case .editor: 1
    case .deployer: 2
    case .admin: 3
    }
  }
}

extension Role: Comparable {
  /// Orders by power.
  public static func < (left: Role, right: Role) -> Bool { left.power < right.power }
}
