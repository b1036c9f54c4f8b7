internal import PromptRepo

/// One prompt as both ledgers have it, before it is judged.
struct PromptPair {
  /// A prompt on one side.
  struct Side {
    let name: PromptName
    let chains: LedgerSnapshot.Chains
  }

  let id: PromptID
  /// A name to speak of it by.
  let name: PromptName
  let ours: [Burial]
  let theirs: [Burial]
  let tombstones: ChainState
  /// The prompt here; nil where it is not.
  let local: Side?
  /// The prompt at the remote; nil where it is not.
  let remote: Side?
  /// What the remote has under names that the prompt left.
  let leftovers: [PromptName: LedgerSnapshot.Chains]
}
