import Foundation
public import HTTPMessages

/// A connection to a server on this machine, over which anything can be sent, well-formed or not.
public final class RawConnection {
  private let descriptor: Int32
  private var received: [UInt8] = []
  private var hasEnded = false

  /// Connects.
  ///
  /// - Parameter receiveBuffer: How many bytes the system may hold that were not read yet.
  public init(port: UInt16, receiveBuffer: Int32? = nil) throws {
    #if canImport(Glibc)
      let type = Int32(SOCK_STREAM.rawValue)
    #else
      let type = SOCK_STREAM
    #endif
    descriptor = socket(AF_INET, type, 0)
    if var size = receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    // A server that stops reading must not stop the test.
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw ConnectionFault("cannot connect: errno \(errno)") }
  }

  deinit { close(descriptor) }

  /// Sends bytes as they are.
  ///
  /// - Returns: Whether the server took all of them.
  @discardableResult
  public func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, RawConnection.noSignal)
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Sends text as it is.
  @discardableResult
  public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Says that nothing more is sent, and goes on to read (`shutdown`).
  public func finishSending() {
    shutdown(descriptor, Int32(SHUT_WR))
  }

  #if canImport(Glibc)
    private static let noSignal = Int32(MSG_NOSIGNAL)
  #else
    private static let noSignal: Int32 = 0
  #endif

  /// Reads one answer; `nil` when the server ended the connection instead.
  ///
  /// It waits long: a connection that the system's queue had no room for begins anew after seconds,
  /// twice as many each time.
  ///
  /// - Parameter hasBody: `false` for the answer to a `HEAD`.
  public func answer(hasBody: Bool = true, within seconds: Double = 120) throws -> HTTPResponse? {
    let deadline = Date(timeIntervalSinceNow: seconds)
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let place = received.firstRange(of: end) {
        var response = try RawConnection.head(received[..<place.lowerBound])
        let isBodiless =
          !hasBody || response.status.rawValue < 200 || response.status == .notModified
        let length = isBodiless ? 0 : Int(response.fields[.contentLength] ?? "") ?? 0
        while received.count < place.upperBound + length {
          guard try readMore(until: deadline) else {
            throw ConnectionFault("the connection ended within a body")
          }
        }
        response.body = Array(received[place.upperBound..<(place.upperBound + length)])
        received.removeFirst(place.upperBound + length)
        return response
      }
      guard try readMore(until: deadline) else {
        guard received.isEmpty else { throw ConnectionFault("the connection ended within a head") }
        return nil
      }
    }
  }

  /// Waits for the server to end the connection.
  ///
  /// - Returns: `false` when it sent something instead, or nothing within the time.
  public func isEnded(within seconds: Double = 20) -> Bool {
    guard received.isEmpty else { return false }
    do {
      return try !readMore(until: Date(timeIntervalSinceNow: seconds))
    } catch {
      return false
    }
  }

  /// Reads a few bytes of an answer that is on its way, and forgets them.
  public func readSome(_ count: Int) {
    var buffer = [UInt8](repeating: 0, count: count)
    _ = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
  }

  /// Says that nothing more is sent; answers can still come.
  public func endSending() {
    #if canImport(Glibc)
      _ = shutdown(descriptor, Int32(SHUT_WR))
    #else
      _ = shutdown(descriptor, SHUT_WR)
    #endif
  }

  /// Lets the connection end, with this object's life, by a reset instead of in order.
  public func endByReset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  /// Receives what there is; `false` at the end.
  private func readMore(until deadline: Date) throws -> Bool {
    guard !hasEnded else { return false }
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let left = Int32(max(0, deadline.timeIntervalSinceNow * 1000))
    guard poll(&request, 1, left) > 0 else { throw ConnectionFault("no answer in time") }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else {
      hasEnded = true
      return false
    }
    received += buffer[..<count]
    return true
  }

  private static func head(_ bytes: ArraySlice<UInt8>) throws -> HTTPResponse {
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\r\n", omittingEmptySubsequences: false)
    let words = lines[0].split(separator: " ", maxSplits: 2)
    guard words.count > 1, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
      throw ConnectionFault("no status line: \(lines[0])")
    }
    var response = HTTPResponse(HTTPStatus(rawValue: status))
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { throw ConnectionFault("no field: \(line)") }
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      response.fields.append(HTTPFieldName(rawValue: String(line[..<colon])), value)
    }
    return response
  }
}
