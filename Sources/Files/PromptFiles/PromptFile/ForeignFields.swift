internal import CanonicalJSON
internal import PromptRepo

/// The keys of a file from elsewhere, told apart into record and configuration; none is lost.
///
/// The first of `name` and `title` that can be a title is the title; `title` comes first in files
/// like dotprompt's, and `name` in those of other tools. `description` is the description,
/// `metadata` the metadata if it is a mapping. What is left of these becomes a member of the
/// metadata, since a working file could not hold it as configuration. All others are the
/// configuration, in their order.
struct ForeignFields {
  private(set) var record = RecordEdit()
  private(set) var config = JSONObject()

  /// Reads a header's keys.
  ///
  /// - Parameter titles: `name` and `title`, in the order in which they are taken for the title.
  init(_ entries: [YAMLHeader.Entry], titles: [String]) throws(YAMLError) {
    func entry(_ key: String) -> YAMLHeader.Entry? {
      entries.first { $0.key.hasSameBytes(as: key) }
    }
    let title = titles.compactMap(entry).first { Self.isTitle($0.value) }
    record.title = title.map { .set($0.value.string) } ?? .keep
    if case .keep = record.title, titles.compactMap(entry).contains(where: \.value.isNull) {
      record.title = .set(nil)
    }
    if let description = entry("description") {
      record.description = .set(try HeaderFields.text(description, length: 0...2_000))
    }
    let members = entry("metadata")?.value.object ?? JSONObject()
    var metadata = JSONObject()
    for entry in entries {
      func has(_ key: String) -> Bool { entry.key.hasSameBytes(as: key) }
      if has("metadata"), entry.value.object != nil {
        for member in members { metadata[member.key] = member.value }
        record.metadata = .set(metadata)
      } else if !HeaderFields.reserved.contains(where: has) {
        config[entry.key] = entry.value
      } else if !entry.value.isNull, !has("description"), title.map({ has($0.key) }) != true {
        // Under its key, or, where another value has that, under a longer one.
        var key = entry.key
        while let other = members[key], other != entry.value { key = "header_\(key)" }
        metadata[key] = entry.value
        record.metadata = .set(metadata)
      }
    }
  }

  private static func isTitle(_ value: JSONValue) -> Bool {
    value.string.map { (1...255).contains($0.unicodeScalars.count) } ?? false
  }
}
