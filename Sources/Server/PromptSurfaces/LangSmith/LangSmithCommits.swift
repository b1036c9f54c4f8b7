internal import CanonicalJSON
internal import Digests
internal import HTTPMessages
internal import PromptRepo
internal import PromptService

// A version is a commit to LangSmith, known by a hash.
extension ServiceRequest {
  /// The version that the path names, as a template of LangChain.
  func langSmithCommit() throws -> HTTPResponse {
    let prompt = try langSmithPrompt()
    let (version, hash) = try prompt.langSmithVersion(parameters[2])
    let manifest = try LangSmithManifest(prompt.portableForm(of: version))
    var json: JSONObject = [
      "commit_hash": .string(hash), "manifest": manifest.json, "examples": [],
    ]
    if !version.message.isEmpty { json["description"] = .string(version.message) }
    return HTTPResponse(.ok, json: json)
  }
}

extension FoundPrompt {
  /// The version that a reference means, and the hash that the client knows it by: that of its
  /// content, or of its commit where the reference is that, as ``langSmithHashes(of:)`` has it.
  fileprivate func langSmithVersion(
    _ reference: String
  ) throws -> (version: Version, hash: String) {
    do {
      let version = try version(VersionSelector(reference: reference))
      return (version, version.hash.hex)
    } catch ServiceError.hashNotFound(let digits) {
      guard let version = try versions().first(where: { $0.commit.hex == reference }) else {
        throw ServiceError.hashNotFound(digits)
      }
      return (version, reference)
    }
  }

  /// What identifies each of some versions, the newest of which come first: the hash of the content,
  /// and where a newer version has the same, that of the commit.
  func langSmithHashes(of versions: [Version]) -> [String] {
    var known: Set<VersionHash> = []
    return versions.map { known.insert($0.hash).inserted ? $0.hash.hex : $0.commit.hex }
  }
}
