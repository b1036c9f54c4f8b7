internal import CanonicalJSON
internal import Digests
internal import PromptRepo
internal import PromptsAPI
internal import PromptsClient

/// Looks at a remote, and asks only for what is new.
struct Fetcher: Sendable {
  let client: PromptsClient

  /// All prompts that the remote lists.
  func list() throws(ClientError) -> [PromptObject] {
    var found: [PromptObject] = []
    var seen: Set<String> = []
    var cursor: String?
    while true {
      let page = try client.prompts(after: cursor)
      // What is created meanwhile may move a page; nothing counts twice.
      let count = found.count
      for prompt in page.data where seen.insert(prompt.id).inserted { found.append(prompt) }
      guard page.hasMore, found.count > count, let last = page.lastID else { return found }
      cursor = last
    }
  }

  /// The hosted prompt that a creation of ours made; `nil` when there is none.
  func created(as id: PromptID) throws(ClientError) -> PromptObject? {
    try list().last { $0.metadata[RemoteRecord.token]?.string == id.rawValue }
  }

  /// Brings what is known of a hosted prompt up to date.
  func update(
    _ tracking: inout Tracking, with prompt: PromptObject
  ) throws(ClientError) {
    var hashes = tracking.seen?.hashes ?? []
    guard prompt.latestVersion >= hashes.count else {
      throw .unknown("the remote has fewer versions of it than before")
    }
    for version in try versions(of: prompt.id, latest: prompt.latestVersion, after: hashes.count) {
      hashes.append(Fetcher.hash(version.template))
      if tracking.agreed?.local(version.version) == nil {
        tracking.templates[version.version] = Tracking.VersionText(
          template: version.template, createdAt: version.createdAt)
      }
    }
    tracking.remoteID = prompt.id
    tracking.isGone = false
    tracking.seen = SeenPrompt(
      record: RemoteRecord(prompt), active: prompt.activeVersion, hashes: hashes,
      createdAt: prompt.createdAt)
  }

  /// All versions of a hosted prompt, in their order.
  func all(of id: String, count: Int) throws(ClientError) -> [VersionObject] {
    try versions(of: id, latest: count, after: 0)
  }

  /// The versions after a number, in their order.
  private func versions(
    of id: String, latest: Int, after known: Int
  ) throws(ClientError) -> [VersionObject] {
    let wanted = (known + 1)..<(latest + 1)
    guard !wanted.isEmpty else { return [] }
    var found: [Int: VersionObject] = [:]
    let page = min(100, wanted.count)
    for version in try client.versions(of: id, limit: page, ascending: false) {
      found[version.version] = version
    }
    if wanted.count > 100, known == 0 {
      for version in try client.versions(of: id, limit: 100, ascending: true) {
        found[version.version] = version
      }
    }
    var versions: [VersionObject] = []
    for number in wanted {
      if let version = found[number] {
        versions.append(version)
      } else {
        versions.append(try client.version(number, of: id))
      }
    }
    return versions
  }

  /// The hash of a template, as the ledger has it.
  static func hash(_ template: String) -> VersionHash {
    VersionHash(template: template)
  }
}
