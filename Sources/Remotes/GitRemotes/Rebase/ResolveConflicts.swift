internal import CanonicalJSON
public import PromptMerge
public import PromptRepo

/// The joins of a pull, and what is said of what they are about.
struct Rebases<Subject: Hashable, Plan, Outcome> {
  /// The joins that can be made.
  var plans: [Subject: Plan] = [:]
  /// What is said once all is done.
  var outcomes: [Subject: Outcome] = [:]
}

typealias PromptRebases = Rebases<PromptID, PromptRebasePlan, PromptOutcome>
typealias RepositoryWideRebases = Rebases<
  LedgerRef.RepositoryKind, RepositoryWideRebasePlan, RepositoryWideOutcome
>

extension RemoteLedger {
  /// Fetches, and answers what a pull would do.
  ///
  /// - Parameter resolution: What counts where both went on; `nil` to leave such prompts alone.
  public func preview(
    _ names: [PromptName] = [], resolving resolution: Resolution?
  ) throws(RepositoryError) -> RemoteReport {
    let (plan, along, _) = try plan(
      base: update(), names, resolving: resolution, mayPrepare: true,
      by: Signature(name: "", email: "", time: .now()))
    return RemoteReport(
      plan,
      done: joins(of: plan, resolution, preparing: { _ in }).outcomes.mapValues { outcome in
        PromptOutcome(
          id: outcome.id, name: outcome.name, result: outcome.result.preview, note: outcome.note)
      },
      repositoryWide: joins(of: plan, resolution).outcomes.mapValues { outcome in
        RepositoryWideOutcome(kind: outcome.kind, result: outcome.result.preview)
      }
    ).taking(along)
  }

  /// Works out the joins of the prompts whose histories part.
  func joins(
    of plan: LedgerComparison, _ resolution: Resolution?,
    preparing prepare: ((UnresolvedTexts) throws(RepositoryError) -> Void)?
  ) -> PromptRebases {
    var joins = PromptRebases()
    let reader = FetchedLedgerReader(repository: repository, remote: remote.name)
    for state in plan.prompts {
      guard let id = state.id, state.hasDiverged else { continue }
      do throws(RepositoryError) {
        guard case .conflict(var conflict) = state.verdict else {
          // Both did the same, so that nothing is to be decided.
          let joiner = try PromptRebaser(state, .merge, reader: reader, remote: remote)
          joins.plans[id] = try joiner?.plan().plan
          continue
        }
        guard let resolution, !state.isNotJoined,
          let joiner = try PromptRebaser(state, resolution, reader: reader, remote: remote)
        else { continue }
        if let obstacle = try obstacle(joiner, &joins, preparing: prepare) {
          conflict.obstacle = obstacle
          joins.outcomes[id] = PromptOutcome(state, .conflict(conflict))
        }
      } catch {
        joins.outcomes[id] = PromptOutcome(state, .refused(error))
      }
    }
    return joins
  }

  /// Adds a prompt's join, or answers what stands in its way.
  private func obstacle(
    _ joiner: PromptRebaser, _ joins: inout PromptRebases,
    preparing prepare: ((UnresolvedTexts) throws(RepositoryError) -> Void)?
  ) throws(RepositoryError) -> RepositoryError? {
    let state = joiner.state
    let (plan, obstacles) = try joiner.plan()
    if !obstacles.isEmpty {
      return choice(state, obstacles.joined(separator: "; "))
    }
    if state.localName != joiner.name, try repository.prompt(joiner.name) != nil {
      return RepositoryError(
        .conflict, "it is '\(joiner.name)' at '\(remote.name)', and here that is another prompt",
        cause: RemoteRefusal.nameIsTaken(joiner.name))
    }
    if let texts = plan.result.unresolved {
      guard state.localName == joiner.name else {
        return choice(
          state, "it was renamed on one side, and \(texts.sentence), which only its file can show")
      }
      guard let prepare else {
        return choice(
          state, "\(texts.sentence), and a bare repository has no file in which to merge them")
      }
      do throws(RepositoryError) {
        try prepare(texts)
      } catch {
        guard error.code == .conflict else { throw error }
        return error
      }
    }
    joins.plans[joiner.id] = plan
    joins.outcomes[joiner.id] = PromptOutcome(state, .joined(plan.result))
    return nil
  }

  private func choice(_ state: PromptComparison, _ what: String) -> RepositoryError {
    choice(.prompt(state.localName ?? state.name), what)
  }

  /// What nobody decides but people.
  private func choice(_ subject: Conflict.Subject, _ what: String) -> RepositoryError {
    RepositoryError(
      .conflict, what, cause: RemoteRefusal.undecided(subject, remote: remote.name))
  }

  /// Works out the joins of the repository-wide chains that part.
  func joins(of plan: LedgerComparison, _ resolution: Resolution?) -> RepositoryWideRebases {
    var joins = RepositoryWideRebases()
    guard let resolution else { return joins }
    let reader = FetchedLedgerReader(repository: repository, remote: remote.name)
    for state in plan.repositoryWide {
      guard case .conflict(var conflict) = state.verdict else { continue }
      let kind = state.kind
      do throws(RepositoryError) {
        guard let joiner = try RepositoryWideRebaser(state, resolution, reader: reader) else {
          continue
        }
        let (plan, obstacles) = try joiner.plan()
        if obstacles.isEmpty {
          joins.plans[kind] = plan
          joins.outcomes[kind] = RepositoryWideOutcome(kind: kind, result: .joined(plan.result))
        } else {
          conflict.obstacle = choice(
            .repositoryWide(kind), obstacles.map(\.sentence).joined(separator: "; "))
          joins.outcomes[kind] = RepositoryWideOutcome(kind: kind, result: .conflict(conflict))
        }
      } catch {
        joins.outcomes[kind] = RepositoryWideOutcome(kind: kind, result: .refused(error))
      }
    }
    return joins
  }
}

extension FieldConflict {
  /// What each side has, for people.
  var sentence: String {
    func text(_ value: JSONValue?) -> String {
      guard let value else { return "nothing" }
      return value.string.map { name.utf8.first == UInt8(ascii: "@") ? $0 : "'\($0)'" }
        ?? value.text(.canonical)
    }
    return "\(name) is \(text(ours)) here and \(text(theirs)) there"
  }
}

extension UnresolvedTexts {
  /// In what the texts overlap.
  fileprivate var sentence: String {
    let keys = keys.map { "'\($0.name)'" }.joined(separator: ", ")
    switch (places > 0, keys.isEmpty) {
    case (true, true): return "both sides changed the same lines of the template"
    case (false, false): return "both sides changed \(keys) of the configuration"
    default:
      return "both sides changed the same lines of the template, and \(keys) of the "
        + "configuration"
    }
  }
}

/// The contents of a prompt that both sides changed in the same places.
///
/// Somebody has to say what is to become of them, and the place for that is the working file.
public struct UnresolvedTexts: Sendable {
  /// A content and the version that it is of.
  public struct Side: Sendable {
    /// The number of the version once the histories are one.
    public let number: Int
    /// The content.
    public let content: VersionContent
  }

  /// The prompt.
  public let name: PromptName
  /// The remote.
  public let remote: String
  /// The last version in common; `nil` when there is none.
  public let base: Side?
  /// Our last version.
  public let ours: Side
  /// Their last version.
  public let theirs: Side
  /// In how many places the templates overlap.
  public let places: Int
  /// The keys of the configuration that both changed, to different values.
  public let keys: [FieldConflict]
}
