internal import PromptRepo

extension PromptChain {
  /// The chain that a reference is; `nil` for any other reference.
  init?(_ reference: ReferenceName) {
    let root = PromptReferences.root.utf8
    guard reference.rawValue.utf8.starts(with: root) else { return nil }
    do throws(RepositoryError) {
      try self.init(path: String(reference.rawValue.dropFirst(root.count)))
    } catch {
      return nil
    }
  }
}
