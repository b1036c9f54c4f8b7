internal import CanonicalJSON
internal import PromptRepo

/// What a file is to be made of.
struct CheckoutTarget {
  let content: VersionContent
  let record: PromptRecord
  let name: PromptName
  let path: String

  /// A file made anew, in the frame of one that was there, if any is known.
  ///
  /// A header that says of the configuration what the version does stays as it is written.
  func bytes(in frame: FileFrame? = nil) throws(PromptFileError) -> [UInt8] {
    if let frame {
      let pattern = frame.bytes(around: content.template)
      if let file = readable(pattern) {
        let bytes = try PromptFile.bytes(
          pattern, editing: edit(of: file, completing: true), path: path, name: name)
        if readable(bytes) != nil { return bytes }
      }
      let bytes = try PromptFile.bytes(
        template: content.template, config: content.config, title: record.title,
        description: record.description, metadata: record.metadata, frame: frame, path: path)
      if readable(bytes) != nil { return bytes }
    }
    return try PromptFile.bytes(
      template: content.template, config: content.config, title: record.title,
      description: record.description, metadata: record.metadata, path: path)
  }

  /// A file that has the content already, with the record's values.
  func bytes(of original: [UInt8]) throws(PromptFileError) -> [UInt8]? {
    guard let file = readable(original) else { return nil }
    return try PromptFile.bytes(original, editing: edit(of: file), path: path, name: name)
  }

  /// A file made of one that has no edits: what is right in it stays as it is written, comments
  /// and the order of fields too, and fields of the record that it leaves out stay out.
  func updated(_ original: [UInt8], _ file: PromptFile) throws(PromptFileError) -> [UInt8] {
    let frame = try FileFrame(of: original, path: path)
    guard file.hasHeader || content.config == nil, file.config == content.config ?? JSONObject()
    else { return try bytes(in: frame.ending(as: content.template)) }
    var bytes = original
    if try !file.hashes().contains(content.hash) {
      bytes = frame.ending(as: content.template).bytes(around: content.template)
    }
    return try PromptFile.bytes(bytes, editing: edit(of: file), path: path, name: name)
  }

  /// What bytes are read as, if they are a working file of the prompt that has the content.
  private func readable(_ bytes: [UInt8]) -> PromptFile? {
    do throws(PromptFileError) {
      let file = try PromptFile(parsing: bytes, path: path, name: name)
      return try file.hashes().contains(content.hash) ? file : nil
    } catch {
      // The frame is that of another kind of file, or cannot be had around this template.
      return nil
    }
  }

  /// The record's values for the fields that a file names; for others too, if they are to be added.
  private func edit(of file: PromptFile, completing: Bool = false) -> RecordEdit {
    var edit = RecordEdit()
    let all = RecordEdit(
      title: .set(record.title), description: .set(record.description),
      metadata: .set(record.metadata))
    for field in RecordField.allCases {
      let wanted = field.value(in: record)
      if let value = field.value(in: file.record) {
        if value == wanted { continue }
      } else if !completing || wanted.isNull || wanted.object?.isEmpty == true {
        continue
      }
      field.copy(from: all, to: &edit)
    }
    return edit
  }
}
