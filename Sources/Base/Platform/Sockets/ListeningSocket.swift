#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A TCP socket that listens, closed at the end of its life.
public struct ListeningSocket: ~Copyable, Sendable {
  private let descriptor: Descriptor
  /// Where it listens, with the port that the system has chosen.
  public let address: SocketAddress

  /// Listens at an address.
  public init(_ address: SocketAddress) throws(SystemError) {
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
