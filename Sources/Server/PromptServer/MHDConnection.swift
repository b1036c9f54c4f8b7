internal import CMicroHTTPD
internal import CMicroHTTPDShim
internal import HTTPMessages

/// A connection as libmicrohttpd hands it over, for the length of one callback.
struct MHDConnection {
  let raw: OpaquePointer

  /// What is known of the connection since it was opened.
  var context: Connection? {
    cmicrohttpdshim_socket_context(raw).map {
      Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue()
    }
  }

  /// The length of the request's head in bytes.
  var headSize: Int { cmicrohttpdshim_head_size(raw) }

  /// Sends an answer.
  ///
  /// - Parameter requestID: What the answer calls its request.
  func send(_ response: HTTPResponse, requestID: String?) -> MHD_Result {
    let native = response.body.withUnsafeBytes { bytes in
      MHD_create_response_from_buffer(
        bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
    }
    guard let native else { return .NO }
    defer { MHD_destroy_response(native) }
    response.fields.forEach { name, value in
      // An argument of type String would be copied to the heap first.
      name.rawValue.withCString { name in
        value.withCString { _ = MHD_add_response_header(native, name, $0) }
      }
    }
    if let requestID { _ = MHD_add_response_header(native, "x-request-id", requestID) }
    return cmicrohttpdshim_send(raw, UInt32(response.status.rawValue), native)
  }
}
