internal import CanonicalJSON
internal import PromptRepo
internal import TextDiff

extension WorkingFile {
  /// How many bytes of words were taken out and put in between a version and the file.
  func distance(to version: VersionContent) -> Int {
    let old = Self.text(version.config ?? JSONObject(), version.template)
    let new = Self.text(file.config, file.template)
    return WordDiff(old: old, new: new).segments.reduce(0) { sum, segment in
      switch segment {
      case .equal: sum
      case .removed(let text), .inserted(let text): sum + text.utf8.count
      }
    }
  }

  private static func text(_ config: JSONObject, _ template: String) -> String {
    String(decoding: YAMLWriter.bytes(of: config) + PromptBody.bytes(of: template), as: UTF8.self)
  }
}
