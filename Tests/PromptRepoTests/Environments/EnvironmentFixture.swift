import MemoryStore
import PromptRepo
import Testing

/// A ledger with staging and production, and a clock that moves on with each use.
final class EnvironmentFixture {
  let repository = Repository(store: MemoryStore())
  let staging: EnvironmentName
  let production: EnvironmentName
  private var second: Int64 = 0

  /// - Parameter isProtected: Whether production requires staging.
  init(isProtected: Bool = true) throws {
    staging = try EnvironmentName("staging")
    production = try EnvironmentName("production")
    let (first, last) = (staging, production)
    try change { transaction throws(RepositoryError) in
      try transaction.addEnvironment(DeploymentEnvironment(first))
      try transaction.addEnvironment(
        DeploymentEnvironment(last, requires: isProtected ? first : nil))
    }
  }

  var author: Signature { author("Ada") }

  func author(_ name: String) -> Signature {
    second += 1
    return Signature(
      name: name, email: "\(name.lowercased())@example.com",
      time: Timestamp(milliseconds: (1_700_000_000 + second) * 1000))
  }

  @discardableResult
  func change<Result>(
    _ body: (inout Transaction) throws(RepositoryError) -> Result
  ) throws(RepositoryError) -> Result {
    try repository.change(by: author, body)
  }

  /// A prompt with these templates, the last one active.
  @discardableResult
  func prompt(_ text: String, _ templates: String...) throws -> PromptName {
    let name = try PromptName(text)
    for template in templates {
      let draft = VersionDraft(try VersionContent(template: template))
      if try repository.prompt(name) == nil {
        try repository.by(author).create(name, draft)
      } else {
        try repository.by(author).addVersion(draft, to: name)
      }
    }
    return name
  }

  @discardableResult
  func deploy(
    _ name: PromptName, _ version: Int, to environment: EnvironmentName, reason: String? = nil,
    acknowledging acknowledged: Set<String> = []
  ) throws(RepositoryError) -> Deployment? {
    try repository.by(author).deploy(
      [DeploymentRequest(name, .number(version))], to: environment, reason: reason,
      acknowledging: acknowledged
    ).first
  }

  /// A deployment to staging, then to production.
  func ship(_ name: PromptName, _ version: Int) throws(RepositoryError) {
    try deploy(name, version, to: staging)
    try deploy(name, version, to: production)
  }

  /// The number of the version that is live; `nil` if none is.
  func live(_ name: PromptName, _ environment: EnvironmentName) throws -> Int? {
    try repository.lastMove(of: .environment(environment), name)?.version
  }

  /// What a body is refused with.
  func refusal<Result>(
    _ code: RepositoryError.Code, at location: SourceLocation = #_sourceLocation,
    _ body: () throws(RepositoryError) -> Result
  ) -> String {
    do throws(RepositoryError) {
      _ = try body()
      Issue.record("nothing was refused", sourceLocation: location)
      return ""
    } catch {
      #expect(error.code == code, "\(error)", sourceLocation: location)
      return error.description
    }
  }

  /// What a body is refused because of.
  func cause<Result>(
    at location: SourceLocation = #_sourceLocation,
    _ body: () throws(RepositoryError) -> Result
  ) -> (any Error)? {
    do throws(RepositoryError) {
      _ = try body()
      Issue.record("nothing was refused", sourceLocation: location)
      return nil
    } catch {
      return error.cause
    }
  }
}
