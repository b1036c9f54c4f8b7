internal import CanonicalJSON
internal import HTTPMessages
internal import PromptService

// Where versions are live.
extension ServiceRequest {
  /// Gives a version labels, which others lose: each is a rollback where its environment has held the
  /// version, and else a deployment. All or none.
  func moveLangfuseLabels(_ body: [UInt8]) throws -> HTTPResponse {
    let name = parameters[0]
    let object = try LangfuseBody.object(body)
    var reader = LangfuseBodyReader(object)
    let labels = reader.texts("newLabels") ?? []
    if object["newLabels"]?.array == nil {
      reader.note(.type, "newLabels", "expected an array of strings")
    }
    if labels.contains("latest") {
      reader.note(.other, "newLabels", "'latest' is always the newest version's")
    }
    let text = parameters[1]
    let isDigits = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    let number = isDigits ? Int(text) : nil
    if number == nil || number ?? 0 > Int(Int32.max) {
      reader.note(.type, "promptVersion", "expected a whole number")
    }
    try reader.finish()
    do {
      return try LangfuseError.moving {
        try move(.text(name), to: .number(number ?? 0), labels: labels) { found, version in
          try LangfuseError.moved(found, version, to: labels) {
            HTTPResponse(.ok, json: try langfuseObject(found, version, withGraph: false))
          }
        }
      }
    } catch let error as ServiceError where error.kind == .notFound {
      throw LangfuseError.notFound("Prompt '\(name)' version \(text) not found in project")
    }
  }
}
