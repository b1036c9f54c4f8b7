internal import PromptMerge
internal import PromptRepo

/// The joins of chains that are about no single prompt, and what is said of them.
struct SharedJoinPlans {
  /// The joins that can be made.
  var plans: [SharedChain: SharedJoinPlan] = [:]
  /// What is said of chains once all is done.
  var outcomes: [SharedChain: SharedOutcome] = [:]
}

extension RemoteLedger {
  /// Works out the joins of the chains that part.
  func sharedJoins(of plan: MirrorPlan, _ resolution: Resolution?) -> SharedJoinPlans {
    var joins = SharedJoinPlans()
    guard let resolution else { return joins }
    let reader = MirrorReader(repository: repository, remote: remote.name)
    for state in plan.shared {
      guard case .conflict(var conflict) = state.verdict else { continue }
      let chain = state.chain
      do throws(RepositoryError) {
        guard let joiner = try SharedJoiner(state, resolution, reader: reader) else { continue }
        let (plan, obstacles) = try joiner.plan()
        if obstacles.isEmpty {
          joins.plans[chain] = plan
          joins.outcomes[chain] = SharedOutcome(chain: chain, result: .joined(plan.result))
        } else {
          conflict.obstacle = choice(chain, obstacles)
          joins.outcomes[chain] = SharedOutcome(chain: chain, result: .conflict(conflict))
        }
      } catch {
        joins.outcomes[chain] = SharedOutcome(chain: chain, result: .refused(error))
      }
    }
    return joins
  }

  private func choice(_ chain: SharedChain, _ obstacles: [FieldConflict]) -> RepositoryError {
    let pull = "promptrepo pull \(remote.name)"
    let again =
      chain == .releases
      ? "; after that, `promptrepo release create NEW` makes the one that lost again under "
        + "another name" : ""
    return RepositoryError(
      .conflict, obstacles.map(\.sentence).joined(separator: "; "),
      hint: "`\(pull) --ours` lets what is here count, `\(pull) --theirs` what is there" + again)
  }
}
