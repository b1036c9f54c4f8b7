internal import CanonicalJSON
internal import PromptRepo

/// One side of a reviewed prompt: a file of a commit or of the work tree, or a version.
struct ReviewSide {
  /// The content; nil where a file cannot be read.
  let content: VersionContent?
  /// The record's fields that the side names.
  let record: JSONObject
  /// The file's bytes; nil for a version.
  let bytes: [UInt8]?
  /// The file as it was read; nil for a version, and where it cannot be read.
  let file: PromptFile?
  /// Why a file cannot be read; nil if it can.
  let error: PromptFileError?
  /// The number of the version; nil for a file.
  let version: Int?

  /// A file with these bytes.
  init(_ bytes: [UInt8], path: String, name: PromptName) {
    self.bytes = bytes
    version = nil
    do throws(PromptFileError) {
      let file = try PromptFile(parsing: bytes, path: path, name: name)
      content = try file.content()
      record = RecordField.fields(of: file.record)
      self.file = file
      error = nil
    } catch {
      content = nil
      record = JSONObject()
      file = nil
      self.error = error
    }
  }

  /// What lies in a file's place and cannot be read.
  init(_ error: PromptFileError) {
    content = nil
    record = JSONObject()
    bytes = nil
    file = nil
    self.error = error
    version = nil
  }

  /// A version, with the fields of the prompt's record that another side names.
  init(_ content: VersionContent, version: Int, record: JSONObject = JSONObject()) {
    self.content = content
    self.record = record
    bytes = nil
    file = nil
    error = nil
    self.version = version
  }
}

extension RecordField {
  /// The fields that a header names, as JSON; those that it removes are left out.
  static func fields(of edit: RecordEdit) -> JSONObject {
    var object = JSONObject()
    for field in allCases {
      if let value = field.value(in: edit), value != .null { object[field.rawValue] = value }
    }
    return object
  }

  /// The fields of a record that a header names.
  static func fields(of record: PromptRecord, named edit: RecordEdit) -> JSONObject {
    var object = JSONObject()
    for field in allCases where field.value(in: edit) != nil {
      let value = field.value(in: record)
      if value != .null { object[field.rawValue] = value }
    }
    return object
  }
}
