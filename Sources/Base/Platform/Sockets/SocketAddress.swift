#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A numeric address and a port of TCP: `127.0.0.1:8080`, `[::1]:8080`, `localhost:0`.
public struct SocketAddress: Sendable, Hashable {
  /// The numeric address, without brackets.
  public let host: String
  /// The port; 0 lets the system choose one.
  public let port: UInt16
  /// Whether the address is one of IPv6.
  public let isIPv6: Bool

  /// Reads `ADDRESS:PORT`; `localhost` is 127.0.0.1. `nil` for anything else.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":") else { return nil }
    let digits = text[text.index(after: colon)...]
    guard let port = UInt16(digits), digits.utf8.first != UInt8(ascii: "+") else { return nil }
    var host = text[..<colon]
    // The system's functions read no further than a NUL.
    guard !host.utf8.contains(0) else { return nil }
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
      guard host.contains(":") else { return nil }
    } else if host.contains(":") {
      return nil
    }
    self.init(host: host == "localhost" ? "127.0.0.1" : String(host), port: port)
  }

  /// A port at 127.0.0.1.
  public init(loopbackPort port: UInt16) {
    self.host = "127.0.0.1"
    self.port = port
    isIPv6 = false
  }

  private init?(host: String, port: UInt16) {
    var v4 = in_addr()
    var v6 = in6_addr()
    if inet_pton(AF_INET, host, &v4) == 1 {
      isIPv6 = false
    } else if inet_pton(AF_INET6, host, &v6) == 1 {
      isIPv6 = true
    } else {
      return nil
    }
    self.host = host
    self.port = port
  }

  /// The same host with another port.
  func with(port: UInt16) -> SocketAddress {
    SocketAddress(host: host, port: port) ?? self
  }

  /// Whether only this machine can reach it.
  public var isLoopback: Bool {
    isIPv6 ? host == "::1" : host.hasPrefix("127.")
  }

  /// Calls a function with the address as the system takes it.
  func withSystemAddress<Result>(
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    if isIPv6 {
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = port.bigEndian
      inet_pton(AF_INET6, host, &address.sin6_addr)
      return SocketAddress.pass(&address, to: body)
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    inet_pton(AF_INET, host, &address.sin_addr)
    return SocketAddress.pass(&address, to: body)
  }

  private static func pass<Address, Result>(
    _ address: inout Address, to body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<Address>.size))
      }
    }
  }
}

extension SocketAddress: CustomStringConvertible {
  /// The address as it is written in URLs.
  public var description: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
