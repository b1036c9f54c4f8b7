internal import HTTPMessages
internal import Platform

/// Where browsers have the pages of a server: a scheme, a host and a port.
///
/// A browser keeps pages of different origins apart, and says of each request which one made it.
public struct PageOrigin: Sendable, Hashable {
  /// The origin as browsers write it: `https://prompts.example.com`, `http://127.0.0.1:8080`.
  public let text: String
  /// Whether what is sent there is encrypted on its way.
  public let isSecure: Bool
  /// The host and the port, without one that the scheme stands for.
  let authority: String

  /// Reads `http://HOST` or `https://HOST`, with a port or without; `nil` for anything else, such as a
  /// URL with a path.
  public init?(_ url: String) {
    let text = url.lowercased()
    guard let scheme = ["https", "http"].first(where: { text.hasPrefix("\($0)://") }) else {
      return nil
    }
    var authority = text.dropFirst(scheme.utf8.count + 3)
    if authority.last == "/" { authority.removeLast() }
    guard !authority.contains(where: { "/?#@ \\".contains($0) }) else { return nil }
    self.init(authority: String(authority), isSecure: scheme == "https")
  }

  private init?(authority: String, isSecure: Bool) {
    guard AllowedHosts.isWellFormed(authority: authority) else { return nil }
    var authority = authority.lowercased()
    let standard = isSecure ? ":443" : ":80"
    if authority.hasSuffix(standard) { authority.removeLast(standard.utf8.count) }
    if authority.hasSuffix(":") { authority.removeLast() }
    self.authority = authority
    self.isSecure = isSecure
    text = "\(isSecure ? "https" : "http")://\(authority)"
  }

  /// The origin of a page that is asked for: the one that the server was told, or else where the
  /// request says that it goes.
  ///
  /// Names that nobody has told the server are refused, since a page can have its own name answered
  /// with the server's address. An address or `localhost` is no such name.
  ///
  /// - Throws: ``ServiceError/foreignHost(_:)``.
  init(of request: HTTPRequest, _ configuration: ServiceConfiguration) throws(ServiceError) {
    guard let host = request.fields[.host] else { throw .foreignHost("") }
    let told = configuration.origin
    guard
      let found = PageOrigin(authority: host, isSecure: told?.isSecure ?? configuration.isSecure)
    else { throw .foreignHost(host) }
    guard
      told == found || AllowedHosts.isNumericOrLocal(authority: host)
        || configuration.hosts?.allow(authority: host) == true
    else { throw .foreignHost(host) }
    self = told ?? found
  }

  /// Refuses a request that changes something unless a page of this origin makes it.
  ///
  /// - Throws: ``ServiceError/crossSite``.
  func check(_ request: HTTPRequest) throws(ServiceError) {
    guard !request.method.isRead else { return }
    if let site = request.fields[.secFetchSite] {
      guard site == "same-origin" else { throw .crossSite }
      return
    }
    // Browsers that do not say it send the origin; whoever sends neither is none.
    guard let origin = request.fields[.origin], origin.lowercased() == text else {
      throw .crossSite
    }
  }

  /// The name of the cookie that holds a session's token.
  ///
  /// The prefix makes browsers take it over an encrypted connection alone, and from no other host.
  /// Without encryption the port is in the name, since all ports of a host share cookies.
  var cookieName: String {
    if isSecure { return "__Host-promptrepo" }
    let end = authority.lastIndex(of: ":").map(authority.index(after:))
    let isPort = end.map { authority[$0...].utf8.allSatisfy { (48...57).contains($0) } } ?? false
    let port = if let end, isPort { String(authority[end...]) } else { "80" }
    return "promptrepo-\(port)"
  }

  /// The values of a cookie that a request has.
  ///
  /// There may be several, of other paths.
  func tokens(in fields: HTTPFields) -> [Substring] {
    let name = cookieName
    return fields.values(.cookie).flatMap { field in
      field.split(separator: ";").compactMap { part -> Substring? in
        let cookie = part.drop { $0 == " " || $0 == "\t" }
        guard let sign = cookie.firstIndex(of: "="),
          cookie[..<sign].utf8.elementsEqual(name.utf8)
        else { return nil }
        return cookie[cookie.index(after: sign)...]
      }
    }
  }

  /// What has a browser keep a token until it is closed, or with an empty one, forget it.
  func cookie(_ token: String) -> String {
    "\(cookieName)=\(token); Path=/\(isSecure ? "; Secure" : ""); HttpOnly; SameSite=Strict"
      + (token.isEmpty ? "; Max-Age=0" : "")
  }
}

extension AllowedHosts {
  /// Whether a text can be a `Host` field.
  static func isWellFormed(authority: String) -> Bool {
    guard let host = host(of: authority[...]) else { return false }
    return NetworkAddress(host) != nil
      || host.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  /// Whether a `Host` field is an address, or a name of the machine itself.
  static func isNumericOrLocal(authority: String) -> Bool {
    guard let host = host(of: authority[...]) else { return false }
    return NetworkAddress(host) != nil || isLoopback(host)
  }
}
