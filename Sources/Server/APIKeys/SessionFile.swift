internal import CanonicalJSON
internal import GitFiles
public import Platform
public import PromptRepo
internal import Synchronization

/// The browsers that are signed in, in a file beside the keys: `sessions.json`.
///
/// It holds the SHA-256 of each token, so whoever reads it can use nothing in it. As with the keys,
/// each question looks at the file's status: what another server on the folder begins or ends counts
/// at once.
public final class SessionFile: Sendable {
  /// Where the file is.
  public var path: String { file.path }

  private let file: RecordFile<Session>
  private let known: Mutex<Known>

  private struct Known {
    var followed: FollowedRecords<Session>
    var sessions: [String: Session] = [:]
  }

  /// How many sessions a key may have; a further one ends the oldest.
  public static let limit = 50

  /// The file at a path, which need not be there yet.
  public init(_ path: String, files: FileSystem = FileSystem()) {
    let file = RecordFile<Session>(path: path, files: files)
    self.file = file
    known = Mutex(Known(followed: FollowedRecords(file)))
  }

  /// The file beside a file of keys.
  public convenience init(beside keys: KeyFile) {
    self.init("\(keys.folder)/sessions.json", files: keys.files)
  }

  /// Begins a session of a key; makes the file and its folder if they are missing.
  ///
  /// - Parameters:
  ///   - keyID: The id of the key, which the caller has looked at.
  ///   - length: How long it lasts, in milliseconds.
  /// - Returns: The token, which is kept nowhere, and what is kept of it.
  /// - Throws: ``RepositoryError/Code/damaged`` for a file that cannot be read as sessions, and
  ///   ``RepositoryError/Code/invalid`` for one that other users can read.
  public func begin(
    keyID: String, length: Int64, now: Timestamp
  ) throws(RepositoryError) -> (token: String, session: Session) {
    try file.makeFolder()
    return try file.locked { () throws(RepositoryError) in
      var sessions = try file.records().filter { !$0.isOver(at: now) }
      let excess = sessions.count { $0.keyID == keyID } + 1 - SessionFile.limit
      // They are in order of their beginning.
      for _ in 0..<max(0, excess) {
        if let oldest = sessions.firstIndex(where: { $0.keyID == keyID }) {
          sessions.remove(at: oldest)
        }
      }
      var generator = SystemRandomNumberGenerator()
      let token = SessionToken(random: &generator)
      let session = Session(
        id: token.sessionID, keyID: keyID, begin: now,
        end: Timestamp(milliseconds: now.milliseconds + length))
      try file.write(sessions + [session])
      return (token.text, session)
    }
  }

  /// The session that a token belongs to; nil for a token that is unknown, malformed, or of a session
  /// that is over.
  ///
  /// Whether its key is still valid is for the caller to find out.
  ///
  /// - Throws: As ``begin(keyID:length:now:)`` does.
  public func find(
    _ token: some StringProtocol, now: Timestamp
  ) throws(RepositoryError) -> Session? {
    guard let token = SessionToken(token) else { return nil }
    let session = try withKnown { $0[token.sessionID] }
    return session.flatMap { $0.isOver(at: now) ? nil : $0 }
  }

  /// The sessions of a key that are not over, those that began last first.
  public func sessions(
    ofKey keyID: String, now: Timestamp
  ) throws(RepositoryError) -> [Session] {
    try withKnown { sessions in
      sessions.values.filter { $0.keyID == keyID && !$0.isOver(at: now) }
        .sorted { ($0.begin, $0.id) > ($1.begin, $1.id) }
    }
  }

  /// Ends the session that a token belongs to.
  ///
  /// - Returns: Whether there was one.
  @discardableResult
  public func end(_ token: some StringProtocol, now: Timestamp) throws(RepositoryError) -> Bool {
    guard let id = SessionToken(token)?.sessionID else { return false }
    return try remove(now) { $0.id == id } > 0
  }

  /// Ends one session of a key by its id, which its owner may not know the token of.
  ///
  /// - Returns: Whether there was one.
  @discardableResult
  public func end(
    id: String, ofKey keyID: String, now: Timestamp
  ) throws(RepositoryError) -> Bool {
    try remove(now) { $0.id == id && $0.keyID == keyID } > 0
  }

  /// Ends all sessions of a key.
  ///
  /// - Returns: How many there were.
  @discardableResult
  public func endAll(ofKey keyID: String, now: Timestamp) throws(RepositoryError) -> Int {
    try remove(now) { $0.keyID == keyID }
  }

  private func remove(
    _ now: Timestamp, where isEnding: (Session) -> Bool
  ) throws(RepositoryError) -> Int {
    // Where there is no file, there may be no folder for its lock.
    guard try file.contents() != nil else { return 0 }
    return try file.locked { () throws(RepositoryError) in
      let sessions = try file.records().filter { !$0.isOver(at: now) }
      let left = sessions.filter { !isEnding($0) }
      guard left.count < sessions.count else { return 0 }
      try file.write(left)
      return sessions.count - left.count
    }
  }

  /// Reads the file again if it has changed, and looks at what is known then.
  private func withKnown<Result: Sendable>(
    _ body: ([String: Session]) -> Result
  ) throws(RepositoryError) -> Result {
    let version = try file.version()
    return try known.withLock { (known) throws(RepositoryError) in
      if let sessions = try known.followed.changes(at: version) {
        known.sessions = Dictionary(sessions.map { ($0.id, $0) }) { first, _ in first }
      }
      return body(known.sessions)
    }
  }
}
