internal import CanonicalJSON
internal import PromptMerge
internal import PromptRepo
internal import TextDiff

/// The merge of an edited file with a version: the template by line, the header by key.
///
/// Where both sides changed the same, the file gets conflict markers, in the header around the
/// lines of a key. Such a header cannot be read until somebody chooses, and is not committed.
struct FileMerge {
  let file: PromptFile
  let original: [UInt8]
  let fields: [RecordField: RecordField.State]
  let base: VersionContent?
  let baseRecord: PromptRecord?
  let target: CheckoutTarget
  var ourLabel = "file"
  let baseLabel: String
  let targetLabel: String

  /// The merged file, and how many conflicts are marked in it.
  func result() throws(PromptFileError) -> (bytes: [UInt8], conflicts: Int) {
    let frame = try FileFrame(of: original, path: file.path)
    let merge = try mergedTemplate()
    let bodyConflicts = merge.conflicts
    let members = mergedMembers()
    var object = JSONObject()
    var header: [UInt8] = []
    var conflicts = bodyConflicts
    for (key, outcome) in members {
      switch outcome {
      case .value(let value):
        object[key] = value
        header += YAMLWriter.bytes(of: [key: value])
      case .conflict(let ours, let theirs):
        conflicts += 1
        header += "<<<<<<< \(ourLabel)\n".utf8
        if let ours { header += YAMLWriter.bytes(of: [key: ours]) }
        header += "=======\n".utf8
        if let theirs { header += YAMLWriter.bytes(of: [key: theirs]) }
        header += ">>>>>>> \(targetLabel)\n".utf8
      }
    }
    if conflicts == bodyConflicts, object == JSONObject(ownMembers()), file.hasHeader {
      // The header stays as its author wrote it.
      return (bytes(merge, in: frame), conflicts)
    }
    return (bytes(merge, in: frame.with(header: header, around: merge.template)), conflicts)
  }

  /// The merged template in a frame; where conflicts are marked, the last line has an end.
  private func bytes(_ merge: TemplateMerge, in frame: FileFrame) -> [UInt8] {
    if merge.conflicts == 0 { return frame.bytes(around: merge.template) }
    return FileFrame.assemble(
      head: frame.head, body: Array(merge.lines.utf8), isCRLF: frame.isCRLF(around: merge.template))
  }

  private func mergedTemplate() throws(PromptFileError) -> TemplateMerge {
    var ours = file.template
    if let base, try file.hashes().contains(base.hash) { ours = base.template }
    return TemplateMerge(
      base: base?.template, ours: ours, theirs: target.content.template,
      labels: ThreeWayMerge.Labels(ours: ourLabel, base: baseLabel, theirs: targetLabel))
  }

  private func mergedMembers() -> [(key: String, outcome: JSONObjectMerge.Outcome)] {
    var members: [(key: String, outcome: JSONObjectMerge.Outcome)] = []
    for field in RecordField.allCases {
      guard let ours = field.value(in: file.record) else { continue }
      members.append((field.rawValue, merged(field, ours)))
    }
    let config = JSONObjectMerge(
      base: base.map { $0.config ?? JSONObject() }, ours: file.config,
      theirs: target.content.config ?? JSONObject())
    return members + config.members
  }

  private func merged(_ field: RecordField, _ ours: JSONValue) -> JSONObjectMerge.Outcome {
    let theirs = field.value(in: target.record)
    switch fields[field] {
    case nil, .changed: return .value(ours)
    case .behind: return .value(theirs)
    case .conflict:
      if let ours = ours.object, let theirs = theirs.object,
        let merged = JSONObjectMerge(
          base: baseRecord?.metadata ?? JSONObject(), ours: ours, theirs: theirs
        ).object
      {
        return .value(.object(merged))
      }
      return .conflict(ours: ours, theirs: theirs)
    }
  }

  /// The file's own header as the merge would write it.
  private func ownMembers() -> [JSONMember] {
    RecordField.allCases.compactMap { field in
      field.value(in: file.record).map { JSONMember(key: field.rawValue, value: $0) }
    } + Array(file.config)
  }
}
