public import Digests

extension PromptID {
  /// The id of the prompt's deployment in an environment: a version-5 UUID of the two.
  ///
  /// The same in every store, without a table.
  public func deployment(in environment: EnvironmentName) -> UUIDValue {
    UUIDValue(namespace: uuid, name: Array(environment.rawValue.utf8))
  }
}
