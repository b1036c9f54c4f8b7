internal import CanonicalJSON
internal import GitFiles
internal import Platform
public import PromptRepo

/// The days on which keys were last used, in a file beside the keys: `last-used.json`.
///
/// A JSON object of days by the keys' ids. Servers merge what they have seen into it, under a lock
/// of the kernel, so that two of them on one folder lose nothing of each other. It is not flushed:
/// after a loss of power a day may be missing, or the whole file, which begins anew.
public struct KeyUseFile: Sendable {
  /// Where the file is.
  public let path: String

  private let files: FileSystem

  /// The file beside a file of keys.
  public init(beside keys: KeyFile) {
    path = "\(keys.folder)/last-used.json"
    files = keys.files
  }

  /// The days by the keys' ids; none if there is no file.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` for a file that cannot be read as days.
  public func days() throws(RepositoryError) -> [String: UseDay] {
    let bytes = try mappingSystemErrors { () throws(SystemError) in
      try files.readFileIfPresent(path)
    }
    guard let bytes else { return [:] }
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw damage("\(error)")
    }
    guard let object = json.object else { throw damage("it is no JSON object") }
    var days: [String: UseDay] = [:]
    for member in object {
      guard APIKey.isID(member.key), let day = member.value.string.flatMap(UseDay.init) else {
        throw damage("'\(member.key)' is no key with a day")
      }
      days[member.key] = day
    }
    return days
  }

  /// Adds days; of two days of one key the later one counts.
  func add(_ days: [String: UseDay]) throws(RepositoryError) {
    let lock: FileLock
    do throws(SystemError) {
      // Whoever writes this file is done at once, or is stopped.
      lock = try files.lock("\(path).lock", timeout: .seconds(1), permissions: 0o600)
    } catch {
      throw .failedCall(error)
    }
    let old = try known()
    let merged = old.merging(days) { max($0, $1) }
    if merged != old { try write(merged) }
    lock.release()
  }

  private func write(_ days: [String: UseDay]) throws(RepositoryError) {
    var object = JSONObject()
    for (id, day) in days.sorted(by: { $0.key < $1.key }) { object[id] = .string(day.description) }
    let bytes = JSONValue.object(object).utf8(.pretty) + [UInt8(ascii: "\n")]
    try mappingSystemErrors { () throws(SystemError) in
      try files.replaceFile(path, with: bytes, permissions: 0o600, durably: false)
    }
  }

  /// The days in the file; none where it is damaged, since it is then written anew.
  private func known() throws(RepositoryError) -> [String: UseDay] {
    do throws(RepositoryError) {
      return try days()
    } catch {
      guard error.code == .damaged else { throw error }
      return [:]
    }
  }

  private func damage(_ reason: String) -> RepositoryError {
    RepositoryError(
      .damaged, "the last uses of keys in '\(path)' cannot be read: \(reason)",
      hint: "A server that runs writes the file anew at the next use of a key")
  }
}

/// A day in UTC: `2026-03-15`.
public struct UseDay: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let number: Int64

  private static let milliseconds: Int64 = 86_400_000

  /// The day of a moment.
  public init(_ time: Timestamp) {
    number = time.milliseconds / UseDay.milliseconds
  }

  /// Reads `2026-03-15`; nil for anything else.
  init?(_ text: String) {
    guard text.utf8.count == 10 else { return nil }
    do throws(RepositoryError) {
      self.init(try Timestamp("\(text)T00:00:00Z"))
    } catch {
      return nil
    }
  }

  /// The day as the file has it.
  public var description: String {
    String(Timestamp(milliseconds: number * UseDay.milliseconds).rfc3339.prefix(10))
  }

  /// Orders by time.
  public static func < (left: UseDay, right: UseDay) -> Bool { left.number < right.number }
}
