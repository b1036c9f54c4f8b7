extension Repository {
  /// How many prompts there are.
  public func promptCount() throws(RepositoryError) -> Int {
    if let store = store as? any SurveyableStore { return try store.recordCount() }
    return try names().count
  }
}
