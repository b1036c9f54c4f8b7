public import CanonicalJSON
internal import Digests

/// What a version is: its template and its configuration.
///
/// Two contents are equal when their bytes are, however Unicode would compare them.
public struct VersionContent: Sendable {
  /// The longest template, in bytes of UTF-8: 1 MiB.
  public static let maximumTemplateLength = 1_048_576

  /// The template's text, exactly as it is stored.
  public let template: String

  /// Everything else that belongs to the version: model, parameters, schemas; order is content.
  public let config: JSONObject?

  /// The SHA-256 that names this content in every store, clone and remote.
  ///
  /// Taken over `promptrepo-version\0`, `1\0` and the canonical JSON of the content.
  public let hash: VersionHash

  /// Makes a content, refusing a template that cannot be stored.
  ///
  /// An empty `config` is the same as none.
  ///
  /// - Throws: ``RepositoryError/Code/invalid`` when the template is empty, longer than 1 MiB or
  ///   holds NUL.
  public init(template: String, config: JSONObject? = nil) throws(RepositoryError) {
    guard !template.utf8.isEmpty else {
      throw RepositoryError(.invalid, "the template is empty", hint: "Write some text into it")
    }
    guard template.utf8.count <= VersionContent.maximumTemplateLength else {
      throw RepositoryError(
        .invalid, "the template has \(template.utf8.count) bytes, more than 1 MiB",
        hint: "Split it, or pass the long part as a variable")
    }
    guard !template.utf8.contains(0) else {
      throw RepositoryError(
        .invalid, "the template holds a NUL character", hint: "Remove it; text has none")
    }
    self.template = template
    self.config = config.flatMap { $0.isEmpty ? nil : $0 }
    self.hash = VersionContent.digest(template: template, config: self.config)
  }

  /// The SHA-256 of the template's bytes alone, since hosted APIs hold templates only.
  public var templateHash: VersionHash {
    VersionHash(template: template)
  }

  private static func digest(template: String, config: JSONObject?) -> VersionHash {
    var content = JSONObject()
    if let config { content["config"] = .object(config) }
    content["template"] = .string(template)
    var hash = SHA256()
    hash.update(Array("promptrepo-version\0".utf8))
    hash.update(Array("1\0".utf8))
    hash.update(JSONValue.object(content).utf8(.canonical))
    return VersionHash(digest: hash.finalize())
  }
}

extension VersionHash {
  /// The SHA-256 of a template's bytes alone.
  public init(template: String) {
    self.init(digest: SHA256.hash(template.utf8))
  }
}

extension VersionContent: Equatable {
  /// Whether two contents have the same bytes.
  public static func == (left: VersionContent, right: VersionContent) -> Bool {
    left.hash == right.hash
  }
}
