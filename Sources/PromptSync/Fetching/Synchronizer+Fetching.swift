internal import PromptRepo
internal import PromptsAPI
internal import PromptsClient

extension Synchronizer {
  /// Looks at the remote and notes what has changed there.
  func fetch() throws(SyncError) -> Catalog {
    let fetcher = Fetcher(client: client)
    let listed: [PromptObject]
    do throws(ClientError) { listed = try fetcher.list() } catch { throw .remote(error) }
    do throws(RepositoryError) {
      var builder = CatalogBuilder(repository, remote)
      var catalog = try builder.build(listed)
      refresh(&catalog, fetcher, isEmpty: listed.isEmpty)
      try note(catalog)
      return catalog
    } catch {
      throw .ledger(error)
    }
  }

  private func refresh(_ catalog: inout Catalog, _ fetcher: Fetcher, isEmpty: Bool) {
    for id in catalog.subjects.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
      var subject = catalog[id]
      do throws(ClientError) {
        if let prompt = subject.listed {
          try fetcher.refresh(&subject, with: prompt)
        } else if let remoteID = subject.tracking.remoteID, !subject.tracking.isGone {
          if isEmpty {
            // A wrong key shows nothing, and so does a server that has lost its data.
            subject.failure = "the remote lists no prompts at all; nothing was changed"
          } else {
            try fetcher.confirm(&subject, remoteID)
          }
        }
      } catch {
        subject.failure = error.message
      }
      catalog[id] = subject
    }
  }

  /// Notes what was seen, for all prompts at once.
  private func note(_ catalog: Catalog) throws(RepositoryError) {
    let changed = catalog.subjects.values.filter { $0.failure == nil && $0.tracking != $0.noted }
      .sorted { $0.id.rawValue < $1.id.rawValue }
    let remote = remote
    try repository.change(by: author()) { (transaction) throws(RepositoryError) in
      for subject in changed where subject.tracking.remoteID != nil {
        try transaction.track(
          subject.id, at: remote, subject.tracking.files, subject: "fetched from \(remote)")
      }
    }
  }
}

extension Fetcher {
  /// Takes over what the listing says, and asks for versions that are new.
  fileprivate func refresh(
    _ subject: inout Subject, with prompt: PromptObject
  ) throws(ClientError) {
    if let seen = subject.tracking.seen, subject.tracking.remoteID == prompt.id,
      seen.latest == prompt.latestVersion, seen.active == prompt.activeVersion,
      seen.record == RemoteRecord(prompt), !subject.tracking.isGone
    {
      return
    }
    if case .create(_, let record)? = subject.tracking.intent, subject.tracking.agreed == nil {
      // Our creation of which no answer came: what was sent is what both sides began with.
      subject.tracking.agreed = Agreement(
        localRecord: record, remoteRecord: record, localActive: 1, remoteActive: 1, versions: [1])
      subject.tracking.intent = nil
    }
    try update(&subject.tracking, with: prompt)
  }

  /// Asks for a prompt that is missing from the listing.
  fileprivate func confirm(_ subject: inout Subject, _ remoteID: String) throws(ClientError) {
    do throws(ClientError) {
      let prompt = try client.prompt(remoteID).value
      subject.listed = prompt
      try refresh(&subject, with: prompt)
    } catch {
      guard error.status == 404 else { throw error }
      subject.tracking.isGone = true
    }
  }
}
