internal import HTTPMessages
internal import Markup
internal import PromptRepo
internal import PromptService

/// Which part of the activity is asked for.
struct ActivityFilter {
  /// The parameters of the address.
  static let parameters = ["prompt", "env", "actor", "since"]
  /// So many rows are exported.
  static let rowLimit = 10_000

  /// What one field holds.
  struct Field {
    /// What was typed; empty for all.
    let typed: String
    /// What is wrong with it.
    fileprivate(set) var fault: String?

    fileprivate init(_ typed: String?) {
      self.typed = typed ?? ""
    }
  }

  /// The name of a prompt.
  private(set) var prompt: Field
  /// The name of an environment.
  private(set) var environment: Field
  /// A piece of somebody's name or address.
  private(set) var actor: Field
  /// A day or a moment.
  private(set) var since: Field
  /// What is asked of the ledger; `nil` where a field is at fault.
  private(set) var query: AuditQuery?

  /// Reads the query of an address.
  init(_ target: RequestTarget) {
    prompt = Field(target["prompt"])
    environment = Field(target["env"])
    actor = Field(target["actor"])
    since = Field(target["since"])
    var query = AuditQuery()
    query.actor = actor.typed.isEmpty ? nil : actor.typed
    query.prompt = ActivityFilter.read(&prompt) { text throws(RepositoryError) in
      try PromptName(text)
    }
    query.environment = ActivityFilter.read(&environment) { text throws(RepositoryError) in
      try EnvironmentName(text)
    }
    query.since = ActivityFilter.read(&since) { text throws(RepositoryError) in
      try Timestamp(text.utf8.count == 10 ? text + "T00:00:00Z" : text)
    }
    if [prompt, environment, since].allSatisfy({ $0.fault == nil }) { self.query = query }
  }

  private static func read<Value>(
    _ field: inout Field, _ read: (String) throws(RepositoryError) -> Value
  ) -> Value? {
    if field.typed.isEmpty { return nil }
    do throws(RepositoryError) {
      return try read(field.typed)
    } catch {
      field.fault = error.message
      return nil
    }
  }

  /// Notes that there never was the prompt.
  mutating func missPrompt() {
    prompt.fault = "There never was a prompt '\(prompt.typed)'."
    query = nil
  }

  /// What is asked of the ledger.
  ///
  /// - Throws: ``ServiceError/invalid(_:parameter:)``.
  func checkedQuery() throws(ServiceError) -> AuditQuery {
    if let query { return query }
    let faults = [("prompt", prompt), ("env", environment), ("since", since)]
    let first = faults.first { $0.1.fault != nil }
    throw .invalid(first?.1.fault ?? "The filter cannot be read", parameter: first?.0)
  }

  /// Whether nothing is left out.
  var isEmpty: Bool { [prompt, environment, actor, since].allSatisfy(\.typed.isEmpty) }

  /// The address of a page with what the filter leaves.
  func link(below page: Link) -> Link {
    func value(_ field: Field) -> String? { field.typed.isEmpty ? nil : field.typed }
    return page.query("prompt", value(prompt)).query("env", value(environment))
      .query("actor", value(actor)).query("since", value(since))
  }

  /// The environments to choose from, with one that is no more where it is asked for.
  func environments(_ request: ServiceRequest) throws -> [String] {
    let known = try request.promptSummaries().environments.map(\.rawValue)
    let typed = environment.typed
    guard environment.fault == nil, !typed.isEmpty, !known.contains(where: typed.isSame(as:))
    else { return known }
    return known + [typed]
  }
}

/// The operations of one day, in UTC.
struct ActivityDay {
  /// The day: `28 November 2026`.
  let name: String
  private(set) var operations: [LedgerOperation]

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// Operations by their days.
  static func all(_ operations: [LedgerOperation]) -> [ActivityDay] {
    var days: [ActivityDay] = []
    for operation in operations {
      let civil = CivilTime(seconds: operation.entries.first?.time.seconds ?? 0)
      let month = months.indices.contains(Int(civil.month) - 1) ? months[Int(civil.month) - 1] : ""
      let name = "\(civil.day) \(month) \(civil.year)"
      if days.last?.name == name {
        days[days.count - 1].operations.append(operation)
      } else {
        days.append(ActivityDay(name: name, operations: [operation]))
      }
    }
    return days
  }
}
