internal import CanonicalJSON
internal import PromptRepo
internal import PromptsAPI
internal import PromptsClient

/// What a comparison of every hosted version with the one here has found.
public struct Verification: Sendable {
  /// One thing that is not as it should be.
  public struct Finding: Sendable {
    /// The kinds of findings.
    public enum Kind: String, Sendable {
      /// A hosted text is not the one that was agreed.
      case drift
      /// A hosted prompt that is not here.
      case orphan
      /// A prompt of ours that is no longer there.
      case gone
      /// Versions, the record or the active version that changed there since the last sync.
      case edited
      /// Versions, the record or the active version that changed here since the last sync.
      case unsynced
      /// It could not be looked at.
      case failed
    }

    /// What kind it is.
    public let kind: Kind
    /// The prompt's name.
    public let name: String
    /// What was found, in a sentence.
    public let message: String
    /// Why it could not be looked at; `nil` for what is no failure of the sync.
    public let problem: SyncProblem?
  }

  /// How many prompts and versions were compared.
  public var prompts = 0
  /// How many versions were compared.
  public var versions = 0
  /// What was found.
  public var findings: [Finding] = []
}

extension Synchronizer {
  /// Compares every hosted version with the one here; changes nothing but what is noted of the
  /// remote.
  public func verify() throws(SyncError) -> Verification {
    let catalog = try fetch(SyncOptions(.fetch))
    var verification = Verification()
    for id in catalog.subjects.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
      verify(catalog[id], &verification)
    }
    return verification
  }

  private func verify(_ subject: SyncCandidate, _ verification: inout Verification) {
    var work = PromptSyncJob(self, subject, SyncOptions(.fetch))
    let item = work.run()
    let name = item.name
    func add(
      _ kind: Verification.Finding.Kind, _ message: String, because problem: SyncProblem? = nil
    ) {
      verification.findings.append(
        .init(kind: kind, name: name, message: message, problem: problem))
    }
    verification.prompts += 1
    if case .failed(let problem) = item.result {
      return add(.failed, problem.summary, because: problem)
    }
    switch item.state {
    case .gone: add(.gone, "it is no longer at the remote")
    case .unknown, .deleted: break
    case .behind where subject.name == nil: add(.orphan, "it is at the remote and not here")
    case .behind: add(.edited, "it was changed at the remote since the last sync")
    case .ahead: add(.unsynced, "it was changed here since the last sync")
    case .both, .diverged: add(.edited, "it was changed on both sides since the last sync")
    case .clean: break
    }
    guard let remoteID = subject.tracking.remoteID, let seen = subject.tracking.seen,
      !subject.tracking.isGone, subject.name != nil
    else { return }
    do throws(ClientError) {
      let versions = try RemoteFetcher(client: client, limits: limits).all(
        of: remoteID, count: seen.latest)
      verification.versions += versions.count
      for version in versions where version.version <= seen.latest {
        guard VersionHash(template: version.template) != seen.hashes[version.version - 1] else {
          continue
        }
        add(.drift, "the text of version \(version.version) there is not the one that was there")
      }
    } catch {
      add(.failed, error.message)
    }
  }
}
