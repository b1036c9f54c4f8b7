internal import PromptRepo

/// The moves that a pull makes, for all prompts and for each group of prompts that share names.
struct PulledMoves {
  /// Prompts that have to move together, since one takes a name that another leaves; or a chain
  /// that is about no single prompt.
  struct Group {
    var chain: SharedChain?
    /// What is put on top of the remote's chain of that kind.
    var sharedJoin: SharedJoinPlan?
    var prompts: [PromptState] = []
    var moves: [ReferenceMove] = []
    /// The newest records of those that are new here.
    var created: [ObjectID] = []
    /// What is put on top of the remote's chains.
    var joins: [JoinPlan] = []
  }

  let groups: [Group]
  /// What is said of each prompt once its group was applied.
  let outcomes: [PromptID: PromptOutcome]
  /// What is said of each other chain, likewise.
  let sharedOutcomes: [SharedChain: SharedOutcome]

  init(_ plan: MirrorPlan, _ joins: JoinPlans, _ sharedJoins: SharedJoinPlans) {
    let pulled = plan.prompts.filter { state in
      state.pulls != nil || state.id.map { joins.plans[$0] != nil } ?? false
    }
    let message = "pulled from \(plan.remote)"
    var groups: [Group] = []
    var sharedOutcomes = sharedJoins.outcomes
    for state in plan.shared {
      var group = Group(chain: state.chain, sharedJoin: sharedJoins.plans[state.chain])
      if case .behind(let difference) = state.verdict {
        sharedOutcomes[state.chain] = SharedOutcome(
          chain: state.chain, result: .pulled(difference))
      } else if group.sharedJoin == nil {
        continue
      }
      group.moves = [
        ReferenceMove(
          state.chain.reference, from: state.local, to: state.remote, message: message)
      ]
      groups.append(group)
    }
    self.groups =
      groups
      + PulledMoves.sharingNames(pulled).map {
        PulledMoves.group($0, joins.plans, message: message)
      }
    self.sharedOutcomes = sharedOutcomes
    var outcomes = joins.outcomes
    for state in pulled {
      if let id = state.id, let difference = state.pulls {
        outcomes[id] = PromptOutcome(state, .pulled(difference))
      }
    }
    self.outcomes = outcomes
  }

  /// Puts together prompts of which one has the name that another one gets.
  private static func sharingNames(_ prompts: [PromptState]) -> [[PromptState]] {
    var owners: [PromptName: Int] = [:]
    for (index, state) in prompts.enumerated() {
      if let name = state.localName { owners[name] = index }
    }
    var leaders = Array(prompts.indices)
    func leader(_ index: Int) -> Int {
      var index = index
      while leaders[index] != index {
        leaders[index] = leaders[leaders[index]]
        index = leaders[index]
      }
      return index
    }
    for (index, state) in prompts.enumerated() {
      guard let name = state.finalName, let owner = owners[name] else { continue }
      leaders[leader(index)] = leader(owner)
    }
    return Dictionary(grouping: prompts.indices) { leader($0) }
      .sorted { $0.key < $1.key }.map { $0.value.map { prompts[$0] } }
  }

  private static func group(
    _ prompts: [PromptState], _ joins: [PromptID: JoinPlan], message: String
  ) -> Group {
    var group = Group(prompts: prompts)
    group.joins = prompts.compactMap { $0.id.flatMap { joins[$0] } }
    var old: [ReferenceName: ObjectID] = [:]
    var new: [ReferenceName: ObjectID] = [:]
    var touched: Set<ReferenceName> = []
    for state in prompts {
      let rebuilt = state.id.flatMap { joins[$0]?.rebuilt } ?? []
      for name in [state.localName, state.finalName].compactMap(\.self) {
        // Also what is absent has to stay so until all is done.
        touched.formUnion([
          PromptReferences(name).info, PromptReferences(name).versions,
          PromptReferences(name).pointer(.active),
        ])
      }
      for chain in state.chains {
        guard let concern = chain.concern else { continue }
        if let name = state.localName, let tip = chain.local {
          old[PromptChain(name, concern).reference] = tip
        }
        let tip = rebuilt.contains(concern) ? chain.remote : chain.joined
        if let name = state.finalName, let tip {
          new[PromptChain(name, concern).reference] = tip
        }
      }
      if let id = state.id {
        let chain = state.tombstones
        touched.insert(.tombstone(id))
        old[.tombstone(id)] = chain.local
        new[.tombstone(id)] = state.adoptsTombstones ? chain.remote : chain.joined
      }
      if case .created? = state.pulls?.kind,
        let record = state.chains.first(where: { $0.concern == .info })?.remote
      {
        group.created.append(record)
      }
    }
    group.moves = touched.union(old.keys).union(new.keys).sorted().map {
      ReferenceMove($0, from: old[$0], to: new[$0], message: message)
    }
    return group
  }
}
