internal import CCurl
internal import CCurlShim
public import HTTPMessages
public import PromptsClient
internal import Synchronization

/// Carries requests over the network with libcurl.
///
/// TLS certificates are always checked, and redirects are refused: a key must not go elsewhere. For
/// HTTPS, proxies are taken from the environment as the system does it; plain HTTP, which is for
/// servers of this machine, goes past them. What reads keeps connections for the next read; what
/// writes has one of its own each time, since HTTP libraries repeat a request by themselves when a
/// connection that was used before turns out to be dead.
///
/// No answer takes more memory than its limit, however it is compressed, nor more time.
public final class CurlTransport: HTTPTransport {
  /// How much of an answer is read.
  public struct Limits: Sendable {
    /// The longest body, in bytes after decompression.
    public var body: Int
    /// The longest head, in bytes, those of answers before the last one included.
    public var head: Int
    /// How many seconds an answer may take.
    public var seconds: Double

    /// The limits, of which those that are not given suit the largest page of the API.
    public init(body: Int = 64 << 20, head: Int = 256 << 10, seconds: Double = 60) {
      self.body = body
      self.head = head
      self.seconds = seconds
    }
  }

  private let base: String
  private let limits: Limits
  /// Connections for reading that nobody uses now.
  private let idle = Mutex<[CurlHandle]>([])

  /// Carries requests to a server.
  ///
  /// - Parameter base: The server's address, such as `https://api.example.com`; `nil` is returned
  ///   for what is no address of HTTP.
  public init?(_ base: String, limits: Limits = Limits()) {
    var base = base
    while base.utf8.last == UInt8(ascii: "/") { base = String(base.dropLast()) }
    let schemes = ["https://", "http://"].filter { base.utf8.starts(with: $0.utf8) }
    guard let scheme = schemes.first, base.utf8.count > scheme.utf8.count,
      base.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && !"@?#".utf8.contains($0) })
    else { return nil }
    self.base = base
    self.limits = limits
  }

  /// Sends a request and waits for the answer.
  public func send(
    _ request: HTTPRequest, body: [UInt8]?
  ) throws(TransportError) -> HTTPResponse {
    guard request.method.isRead else {
      return try CurlHandle.make().send(request, body: body, to: base, limits, isShared: false)
    }
    let free = idle.withLock { $0.popLast() }
    let handle = if let free { free } else { try CurlHandle.make() }
    let response = try handle.send(request, body: body, to: base, limits, isShared: true)
    // One that failed is not used again.
    idle.withLock { $0.append(handle) }
    return response
  }
}

/// One of libcurl's handles: a connection, used by one thread at a time.
///
/// That is what makes it safe to hand over: ``CurlTransport`` takes a handle out of its locked list
/// before it is used, and puts it back after.
final class CurlHandle: @unchecked Sendable {
  private let handle: OpaquePointer

  /// Sets the library up, once for the process.
  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  static func make() throws(TransportError) -> CurlHandle {
    guard isReady, let handle = curl_easy_init() else {
      throw TransportError("libcurl cannot be set up", wasNotSent: true)
    }
    return CurlHandle(OpaquePointer(handle))
  }

  private init(_ handle: OpaquePointer) {
    self.handle = handle
  }

  deinit { curl_easy_cleanup(raw) }

  private var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

  /// Sends a request and waits for the answer.
  ///
  /// - Parameter isShared: Whether a connection may be used that was used before, and kept.
  func send(
    _ request: HTTPRequest, body: [UInt8]?, to base: String, _ limits: CurlTransport.Limits,
    isShared: Bool
  ) throws(TransportError) -> HTTPResponse {
    var list: UnsafeMutablePointer<curl_slist>?
    defer { curl_slist_free_all(list) }
    for line in try CurlHandle.lines(of: request.fields) {
      guard let longer = curl_slist_append(list, line) else {
        throw TransportError("there is no memory for the request", wasNotSent: true)
      }
      list = longer
    }
    curl_easy_reset(raw)
    set(request, to: base, limits, isShared: isShared)
    ccurlshim_set_pointer(raw, CURLOPT_HTTPHEADER, list)
    let answer = CurlResponse(limits)
    let code = withExtendedLifetime(answer) {
      let receiver = Unmanaged.passUnretained(answer).toOpaque()
      ccurlshim_set_pointer(raw, CURLOPT_WRITEDATA, receiver)
      ccurlshim_set_pointer(raw, CURLOPT_HEADERDATA, receiver)
      ccurlshim_set_receiver(raw, CURLOPT_WRITEFUNCTION, CurlResponse.receiveBody)
      ccurlshim_set_receiver(raw, CURLOPT_HEADERFUNCTION, CurlResponse.receiveHeader)
      return perform(body)
    }
    var status = 0
    ccurlshim_get_number(raw, CURLINFO_RESPONSE_CODE, &status)
    return try answer.response(code, status: status)
  }

  private func set(
    _ request: HTTPRequest, to base: String, _ limits: CurlTransport.Limits, isShared: Bool
  ) {
    func set(_ option: CURLoption, _ value: Int) { ccurlshim_set_number(raw, option, value) }
    func set(_ option: CURLoption, _ value: String) { ccurlshim_set_text(raw, option, value) }
    set(CURLOPT_URL, base + request.target)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    // Dots in a path are a part of an id, not a way to another folder.
    set(CURLOPT_PATH_AS_IS, 1)
    set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_TIMEOUT_MS, Int(limits.seconds * 1000))
    set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
    if base.utf8.starts(with: "http:".utf8) {
      // Keeps the key of a plain request from a proxy, which could read it.
      set(CURLOPT_PROXY, "")
      set(CURLOPT_NOPROXY, "*")
    }
    if !isShared {
      set(CURLOPT_FRESH_CONNECT, 1)
      set(CURLOPT_FORBID_REUSE, 1)
    }
  }

  private func perform(_ body: [UInt8]?) -> CURLcode {
    guard let body else { return ccurlshim_perform(raw) }
    return body.withUnsafeBytes { bytes in
      // An empty text, where there is no memory to point at.
      let start = bytes.baseAddress.map { UnsafeMutableRawPointer(mutating: $0) }
      ccurlshim_set_size(raw, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
      if let start {
        ccurlshim_set_pointer(raw, CURLOPT_POSTFIELDS, start)
      } else {
        ccurlshim_set_text(raw, CURLOPT_COPYPOSTFIELDS, "")
      }
      return ccurlshim_perform(raw)
    }
  }

  /// The lines of a request's head.
  private static func lines(of fields: HTTPFields) throws(TransportError) -> [String] {
    // Without the last one, libcurl waits a second for a leave to send a longer body.
    var lines = ["Accept: application/json", "User-Agent: promptrepo", "Expect:"]
    var isClean = true
    fields.forEach { name, value in
      isClean = isClean && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
      lines.append("\(name.rawValue): \(value)")
    }
    guard isClean else {
      throw TransportError("a header field of the request cannot be written", wasNotSent: true)
    }
    return lines
  }
}
