internal import CMicroHTTPD
internal import CMicroHTTPDShim
internal import HTTPMessages
internal import PromptService
internal import PromptsAPI

extension MHDConnection {
  /// The fields that requests are looked at for.
  ///
  /// - Returns: The fields, and an error for one of them that is no text, or that may be there once
  ///   only and is not, and for any field whose name is none: it may be meant to say where the body
  ///   ends.
  func fields() -> (fields: HTTPFields, error: APIError?) {
    var reading = Reading()
    withUnsafeMutablePointer(to: &reading) {
      _ = MHD_get_connection_values_n(raw, .HEADER_KIND, MHDConnection.read, $0)
    }
    return (reading.fields, reading.error)
  }

  private struct Reading {
    var fields = HTTPFields()
    var error: APIError?

    mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
      guard !name.isEmpty, name.allSatisfy(MHDConnection.isToken) else {
        return note(.malformed("The name of a header has a sign that no name has"))
      }
      guard let (name, use) = MHDConnection.names.first(where: { $0.name.isSpelled(name) })
      else {
        return
      }
      guard !value.contains(0), let text = String(validating: value, as: UTF8.self) else {
        if use == .logged || use == .cookies { return }
        return note(.malformed("The header \(name.rawValue) is not UTF-8, or holds NUL"))
      }
      guard let before = fields[name] else { return fields.append(name, text) }
      guard use != .single else {
        return note(.malformed("The header \(name.rawValue) is there more than once"))
      }
      fields[name] = before + (use == .cookies ? "; " : ", ") + text
    }

    /// Notes what is wrong; the first thing counts.
    private mutating func note(_ error: APIError) {
      if self.error == nil { self.error = error }
    }
  }

  /// Whether names of fields may have a byte (RFC 9110, section 5.6.2).
  private static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: tokenSigns.contains(byte)
    }
  }

  private static let tokenSigns = Set("!#$%&'*+-.^_`|~".utf8)

  /// What becomes of a field.
  private enum Use {
    /// It may be there once.
    case single
    /// It is a list, which several fields may make up.
    case list
    /// It is a list of its own kind, which proxies may take apart (RFC 9113, section 8.2.3). Programs on
    /// other ports of the host put things there too: what is no text is passed over.
    case cookies
    /// It is for the log alone: whatever is wrong with it refuses no request.
    case logged
  }

  /// What is looked at.
  private static let names: [(name: HTTPFieldName, use: Use)] = [
    (.host, .single), (.origin, .single), (.authorization, .single), (.apiKey, .single),
    (.onBehalfOf, .single), (.cookie, .cookies), (.secFetchSite, .single),
    (.mcpProtocolVersion, .single), (.mcpMethod, .single),
    (.mcpName, .single),
    (.contentType, .single), (.contentLength, .single), (.transferEncoding, .single),
    (.expect, .list), (.ifMatch, .list), (.ifNoneMatch, .list), (.ifActiveTip, .single),
    (.idempotencyKey, .single), (.requestID, .logged), (.traceParent, .logged),
    (.forwardedFor, .logged),
  ]

  private static let read: MHD_KeyValueIteratorN = { pointer, _, name, nameSize, value, size in
    guard let pointer else { return .NO }
    let reading = pointer.assumingMemoryBound(to: Reading.self)
    reading.pointee.add(
      UnsafeRawBufferPointer(start: name, count: nameSize),
      UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : size))
    return .YES
  }
}

extension HTTPFieldName {
  /// Whether bytes are the name, in any case.
  fileprivate func isSpelled(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count == rawValue.utf8.count
      && zip(bytes, rawValue.utf8).allSatisfy { byte, letter in
        byte == letter || (0x41...0x5a).contains(byte) && byte | 0x20 == letter
      }
  }
}

extension APIError {
  /// The request is no HTTP that can be understood.
  static func malformed(_ message: String) -> APIError {
    .invalid("\(message): send a well-formed request", code: "malformed_request")
  }
}

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
