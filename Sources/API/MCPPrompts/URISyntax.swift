/// The grammar of URIs (RFC 3986, appendix A).
enum URISyntax {
  /// Whether a text is a URI, which has something behind its scheme, and with `http` and `https` a host.
  static func isURI(_ text: String) -> Bool {
    let bytes = Array(text.utf8)[...]
    let (scheme, rest) = parts(of: bytes, at: ":")
    guard isScheme(scheme), let rest, !rest.isEmpty else { return false }
    let (beginning, fragment) = parts(of: rest, at: "#")
    let (hierarchy, query) = parts(of: beginning, at: "?")
    guard consists(query ?? [], of: ":@/?"), consists(fragment ?? [], of: ":@/?") else {
      return false
    }
    let name = String(decoding: scheme, as: UTF8.self).lowercased()
    let needsHost = name.utf8.elementsEqual("http".utf8) || name.utf8.elementsEqual("https".utf8)
    guard hierarchy.starts(with: "//".utf8) else {
      return !needsHost && consists(hierarchy, of: ":@/")
    }
    let authority = hierarchy.dropFirst(2).prefix { $0 != UInt8(ascii: "/") }
    guard consists(hierarchy[authority.endIndex...], of: ":@/"), let host = host(in: authority)
    else { return false }
    return !(needsHost && host.isEmpty)
  }

  private static func isScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, isLetter(first) else { return false }
    return bytes.allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
  }

  /// The host of an authority, which may have a user before it and a port behind it; `nil` for what is
  /// no authority.
  private static func host(in authority: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var rest = authority
    if case (let user, let behind?) = parts(of: authority, at: "@") {
      guard consists(user, of: ":") else { return nil }
      rest = behind
    }
    guard rest.first == UInt8(ascii: "[") else {
      let (host, port) = parts(of: rest, at: ":")
      return consists(host, of: "") && (port ?? []).allSatisfy(isDigit) ? host : nil
    }
    guard case (let literal, let behind?) = parts(of: rest.dropFirst(), at: "]"),
      isLiteral(literal), behind.isEmpty || behind.first == UInt8(ascii: ":"),
      behind.dropFirst().allSatisfy(isDigit)
    else { return nil }
    return literal
  }

  /// Whether bytes are an address as brackets hold it: one of IPv6, or of a version to come.
  private static func isLiteral(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, first | 0x20 == UInt8(ascii: "v") else { return isIPv6(bytes) }
    guard case (let version, let address?) = parts(of: bytes.dropFirst(), at: ".") else {
      return false
    }
    return !version.isEmpty && version.allSatisfy(isHexDigit) && !address.isEmpty
      && !address.contains(UInt8(ascii: "%")) && consists(address, of: ":")
  }

  private static func isIPv6(_ bytes: ArraySlice<UInt8>) -> Bool {
    let colon = UInt8(ascii: ":")
    let gap = zip(bytes.indices, bytes.indices.dropFirst()).first { left, right in
      bytes[left] == colon && bytes[right] == colon
    }
    guard let gap else { return groups(in: bytes, mayEndInIPv4: true) == 8 }
    guard let before = groups(in: bytes[..<gap.0], mayEndInIPv4: false),
      let behind = groups(in: bytes[(gap.1 + 1)...], mayEndInIPv4: true)
    else { return false }
    // What is left out stands for one group at least.
    return before + behind < 8
  }

  /// How many groups of IPv6 bytes are, where an address of IPv4 is as long as two; `nil` where they
  /// are none.
  private static func groups(in bytes: ArraySlice<UInt8>, mayEndInIPv4: Bool) -> Int? {
    guard !bytes.isEmpty else { return 0 }
    var groups = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    var more = 0
    if mayEndInIPv4, let last = groups.last, isIPv4(last) {
      groups.removeLast()
      more = 2
    }
    let areGroups = groups.allSatisfy { (1...4).contains($0.count) && $0.allSatisfy(isHexDigit) }
    return areGroups ? groups.count + more : nil
  }

  private static func isIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
    let numbers = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return numbers.count == 4
      && numbers.allSatisfy { digits in
        guard digits.allSatisfy(isDigit), digits.first != UInt8(ascii: "0") || digits.count == 1
        else { return false }
        return UInt8(String(decoding: digits, as: UTF8.self)) != nil
      }
  }

  /// Whether bytes are such as any part can have, those given, and encoded ones.
  private static func consists(_ bytes: ArraySlice<UInt8>, of more: String) -> Bool {
    for (place, byte) in zip(bytes.indices, bytes) {
      if byte == UInt8(ascii: "%") {
        let digits = bytes[(place + 1)...].prefix(2)
        guard digits.count == 2, digits.allSatisfy(isHexDigit) else { return false }
      } else {
        let isPart =
          isLetter(byte) || isDigit(byte) || "-._~!$&'()*+,;=".utf8.contains(byte)
          || more.utf8.contains(byte)
        guard isPart else { return false }
      }
    }
    return true
  }

  /// What is before the first such character, and behind it; `nil` where there is none.
  private static func parts(
    of bytes: ArraySlice<UInt8>, at separator: Unicode.Scalar
  ) -> (ArraySlice<UInt8>, ArraySlice<UInt8>?) {
    guard let place = bytes.firstIndex(of: UInt8(ascii: separator)) else { return (bytes, nil) }
    return (bytes[..<place], bytes[(place + 1)...])
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }
}
