internal import CanonicalJSON
internal import PromptRepo

/// A header's keys, told apart into record and configuration.
struct HeaderFields {
  /// The keys that are no configuration.
  static let reserved = ["name", "title", "description", "metadata"]

  let path: String
  let name: PromptName?
  private(set) var record = RecordEdit()
  private(set) var config = JSONObject()

  init(path: String, name: PromptName?) {
    self.path = path
    self.name = name
  }

  mutating func read(_ header: YAMLHeader) throws(YAMLError) {
    for entry in header.entries {
      switch Self.reserved.first(where: { $0.hasSameBytes(as: entry.key) }) {
      case "title": record.title = .set(try Self.text(entry, length: 1...255))
      case "description": record.description = .set(try Self.text(entry, length: 0...2_000))
      case "metadata": record.metadata = .set(try Self.metadata(entry))
      case "name": try check(name: entry)
      default: config[entry.key] = entry.value
      }
    }
  }

  private func check(name entry: YAMLHeader.Entry) throws(YAMLError) {
    guard let name else { return }
    guard let text = entry.value.string, text.hasSameBytes(as: name.rawValue) else {
      throw YAMLError(
        "the header's name is not that of the file, '\(name)'", at: entry.valueOffset,
        hint: "Remove the line, or move the file with 'promptrepo mv'")
    }
  }

  static func text(
    _ entry: YAMLHeader.Entry, length: ClosedRange<Int>
  ) throws(YAMLError) -> String? {
    if entry.value.isNull { return nil }
    guard let text = entry.value.string else {
      throw YAMLError(
        "the \(entry.key) has to be a text, not \(entry.value.kind)", at: entry.valueOffset,
        hint: "Put it in quotes")
    }
    let count = text.unicodeScalars.count
    guard length.contains(count) else {
      throw YAMLError(
        "the \(entry.key) has \(count) characters, not \(length.lowerBound) to "
          + "\(length.upperBound)", at: entry.valueOffset)
    }
    return text
  }

  private static func metadata(_ entry: YAMLHeader.Entry) throws(YAMLError) -> JSONObject {
    if entry.value.isNull { return JSONObject() }
    guard let metadata = entry.value.object else {
      throw YAMLError(
        "the metadata has to be a mapping, not \(entry.value.kind)", at: entry.valueOffset,
        hint: "Write one key and value a line below it")
    }
    return metadata
  }
}
