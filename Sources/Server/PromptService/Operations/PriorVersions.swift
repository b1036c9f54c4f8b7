package import PromptRepo

/// The versions of a prompt that gets one more.
package struct PriorVersions {
  /// The prompt as it is before.
  package let prompt: FoundPrompt
  /// The version that was cut last.
  package let latestVersion: Version
  /// Its content.
  package let latest: VersionContent

  /// How many versions are looked through for what is written back.
  package static var searched: Int { 100 }

  /// The content of the first version that is as it is asked for: of the latest one, of those that
  /// are live somewhere, and of the ones before, the newest first. So many a client may have read, to
  /// write one of them back.
  ///
  /// One that is damaged hides no other.
  package func first(
    where isWanted: (Version, VersionContent) throws -> Bool
  ) throws -> VersionContent? {
    if try isWanted(latestVersion, latest) { return latest }
    var known: Set<ObjectID> = [latestVersion.commit]
    func content(of version: Version) throws -> VersionContent? {
      guard known.insert(version.commit).inserted else { return nil }
      let content = try prompt.content(of: version)
      return try isWanted(version, content) ? content : nil
    }
    for pointer in prompt.pointers {
      let found = try FoundPrompt.unlessDamaged { () -> VersionContent? in
        guard let move = try prompt.live(pointer), !known.contains(move.versionCommit) else {
          return nil
        }
        return try content(of: prompt.version(.pointer(pointer)))
      }
      if let found = found ?? nil { return found }
    }
    let versions = try FoundPrompt.unlessDamaged { try prompt.versions(limit: Self.searched) }
    for version in versions ?? [] {
      let found = try FoundPrompt.unlessDamaged { try content(of: version) }
      if let found = found ?? nil { return found }
    }
    return nil
  }
}
