internal import CanonicalJSON
internal import GitFiles
internal import Platform
internal import PromptRepo

/// A list of records in a JSON file that belongs to its user alone (mode 0600).
///
/// One JSON object with one member. The file is replaced as a whole, under a lock of the kernel beside
/// it: writers lose nothing of each other, and readers, who take no lock, see the old records or the
/// new.
struct RecordFile<Record: FileRecord>: Sendable {
  /// Where the file is, which need not be there yet.
  let path: String
  let files: FileSystem

  /// What the file held, and its status then.
  struct Contents: Sendable {
    var records: [Record]
    var status: FileStatus
  }

  /// The folder that holds the file.
  var folder: String { path.parentDirectory }

  /// The records in their order; none if there is no file.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` for a file that cannot be read as such records, and
  ///   ``RepositoryError/Code/invalid`` for one that other users can read.
  func records() throws(RepositoryError) -> [Record] { try contents()?.records ?? [] }

  /// Reads the file; nil if there is none.
  func contents() throws(RepositoryError) -> Contents? {
    guard let (bytes, status) = try bytes() else { return nil }
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw damage("\(error)")
    }
    return Contents(records: try records(in: json), status: status)
  }

  /// What tells whether the file changed; nil if there is none.
  func version() throws(RepositoryError) -> FileChangeToken? {
    try mappingSystemErrors { () throws(SystemError) in try files.statusIfPresent(path) }
      .map(FileChangeToken.init)
  }

  /// Makes the file's folder if it is missing.
  func makeFolder() throws(RepositoryError) {
    try mappingSystemErrors { () throws(SystemError) in
      try files.makeDirectories(folder, permissions: 0o700)
    }
  }

  /// Does something while nobody else writes the file; its folder has to be there.
  func locked<Result>(
    _ body: () throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    let lock: FileLock
    do throws(SystemError) {
      lock = try files.lock("\(path).lock", timeout: .seconds(10), permissions: 0o600)
    } catch {
      throw error.errno == .wouldBlock ? isLocked(error) : .failedCall(error)
    }
    let result = try body()
    lock.release()
    return result
  }

  /// Puts records in the place of those that are there; the caller holds the lock.
  func write(_ records: [Record]) throws(RepositoryError) {
    let object: JSONObject = [Record.words.list: .array(records.map { .object($0.json) })]
    let bytes = JSONValue.object(object).utf8(.pretty) + [UInt8(ascii: "\n")]
    try mappingSystemErrors { () throws(SystemError) in
      try files.updateFile(path, with: bytes, permissions: 0o600)
    }
  }

  private func bytes() throws(RepositoryError) -> (bytes: [UInt8], status: FileStatus)? {
    guard let file = try openIfPresent() else { return nil }
    let status = try mappingSystemErrors { () throws(SystemError) in try file.status() }
    guard status.permissions & 0o066 == 0 else { throw exposure(status.permissions) }
    return (try mappingSystemErrors { () throws(SystemError) in try file.readToEnd() }, status)
  }

  private func openIfPresent() throws(RepositoryError) -> File? {
    do throws(SystemError) {
      return try files.open(path, .read)
    } catch {
      guard error.errno == .noEntry else { throw .failedCall(error) }
      return nil
    }
  }

  private func records(in json: JSONValue) throws(RepositoryError) -> [Record] {
    let words = Record.words
    guard let object = json.object, object.count == 1, let values = object[words.list]?.array else {
      throw damage("it is no JSON object with nothing but '\(words.list)'")
    }
    var ids: Set<String> = []
    var records: [Record] = []
    for (index, value) in values.enumerated() {
      do throws(RecordFormatError) {
        guard let object = value.object else { throw RecordFormatError("is no JSON object") }
        let record = try Record(json: object)
        guard ids.insert(record.id).inserted else {
          throw RecordFormatError("repeats the id \(record.id)")
        }
        records.append(record)
      } catch {
        throw damage("\(words.one) \(index + 1) \(error.reason)")
      }
    }
    return records
  }
}

// What is wrong with such a file.
extension RecordFile {
  /// The file is not what this program writes.
  private func damage(_ reason: String) -> RepositoryError {
    RepositoryError(
      .damaged, "the \(Record.words.all) in '\(path)' cannot be read: \(reason)",
      hint: Record.words.repair)
  }

  /// Others may read or change the file.
  private func exposure(_ permissions: UInt16) -> RepositoryError {
    RepositoryError(
      .invalid,
      "other users can read or change the \(Record.words.all) in '\(path)' "
        + "(its mode is \(String(permissions, radix: 8)))",
      hint: "`chmod 600 \(path.shellWord)` keeps them out")
  }

  /// The lock is held.
  private func isLocked(_ error: SystemError) -> RepositoryError {
    RepositoryError(
      .locked,
      "another program has been changing the \(Record.words.all) for some time (lock "
        + "'\(error.path)')",
      hint: "Try again when it is done", cause: error)
  }
}

/// The records of a file for a server, which reads them again only when the file has changed.
///
/// So what another process writes counts as soon as it has ended.
struct FollowedRecords<Record: FileRecord>: Sendable {
  private let file: RecordFile<Record>
  private var version: FileChangeToken?

  /// Follows a file, which need not be there yet.
  init(_ file: RecordFile<Record>) {
    self.file = file
  }

  /// The records, if they are not those that were read last; nil if they are.
  ///
  /// - Parameter version: What ``RecordFile/version()`` has just answered.
  mutating func changes(at version: FileChangeToken?) throws(RepositoryError) -> [Record]? {
    guard version != self.version else { return nil }
    let contents = try file.contents()
    self.version = contents.map { FileChangeToken($0.status) }
    return contents?.records ?? []
  }
}

/// One record of a ``RecordFile``.
protocol FileRecord: Sendable {
  /// How the file and its errors name such records.
  static var words: RecordWords { get }

  /// What no two records of a file have in common.
  var id: String { get }

  /// The record as its file holds it.
  var json: JSONObject { get }

  /// Reads a record of a file.
  ///
  /// What is not known is refused: it could limit the record.
  init(json: JSONObject) throws(RecordFormatError)
}

/// How a file of records and its errors name them.
struct RecordWords: Sendable {
  /// The member that holds the list: `keys`.
  let list: String
  /// One of them: `key`.
  let one: String
  /// All of them: `API keys`.
  let all: String
  /// What to do with a damaged file.
  let repair: String
}

/// What is wrong with one record of a file: the end of a sentence that the record begins.
struct RecordFormatError: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

extension JSONObject {
  /// Refuses members of other names.
  func checkMembers(_ known: [String]) throws(RecordFormatError) {
    for member in self where !known.contains(member.key) {
      throw RecordFormatError("has '\(member.key)', which this version does not know")
    }
  }

  /// What a member's text stands for.
  func value<Value>(
    _ key: String, _ read: (String) -> Value?
  ) throws(RecordFormatError) -> Value {
    guard let member = self[key] else { throw RecordFormatError("has no '\(key)'") }
    guard let value = member.string.flatMap(read) else {
      throw RecordFormatError("has an unreadable '\(key)'")
    }
    return value
  }

  /// A time.
  func time(_ key: String) throws(RecordFormatError) -> Timestamp {
    try value(key) { try? Timestamp($0) }
  }

  /// A time that may be left out.
  func optionalTime(_ key: String) throws(RecordFormatError) -> Timestamp? {
    guard self[key] != nil else { return nil }
    return try time(key)
  }
}

/// What of a file's status changes when its content, its owner or its permissions do.
struct FileChangeToken: Equatable, Sendable {
  private let device: UInt64
  private let inode: UInt64
  private let size: Int
  private let modification: Int64
  private let change: Int64

  init(_ status: FileStatus) {
    device = status.device
    inode = status.inode
    size = status.size
    modification = status.modificationNanoseconds
    change = status.changeNanoseconds
  }
}
