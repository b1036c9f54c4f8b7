/// Which part of a ledger's history is asked for.
public struct AuditQuery: Sendable {
  /// Only this prompt; also one that was deleted.
  public var prompt: PromptName?
  /// Only what is about this environment.
  public var environment: EnvironmentName?
  /// Only what came into the ledger at this moment or later.
  public var since: Timestamp?
  /// Only what somebody had part in, by a piece of a name or address in any case.
  public var actor: String?

  /// Makes a query; for all, unless something is named.
  public init(
    prompt: PromptName? = nil, environment: EnvironmentName? = nil, since: Timestamp? = nil,
    actor: String? = nil
  ) {
    self.prompt = prompt
    self.environment = environment
    self.since = since
    self.actor = actor
  }
}
