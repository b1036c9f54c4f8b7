import APIKeys
import CanonicalJSON
import HTTPMessages
import MemoryStore
import PromptRepo
import PromptService
import PromptsAPI
import TestSupport
import Testing

/// Who may do what.
@Suite struct RoleTests {
  /// Sends a well-formed request of an operation on a prompt, and on its deployment to production.
  private func send(
    _ operation: PromptsAPI.Operation, _ id: String, _ served: Served, as role: Role?,
    _ fields: HTTPFields = HTTPFields()
  ) throws -> HTTPResponse {
    switch operation {
    case .listDeployments: return try served.get(Served.deployments, as: role, fields)
    case .deployPrompt: return try served.deploy(id, to: "production", as: role, fields)
    case .rollbackDeployment:
      return try served.rollBack(
        deployment(of: id), to: "\(VersionContent(template: "Hi {{name}}").hash)", as: role, fields)
    case .getDeploymentHistory:
      return try served.get(Served.history(deployment(of: id)), as: role, fields)
    default: return try sendAboutPrompts(operation, id, served, as: role, fields)
    }
  }

  private func deployment(of id: String) throws -> String {
    let name = try EnvironmentName("production")
    return (try? PromptID(id)).map { "\($0.deployment(in: name))" }
      ?? "00000000-0000-0000-0000-000000000000"
  }

  private func sendAboutPrompts(
    _ operation: PromptsAPI.Operation, _ id: String, _ served: Served, as role: Role?,
    _ fields: HTTPFields
  ) throws -> HTTPResponse {
    switch operation {
    case .listDeployments, .deployPrompt, .rollbackDeployment, .getDeploymentHistory:
      throw ConnectionFault("about deployments")
    case .createPrompt:
      try served.post(Served.path, ["name": "n", "template": "t"], as: role, fields)
    case .listPrompts: try served.get(Served.path, as: role, fields)
    case .getPrompt: try served.get(Served.path(id), as: role, fields)
    case .updatePrompt: try served.put(Served.path(id), ["name": "m"], as: role, fields)
    case .deletePrompt: try served.delete(Served.path(id), as: role, fields)
    case .createPromptVersion:
      try served.post(Served.path(id, "/versions"), ["template": "t"], as: role, fields)
    case .listPromptVersions: try served.get(Served.path(id, "/versions"), as: role, fields)
    case .getPromptVersion: try served.get(Served.path(id, "/versions/1"), as: role, fields)
    case .rollbackPrompt:
      try served.post(Served.path(id, "/rollback"), ["version": 1], as: role, fields)
    }
  }

  private func least(_ operation: PromptsAPI.Operation) -> Role {
    switch operation {
    case .listPrompts, .getPrompt, .listPromptVersions, .getPromptVersion, .listDeployments,
      .getDeploymentHistory:
      .reader
    case .createPrompt, .updatePrompt, .createPromptVersion, .rollbackPrompt: .editor
    case .deployPrompt, .rollbackDeployment: .deployer
    case .deletePrompt: .admin
    }
  }

  @Test(arguments: Setup.quick)
  func eachRoleMayDoWhatItsTableSays(_ setup: Setup) async throws {
    try await setup.run { served in
      try served.addEnvironments("production")
      for operation in PromptsAPI.Operation.allCases {
        for role in Role.allCases {
          let id = try served.create("A")
          if operation != .deletePrompt { try served.deployed(id, to: "production") }
          let answer = try send(operation, id, served, as: role)
          if role >= least(operation) {
            #expect((200...201).contains(answer.status.rawValue), "\(operation), \(role)")
          } else {
            try answer.expectError(403, "insufficient_role")
            // The role is looked at before the prompt.
            try send(operation, "prompt_x", served, as: role).expectError(403)
          }
        }
      }
    }
  }

  /// What the document says of roles is what the service does.
  @Test func theDocumentSaysWhichRoleIsNeeded() throws {
    let store = MemoryStore()
    let served = try Served(.memory, open: { store })
    let paths = try #require(try served.get("/openapi.json").json()["paths"]?.object)
    var count = 0
    for operation in PromptsAPI.Operation.allCases {
      let method = operation.method.rawValue.lowercased()
      let described = paths[operation.path.text]?.object?[method]?.object
      let needed = try #require(described?.text("x-required-role"))
      for role in Role.allCases {
        let answer = try send(operation, "prompt_x", served, as: role)
        let isRefused = answer.status == .forbidden
        #expect(isRefused == (role < (Role(rawValue: needed) ?? .reader)), "\(operation) \(role)")
        if isRefused { #expect(answer.text.contains("needs '\(needed)'")) }
        count += 1
      }
    }
    #expect(count == paths.reduce(0) { $0 + ($1.value.object?.count ?? 0) } * 4 - 4 * 4)
  }

  @Test(arguments: Setup.quick)
  func withoutAGoodKeyNothingIsSaid(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      let secret = try #require(served.keys.secrets[.admin])
      let fields = [
        nil, "", "Bearer", "Bearer ", "Bearer x", "Basic \(secret)", secret, "Bearer \(secret)0",
        "Bearer \(secret.uppercased())", "Bearer \(secret) x", "Bearer,\(secret)",
      ]
      for operation in PromptsAPI.Operation.allCases {
        for field in fields {
          let more: HTTPFields = field.map { [.authorization: $0] } ?? [:]
          let answer = try send(operation, id, served, as: nil, more)
          try answer.expectError(401, "invalid_api_key")
          #expect(answer.fields[.wwwAuthenticate] == "Bearer")
        }
      }
      for field in ["bearer \(secret)", "BEARER  \(secret)"] {
        #expect(try served.get(Served.path, as: nil, [.authorization: field]).status == .ok)
      }
    }
  }

  @Test(arguments: Setup.quick)
  func anybodyMayReadWhereThatIsAllowed(_ setup: Setup) async throws {
    try await setup.run(Served.Options(allowsAnonymousReads: true)) { served in
      let id = try served.create("A")
      try served.addEnvironments("production")
      try served.deployed(id, to: "production")
      for operation in PromptsAPI.Operation.allCases {
        let answer = try send(operation, id, served, as: nil)
        if least(operation) == .reader {
          #expect(answer.status == .ok)
        } else {
          try answer.expectError(401)
        }
        // A bad key is not the same as none.
        try send(operation, id, served, as: nil, [.authorization: "Bearer x"]).expectError(401)
      }
    }
  }

  @Test(arguments: Transport.allCases)
  func ownersAndEndUsersSeeOnlyTheirOwn(_ transport: Transport) async throws {
    let ledgers = TestLedgers()
    let served = try Served(transport, ledgers: ledgers, open: { throw ConnectionFault("none") })
    let id = try served.create("A")
    let name = try EnvironmentName("production")
    for ledger in ledgers.open {
      try ledger.repository.change(by: Sample.person) { (transaction) throws(RepositoryError) in
        try transaction.addEnvironment(DeploymentEnvironment(name))
      }
    }
    try served.deployed(id, to: "production")
    let other: HTTPFields = [.authorization: "Bearer \(served.keys.stranger)"]
    let user: HTTPFields = [.onBehalfOf: "user-1"]
    for fields in [other, user] {
      #expect(try served.get(Served.path, as: .admin, fields).list().isEmpty)
      for operation in PromptsAPI.Operation.allCases where operation != .createPrompt {
        guard operation != .listPrompts, operation != .listDeployments else { continue }
        let isDeployment = [.rollbackDeployment, .getDeploymentHistory].contains(operation)
        try send(operation, id, served, as: .admin, fields)
          .expectError(404, isDeployment ? "deployment_not_found" : "prompt_not_found")
      }
      #expect(try served.get(Served.deployments, as: .admin, fields).list().isEmpty)
      try served.get("\(Served.deployments)?prompt_id=\(id)", as: .admin, fields)
        .expectError(404, "prompt_not_found")
      try served.get("\(Served.deployments)?environment=production", as: .admin, fields)
        .expectError(404, "environment_not_found")
      try served.get("\(Served.deployments)?after=\(deployment(of: id))", as: .admin, fields)
        .expectError(400, "invalid_parameter", "after")
      try served.get("\(Served.path)?after=\(id)", as: .admin, fields)
        .expectError(400, "invalid_parameter", "after")
    }
    #expect(try send(.createPrompt, "", served, as: .admin, user).status == .created)
    #expect(try served.get(Served.path, as: .admin, user).list().count == 1)
    #expect(try served.get(Served.path, as: .admin, [.onBehalfOf: "user-2"]).list().isEmpty)
    #expect(try served.get(Served.path).list().map { $0.text("id") } == [id])
  }

  @Test(arguments: Setup.quick)
  func anEndUserNeedsAnID(_ setup: Setup) async throws {
    try await setup.run { served in
      for user in ["", String(repeating: "x", count: 256), "a\tb"] {
        try served.get(Served.path, as: .reader, [.onBehalfOf: user])
          .expectError(400, "invalid_parameter", "X-On-Behalf-Of")
      }
      #expect(
        try served.get(
          Served.path, as: .reader, [.onBehalfOf: String(repeating: "é", count: 255)]
        ).status == .ok)
    }
  }

  @Test(arguments: Setup.observable)
  func theTrailersSayWhoDidItAndForWhom(_ setup: Setup) async throws {
    try await setup.run { served in
      let user: HTTPFields = [.onBehalfOf: "user 1: é"]
      let answer = try served.post(
        Served.path, ["name": "A", "template": "t"], as: .editor, user)
      let path = Served.path(try answer.json().text("id"))
      _ = try served.post("\(path)/versions", ["template": "u"], as: .editor, user)
      _ = try served.post("\(path)/rollback", ["version": 1], as: .deployer, user)
      _ = try served.put(path, ["name": "B"], as: .editor, user)
      let store = try served.open()
      for reference in ["@info", "@versions", "@active"] {
        let tip = try #require(try store.value("refs/prompts/a/\(reference)"))
        let commit = try Commit(#require(try store.object(tip)))
        #expect(commit.message.contains("\nOn-Behalf-Of: user 1: é\n"))
        #expect(commit.committer.name == "team")
        let role: Role = reference == "@active" ? .deployer : .editor
        #expect(commit.committer.email == served.keys.id(role))
        #expect(!commit.message.contains("promptrepo_"))
      }
      try served.addVersion(try answer.json().text("id"), "v")
      let tip = try #require(try store.value("refs/prompts/a/@versions"))
      #expect(try !Commit(#require(try store.object(tip))).message.contains("On-Behalf-Of"))
    }
  }
}
