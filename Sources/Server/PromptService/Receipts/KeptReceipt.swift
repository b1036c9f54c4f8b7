internal import CanonicalJSON
internal import HTTPMessages
internal import PromptRepo

extension Receipt {
  /// A receipt as the ledger holds it: one JSON object.
  struct Kept: Sendable {
    let createdAt: Timestamp
    let fingerprint: String
    let response: HTTPResponse

    init(createdAt: Timestamp, fingerprint: String, response: HTTPResponse) {
      self.createdAt = createdAt
      self.fingerprint = fingerprint
      self.response = response
    }

    func isExpired(at now: Timestamp) -> Bool {
      now.milliseconds - createdAt.milliseconds >= Receipt.lifetime
    }

    var bytes: [UInt8] {
      var fields = JSONObject()
      response.fields.forEach { fields[$0.rawValue] = .string($1) }
      let json: JSONObject = [
        "body": .string(String(decoding: response.body, as: UTF8.self)),
        "created_at": .string(createdAt.rfc3339), "fields": .object(fields),
        "request": .string(fingerprint), "status": .integer(response.status.rawValue),
      ]
      return JSONValue.object(json).utf8(.canonical) + [10]
    }

    /// Reads a receipt; `nil` for anything else, which then counts as no receipt.
    init?(_ bytes: [UInt8]) {
      let json: JSONObject?
      do throws(JSONError) { json = try JSONValue(parsing: bytes).object } catch { return nil }
      guard let json, let body = json["body"]?.string, let status = json["status"]?.integer,
        let fingerprint = json["request"]?.string, let created = json["created_at"]?.string
      else { return nil }
      do throws(RepositoryError) { createdAt = try Timestamp(created) } catch { return nil }
      self.fingerprint = fingerprint
      var fields = HTTPFields()
      for member in json["fields"]?.object ?? JSONObject() {
        guard let value = member.value.string else { return nil }
        fields.append(HTTPFieldName(rawValue: member.key), value)
      }
      response = HTTPResponse(
        HTTPStatus(rawValue: status), fields: fields, body: Array(body.utf8))
    }
  }
}
