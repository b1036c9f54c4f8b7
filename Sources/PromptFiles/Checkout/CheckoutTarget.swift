internal import CanonicalJSON
internal import PromptRepo

/// What a file is to be made of.
struct CheckoutTarget {
  let content: VersionContent
  let record: PromptRecord
  let name: PromptName
  let path: String

  /// A file made anew.
  func bytes() throws(PromptFileError) -> [UInt8] {
    try PromptFile.bytes(
      template: content.template, config: content.config, title: record.title,
      description: record.description, metadata: record.metadata, path: path)
  }

  /// A file made of one that has no edits: what is right in it stays as it is written, comments
  /// and the order of fields too, and fields of the record that it leaves out stay out.
  func updated(_ original: [UInt8], _ file: PromptFile) throws(PromptFileError) -> [UInt8] {
    guard file.hasHeader || content.config == nil, file.config == content.config ?? JSONObject()
    else { return try bytes() }
    let parts = try HeaderParts(original, path: path)
    var bytes = original
    if try !file.hashes().contains(content.hash) {
      let body = PromptBody.bytes(of: content.template)
      bytes =
        file.hasHeader
        ? Array(original[..<parts.body.lowerBound]) + body
        : PromptFile.assemble(header: [], body: body)
    }
    return try PromptFile.bytes(bytes, editing: edit(of: file), path: path, name: name)
  }

  /// The record's values for the fields that a file names.
  private func edit(of file: PromptFile) -> RecordEdit {
    var edit = RecordEdit()
    let all = RecordEdit(
      title: .set(record.title), description: .set(record.description),
      metadata: .set(record.metadata))
    for field in RecordField.allCases {
      guard let value = field.value(in: file.record), value != field.value(in: record) else {
        continue
      }
      field.copy(from: all, to: &edit)
    }
    return edit
  }
}
