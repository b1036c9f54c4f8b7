internal import CanonicalJSON

/// A place that versions are deployed to, and the rules of deployments there.
public struct DeploymentEnvironment: Sendable, Hashable {
  /// Its name.
  public let name: EnvironmentName
  /// True if deployments have to keep to the rules.
  ///
  /// A protected environment takes no version whose variables differ from what is live there unless
  /// that is acknowledged, and none that was not live in the environment that it requires.
  public var isProtected: Bool
  /// The environment in which a version must be or have been live before.
  public var requires: EnvironmentName?

  /// Makes an environment; one that requires another is protected.
  package init(
    _ name: EnvironmentName, isProtected: Bool = false, requires: EnvironmentName? = nil
  ) {
    self.name = name
    self.isProtected = isProtected || requires != nil
    self.requires = requires
  }

  /// Its rules in words: `protected, requires staging`; `none` without any.
  package var rules: String {
    guard isProtected else { return "none" }
    return requires.map { "protected, requires \($0)" } ?? "protected"
  }
}

/// The name of an environment: one component such as `production`, which is no version's spec.
public struct EnvironmentName: Sendable, Hashable {
  /// The name as text.
  public let rawValue: String

  /// Makes a name, refusing what could not be a part of a reference's name, and what names a version
  /// after `@` or nearly so: `active`, `latest`, digits of a hash, what begins with a digit, `v1`.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``, with the reason.
  public init(_ text: String) throws(RepositoryError) {
    let reason =
      Slug.reasonAgainst(single: Array(text.utf8))
      ?? (text.utf8.count > EnvironmentName.maximumLength
        ? "it has more than \(EnvironmentName.maximumLength) characters" : nil)
      ?? (EnvironmentName.isLikeVersion(text) ? "it reads as the name of a version" : nil)
    if let reason {
      throw RepositoryError(
        .invalid, "'\(text)' is not a name for an environment: \(reason)",
        hint: "Use lower-case letters, digits, '.', '_' and '-', such as: production")
    }
    rawValue = text
  }

  private static func isLikeVersion(_ text: String) -> Bool {
    func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    let afterV = text.utf8.first == UInt8(ascii: "v") && text.utf8.dropFirst().allSatisfy(isDigit)
    return afterV || text.utf8.first.map(isDigit) ?? false || VersionSpec.isReserved(text)
  }

  private static let maximumLength = 100
}

extension EnvironmentName: Comparable {
  /// Orders names by their bytes.
  public static func < (left: EnvironmentName, right: EnvironmentName) -> Bool {
    left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
  }
}

extension EnvironmentName: CustomStringConvertible {
  /// The name as text.
  public var description: String { rawValue }
}

/// The environments of a repository in their order, as one commit of their chain holds them.
struct EnvironmentList: Sendable, Equatable {
  var environments: [DeploymentEnvironment]

  /// The name of the list's file in a tree.
  static let fileName = "environments.json"

  subscript(name: EnvironmentName) -> DeploymentEnvironment? {
    environments.first { $0.name == name }
  }

  /// The list's file: canonical JSON and one line break.
  var file: [UInt8] {
    let list = environments.map { environment in
      var object: JSONObject = ["name": .string(environment.name.rawValue)]
      if environment.isProtected { object["protected"] = true }
      if let requires = environment.requires { object["requires"] = .string(requires.rawValue) }
      return JSONValue.object(object)
    }
    return JSONValue.object(["environments": .array(list)]).utf8(.canonical) + [10]
  }

  init(_ environments: [DeploymentEnvironment] = []) {
    self.environments = environments
  }

  /// Reads a list's file.
  ///
  /// - Throws: ``RepositoryError/Code/damaged``, or ``RepositoryError/Code/invalid`` for names
  ///   that there cannot be.
  init(file: GitObject) throws(RepositoryError) {
    let json = try file.json(of: "the list of environments")
    guard let list = json?["environments"]?.array else {
      throw .damaged(file, "is not a list of environments")
    }
    var environments: [DeploymentEnvironment] = []
    for value in list {
      guard let object = value.object, let name = object["name"]?.string else {
        throw .damaged(file, "is a list of environments with one that has no name")
      }
      let requires = try object["requires"]?.string.map { text throws(RepositoryError) in
        try EnvironmentName(text)
      }
      environments.append(
        DeploymentEnvironment(
          try EnvironmentName(name), isProtected: object["protected"] == true, requires: requires))
    }
    self.init(environments)
  }
}

extension Repository {
  /// The environments and their rules, in their order.
  ///
  /// ```swift
  /// for environment in try repository.environments() { print(environment.name) }
  /// ```
  public func environments() throws(RepositoryError) -> [DeploymentEnvironment] {
    try reader.environments()
  }
}

extension Transaction {
  /// The environments and their rules, in their order, with what the transaction has pending.
  public func environments() throws(RepositoryError) -> [DeploymentEnvironment] {
    try reader.environments()
  }
}

extension LedgerReader {
  /// The environments of the repository, in their order.
  package func environments() throws(RepositoryError) -> [DeploymentEnvironment] {
    try environmentList().environments
  }

  /// An environment that has to be there.
  ///
  /// - Throws: ``RepositoryError/Code/notFound``, with the names that there are.
  package func environment(_ name: EnvironmentName) throws(RepositoryError) -> DeploymentEnvironment
  {
    let list = try environmentList()
    guard let environment = list[name] else {
      let names = list.environments.map(\.name.rawValue).joined(separator: ", ")
      throw RepositoryError(
        .notFound,
        "there is no environment '\(name)'" + (names.isEmpty ? "" : "; there is \(names)"),
        cause: LedgerRefusal.environmentNotFound(name))
    }
    return environment
  }

  func environmentList() throws(RepositoryError) -> EnvironmentList {
    guard let tip = try target(of: .environments) else { return EnvironmentList() }
    return try environmentList(at: tip)
  }

  func environmentList(at id: ObjectID) throws(RepositoryError) -> EnvironmentList {
    try environmentList(in: commit(id, for: "the list of environments"))
  }

  func environmentList(in commit: Commit) throws(RepositoryError) -> EnvironmentList {
    try EnvironmentList(
      file: file(
        EnvironmentList.fileName, in: commit.tree, "the tree of the list of environments",
        "the list of environments"))
  }

  /// That a prompt is not deployed to an environment, which may not even exist.
  func notDeployed(
    _ name: PromptName, in environment: EnvironmentName
  ) throws(RepositoryError) -> RepositoryError {
    _ = try existing(name)
    guard try environmentList()[environment] != nil else {
      return RepositoryError(
        .notFound, "'\(environment)' names neither a version nor an environment",
        cause: LedgerRefusal.neitherVersionNorEnvironment(environment, of: name))
    }
    return RepositoryError(
      .notFound, "prompt '\(name)' was never deployed to '\(environment)'",
      cause: LedgerRefusal.neverDeployed(name, to: environment))
  }

  /// The environments as a commit of their chain has them.
  ///
  /// - Throws: ``RepositoryError/Code/damaged`` for a commit with anything but the list.
  package func environments(
    at commit: ObjectID
  ) throws(RepositoryError) -> [DeploymentEnvironment] {
    try environments(in: self.commit(commit, for: "the list of environments"))
  }

  /// The environments as a commit of their chain has them, likewise.
  package func environments(
    in commit: Commit
  ) throws(RepositoryError) -> [DeploymentEnvironment] {
    let tree = try Tree(required(commit.tree, for: "the tree of the list of environments"))
    guard tree[EnvironmentList.fileName]?.mode == .file, tree.entries.count == 1 else {
      throw RepositoryError(
        .damaged, "tree \(commit.tree) is not just the file \(EnvironmentList.fileName)")
    }
    return try environmentList(in: commit).environments
  }
}
