import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// A connected socket whose calls block, closed with this object.
final class ProxySocket: Sendable {
  private let descriptor: Int32

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    _ = close(descriptor)
  }

  /// Connects to a port of this machine.
  convenience init?(port: UInt16) {
    let descriptor = socket(AF_INET, ProxySocket.stream, 0)
    guard descriptor >= 0 else { return nil }
    self.init(descriptor)
    let status = ProxySocket.withAddress(port) { connect(descriptor, $0, $1) }
    guard status == 0 else { return nil }
  }

  /// Listens at a free port of this machine.
  static func listener() throws -> (socket: ProxySocket, port: UInt16) {
    let descriptor = socket(AF_INET, stream, 0)
    let result = ProxySocket(descriptor)
    guard descriptor >= 0, withAddress(0, { bind(descriptor, $0, $1) }) == 0,
      listen(descriptor, 128) == 0
    else { throw ProxyFailure(description: "no listener: errno \(errno)") }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard status == 0 else { throw ProxyFailure(description: "no name: errno \(errno)") }
    return (result, UInt16(bigEndian: address.sin_port))
  }

  #if canImport(Glibc)
    private static let stream = Int32(SOCK_STREAM.rawValue)
    private static let flags = Int32(MSG_NOSIGNAL)
    private static let peek = Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)
  #else
    private static let stream = SOCK_STREAM
    private static let flags: Int32 = 0
    private static let peek = MSG_PEEK | MSG_DONTWAIT
  #endif

  private static func withAddress<Result>(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// Waits for a connection; nil when there will be none.
  func next() -> ProxySocket? {
    let accepted = accept(descriptor, nil, nil)
    return accepted < 0 ? nil : ProxySocket(accepted)
  }

  /// Waits for some bytes; none when the other side is done or gone.
  func receive() -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : []
  }

  /// Waits for all bytes until the other side is done.
  func receiveAll() -> [UInt8] {
    var all: [UInt8] = []
    while true {
      let part = receive()
      if part.isEmpty { return all }
      all += part
    }
  }

  /// Sends bytes; false when the other side is gone.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        sendBytes(descriptor, $0.baseAddress, $0.count, ProxySocket.flags)
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Ends the connection for both sides, so that calls that wait come back.
  func end() {
    _ = shutdown(descriptor, Int32(SHUT_RDWR))
  }

  /// Lets the connection be reset, not closed, when this object goes.
  func resetInTheEnd() {
    var value = linger(l_onoff: 1, l_linger: 0)
    _ = setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
  }

  /// Waits until the other side is gone, at most half a minute.
  func waitUntilGone() {
    let end = Date(timeIntervalSinceNow: 30)
    var byte: UInt8 = 0
    while Date() < end {
      let count = recv(descriptor, &byte, 1, ProxySocket.peek)
      if count == 0 || count < 0 && errno != EAGAIN && errno != EINTR { return }
      usleep(5_000)
    }
  }
}

private func sendBytes(
  _ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int, _ flags: Int32
) -> Int {
  send(descriptor, bytes, count, flags)
}

/// Why a proxy cannot work.
struct ProxyFailure: Error, CustomStringConvertible {
  let description: String
}
