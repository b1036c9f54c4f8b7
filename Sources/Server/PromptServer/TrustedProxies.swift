internal import Platform

/// The proxies that are believed who a request is from.
struct TrustedProxies: Sendable {
  private let ranges: [NetworkRange]

  init(_ ranges: [NetworkRange]) {
    self.ranges = ranges
  }

  /// Whether the peer at an address is one of them.
  func trust(_ peer: String) -> Bool {
    guard !ranges.isEmpty, let address = NetworkAddress(peer) else { return false }
    return trust(address)
  }

  private func trust(_ address: NetworkAddress) -> Bool {
    ranges.contains { $0.contains(address) }
  }

  /// The client that a trusted proxy's `X-Forwarded-For` names: the last address in it that is no
  /// trusted proxy's, since what is before it anybody may have written.
  ///
  /// - Returns: The first trusted address where all are trusted, or where what is before it is no
  ///   address; `nil` where the last entry is none.
  func client(forwardedFor field: String) -> String? {
    var client: NetworkAddress?
    for entry in field.split(separator: ",", omittingEmptySubsequences: false).reversed() {
      guard let address = TrustedProxies.address(entry) else { break }
      client = address
      if !trust(address) { break }
    }
    return client?.description
  }

  /// The address of an entry, which may have a port: `192.0.2.1:80`, `[2001:db8::1]:80`.
  private static func address(_ entry: Substring) -> NetworkAddress? {
    let text = entry.drop { $0 == " " || $0 == "\t" }
    let end = text.lastIndex { $0 != " " && $0 != "\t" }.map(text.index(after:)) ?? text.endIndex
    let host = String(text[..<end])
    if let address = NetworkAddress(host) { return address }
    if host.hasPrefix("["), host.hasSuffix("]") {
      return SocketAddress("\(host):0").flatMap { NetworkAddress($0.host) }
    }
    // `localhost` is a name, whatever it stands for on this machine.
    guard !host.hasPrefix("l") else { return nil }
    return SocketAddress(host).flatMap { NetworkAddress($0.host) }
  }
}
