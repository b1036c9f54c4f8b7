internal import Digests
package import HTTPMessages

extension HTTPResponse {
  /// A tag that names exactly these bytes.
  package static func tag(of bytes: [UInt8]) -> String {
    Hex.encode(SHA256.hash(bytes).prefix(16))
  }

  /// The answer with a tag that names exactly this body, or 304 when the client has it.
  package func tagged(for fields: HTTPFields) -> HTTPResponse {
    tagged(HTTPResponse.tag(of: body), for: fields)
  }

  /// The answer with a tag, or 304 when the client has what that names.
  package func tagged(_ tag: String, for fields: HTTPFields) -> HTTPResponse {
    var response = self
    if let field = fields[.ifNoneMatch], let known = EntityTags(field), known.match(tag) {
      response.status = .notModified
      response.body = []
      response.fields[.contentType] = nil
    }
    response.fields.append(.etag, "\"\(tag)\"")
    return response
  }
}
