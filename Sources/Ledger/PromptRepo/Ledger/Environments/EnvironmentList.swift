internal import CanonicalJSON

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
    let json: JSONObject?
    do {
      json = try JSONValue(parsing: file.bytes).object
    } catch {
      throw RepositoryError(
        .damaged, "the list of environments in object \(file.id) is not JSON: \(error)",
        cause: error)
    }
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
