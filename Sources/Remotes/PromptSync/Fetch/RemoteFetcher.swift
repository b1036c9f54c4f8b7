internal import CanonicalJSON
internal import Digests
internal import PromptRepo
internal import PromptsAPI
internal import PromptsClient

/// Looks at a remote, and asks only for what is new.
struct RemoteFetcher: Sendable {
  let client: PromptsClient
  var limits = FetchLimits()

  /// All prompts that the remote lists.
  func list() throws(ClientError) -> [PromptObject] {
    var found: [PromptObject] = []
    var seen: Set<String> = []
    var cursor: String?
    var bytes = 0
    while true {
      let page = try page(after: cursor)
      // What is created meanwhile may move a page; nothing counts twice.
      let count = found.count
      for prompt in page.data where seen.insert(prompt.id).inserted {
        found.append(prompt.withoutTemplate)
        bytes += prompt.byteCount
      }
      guard page.hasMore else { return found }
      guard found.count > count, let last = page.lastID else {
        throw .unusable(
          "the remote's list of prompts says that it goes on, and repeats itself; nothing was changed"
        )
      }
      guard found.count <= limits.prompts, bytes <= limits.listBytes else {
        throw .unusable(
          "the remote's list of prompts does not end: there are \(found.count) of \(bytes >> 20) MiB "
            + "so far; nothing was changed")
      }
      cursor = last
    }
  }

  /// A page of the list; a smaller one where a page of the usual size is more than is read.
  private func page(after cursor: String?) throws(ClientError) -> PromptPage {
    do throws(ClientError) { return try client.prompts(after: cursor) } catch {
      guard case .oversized = error else { throw error }
      return try client.prompts(after: cursor, limit: 10)
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
    guard prompt.activeVersion <= prompt.latestVersion else {
      throw .unknown(
        "the remote says that version \(prompt.activeVersion) of \(prompt.latestVersion) is active")
    }
    guard prompt.latestVersion >= hashes.count else {
      throw .unknown("the remote has fewer versions of it than before")
    }
    for version in try versions(of: prompt.id, latest: prompt.latestVersion, after: hashes.count) {
      hashes.append(RemoteFetcher.hash(version.template))
      if tracking.agreed?.local(version.version) == nil {
        tracking.templates[version.version] = Tracking.VersionText(
          template: version.template, createdAt: version.createdAt)
      }
    }
    tracking.remoteID = prompt.id
    tracking.isGone = false
    tracking.seen = SeenPrompt(
      record: RemoteRecord(prompt), ledgerName: prompt.ledgerName, active: prompt.activeVersion,
      hashes: hashes,
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
    guard wanted.count <= limits.versions else {
      throw .unusable(
        "the remote says that there are \(latest) versions of it, of which \(wanted.count) are new: "
          + "more than are taken")
    }
    var found: [Int: VersionObject] = [:]
    let page = min(100, wanted.count)
    for version in try self.page(of: id, limit: page, ascending: false) {
      found[version.version] = version
    }
    if wanted.count > 100, known == 0 {
      for version in try self.page(of: id, limit: 100, ascending: true) {
        found[version.version] = version
      }
    }
    var versions: [VersionObject] = []
    var bytes = 0
    for number in wanted {
      let listed = found.removeValue(forKey: number)
      let version = if let listed { listed } else { try self.version(number, of: id) }
      bytes += version.template.utf8.count
      guard bytes <= limits.promptBytes else {
        throw .unusable(
          "the remote's versions of it have more than \(limits.promptBytes >> 20) MiB of text")
      }
      versions.append(version)
    }
    return versions
  }

  /// Versions from one end; none where they are more than is read at once.
  private func page(
    of id: String, limit: Int, ascending: Bool
  ) throws(ClientError) -> [VersionObject] {
    do throws(ClientError) {
      return try client.versions(of: id, limit: limit, ascending: ascending)
    } catch {
      guard case .oversized = error else { throw error }
      return []
    }
  }

  private func version(_ number: Int, of id: String) throws(ClientError) -> VersionObject {
    let version = try client.version(number, of: id)
    guard version.version == number else {
      throw .unknown("the remote answers with version \(version.version) for version \(number)")
    }
    return version
  }

  /// The hash of a template, as the ledger has it.
  static func hash(_ template: String) -> VersionHash {
    VersionHash(template: template)
  }
}

extension PromptObject {
  /// The prompt without what only the answer about a single one has.
  fileprivate var withoutTemplate: PromptObject {
    var copy = self
    copy.activeTemplate = nil
    copy.renderedTemplate = nil
    return copy
  }

  /// About how many bytes it takes.
  fileprivate var byteCount: Int {
    let texts = [id, name, description ?? "", createdAt, updatedAt].map(\.utf8.count)
    let metadata = metadata.isEmpty ? 0 : JSONValue.object(metadata).utf8().count
    return texts.reduce(metadata, +)
  }
}

/// How much is taken from a remote, whatever it offers.
public struct FetchLimits: Sendable {
  /// How many prompts a remote may list.
  public var prompts: Int
  /// How many bytes their names, descriptions and metadata may have in all.
  public var listBytes: Int
  /// How many versions of one prompt may be new.
  public var versions: Int
  /// How many bytes the new versions of one prompt may have.
  public var promptBytes: Int
  /// How many bytes the new versions of all prompts may have in one run; the next run goes on.
  public var bytes: Int

  /// The limits; those that are not given leave room for far more than people write.
  public init(
    prompts: Int = 1_000_000, listBytes: Int = 256 << 20, versions: Int = 100_000,
    promptBytes: Int = 256 << 20, bytes: Int = 512 << 20
  ) {
    self.prompts = prompts
    self.listBytes = listBytes
    self.versions = versions
    self.promptBytes = promptBytes
    self.bytes = bytes
  }
}
