import CanonicalJSON
import HTTPMessages

extension Operation {
  /// The operation as the document has it.
  var json: JSONObject {
    var json: JSONObject = [
      "operationId": .string(rawValue), "tags": [.string(group.rawValue)],
      "summary": .string(summary), "description": .string(explanation),
      "x-required-role": .string(requiredRole),
      "parameters": .array(parameters.map(\.reference)),
    ]
    if let request {
      json["requestBody"] = ["required": true, "content": request.content()]
    }
    json["responses"] = .object(responses)
    return json
  }

  private var responses: JSONObject {
    var responses: JSONObject = [
      String(success.rawValue): [
        "description": .string(success == .created ? "It was made." : "It was done."),
        "headers": .object(HeaderComponent.references(headers)),
        "content": answer.content(answerExample),
      ]
    ]
    if mayFindDone {
      responses["200"] = [
        "description": "It was so already, and nothing changed.",
        "headers": .object(HeaderComponent.references(headers)),
        "content": answer.content(answerExample),
      ]
    }
    if method.isRead {
      responses["304"] = [
        "description": "What the client has, as `If-None-Match` says, is still right. No body.",
        "headers": .object(HeaderComponent.references(headers)),
      ]
    }
    let shared = SharedRefusals.all(hasBody: request != nil)
    let statuses = Set((refusals + shared).map(\.status)).sorted()
    for status in statuses {
      let own = refusals.filter { $0.status == status }
      responses[String(status)] =
        own.isEmpty
        ? shared.first { $0.status == status }.map(SharedRefusals.reference)
        : .object(Refusal.response(own))
    }
    return responses
  }
}
