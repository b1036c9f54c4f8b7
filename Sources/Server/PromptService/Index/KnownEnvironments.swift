internal import PromptRepo

/// The environments that the index knows of.
struct KnownEnvironments: Sendable {
  /// Where their chain stands.
  private(set) var tip: ObjectID?
  /// Their names, in their order.
  private(set) var names: [EnvironmentName] = []

  /// No environments.
  init() {}

  /// Those of a ledger, none where their list is damaged; so it hides no prompt.
  ///
  /// - Parameter tip: Where the chain was seen to stand before the list is read.
  init(at tip: ObjectID?, in repository: Repository) throws(RepositoryError) {
    self.tip = tip
    do throws(RepositoryError) {
      names = try repository.environments().map(\.name)
    } catch {
      guard error.code == .damaged || error.code == .invalid else { throw error }
    }
  }
}
