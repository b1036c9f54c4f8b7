internal import CanonicalJSON

/// A named set of versions, which are deployed together and go back together.
public struct Release: Sendable, Hashable {
  /// One version of the set.
  public struct Member: Sendable, Hashable {
    /// The prompt, whatever its name is by now.
    public let prompt: PromptID
    /// The name that it had when the release was made.
    public let name: PromptName
    /// The number of the version.
    public let version: Int
    /// The hash of the version's content.
    public let hash: VersionHash

    /// Makes a member from its parts.
    package init(prompt: PromptID, name: PromptName, version: Int, hash: VersionHash) {
      self.prompt = prompt
      self.name = name
      self.version = version
      self.hash = hash
    }
  }

  /// Its name.
  public let name: ReleaseName
  /// Its versions, in the order of the prompts' names.
  public let members: [Member]

  /// Makes a release from its parts.
  package init(_ name: ReleaseName, _ members: [Member]) {
    self.name = name
    self.members = members.sorted { $0.name < $1.name }
  }
}

/// The name of a release: one component such as `2026-11` or `spring-launch`.
public struct ReleaseName: Sendable, Hashable {
  /// The name as text.
  public let rawValue: String

  /// Makes a name, refusing what could not be a file's name.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``, with the reason.
  public init(_ text: String) throws(RepositoryError) {
    let reason =
      Slug.reasonAgainst(single: Array(text.utf8))
      ?? (text.utf8.count > 100 ? "it has more than 100 characters" : nil)
    if let reason {
      throw RepositoryError(
        .invalid, "'\(text)' is not a name for a release: \(reason)",
        hint: "Use lower-case letters, digits, '.', '_' and '-', such as: spring-launch")
    }
    rawValue = text
  }
}

extension ReleaseName: CustomStringConvertible {
  /// The name as text.
  public var description: String { rawValue }
}

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
    let json = try file.json(of: "the release")
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
