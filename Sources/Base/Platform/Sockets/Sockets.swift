#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

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
  public static func raiseLimit() -> Int {
    var limit = rlimit()
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let resource = RLIMIT_NOFILE
    #endif
    guard getrlimit(resource, &limit) == 0 else { return 1_024 }
    var raised = limit
    raised.rlim_cur = min(limit.rlim_max, 65_536)
    if raised.rlim_cur > limit.rlim_cur, setrlimit(resource, &raised) == 0 { limit = raised }
    return Int(clamping: limit.rlim_cur)
  }

  /// The numeric address of a peer; `nil` for families other than IPv4 and IPv6.
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
    return isFound ? String(decoding: text.prefix { $0 != 0 }, as: UTF8.self) : nil
  }
}
