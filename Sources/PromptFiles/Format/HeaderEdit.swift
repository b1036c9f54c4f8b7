internal import CanonicalJSON
internal import PromptRepo

/// A change of some keys at the left of a header: to a value, or away.
struct HeaderEdit {
  private var changes: [(key: String, value: JSONValue?)] = []

  init(_ edit: RecordEdit) {
    if case .set(let title) = edit.title {
      changes.append(("title", title.map { .string($0) }))
    }
    if case .set(let description) = edit.description {
      changes.append(("description", description.map { .string($0) }))
    }
    if case .set(let metadata) = edit.metadata {
      changes.append(("metadata", metadata.isEmpty ? nil : .object(metadata)))
    }
  }

  init(name: PromptName) {
    changes.append(("name", .string(name.rawValue)))
  }

  /// The header's members after the change; new ones come first.
  func applied(to header: YAMLHeader) -> JSONObject {
    var object = JSONObject(header.entries.map { JSONMember(key: $0.key, value: $0.value) })
    var added = JSONObject()
    for change in changes {
      if object[change.key] != nil {
        object[change.key] = change.value
      } else if let value = change.value {
        added[change.key] = value
      }
    }
    return JSONObject(Array(added) + Array(object))
  }

  /// The header's bytes with only the lines of the changed keys changed.
  func applied(to bytes: [UInt8], _ header: YAMLHeader) -> [UInt8] {
    let isCRLF = bytes.firstIndex(of: 0x0a).map { $0 > 0 && bytes[$0 - 1] == 0x0d } ?? false
    var added: [UInt8] = []
    var edits: [(range: Range<Int>, bytes: [UInt8])] = []
    for change in changes {
      let lines = change.value.map { value in
        Self.lines(YAMLWriter.bytes(of: [change.key: value]), isCRLF)
      }
      if let entry = header.entries.first(where: { $0.key.hasSameBytes(as: change.key) }) {
        if entry.value == change.value { continue }
        edits.append((Self.lineRange(entry.range, bytes), lines ?? []))
      } else if let lines {
        added += lines
      }
    }
    edits.sort { $0.range.lowerBound < $1.range.lowerBound }
    var output = added
    var reached = 0
    for edit in edits where edit.range.lowerBound >= reached {
      output += bytes[reached..<edit.range.lowerBound]
      output += edit.bytes
      reached = edit.range.upperBound
    }
    return output + bytes[reached...]
  }

  /// Whether a file's header is the one before with this change and nothing else.
  func isResult(_ bytes: [UInt8], of before: YAMLHeader, path: String) -> Bool {
    do {
      let after = try HeaderParts(bytes, path: path).yaml(bytes, path)
      let members = JSONObject(after.entries.map { JSONMember(key: $0.key, value: $0.value) })
      return members == applied(to: before)
    } catch {
      return false
    }
  }

  /// The whole lines that a range touches.
  private static func lineRange(_ range: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
    let start = bytes[..<range.lowerBound].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    if range.upperBound > start, bytes[range.upperBound - 1] == 0x0a {
      return start..<range.upperBound
    }
    return start..<(bytes[range.upperBound...].firstIndex(of: 0x0a).map { $0 + 1 } ?? bytes.count)
  }

  private static func lines(_ bytes: [UInt8], _ isCRLF: Bool) -> [UInt8] {
    isCRLF ? bytes.flatMap { $0 == 0x0a ? [0x0d, 0x0a] : [$0] } : bytes
  }
}
