import PromptRepo

/// Does what may be against a rule, or be so already.
func refusable(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as RepositoryError
    where [.nothingToCommit, .notFound, .conflict, .invalid, .protected].contains(error.code)
  {
    return
  }
}
