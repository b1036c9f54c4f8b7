/// The hosts that a server knows itself by: those of the machine itself, and some more.
///
/// A page can have its own name answered with an address of this machine, and the browser then takes
/// what the server says for the page's. It still sends the page's name in `Host`.
public struct AllowedHosts: Sendable {
  private let names: Set<String>

  /// The machine itself, and hosts by their names or addresses; an address of IPv6 with or without
  /// brackets.
  public init(_ names: [String] = []) {
    self.names = Set(names.map(AllowedHosts.canonical))
  }

  /// Whether a `Host` field, `name` or `name:port`, names one of them.
  func allow(authority: String) -> Bool {
    guard let host = AllowedHosts.host(of: authority[...]) else { return false }
    return AllowedHosts.isLoopback(host) || names.contains(host)
  }

  /// Whether an `Origin` field names one of them.
  func allow(origin: String) -> Bool {
    let text = origin.lowercased()
    for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
      return allow(authority: String(text.dropFirst(scheme.count)))
    }
    return false
  }

  /// The host of `name` or `name:port`; `nil` for anything else.
  static func host(of authority: Substring) -> String? {
    var host = authority
    if host.utf8.first == UInt8(ascii: "[") {
      guard let end = host.firstIndex(of: "]") else { return nil }
      guard isPort(host[host.index(after: end)...]) else { return nil }
      host = host[host.index(after: host.startIndex)..<end]
      guard host.utf8.contains(UInt8(ascii: ":")) else { return nil }
    } else if let colon = host.firstIndex(of: ":") {
      guard isPort(host[colon...]) else { return nil }
      host = host[..<colon]
    }
    return host.isEmpty ? nil : canonical(String(host))
  }

  /// Whether a text is empty, or a colon and a port, which may be empty too.
  private static func isPort(_ text: Substring) -> Bool {
    guard let first = text.utf8.first else { return true }
    let digits = text.utf8.dropFirst()
    return first == UInt8(ascii: ":") && digits.count <= 5
      && digits.allSatisfy { (48...57).contains($0) }
  }

  /// A name as it is compared: in lower case, without brackets and the dot of the root.
  private static func canonical(_ name: String) -> String {
    var name = name.lowercased()[...]
    if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
    if name.hasSuffix(".") { name = name.dropLast() }
    return String(name)
  }

  /// Whether a host is the machine itself, by any of its names (RFC 6761) and addresses.
  static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host.hasSuffix(".localhost") { return true }
    if host == "::1" || host == "0:0:0:0:0:0:0:1" { return true }
    let mapped = "::ffff:"
    let parts = (host.hasPrefix(mapped) ? host.dropFirst(mapped.count) : host[...])
      .split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { part in
        (1...3).contains(part.utf8.count) && UInt8(part) != nil && part.utf8.first != 43
      }
  }
}
