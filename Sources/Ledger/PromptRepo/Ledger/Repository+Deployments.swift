// The operations on environments, each as one change of its own.
extension Repository {
  /// Makes versions live in an environment: all, or none.
  ///
  /// - Throws: ``RepositoryError/Code/protected`` with every rule that is against it,
  ///   ``RepositoryError/Code/conflict``, ``RepositoryError/Code/notFound``.
  @discardableResult
  public func deploy(
    _ orders: [DeploymentOrder], to environment: EnvironmentName, reason: String? = nil,
    acknowledging acknowledged: Set<String> = [], by author: Signature
  ) throws(RepositoryError) -> [Deployment] {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.deploy(
        orders, to: environment, reason: reason, acknowledging: acknowledged)
    }
  }

  /// Makes exactly the versions that are live in one environment live in another: all, or none.
  ///
  /// - Parameter names: These prompts; all that the source has, but archived ones, when `nil`.
  @discardableResult
  public func promote(
    _ names: [PromptName]?, from source: EnvironmentName, to target: EnvironmentName,
    reason: String? = nil, acknowledging acknowledged: Set<String> = [], by author: Signature
  ) throws(RepositoryError) -> [Deployment] {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.promote(
        names, from: source, to: target, reason: reason, acknowledging: acknowledged)
    }
  }

  /// Appends the inverse of an operation; nothing is rewritten.
  ///
  /// - Parameters:
  ///   - name: Only what the operation did to this prompt.
  ///   - operation: The first digits of the operation's id; the last operation if `nil`.
  @discardableResult
  public func undo(
    _ name: PromptName? = nil, operation: String? = nil, reason: String? = nil,
    by author: Signature
  ) throws(RepositoryError) -> Undone {
    try change(by: author) { transaction throws(RepositoryError) in
      try transaction.undo(name, operation: operation, reason: reason)
    }
  }
}
