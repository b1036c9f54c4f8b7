public import PromptRepo
internal import PromptsAPI
internal import PromptsClient

extension Synchronizer {
  /// Deletes a prompt at the remote, for good; the one here stays.
  ///
  /// - Returns: Its id there.
  public func deleteAtRemote(_ name: PromptName) throws(SyncError) -> String {
    let catalog = try fetch(SyncOptions(.fetch))
    let found = catalog.subjects.values.first { $0.listed != nil && $0.hasName(name) }
    guard let found, let listed = found.listed else { throw .noPrompt(name) }
    do throws(ClientError) { try client.delete(listed.id) } catch { throw .remote(error) }
    do throws(RepositoryError) {
      var tracking = found.tracking
      tracking.isGone = true
      let noted = tracking
      try repository.change(by: author()) { (transaction) throws(RepositoryError) in
        try transaction.track(
          found.id, at: remote, noted.files, subject: "deleted at \(remote)")
      }
    } catch {
      throw .ledger(error)
    }
    return listed.id
  }
}
