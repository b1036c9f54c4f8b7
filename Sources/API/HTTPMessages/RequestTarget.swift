/// A request's path and query, taken apart and decoded.
public struct RequestTarget: Sendable, Hashable {
  /// The components of the path, decoded: `["a", "b"]` for `/a/b`.
  ///
  /// A slash that was sent as `%2F` is a part of its component.
  public let path: [String]
  /// The query's parameters in their order, decoded; `+` is a space.
  public let query: [QueryParameter]

  /// Takes a target apart.
  ///
  /// - Throws: ``RequestTargetError`` for what is no path, no percent-encoding or no UTF-8.
  public init(_ target: String) throws(RequestTargetError) {
    var target = target
    let parts = target.withUTF8 { bytes in
      Result { () throws(RequestTargetError) in
        guard bytes.first == UInt8(ascii: "/") else { throw .path }
        let (path, query) = RequestTarget.split(bytes[1...], at: UInt8(ascii: "?"))
        return (try RequestTarget.path(path), try RequestTarget.query(query))
      }
    }
    (path, query) = try parts.get()
  }

  /// The value of a parameter, the first if it is there more than once.
  public subscript(name: String) -> String? {
    query.first {
      $0.name.utf8.count == name.utf8.count && $0.name.utf8.elementsEqual(name.utf8)
    }?.value
  }

  typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

  private static func path(_ text: Bytes) throws(RequestTargetError) -> [String] {
    var path: [String] = []
    var rest: Bytes? = text
    while let next = rest {
      let (component, others) = split(next, at: UInt8(ascii: "/"))
      guard let component = decode(component, plusIsSpace: false) else { throw .path }
      path.append(component)
      rest = others
    }
    return path
  }

  private static func query(_ text: Bytes?) throws(RequestTargetError) -> [QueryParameter] {
    guard let text else { return [] }
    do throws(FormFieldsError) {
      return try QueryParameter.list(text)
    } catch {
      throw .query
    }
  }

  /// What is before the first separator, and what is after it; `nil` where there is none.
  static func split(_ text: Bytes, at separator: UInt8) -> (Bytes, Bytes?) {
    guard let end = text.firstIndex(of: separator) else { return (text, nil) }
    return (text[..<end], text[(end + 1)...])
  }

  /// Decodes a part of a target or of a form.
  static func decode(_ text: Bytes, plusIsSpace: Bool) -> String? {
    PercentEncoding.decode(UnsafeBufferPointer(rebasing: text), plusIsSpace: plusIsSpace)
  }
}

extension RequestTarget {
  /// The path and the query of a target that may be a whole URL, as servers have to accept it
  /// (RFC 9112, section 3.2.2).
  public static func origin(of target: String) -> String {
    guard let rest = afterScheme(of: target) else { return target }
    guard let place = end(ofAuthority: rest) else { return "/" }
    return rest[place] == "/" ? String(rest[place...]) : "/\(rest[place...])"
  }

  /// The host and the port of a target that is a whole URL, which count in the place of `Host`;
  /// `nil` for any other target.
  public static func authority(of target: String) -> String? {
    guard let rest = afterScheme(of: target) else { return nil }
    return String(rest[..<(end(ofAuthority: rest) ?? rest.endIndex)])
  }

  private static func afterScheme(of target: String) -> Substring? {
    guard target.utf8.first != UInt8(ascii: "/") else { return nil }
    for scheme in ["http://", "https://"]
    where target.prefix(scheme.utf8.count).lowercased() == scheme {
      return target.dropFirst(scheme.utf8.count)
    }
    return nil
  }

  private static func end(ofAuthority rest: Substring) -> Substring.Index? {
    rest.firstIndex { $0 == "/" || $0 == "?" }
  }
}

/// One parameter of a query, or one field of a form.
public struct QueryParameter: Sendable, Hashable {
  /// The name, decoded.
  public let name: String
  /// The value, decoded; empty when there is none.
  public let value: String

  /// Makes a parameter from its parts.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// Which part of a request's target cannot be read.
public enum RequestTargetError: Error, Hashable, Sendable {
  /// The path.
  case path
  /// The query.
  case query
}

/// The encoding of text in paths and queries (RFC 3986, section 2.1).
public enum PercentEncoding {
  /// Decodes text; `nil` when it is not well encoded, not UTF-8, or holds NUL.
  ///
  /// - Parameter plusIsSpace: Whether `+` stands for a space, as in the queries of forms.
  public static func decode(_ text: some Collection<UInt8>, plusIsSpace: Bool) -> String? {
    let text = Array(text)
    return text.withUnsafeBufferPointer { decode($0, plusIsSpace: plusIsSpace) }
  }

  /// Decodes text; see ``decode(_:plusIsSpace:)``.
  static func decode(_ text: UnsafeBufferPointer<UInt8>, plusIsSpace: Bool) -> String? {
    // Nothing gets longer.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count) { bytes in
      var count = 0
      var rest = text.makeIterator()
      while var byte = rest.next() {
        switch byte {
        case UInt8(ascii: "%"):
          guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit)
          else { return nil }
          byte = high << 4 | low
        case UInt8(ascii: "+") where plusIsSpace: byte = UInt8(ascii: " ")
        default: break
        }
        guard byte != 0 else { return nil }
        bytes.initializeElement(at: count, to: byte)
        count += 1
      }
      return String(validating: bytes[..<count], as: UTF8.self)
    }
  }

  /// Encodes text so that it can stand as one component of a path, or as a name or value in a
  /// query: all but letters, digits, `-`, `.`, `_` and `~`.
  public static func encode(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if isUnreserved(byte) {
        bytes.append(byte)
      } else {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let digits = Array("0123456789ABCDEF".utf8)

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
