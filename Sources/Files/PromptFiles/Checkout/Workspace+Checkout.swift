public import PromptRepo

extension Workspace {
  /// Does what a plan says and notes what the files are made from now.
  ///
  /// Each file is replaced whole or stays as it was. If one cannot be written, those before it
  /// are done.
  ///
  /// - Throws: The plan's refusal, with nothing written; ``RepositoryError/Code/conflict`` when a
  ///   file was edited since the plan was made; ``RepositoryError/Code/inputOutput``.
  public func checkout(_ plan: CheckoutPlan) throws(RepositoryError) {
    if let refusal = plan.refusal { throw refusal }
    var bases: [PromptName: FileBase?] = [:]
    var written: [PromptName: [UInt8]?] = [:]
    var failure: RepositoryError?
    for item in plan.items {
      do throws(RepositoryError) {
        if !item.isNothing { try write(item) }
      } catch {
        failure = error
        break
      }
      written[item.status.name] = .some(item.bytes)
      if let base = item.base, base != item.status.indexed {
        bases[item.status.name] = .some(base)
      }
    }
    do throws(RepositoryError) {
      try updateIndex(bases)
      try noteFrames(written)
    } catch {
      throw failure ?? error
    }
    if let failure { throw failure }
  }

  private func write(_ item: CheckoutItem) throws(RepositoryError) {
    if let original = item.original, try bytes(of: item.status.name) != original {
      throw RepositoryError(
        .conflict, "\(item.status.path) was edited during the checkout",
        hint: "Run the command again")
    }
    try write(item.bytes, to: item.status.name)
  }
}
