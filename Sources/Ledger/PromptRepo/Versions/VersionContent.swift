public import CanonicalJSON
internal import Digests
package import PromptTemplate

/// The content of a version: its template and its configuration.
///
/// Two contents are equal when their bytes are, however Unicode would compare them.
public struct VersionContent: Sendable {
  /// The longest template, in bytes of UTF-8: 1 MiB.
  package static let maximumTemplateLength = 1_048_576

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
  package var templateHash: VersionHash {
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
  package init(template: String) {
    self.init(digest: SHA256.hash(template.utf8))
  }

  /// The same of a template that is read as bytes.
  init(templateBytes bytes: [UInt8]) {
    self.init(digest: SHA256.hash(bytes))
  }
}

extension VersionContent: Equatable {
  /// Compares the bytes of two contents.
  public static func == (left: VersionContent, right: VersionContent) -> Bool {
    left.hash == right.hash
  }
}

/// A SHA-256 of a version's content, or of its template alone, written `sha256:` and 64 digits.
public struct VersionHash: Sendable, Hashable {
  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// The 64 lower-case hexadecimal digits.
  public var hex: String {
    withUnsafeBytes(of: words) { Hex.encode($0) }
  }

  /// Makes a hash from a finished SHA-256.
  init(digest: [UInt8]) {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: digest.prefix(32)) }
    self.words = words
  }

  /// Reads a hash, with or without `sha256:`.
  ///
  /// - Throws: ``RepositoryError/Code/invalid``.
  public init(_ text: String) throws(RepositoryError) {
    var copy = text
    guard let words = copy.withUTF8(VersionHash.words) else {
      throw RepositoryError(
        .invalid, "'\(text)' is not a version hash",
        hint: "A hash is sha256: and 64 lower-case hexadecimal digits")
    }
    self.words = words
  }

  /// The hash that a text is; `nil` for what is none.
  package init?(orNil text: String) {
    var copy = text
    guard let words = copy.withUTF8(VersionHash.words) else { return nil }
    self.words = words
  }

  private static func words(
    _ text: UnsafeBufferPointer<UInt8>
  ) -> (UInt64, UInt64, UInt64, UInt64)? {
    let start = text.starts(with: "sha256:".utf8) ? 7 : 0
    guard text.count - start == 64 else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let isHex = withUnsafeMutableBytes(of: &words) { bytes in
      for index in 0..<32 {
        guard let high = Hex.value(text[start + 2 * index]),
          let low = Hex.value(text[start + 2 * index + 1])
        else { return false }
        bytes[index] = high << 4 | low
      }
      return true
    }
    return isHex ? words : nil
  }

  /// The first digits of the hash, as listings show it.
  public func short(_ digits: Int = 12) -> String {
    String(hex.prefix(digits))
  }
}

extension VersionHash {
  /// Compares two hashes.
  public static func == (left: VersionHash, right: VersionHash) -> Bool {
    left.words == right.words
  }

  /// Feeds the first eight bytes, which are a hash already.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
  }
}

extension VersionHash: CustomStringConvertible {
  /// The hash with its algorithm: `sha256:…`.
  public var description: String {
    String(unsafeUninitializedCapacity: 71) { text in
      let prefix = "sha256:".utf8
      _ = text.update(fromContentsOf: prefix)
      return withUnsafeBytes(of: words) { bytes in
        prefix.count
          + Hex.write(bytes, to: UnsafeMutableBufferPointer(rebasing: text[prefix.count...]))
      }
    }
  }
}

extension VersionContent {
  /// The name of the template's file in a version's tree.
  static let templateFile = "template.txt"
  /// The name of the configuration's file, absent when there is none.
  static let configFile = "config.json"

  /// The objects of the version's tree: its files, and the tree itself last.
  package var objects: (files: [GitObject], tree: GitObject) {
    let template = GitObject(.blob, Array(self.template.utf8))
    var files = [template]
    var entries = [TreeEntry(.file, VersionContent.templateFile, template.id)]
    if let config {
      let blob = GitObject(.blob, JSONValue.object(config).utf8(.canonical) + [10])
      files.append(blob)
      entries.append(TreeEntry(.file, VersionContent.configFile, blob.id))
    }
    return (files, Tree(entries).object)
  }
}

extension LedgerReader {
  func readContent(_ treeID: ObjectID) throws(RepositoryError) -> VersionContent {
    let tree = try Tree(required(treeID, for: "a version's tree"))
    guard let entry = tree[VersionContent.templateFile] else {
      throw RepositoryError(
        .damaged, "tree \(treeID) has no \(VersionContent.templateFile), so it is not a version's")
    }
    let blob = try required(entry.id, for: "a template")
    guard let template = String(validating: blob.bytes, as: UTF8.self) else {
      throw .damaged(blob, "is not UTF-8 text")
    }
    guard let config = tree[VersionContent.configFile] else {
      return try VersionContent(template: template)
    }
    return try VersionContent(template: template, config: readConfig(config.id))
  }

  private func readConfig(_ id: ObjectID) throws(RepositoryError) -> JSONObject {
    let blob = try required(id, for: "a version's configuration")
    guard let config = try blob.json(of: "the configuration") else {
      throw .damaged(blob, "is not a JSON object")
    }
    return config
  }
}

extension VersionContent {
  /// How the template is read.
  package var dialect: Dialect { Dialect(of: config) }
}
