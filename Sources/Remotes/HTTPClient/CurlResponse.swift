internal import CCurl
internal import HTTPMessages
internal import PromptsClient

/// What has come of an answer so far.
final class CurlResponse {
  private let limits: CurlTransport.Limits
  private var fields = HTTPFields()
  private var headLength = 0
  private var body: [UInt8] = []
  /// Why nothing more was taken.
  private var excess: String?

  init(_ limits: CurlTransport.Limits) {
    self.limits = limits
  }

  /// Takes a part of the body; anything but its length ends the transfer.
  static let receiveBody: Receiver = { bytes, size, count, answer in
    answer.map { of($0).appendBody(bytes, size * count) } ?? 0
  }

  /// Takes a line of the head.
  static let receiveHeader: Receiver = { bytes, size, count, answer in
    answer.map { of($0).appendHeaderLine(bytes, size * count) } ?? 0
  }

  typealias Receiver =
    @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int

  private static func of(_ pointer: UnsafeMutableRawPointer) -> CurlResponse {
    Unmanaged<CurlResponse>.fromOpaque(pointer).takeUnretainedValue()
  }

  private func appendBody(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard count <= limits.body - body.count else {
      excess = "the answer is longer than \(limits.body >> 20) MiB"
      return 0
    }
    body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
    return count
  }

  private func appendHeaderLine(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    headLength += count
    guard headLength <= limits.head else {
      excess = "the answer's head is longer than \(limits.head >> 10) KiB"
      return 0
    }
    let line = UnsafeRawBufferPointer(start: bytes, count: count)
    // An answer before the last one, such as 100, counts for nothing.
    if line.starts(with: "HTTP/".utf8) { fields = HTTPFields() }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), body.isEmpty else { return count }
    let isSpace = { (byte: UInt8) in byte <= 0x20 }
    let value = line[(colon + 1)...].drop(while: isSpace).reversed().drop(while: isSpace)
    fields.append(
      HTTPFieldName(rawValue: String(decoding: line[..<colon], as: UTF8.self)),
      String(decoding: Array(value.reversed()), as: UTF8.self))
    return count
  }

  /// The answer, now that nothing more comes.
  func response(_ code: CURLcode, status: Int) throws(TransportError) -> HTTPResponse {
    if let excess { throw TransportError(excess, isPermanent: true, isOversized: true) }
    guard code == CURLE_OK else { throw CurlResponse.failure(code) }
    guard !(300...399).contains(status) || status == 304 else {
      throw TransportError(
        "the server redirects to another address (status \(status)), where the key must not go",
        isPermanent: true)
    }
    return HTTPResponse(HTTPStatus(rawValue: status), fields: fields, body: body)
  }

  private static func failure(_ code: CURLcode) -> TransportError {
    switch code {
    case CURLE_OPERATION_TIMEDOUT: TransportError("the server did not answer in time")
    case CURLE_COULDNT_CONNECT:
      TransportError(
        "the server cannot be reached: nothing answers at its address", wasNotSent: true)
    case CURLE_COULDNT_RESOLVE_HOST:
      TransportError("the server's name cannot be found", wasNotSent: true)
    case CURLE_COULDNT_RESOLVE_PROXY:
      TransportError("the proxy's name cannot be found", wasNotSent: true)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
      TransportError(
        "the server's certificate is not trusted: \(text(code))", wasNotSent: true,
        isPermanent: true)
    case CURLE_SSL_CONNECT_ERROR:
      TransportError("no secure connection to the server could be made", wasNotSent: true)
    case CURLE_URL_MALFORMAT:
      TransportError("the request's address cannot be written", wasNotSent: true, isPermanent: true)
    case CURLE_PARTIAL_FILE: TransportError("the answer was cut off")
    case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      TransportError("the connection was lost before the answer had come")
    case CURLE_BAD_CONTENT_ENCODING:
      TransportError("the answer is compressed in a way that cannot be read")
    // The second one for an answer in the manner of HTTP/0.9.
    case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
      TransportError("the answer is not one of HTTP")
    // What older and newer versions say of a line that is longer than they take.
    case CURLE_OUT_OF_MEMORY, CURLcode(rawValue: 100):
      TransportError(
        "a line of the answer's head is too long", isPermanent: true, isOversized: true)
    default: TransportError("the request failed: \(text(code))")
    }
  }

  private static func text(_ code: CURLcode) -> String {
    curl_easy_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
  }
}
