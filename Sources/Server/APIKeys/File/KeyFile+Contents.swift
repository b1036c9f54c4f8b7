internal import CanonicalJSON
internal import Platform
internal import PromptRepo

extension KeyFile {
  /// What the file held, and its status then.
  struct Contents {
    var keys: [APIKey]
    var status: FileStatus
  }

  /// Reads the file; nil if there is none.
  func contents() throws(RepositoryError) -> Contents? {
    guard let (bytes, status) = try bytes() else { return nil }
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw RepositoryError.damagedKeys(path, "\(error)")
    }
    return Contents(keys: try keys(in: json), status: status)
  }

  /// Puts keys in the place of those that are there; the caller holds the lock.
  func write(_ keys: [APIKey]) throws(RepositoryError) {
    let object: JSONObject = ["keys": .array(keys.map { .object($0.json) })]
    let bytes = JSONValue.object(object).utf8(.pretty) + [UInt8(ascii: "\n")]
    try reporting { () throws(SystemError) in
      try files.updateFile(path, with: bytes, permissions: 0o600)
    }
  }

  /// The folder that holds the file.
  var folder: String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private func bytes() throws(RepositoryError) -> (bytes: [UInt8], status: FileStatus)? {
    guard let file = try openIfPresent() else { return nil }
    let status = try reporting { () throws(SystemError) in try file.status() }
    guard status.permissions & 0o066 == 0 else {
      throw RepositoryError.exposedKeys(path, status.permissions)
    }
    return (try reporting { () throws(SystemError) in try file.readToEnd() }, status)
  }

  private func openIfPresent() throws(RepositoryError) -> File? {
    do throws(SystemError) {
      return try files.open(path, .read)
    } catch {
      guard error.errno == .noEntry else { throw RepositoryError(error) }
      return nil
    }
  }

  private func keys(in json: JSONValue) throws(RepositoryError) -> [APIKey] {
    guard let object = json.object, object.count == 1, let values = object["keys"]?.array else {
      throw RepositoryError.damagedKeys(path, "it is no JSON object with nothing but 'keys'")
    }
    var ids: Set<String> = []
    var keys: [APIKey] = []
    for (index, value) in values.enumerated() {
      do throws(KeyFileFlaw) {
        let key = try APIKey(json: value)
        guard ids.insert(key.id).inserted else { throw KeyFileFlaw("repeats the id \(key.id)") }
        keys.append(key)
      } catch {
        throw RepositoryError.damagedKeys(path, "key \(index + 1) \(error.reason)")
      }
    }
    return keys
  }
}
