import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

// The operations on deployments.
extension Served {
  static let deployments = "/api/v1/prompts/deployments"

  /// The path of a deployment's history.
  static func history(_ id: String, _ query: String = "") -> String {
    "\(deployments)/\(id)/history\(query)"
  }

  /// Adds environments to the ledger, as another program.
  func addEnvironments(_ environments: DeploymentEnvironment...) throws {
    try repository().change(by: Sample.person) { (transaction) throws(RepositoryError) in
      for environment in environments { try transaction.addEnvironment(environment) }
    }
  }

  /// Adds environments without rules.
  func addEnvironments(_ names: String...) throws {
    for name in names { try addEnvironments(DeploymentEnvironment(EnvironmentName(name))) }
  }

  /// Asks for a deployment.
  func deploy(
    _ id: String, to environment: String, _ more: JSONObject = [:], as role: Role? = .deployer,
    _ fields: HTTPFields = HTTPFields()
  ) throws -> HTTPResponse {
    var body: JSONObject = ["prompt_id": .string(id), "environment": .string(environment)]
    for member in more { body[member.key] = member.value }
    return try post(Served.deployments, body, as: role, fields)
  }

  /// Deploys a version, and answers the deployment.
  @discardableResult
  func deployed(
    _ id: String, to environment: String, version: Int? = nil,
    at location: SourceLocation = #_sourceLocation
  ) throws -> JSONObject {
    let more: JSONObject = version.map { ["version": .integer($0)] } ?? [:]
    let answer = try deploy(id, to: environment, more)
    try #require(answer.status == .created, "\(answer.text)", sourceLocation: location)
    return try answer.json()
  }

  /// Asks for a deployment's rollback.
  func rollBack(
    _ id: String, to hash: String, _ more: JSONObject = [:], as role: Role? = .deployer,
    _ fields: HTTPFields = HTTPFields()
  ) throws -> HTTPResponse {
    var body: JSONObject = ["deployment_id": .string(id), "rollback_to_hash": .string(hash)]
    for member in more { body[member.key] = member.value }
    return try put(Served.deployments, body, as: role, fields)
  }

  /// A list of deployments or moves, page by page.
  func pages(_ path: String, _ query: String = "", limit: Int) throws -> [JSONObject] {
    var all: [JSONObject] = []
    var after = ""
    while true {
      let answer = try get("\(path)?limit=\(limit)\(query)\(after)")
      let page = try answer.list()
      #expect(page.count <= limit)
      all += page
      let json = try answer.json()
      #expect(json["first_id"]?.string == page.first?.text("id"))
      #expect(json["last_id"]?.string == page.last?.text("id"))
      guard json["has_more"] == true else { return all }
      #expect(page.count == limit)
      after = "&after=\(json.text("last_id"))"
    }
  }
}

extension HTTPFieldName {
  static let tip = HTTPFieldName(rawValue: "X-Deployment-Tip")
}
