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

  /// Whether only this machine can be reached by the host of a URL, with or without a port.
  public static func isLoopback(authority: String) -> Bool {
    let host = authority.lowercased()
    let hasPort = host.hasPrefix("[") ? host.contains("]:") : host.contains(":")
    return SocketAddress(hasPort ? host : "\(host):80")?.isLoopback ?? false
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

/// A TCP socket that listens, closed at the end of its life.
public struct ListeningSocket: ~Copyable, Sendable {
  private let descriptor: Descriptor
  /// Where it listens, with the port that the system has chosen.
  public let address: SocketAddress

  /// Listens at an address.
  ///
  /// - Parameter isIPv6Only: Whether an address of IPv6 leaves those of IPv4 to others, which
  ///   `[::]` would take too.
  public init(_ address: SocketAddress, isIPv6Only: Bool = false) throws(SystemError) {
    let path = address.description
    #if canImport(Glibc)
      let type = Int32(SOCK_STREAM.rawValue)
    #else
      let type = SOCK_STREAM
    #endif
    let raw = try retrying(.socket, path) {
      Int(socket(address.isIPv6 ? AF_INET6 : AF_INET, type, 0))
    }
    let descriptor = Descriptor(Int32(raw))
    _ = fcntl(descriptor.raw, F_SETFD, FD_CLOEXEC)
    var yes: Int32 = 1
    _ = setsockopt(
      descriptor.raw, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    if address.isIPv6, isIPv6Only {
      _ = setsockopt(
        descriptor.raw, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes,
        socklen_t(MemoryLayout<Int32>.size))
    }
    _ = try retrying(.bind, path) {
      Int(address.withSystemAddress { bind(descriptor.raw, $0, $1) })
    }
    _ = try retrying(.listen, path) { Int(listen(descriptor.raw, SOMAXCONN)) }
    self.address = address.with(port: ListeningSocket.port(of: descriptor.raw) ?? address.port)
    self.descriptor = descriptor
  }

  /// Another descriptor of the same socket, which belongs to the caller.
  public func duplicate() throws(SystemError) -> Int32 {
    Int32(
      try retrying(.dup, address.description) {
        Int(fcntl(descriptor.raw, F_DUPFD_CLOEXEC, 0))
      })
  }

  private static func port(of descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard result == 0 else { return nil }
    // The port stands at the same place in the addresses of both families.
    return withUnsafeBytes(of: &storage) { bytes in
      UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    }
  }
}

/// Calls on sockets that a C library has opened.
public enum Sockets {
  /// Ends a connection in both directions; whoever reads or writes it is told so.
  public static func shutDown(_ descriptor: Int32) {
    #if canImport(Glibc)
      _ = shutdown(descriptor, Int32(SHUT_RDWR))
    #else
      _ = shutdown(descriptor, SHUT_RDWR)
    #endif
  }

  /// Closes a descriptor.
  public static func close(_ descriptor: Int32) {
    _ = Descriptor(descriptor).close()
  }

  /// Allows as many open files and sockets as the system lets this process have.
  ///
  /// - Returns: How many that is.
  @discardableResult
  public static func raiseOpenFileLimit() -> Int {
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return 1_024 }
    var raised = limit
    raised.rlim_cur = min(limit.rlim_max, 65_536)
    if raised.rlim_cur > limit.rlim_cur, setrlimit(resource, &raised) == 0 { limit = raised }
    return Int(clamping: limit.rlim_cur)
  }

  /// How many files and sockets this process may have open; nil if there is no limit.
  static func openFileLimit() -> Int? {
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return nil }
    return Int(exactly: limit.rlim_cur)
  }

  #if canImport(Glibc)
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #else
    private static let resource = RLIMIT_NOFILE
  #endif

  /// The numeric address of a peer, one of IPv4 as such also where it came through IPv6; `nil` for
  /// families other than IPv4 and IPv6.
  public static func host(_ address: UnsafeRawPointer) -> String? {
    let family = address.load(as: sockaddr.self).sa_family
    var text = [UInt8](repeating: 0, count: 64)
    let size = socklen_t(text.count)
    let isFound = text.withUnsafeMutableBytes { buffer in
      let target = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      switch Int32(family) {
      case AF_INET: return inet_ntop(AF_INET, address + 4, target, size) != nil
      case AF_INET6: return inet_ntop(AF_INET6, address + 8, target, size) != nil
      default: return false
      }
    }
    guard isFound else { return nil }
    let host = String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    let mapped = "::ffff:"
    return host.hasPrefix(mapped) && host.contains(".")
      ? String(host.dropFirst(mapped.count)) : host
  }
}
