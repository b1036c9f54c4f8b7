internal import PromptRepo
internal import PromptsAPI
internal import PromptsClient

extension Synchronizer {
  /// Looks at the remote and notes what has changed there.
  func fetch(_ options: SyncOptions) throws(SyncError) -> MatchedPrompts {
    let fetcher = RemoteFetcher(client: client, limits: limits)
    let listed: [PromptObject]
    do throws(ClientError) { listed = try fetcher.list() } catch { throw .remote(error) }
    do throws(RepositoryError) {
      var builder = PromptMatcher(repository, remote)
      var catalog = try builder.build(listed)
      if listed.isEmpty, !options.recreates,
        catalog.subjects.values.contains(where: \.existsRemotely)
      {
        // A wrong key shows nothing, and so does a server that has lost its data.
        catalog.fail(.remoteIsEmpty)
        return catalog
      }
      refresh(&catalog, fetcher)
      try note(catalog)
      return catalog
    } catch {
      throw .ledger(error)
    }
  }

  private func refresh(_ catalog: inout MatchedPrompts, _ fetcher: RemoteFetcher) {
    var bytes = 0
    for id in catalog.subjects.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
      var subject = catalog[id]
      guard subject.failure == nil else { continue }
      guard bytes <= limits.bytes else {
        catalog[id].failure = .about(
          "the remote has more new text than one run takes; run it again for the rest")
        continue
      }
      do throws(ClientError) {
        if let prompt = subject.listed {
          try fetcher.refresh(&subject, with: prompt)
        } else if let remoteID = subject.tracking.remoteID, !subject.tracking.isGone {
          try fetcher.confirm(&subject, remoteID)
        }
      } catch {
        subject.failure = .about(error.message)
      }
      bytes += subject.tracking.textBytes - catalog[id].tracking.textBytes
      catalog[id] = subject
    }
  }

  /// Notes what was seen, for all prompts at once.
  private func note(_ catalog: MatchedPrompts) throws(RepositoryError) {
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

extension RemoteFetcher {
  /// Takes over what the listing says, and asks for versions that are new.
  fileprivate func refresh(
    _ subject: inout SyncCandidate, with prompt: PromptObject
  ) throws(ClientError) {
    if let seen = subject.tracking.seen, subject.tracking.remoteID == prompt.id,
      seen.latest == prompt.latestVersion, seen.active == prompt.activeVersion,
      seen.record == RemoteRecord(prompt), seen.ledgerName == prompt.ledgerName,
      !subject.tracking.isGone
    {
      return
    }
    if case .create(_, let record)? = subject.tracking.intent, subject.tracking.agreed == nil {
      // Our creation of which no answer came: what was sent is what both sides began with.
      subject.tracking.agreed = SyncBase(created: record, seen: RemoteRecord(prompt))
      subject.tracking.intent = nil
    }
    try update(&subject.tracking, with: prompt)
  }

  /// Asks for a prompt that is missing from the listing.
  fileprivate func confirm(_ subject: inout SyncCandidate, _ remoteID: String) throws(ClientError) {
    do throws(ClientError) {
      let prompt = try client.prompt(remoteID).value
      subject.listed = prompt
      try refresh(&subject, with: prompt)
    } catch {
      guard error.status == 404 else { throw error }
      guard let successor = subject.successor else {
        subject.tracking.isGone = true
        return
      }
      subject.tracking = Tracking()
      subject.listed = successor
      subject.isAdopted = subject.name != nil
      try refresh(&subject, with: successor)
    }
  }
}

extension Tracking {
  /// How many bytes the texts have that are there and not here.
  fileprivate var textBytes: Int { templates.values.reduce(0) { $0 + $1.template.utf8.count } }
}
