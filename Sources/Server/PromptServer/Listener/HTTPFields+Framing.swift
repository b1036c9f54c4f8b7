internal import HTTPMessages
internal import PromptsAPI

extension HTTPFields {
  /// Checks what HTTP 1.1 requires of a head, and that it says clearly where the body ends.
  ///
  /// libmicrohttpd takes a length beside chunks, reads a body of an unknown coding to the end of
  /// the connection, and does not miss a host.
  ///
  /// - Throws: an error after which the connection has to end, since what follows is not known.
  func checkFraming(isVersion11: Bool) throws(APIError) {
    if let coding = self[.transferEncoding] {
      guard coding.lowercased() == "chunked" else {
        throw APIError(
          501, .invalidRequest, "transfer_coding",
          "This server takes no Transfer-Encoding but 'chunked': send the body as it is")
      }
      guard self[.contentLength] == nil else {
        throw .malformed("The request has both a Content-Length and a Transfer-Encoding")
      }
    }
    if let length = self[.contentLength] {
      guard !length.isEmpty, length.utf8.allSatisfy({ (48...57).contains($0) }) else {
        throw .malformed("The header content-length is no number")
      }
      // libmicrohttpd takes what it cannot hold for no body at all.
      guard length.utf8.count < 19 else {
        throw .malformed("The header content-length has more than 18 digits")
      }
    }
    guard !isVersion11 || self[.host] != nil else {
      throw .invalid("The request has no Host header: send one", code: "missing_host")
    }
  }

  /// The length of the body as the head says it; `Int.max` for more than that.
  var length: Int? { self[.contentLength].map { Int($0) ?? .max } }

  /// Whether the client waits for a sign before it sends the body.
  var expectsContinue: Bool { self[.expect] != nil }
}
