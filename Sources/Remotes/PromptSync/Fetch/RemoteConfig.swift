internal import CanonicalJSON
internal import PromptRepo
internal import PromptTemplate
internal import PromptsAPI

// Configurations of versions, of which the hosted API knows nothing, and a promptrepo server tells.

extension VersionObject {
  /// What the remote tells of the version's configuration: an object, or null for none; `nil` where it
  /// tells nothing, and where that does not fit the hash that it gives.
  var toldConfig: JSONValue? {
    guard let details else { return nil }
    do throws(RepositoryError) {
      let content = try VersionContent(template: template, config: details.config)
      guard "\(content.hash)" == details.hash else { return nil }
    } catch {
      return nil  // Such a configuration can be no version's here.
    }
    return details.config.map { .object($0) } ?? .null
  }
}

extension VersionHash {
  /// The hash of a configuration, or of null where there is none.
  init(config: JSONValue) {
    self.init(template: String(decoding: config.utf8(.canonical), as: UTF8.self))
  }
}

extension PromptSyncJob {
  /// The configuration that a prompt has after versions there, by their numbers there.
  ///
  /// - Parameter config: The one before them, which goes on where they bring no other.
  func config(after versions: [Int], from config: JSONObject?) -> JSONObject? {
    versions.reduce(config) { config, number in
      guard let told = tracking.templates[number]?.config else { return config }
      return told.object
    }
  }

  /// Says that a version that was taken has markers of messages which are text here, since nothing
  /// tells its dialect.
  mutating func noteMarkers(of number: Int) throws(SyncFailure) {
    let content = try content(number)
    guard content.config?["dialect"] == nil,
      !Template(content.template, dialect: .chat).messageMarkers.isEmpty
    else { return }
    item.notes.append(.markersAreText(version: number))
  }
}
