extension Transaction {
  /// The environments of the list in which a prompt is live, in the list's order.
  ///
  /// The list and the prompt's pointers must not change until the transaction is applied.
  public mutating func environments(
    of name: PromptName
  ) throws(RepositoryError) -> [EnvironmentName] {
    try expect(.environments)
    var found: [EnvironmentName] = []
    for environment in try environments() {
      let pointer = Pointer.environment(environment.name)
      try expect(PromptReferences(name).pointer(pointer))
      if try lastMove(of: pointer, name) != nil { found.append(environment.name) }
    }
    return found
  }
}
