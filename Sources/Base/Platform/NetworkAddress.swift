#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A numeric address of IPv4 or IPv6, without a port.
///
/// An address of IPv4 and the same one as IPv6 writes it, `::ffff:192.0.2.1`, are equal.
public struct NetworkAddress: Sendable, Hashable {
  // The 16 bytes of IPv6, the first ones in the upper half.
  fileprivate let upper: UInt64
  fileprivate let lower: UInt64

  /// Reads a numeric address, one of IPv6 without brackets; `nil` for anything else.
  public init?(_ text: String) {
    // The system's functions read no further than a NUL.
    guard !text.utf8.contains(0) else { return nil }
    var bytes = [UInt8](repeating: 0, count: 16)
    if text.utf8.contains(UInt8(ascii: ":")) {
      guard inet_pton(AF_INET6, text, &bytes) == 1 else { return nil }
    } else {
      var v4 = [UInt8](repeating: 0, count: 4)
      guard inet_pton(AF_INET, text, &v4) == 1 else { return nil }
      bytes.replaceSubrange(10..<16, with: [0xff, 0xff] + v4)
    }
    upper = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
    lower = bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Whether the address is one of IPv4.
  public var isIPv4: Bool { upper == 0 && lower >> 32 == 0xffff }
}

extension NetworkAddress: CustomStringConvertible {
  /// The address in its shortest form, without brackets.
  public var description: String {
    let all = [upper, lower].flatMap { half in (0..<8).map { UInt8(half >> (56 - 8 * $0) & 0xff) } }
    var bytes = isIPv4 ? Array(all[12...]) : all
    var text = [CChar](repeating: 0, count: 64)
    let size = socklen_t(text.count)
    guard inet_ntop(isIPv4 ? AF_INET : AF_INET6, &bytes, &text, size) != nil else { return "" }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// The addresses that begin with the same bits: `10.0.0.0/8`, `fd00::/8`, or one address alone.
public struct NetworkRange: Sendable, Hashable {
  private let first: NetworkAddress
  /// How many of the 128 bits of IPv6 count.
  private let bits: Int

  /// Reads `ADDRESS` or `ADDRESS/BITS`; `nil` for anything else. Bits of the address beyond those
  /// that count are passed over.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = NetworkAddress(String(parts[0])) else { return nil }
    first = address
    let isWrittenAsIPv4 = !parts[0].utf8.contains(UInt8(ascii: ":"))
    guard parts.count == 2 else {
      bits = 128
      return
    }
    let most = isWrittenAsIPv4 ? 32 : 128
    guard parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let count = Int(parts[1]),
      count <= most
    else { return nil }
    bits = 128 - most + count
  }

  /// Whether an address is one of them.
  public func contains(_ address: NetworkAddress) -> Bool {
    let upperMask: UInt64 = bits >= 64 ? .max : ~(.max >> UInt64(bits))
    let lowerMask: UInt64 =
      bits <= 64 ? 0 : bits >= 128 ? .max : ~(.max >> UInt64(bits - 64))
    return (first.upper ^ address.upper) & upperMask == 0
      && (first.lower ^ address.lower) & lowerMask == 0
  }
}
