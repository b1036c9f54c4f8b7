internal import CanonicalJSON

extension Release {
  /// The name of the file of a release in the tree of releases.
  static func fileName(_ name: ReleaseName) -> String { "\(name)\(ending)" }
  private static let ending = ".json"

  /// The release whose file has a name; `nil` for another file's name.
  static func name(ofFile name: String) throws(RepositoryError) -> ReleaseName? {
    guard name.utf8.reversed().starts(with: ending.utf8.reversed()) else { return nil }
    return try ReleaseName(String(decoding: name.utf8.dropLast(ending.utf8.count), as: UTF8.self))
  }

  /// The release's file: canonical JSON and one line break.
  var file: [UInt8] {
    let list = members.map { member in
      JSONValue.object([
        "hash": .string("\(member.hash)"), "id": .string(member.prompt.rawValue),
        "name": .string(member.name.rawValue), "version": .integer(member.version),
      ])
    }
    return JSONValue.object(["members": .array(list), "name": .string(name.rawValue)])
      .utf8(.canonical) + [10]
  }

  /// Reads a release's file.
  ///
  /// - Throws: ``RepositoryError/Code/damaged``, or ``RepositoryError/Code/invalid`` for names
  ///   that there cannot be.
  init(file: GitObject) throws(RepositoryError) {
    let json: JSONObject?
    do {
      json = try JSONValue(parsing: file.bytes).object
    } catch {
      throw RepositoryError(
        .damaged, "the release in object \(file.id) is not JSON: \(error)", cause: error)
    }
    guard let name = json?["name"]?.string, let list = json?["members"]?.array else {
      throw .damaged(file, "is not a release")
    }
    var members: [Member] = []
    for value in list {
      guard let object = value.object, let id = object["id"]?.string,
        let name = object["name"]?.string, let hash = object["hash"]?.string,
        let version = object["version"]?.integer
      else { throw .damaged(file, "is a release with a member that is not one") }
      members.append(
        Member(
          prompt: try PromptID(id), name: try PromptName(name), version: version,
          hash: try VersionHash(hash)))
    }
    self.init(try ReleaseName(name), members)
  }
}
